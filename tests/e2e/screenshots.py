"""Takes the pictures of the documentation: `make screenshots` tells the story and shows every page of it.

Writes `docs/images/*.png`, small, and `docs/screens.md`, which shows them. Needs Chromium. Run it again after a change of
the pages' looks.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from domain.changes import ChangeKind
from domain.subscriptions import Language
from tests.builders.chromium import PROGRAM
from tests.builders.served import Served, served
from tests.e2e.browsing import DESK, PHONE, BrowserThread, Scheme, reading
from workflows.ports import LinkPurpose
from workflows.press_views import ReleaseQuery

DOCS = Path(__file__).parents[2] / "docs"
MOST_BYTES = 6_000_000
"""All pictures together: they are part of every clone."""
_COLOURS = 64
_TALLEST = 1800
"""CSS pixels of a page that are shown."""
_INBOX = "inbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One page to show: the name of its pictures, what a reader sees there, and where it is."""

    name: str
    caption: str
    path: Callable[[Served], str] | str
    is_signed_in: bool = False
    """It is a reviewer who sees it."""


def _change(kind: ChangeKind, agency: str) -> Callable[[Served], str]:
    return lambda site: f"/changes/{site.change(kind, agency).change.id}"


def _agency(site: Served) -> str:
    return f"/agencies/{site.change(ChangeKind.NEW, 'Kendall').change.agreement_id}"


def _release(site: Served) -> str:
    return f"/releases/{site.lookout.press_log.releases(ReleaseQuery(limit=1))[0].release.id}"


def _case(site: Served) -> str:
    return f"/desk/incidents/{site.lookout.log.incidents(only_open=True)[0].id}"


def _link(purpose: LinkPurpose) -> Callable[[Served], str]:
    return lambda site: f"/{purpose.value}/{site.open_link(purpose)}"


SHOTS: tuple[Shot, ...] = (
    Shot(name="change-log", caption="The change log of today, and what came before", path="/"),
    Shot(name="all-changes", caption="All changes, filtered by state", path="/changes?state=Texas"),
    Shot(name="days", caption="The days on which something changed", path="/days"),
    Shot(name="day", caption="One day, to be cited", path="/days/2026-04-15"),
    Shot(
        name="change-new",
        caption="A new agreement: the row as printed, and the files that show it",
        path=_change(ChangeKind.NEW, "Zavala"),
    ),
    Shot(
        name="change-expanded", caption="A jail adds a task force: one event", path=_change(ChangeKind.NEW, "Kendall")
    ),
    Shot(
        name="change-missing",
        caption="Missing, unconfirmed; a later entry replaces it",
        path=_change(ChangeKind.MISSING, "Washington"),
    ),
    Shot(
        name="change-terminated",
        caption="Terminated, and why we think so",
        path=_change(ChangeKind.TERMINATED, "Washington"),
    ),
    Shot(name="agency", caption="An agency with the life of all its agreements", path=_agency),
    Shot(name="agreements", caption="Agreements by state and support type", path="/agreements"),
    Shot(name="agreements-on-a-day", caption="The agreements as they stood on a day", path="/agreements?on=2025-09-20"),
    Shot(name="in-force", caption="What was in force on a day", path="/in-force?on=2026-03-01"),
    Shot(name="states", caption="Every state", path="/states"),
    Shot(name="state", caption="A state with its agencies and counties", path="/states/tx"),
    Shot(name="county", caption="A county", path="/counties/48259"),
    Shot(name="laws", caption="What the states' laws say", path="/laws"),
    Shot(name="growth", caption="Growth, beside what officials claimed", path="/growth"),
    Shot(name="search", caption="Search", path="/search?q=washington"),
    Shot(name="releases", caption="Press releases about 287(g)", path="/releases"),
    Shot(name="release", caption="One release, and what we read out of it", path=_release),
    Shot(name="sources", caption="Every source with its health", path="/sources"),
    Shot(name="source", caption="One source", path="/sources/ice-287g"),
    Shot(name="incidents", caption="A reading that is held for a person", path="/incidents"),
    Shot(name="data", caption="The data to take away", path="/data"),
    Shot(
        name="card",
        caption="The card of a state, for other pages",
        path="/embed/states/tx",
    ),
    Shot(name="api", caption="The programming interface", path="/api"),
    Shot(name="about", caption="What this is, and what each word means", path="/about"),
    Shot(name="privacy", caption="What is held of a subscriber, why, and for how long", path="/privacy"),
    Shot(name="subscribe", caption="Asking for alerts", path="/subscribe?state=Texas"),
    Shot(
        name="preview",
        caption="What would come, before an address is typed",
        path="/subscribe/preview?state=Texas&cadence=weekly",
    ),
    Shot(name="confirm", caption="Saying yes, behind the link of the letter", path=_link(LinkPurpose.CONFIRM)),
    Shot(name="code", caption="The code that a Slack channel shows", path=_link(LinkPurpose.CODE)),
    Shot(name="manage", caption="Changing, pausing and ending alerts", path=_link(LinkPurpose.MANAGE)),
    Shot(name="unsubscribe", caption="Ending alerts", path=_link(LinkPurpose.UNSUBSCRIBE)),
    Shot(name="desk-login", caption="The door of the review desk", path="/desk/login"),
    Shot(name="desk", caption="The review desk: what waits for a person", path="/desk", is_signed_in=True),
    Shot(name="desk-case", caption="One held list, and how to decide it", path=_case, is_signed_in=True),
    Shot(name="not-found", caption="An address that leads nowhere", path="/nowhere"),
    Shot(name=_INBOX, caption="The inbox of the demonstration, with every message", path=lambda site: site.inbox.url),
)
IN_THE_DARK = frozenset({"change-log", "state"})
IN_SPANISH = frozenset({"change-log", "change-new", "state", "subscribe"})


