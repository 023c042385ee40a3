"""The card of a state: small, framed by anybody, and the only page that may be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from lxml import html

from tests.web.asgi import routes_of
from tests.web.conftest import browse
from tests.web.fakes import GOLIAD, PUBLIC_URL, Client, FakeRecord, change
from web.state_card import CARD_POLICY


def page(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status == 200, answer.text
    return html.document_fromstring(answer.text)


def words(element: Any) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def test_a_card_says_how_many_what_last_and_as_of_when(client: Client) -> None:
    told = words(page(client, "/embed/states/tx"))

    assert "287(g) in Texas" in told
    assert "1 agreement on ICE's list" in told
    assert "Task Force Model1" in told
    assert "Goliad County Sheriff’s Office" in told
    assert "20:00 UTC" in told


def test_a_state_without_agreements_has_a_card_too(client: Client) -> None:
    assert "No agreement on ICE's list." in words(page(client, "/embed/states/ak"))


def test_a_card_speaks_spanish(client: Client) -> None:
    card = page(client, "/es/embed/states/tx")

    assert card.get("lang") == "es"
    assert "1 acuerdo en la lista de ICE" in words(card)
    assert all(link.startswith("/es") for link in card.xpath("//a/@href"))


@pytest.mark.parametrize("address", ["/embed/states/tx", "/es/embed/states/tx"])
def test_a_card_is_light_and_runs_nothing(client: Client, address: str) -> None:
    answer = client.get(address)
    card: Any = html.document_fromstring(answer.text)

    assert len(answer.text.encode()) + len(client.get("/card.css").body) <= 10_000
    assert not card.xpath("//script | //style | //img | //form | //iframe | //@style | //@*[starts-with(name(), 'on')]")
    assert [link.get("href").partition("?")[0] for link in card.xpath("//link[@rel='stylesheet']")] == ["/card.css"]
    for link in card.xpath("//a"):
        assert (link.get("target"), link.get("rel")) == ("_blank", "noopener")
        assert client.get(link.get("href")).status == 200
    assert not re.search(r"url\(|@import", client.get("/card.css").text)


def test_a_card_may_be_framed_by_anybody_and_stays_so_when_kept(client: Client) -> None:
    first = client.get("/embed/states/tx")
    kept = client.get("/embed/states/tx", If_None_Match=first.headers["etag"])

    assert (first.status, kept.status) == (200, 304)
    for answer in (first, kept):
        assert answer.headers["content-security-policy"] == CARD_POLICY
        assert "frame-ancestors *" in answer.headers["content-security-policy"]
        assert answer.headers["cross-origin-opener-policy"] == "unsafe-none"
        assert "x-frame-options" not in answer.headers


def test_no_other_page_may_be_framed(record: FakeRecord) -> None:
    client = browse(record)
    named = {"code": "tx", "day": "2025-09-22", "change_id": "new-goliad", "agreement_id": "goliad", "part": "states-1"}

    for address in _addresses(client, named):
        policy = client.get(address).headers["content-security-policy"]
        framed = "frame-ancestors *" in policy
        assert framed == address.startswith("/embed/states/"), address


@pytest.mark.parametrize("code", ["TX", "Texas", "new-york"])
def test_a_name_or_capitals_lead_to_the_card(client: Client, code: str) -> None:
    answer = client.get(f"/es/embed/states/{code}")

    assert answer.status == 303
    assert answer.headers["location"] in {"/es/embed/states/tx", "/es/embed/states/ny"}


def test_what_is_no_state_has_no_card_and_its_error_no_frame(client: Client) -> None:
    answer = client.get("/embed/states/nowhere")

    assert answer.status == 404
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("address", "card"), [("/states/tx", "/embed/states/tx"), ("/es/states/tx", "/es/embed/states/tx")]
)
def test_the_page_of_a_state_gives_the_code_to_copy(client: Client, address: str, card: str) -> None:
    [code] = [found.text_content() for found in page(client, address).xpath("//details//pre/code")]
    frame: Any = html.fragment_fromstring(code)

    assert frame.tag == "iframe"
    assert frame.get("src") == PUBLIC_URL + card
    assert frame.get("title")
    assert frame.get("loading") == "lazy"
    assert int(frame.get("width"))
    assert int(frame.get("height"))
    assert client.get(card).status == 200


def test_a_name_from_the_list_cannot_break_out(record: FakeRecord) -> None:
    record.log(change(replace(GOLIAD, agency="<script>alert(1)</script>"), id="odd"))

    card = page(browse(record), "/embed/states/tx")

    assert not card.xpath("//script")
    assert "<script>alert(1)</script>" in words(card)


def _addresses(client: Client, named: dict[str, str]) -> Iterable[str]:
    for route in routes_of(client.app):
        names = re.findall(r"{(\w+)", route.path)
        if all(name in named for name in names):
            yield route.path.format(**named)
