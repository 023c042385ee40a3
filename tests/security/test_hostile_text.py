"""Text of a publisher that is really code stays text: on every page, in every feed, table and file (S18, S20)."""

from __future__ import annotations

import csv
import io
import json
import re
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import etree, html

from lookout.demo.inbox import Way
from tests.builders.served import Served
from tests.security.conftest import CALLS
from tests.web.fakes import Answer, Client

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
DATA = "application/ld+json"
"""A block that no browser runs: what search engines read of the data set."""
SCHEMES = {"", "http", "https", "mailto"}


@pytest.fixture(scope="module")
def answers(client: Client, addresses: list[str]) -> dict[str, Answer]:
    return {address: client.get(address) for address in addresses}


def of_type(answers: dict[str, Answer], *types: str) -> dict[str, Answer]:
    """Return the answers of those media types."""
    found = {a: one for a, one in answers.items() if one.headers.get("content-type", "").partition(";")[0] in types}
    assert found, types
    return found


def test_the_hostile_rows_are_shown_as_they_were_printed(answers: dict[str, Answer]) -> None:
    shown = [a for a, one in of_type(answers, "text/html").items() if CALLS in _words(one)]

    assert "/changes" in shown
    assert any(address.startswith("/agencies/") for address in shown)
    assert any(address.startswith("/es/") for address in shown)


def test_s18_no_page_holds_an_element_or_a_link_that_a_publisher_wrote(answers: dict[str, Answer]) -> None:
    faults: dict[str, list[str]] = {}
    for address, answer in of_type(answers, "text/html").items():
        page: Any = html.document_fromstring(answer.text)
        found = [element.tag for element in page.iter("iframe", "object", "embed", "style", "base")]
        found += [one.text for one in page.iter("script") if one.get("type") != DATA or not _is_plain_data(one.text)]
        found += [f"{element.tag}@{name}" for element in page.iter() for name in _names(element) if name[:2] == "on"]
        found += [one.get("src") for one in page.iter("img") if not one.get("src", "").startswith("/")]
        found += [href for href in page.xpath("//@href | //@action") if urlsplit(href).scheme not in SCHEMES]
        found += (
            ["49 stands where {{ 7 * 7 }} was printed"] if "Blanco" in answer.text and ">49<" in answer.text else []
        )
        if found:
            faults[address] = found

    assert faults == {}


def _is_plain_data(text: str) -> bool:
    """Tell whether the text of a data block is JSON that nothing could break out of."""
    json.loads(text)
    return "<" not in text


def _names(element: Any) -> list[str]:
    return [str(name) for name in element.attrib] if isinstance(element.tag, str) else []


def _words(answer: Answer) -> str:
    page: Any = html.document_fromstring(answer.text)
    return " ".join(page.text_content().split())


def test_s18_feeds_drawings_and_sitemaps_are_whole_and_hold_nothing_foreign(answers: dict[str, Answer]) -> None:
    xml = of_type(answers, "application/atom+xml", "image/svg+xml", "application/xml")
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for address, answer in xml.items():
        tree = etree.fromstring(answer.body, parser)
        names = {str(element.tag).rpartition("}")[2] for element in tree.iter() if isinstance(element.tag, str)}
        assert not names & {"script", "img", "foreignObject", "iframe"}, address
    for entry in etree.fromstring(answers["/feed.atom"].body, parser).iter("{*}content", "{*}summary"):
        if entry.get("type") == "html" and entry.text:
            inner: Any = html.fragment_fromstring(entry.text, create_parent=True)
            assert not list(inner.iter("script", "img")), entry.text


def test_s18_json_is_sent_as_json_and_never_guessed_at(answers: dict[str, Answer]) -> None:
    kinds = ("application/json", "application/feed+json", "application/geo+json", "application/ld+json")
    found = of_type(answers, *kinds)
    for address, answer in found.items():
        json.loads(answer.body)
        assert answer.headers["x-content-type-options"] == "nosniff", address
    assert any("/api/v1/changes" in address for address in found)


def test_s20_no_cell_of_any_table_is_a_formula(answers: dict[str, Answer]) -> None:
    faults = []
    seen = ""
    for address, answer in of_type(answers, "text/csv").items():
        seen += answer.text
        for row in csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))):
            faults += [(address, cell) for cell in row if cell.startswith(DANGEROUS) and not _is_number(cell)]

    assert faults == []
    assert "'@HYPERLINK" in seen, "the formula that was printed is in no table, so this shows nothing"


def _is_number(cell: str) -> bool:
    return cell.removeprefix("-").replace(".", "", 1).isdigit()


def test_s17_slack_was_told_of_them_and_nothing_acts(house: Served) -> None:
    posts = [message for message in house.inbox.messages if message.way is Way.SLACK]
    told = [post for post in posts if b"Real County" in post.raw]

    assert told
    for message in told:
        raw = message.raw.decode()
        assert not re.search(r"<[!@#]|<https?://evil", raw)
        assert "&lt;!channel&gt;" in raw


def test_s19_no_mail_loads_anything_or_counts_who_opened_it(house: Served) -> None:
    mails = [message_from_bytes(one.raw, policy=policy.default) for one in house.inbox.messages if one.way is Way.EMAIL]
    bodies = [mail.get_body(preferencelist=("html",)) for mail in mails]
    pages: list[Any] = [html.document_fromstring(body.get_content()) for body in bodies if body is not None]

    assert len(pages) > 10
    for page in pages:
        assert not list(page.iter("img", "script", "link", "iframe", "video", "audio", "object"))
        assert not page.xpath("//@src | //@background | //@srcset")
        assert "url(" not in " ".join(page.xpath("//@style") + page.xpath("//style/text()"))