def main() -> int:
    """Take all pictures and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=DOCS, help="the folder of screens.md and images/")
    folder: Path = parser.parse_args().to
    if not PROGRAM.path.exists():
        sys.stderr.write(f"There is no Chromium at {PROGRAM.path}: install it first.\n")
        return 1
    (folder / "images").mkdir(parents=True, exist_ok=True)
    thread = BrowserThread()
    thread.start()
    try:
        with tempfile.TemporaryDirectory(prefix="lookout-screens-") as data, served(Path(data), banner=True) as site:
            site.reviewer()  # without an account there is no desk to show
            taken = thread.run(lambda: [_take(thread.browser, site, shot, folder / "images") for shot in SHOTS])
    finally:
        thread.close()
    (folder / "screens.md").write_text(_document(taken), "utf-8")
    size = sum(path.stat().st_size for path in (folder / "images").glob("*.png"))
    sys.stdout.write(f"{sum(map(len, taken))} pictures of {len(SHOTS)} pages, {size / 1e6:.1f} MB.\n")
    return 0 if size <= MOST_BYTES else 1


def _take(browser: Browser, site: Served, shot: Shot, folder: Path) -> list[str]:
    """Write the pictures of one page and return their names."""
    path = shot.path if isinstance(shot.path, str) else shot.path(site)
    wanted: list[tuple[str, str, int, Scheme]] = [
        (shot.name, path, DESK, "light"),
        (f"{shot.name}-phone", path, PHONE, "light"),
    ]
    if shot.name in IN_THE_DARK:
        wanted.append((f"{shot.name}-dark", path, DESK, "dark"))
    if shot.name in IN_SPANISH:
        wanted.append((f"{shot.name}-es", f"/{Language.SPANISH.value}{path}", DESK, "light"))
    if shot.name == _INBOX:
        wanted = wanted[:1]
    for name, address, width, scheme in wanted:
        with reading(browser, site.url, width=width, scheme=scheme) as reader:
            if shot.is_signed_in:
                reader.sign_in(site.reviewer())
            reader.open(address)
            height: int = reader.page.evaluate("() => document.documentElement.scrollHeight")
            clip = {"x": 0.0, "y": 0.0, "width": float(width), "height": float(min(height, _TALLEST))}
            picture = reader.page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]
        _write_small(picture, folder / f"{name}.png")
    return [name for name, *_ in wanted]


def _write_small(picture: bytes, path: Path) -> None:
    """Write a PNG with few colours: text and plain surfaces need no more."""
    with Image.open(io.BytesIO(picture)) as image:
        few = image.convert("RGB").quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(path, optimize=True)


def _document(taken: list[list[str]]) -> str:
    lines = [
        "# Screens",
        "",
        (
            "Every page of the demonstration, taken by `make screenshots` from a service that has just told its story. "
            "Agencies, signatures and dates are invented."
        ),
    ]
    for shot, names in zip(SHOTS, taken, strict=True):
        lines += ["", f"## {shot.caption}", ""]
        lines += [f"![{shot.caption}: {_variant(shot.name, name)}](images/{name}.png)" for name in names]
    return "\n".join(lines) + "\n"


def _variant(shot: str, name: str) -> str:
    suffix = name.removeprefix(shot).removeprefix("-")
    return {"": "at a desk", "phone": "on a phone", "dark": "in the dark", "es": "in Spanish"}[suffix]


if __name__ == "__main__":
    sys.exit(main())
