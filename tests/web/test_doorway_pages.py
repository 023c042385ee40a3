"""What holds for every page of the doorway: anybody can use it, and it loads nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from domain.deliveries import Purpose
from tests.web.asgi import routes_of
from tests.web.conftest import browse
from tests.web.doorstep import ANN, HOOK, Doorstep, forms_of, path_of
from tests.web.fakes import Answer, FakeRecord
from tests.workflows.stage import POLK, TEXAS


@pytest.fixture
def pages(doorstep: Doorstep) -> dict[str, Answer]:
    """Return every page of the doorway, in both languages."""
    return dict(every_page(doorstep))


def every_page(doorstep: Doorstep) -> Iterator[tuple[str, Answer]]:
    """Walk through the doorway in both languages; yield each page with what it is."""
    stage = doorstep.stage
    stage.print_list(TEXAS)
    stage.clock.wait(hours=1)
    stage.print_list([*TEXAS, POLK])
    for language in ("en", "es"):
        stage.clock.wait(days=2)
        doorstep.home = "/es" if language == "es" else ""
        query = f"?state=Texas&county=Polkk&kind=new&language={language}"
        yield f"form {language}", doorstep.get(f"/subscribe{query}")
        yield f"bad form {language}", doorstep.get(f"/subscribe/preview{query}&hour=99")
        yield f"preview {language}", doorstep.get(f"/subscribe/preview{query}")
        yield f"bad address {language}", doorstep.ask("ann", query)
        yield f"role {language}", doorstep.ask("info@example.org", query)
        yield f"asked {language}", doorstep.ask(f"{language}.{ANN}", query)
        confirm = doorstep.link(Purpose.CONFIRM)
        yield f"confirm {language}", doorstep.get(confirm)
        yield f"confirmed {language}", doorstep.press(confirm)
        yield f"again {language}", doorstep.get(confirm)
        code = doorstep.ask(HOOK, f"{query}&state=Ohio").headers["location"]
        yield f"code {language}", doorstep.get(code)
        yield f"wrong code {language}", doorstep.press(code, {"code": "x"})
        number = next(one.id for one in doorstep.subscriptions() if one.address.value == f"{language}.{ANN}")
        yield f"unsubscribe {language}", doorstep.get(doorstep.unsubscribe_path(number))
        yield f"link asked {language}", doorstep.press(f"{doorstep.unsubscribe_path(number)}/manage")
        manage = path_of(next(one for one in doorstep.letters() if one.purpose is Purpose.MANAGE).action_url)
        yield f"manage {language}", doorstep.get(f"{manage}?news=paused")
        yield f"bad change {language}", doorstep.press(manage, {"hour": "99"})
        yield f"unsure {language}", doorstep.press(f"{manage}/forget")
        following = doorstep.press(manage, {"shared": "yes", "language": language}).headers["location"]
        yield f"asked to end {language}", doorstep.press(doorstep.unsubscribe_path(number))
        stage.clock.wait(days=2)
        doorstep.letters()
        doorstep.press(doorstep.unsubscribe_path(number))
        end = path_of(next(one for one in doorstep.letters() if one.purpose is Purpose.END).action_url)
        yield f"late {language}", doorstep.get(following)
        yield f"end {language}", doorstep.get(end)
        yield f"ended {language}", doorstep.press(end)
        yield f"undo {language}", doorstep.get(doorstep.link(Purpose.ENDED))
        yield f"unknown {language}", doorstep.get("/confirm/1.x")
        yield f"privacy {language}", doorstep.get("/privacy")
    doorstep.home = ""


def test_every_page_can_be_used_by_keyboard_and_by_ear(pages: dict[str, Answer]) -> None:
    for name, answer in pages.items():
        page = html.document_fromstring(answer.text)

        assert page.get("lang") == name[-2:], name
        assert len(page.findall(".//h1")) == 1, name
        assert page.findtext(".//title"), name
        for field in _all(page, "//select | //textarea | //input[not(@type='hidden')]"):
            assert page.find(f".//label[@for='{field.get('id')}']") is not None, (name, field.get("id"))
        for described in _all(page, "//@aria-describedby"):
            assert _all(page, f"//*[@id='{described}']"), name
        for button in _all(page, "//button"):
            assert button.get("type") == "submit", name
        for box in _all(page, "//fieldset"):
            assert box[0].tag == "legend", name
        ids = _all(page, "//@id")
        assert len(ids) == len(set(ids)), name
        levels = [int(heading.tag[1]) for heading in _all(page, "//main//*[self::h1 or self::h2 or self::h3]")]
        assert all(after - before <= 1 for before, after in pairwise(levels)), name


def test_no_page_loads_runs_or_styles_anything_but_our_own(pages: dict[str, Answer]) -> None:
    for name, answer in pages.items():
        page = html.document_fromstring(answer.text)

        assert not _all(page, "//script | //style | //img | //iframe | //@style | //@*[starts-with(name(), 'on')]"), (
            name
        )
        named = _all(page, "//link[@rel='alternate' and @hreflang]/@href")
        assert bool(named) == name.startswith("privacy"), (name, "Only a page that all may find is named to crawlers.")
        for address in _all(page, "//@src | //@action | //link[not(@hreflang)]/@href | //a/@href"):
            assert address.startswith(("/", "#", "mailto:desk@example.org")), (name, address)
            assert not address.startswith("//"), name


def test_every_link_of_ours_leads_somewhere(pages: dict[str, Answer], doorstep: Doorstep) -> None:
    targets = set()
    for answer in pages.values():
        page = html.document_fromstring(answer.text)
        # What the same address says in the other language is what it says here, also that a link is used up.
        targets |= {
            href for href in _all(page, "//a[not(@hreflang)]/@href") if href.startswith("/") and "/manage/" not in href
        }

    for target in targets:
        assert doorstep.get(target).status == 200, target


def test_every_form_goes_to_a_route_that_takes_it(pages: dict[str, Answer], doorstep: Doorstep) -> None:
    routes = routes_of(doorstep.client.app)
    for name, answer in pages.items():
        for form in forms_of(answer):
            path = (form.action or "").partition("?")[0].removeprefix("/es" if name.endswith(" es") else "")
            taking = [
                route for route in routes if form.method in (route.methods or ()) and route.path_regex.fullmatch(path)
            ]
            assert taking, (name, form.method, path)


def test_statuses_say_whether_something_has_to_be_done(pages: dict[str, Answer]) -> None:
    wrong = {name for name, answer in pages.items() if answer.status == 422}

    assert wrong == {
        f"{what} {language}"
        for what in ("bad form", "bad address", "role", "wrong code", "bad change", "unsure")
        for language in ("en", "es")
    }
    assert {answer.status for name, answer in pages.items() if name.startswith("late")} == {410}
    assert {answer.status for name, answer in pages.items() if name.startswith("unknown")} == {404}


def test_no_page_holds_an_address(pages: dict[str, Answer]) -> None:
    for name, answer in pages.items():
        assert ANN not in answer.text, name
        assert HOOK[-20:] not in answer.text, name


def test_without_a_doorway_nothing_of_it_is_there_or_linked(record: FakeRecord) -> None:
    client = browse(record)

    for page in ("/", "/changes", "/changes/new-goliad", "/days/2025-09-22", "/privacy"):
        assert "/subscribe" not in client.get(page).text
    for page in ("/subscribe", "/subscribe/preview", "/confirm/1.x", "/manage/1.x", "/unsubscribe/1.x"):
        assert client.get(page).status == 404
        assert client.post(page).status == 404


def test_the_record_cannot_be_changed_by_any_other_page(doorstep: Doorstep, tmp_path: Path) -> None:
    taking = {route.path for route in routes_of(doorstep.client.app) if "POST" in (route.methods or ())}

    assert {path.split("/")[1] for path in taking} == {
        "subscribe",
        "confirm",
        "code",
        "unsubscribe",
        "end",
        "undo",
        "manage",
    }
    assert all(route.methods in ({"GET", "HEAD"}, {"POST"}) for route in routes_of(doorstep.client.app)), (
        "A page reads or takes a form, never both."
    )


def _all(page: html.HtmlElement, path: str) -> list[Any]:
    found = page.xpath(path)
    assert isinstance(found, list)
    return found
