"""Cases 40 to 49: the page is there, but its links are not what they were."""

from __future__ import annotations

from collections.abc import Callable

from tests.builders.site import list_page
from tests.faults.harness import BOTH, Fault, Scene, Verdict, resaved
from tests.lookout.publisher import PARTICIPATING, PENDING

Act = Callable[[Scene], None]
_FOLDER = PARTICIPATING.rpartition("/")[0]
_LIST = (PARTICIPATING, "Participating Agencies")
_OTHER_LIST = (PENDING, "Pending Agencies")


def _page_with(*links: tuple[str, str], prose: str = "") -> Act:
    return lambda scene: scene.serve_page(list_page(*links, prose=prose))


def _named(name: str) -> Act:
    """Link the list, saved anew, under another file name."""

    def act(scene: Scene) -> None:
        path = f"{_FOLDER}/{name}"
        scene.serve_participating(resaved(scene.good.participating_workbook, 1))
        scene.publisher.replies[path] = scene.publisher.replies.pop(PARTICIPATING)
        scene.serve_page(list_page((path, "Participating Agencies"), _OTHER_LIST))

    return act


def _with_blanks(scene: Scene) -> None:
    """Link the same file with escaped blanks, an escaped ampersand and a blank at the end."""
    path = f"{_FOLDER}/participatingAgencies%20A&B.xlsx"
    scene.publisher.replies[f"{path}?a=1&b=2"] = scene.publisher.replies.pop(PARTICIPATING)
    scene.serve_page(list_page((f" {path.replace('&', '&amp;')}?a=1&amp;b=2 ", "Participating Agencies"), _OTHER_LIST))


def _redesigned(scene: Scene) -> None:
    scene.serve_page(
        "<!DOCTYPE html><html lang='es'><head><title>Delegación de autoridad migratoria | ICE</title></head><body><main>"
        "<h1>287(g)</h1><p>Lista completa de las agencias que participan.</p>"
        "<a href='/datos/acuerdos.xlsx'>Descargar la lista</a></main></body></html>".encode()
    )


HOLD, ACCEPT, WARN = Verdict.HOLD, Verdict.ACCEPT, Verdict.WARN

CASES = (
    Fault(
        number=40,
        text="link renamed to a pattern never seen",
        verdict=HOLD,
        act=_page_with((f"{_FOLDER}/287g-master-file.xlsx", "Download the full file"), _OTHER_LIST),
    ),
    Fault(
        number=40,
        text="link renamed to a pattern that was seen",
        variant="before",
        verdict=ACCEPT,
        act=_named("ParticipatingEntities-2024-05182026am-mid.xlsx"),
    ),
    Fault(
        number=41,
        text="relative link",
        verdict=ACCEPT,
        act=_page_with((f"..{PARTICIPATING}", "Participating Agencies"), _OTHER_LIST),
    ),
    Fault(
        number=42,
        text="two participating links",
        verdict=HOLD,
        act=_page_with(_LIST, (f"{_FOLDER}/participatingAgencies09252025.xlsx", "Participating Agencies"), _OTHER_LIST),
    ),
    Fault(number=43, text="no link at all", verdict=HOLD, act=_page_with()),
    Fault(
        number=44,
        text="PDF instead of a workbook",
        verdict=HOLD,
        act=_page_with((PARTICIPATING.replace(".xlsx", ".pdf"), "Participating Agencies"), _OTHER_LIST),
    ),
    Fault(
        number=45, text="slip in the file name's date", verdict=WARN, act=_named("participatingAgencies090022025.xlsx")
    ),
    Fault(
        number=45,
        text="last year in the file name's date",
        verdict=WARN,
        act=_named("participatingAgencies09242024am.xlsx"),
    ),
    Fault(number=46, text="link with blanks and an ampersand", verdict=ACCEPT, act=_with_blanks),
    Fault(
        number=47,
        text="link to another host",
        verdict=HOLD,
        act=_page_with(("https://evil.example/participatingAgencies.xlsx", "Participating Agencies"), _OTHER_LIST),
    ),
    Fault(
        number=48,
        text="texts of the two links swapped",
        verdict=Verdict.REJECT,
        act=_page_with((PENDING, "Participating Agencies"), (PARTICIPATING, "Pending Agencies")),
        about=BOTH,
    ),
    Fault(number=49, text="page redesigned, in Spanish", verdict=HOLD, act=_redesigned),
)
