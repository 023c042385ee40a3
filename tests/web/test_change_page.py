"""One change: everything a reader needs to check it, and nothing a stranger could smuggle in."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import html

from domain.changes import Certainty, ChangeKind, FieldChange
from tests.web.conftest import OLD_WORKBOOK, browse
from tests.web.fakes import GOLIAD, LEON, NOW, SEEN, WORKBOOK, Client, FakeArchive, FakeRecord, capture, change


def test_a_change_carries_what_a_reader_must_know(client: Client) -> None:
    page = client.get("/changes/new-goliad").text

    for words in (
        "<h1>Goliad County Sheriff’s Office, Texas: new Task Force Model agreement</h1>",
        "may question people about immigration status and detain them during ordinary policing",
        "19 Sep 2025",
        "22 Sep 2025, 19:05 UTC",
        "15 Sep 2025, 19:05 UTC",
        "(first in this county)",
        "No row of version 41 is near it.",
        "versions 41 and 42",
        "Confirmed.",
    ):
        assert words in page


def test_a_change_shows_the_evidence_for_both_versions(client: Client) -> None:
    page = client.get("/changes/new-goliad").text

    assert hashlib.sha256(WORKBOOK).hexdigest() in page
    assert hashlib.sha256(OLD_WORKBOOK).hexdigest() in page
    assert "HTTP status 200" in page
    assert f"{len(WORKBOOK)} bytes" in page
    assert 'href="/captures/6/download"' in page
    assert 'href="/captures/7/download"' in page
    assert 'participatingAgencies09222025pm.xlsx" rel="noopener noreferrer nofollow"' in page


def test_a_change_without_evidence_says_so(record: FakeRecord) -> None:
    record.kept.clear()
    record.log(change(LEON, id="first", version_from=None, version_to=1))
    client = browse(record)

    assert "No capture is on record for this version." in client.get("/changes/new-goliad").text
    assert "There is no version before this one." in client.get("/changes/first").text


def test_a_correction_shows_each_field_before_and_after_and_the_row_as_printed(record: FakeRecord) -> None:
    misspelt = replace(GOLIAD, agency="Golaid County Sheriff’s Office", signed_text="9/19/25")
    fields = (FieldChange(field="agency", before=misspelt.agency, after=GOLIAD.agency),)
    record.log(change(GOLIAD, ChangeKind.CORRECTED, before=misspelt, fields=fields))

    page = browse(record).get("/changes/corrected-goliad").text

    assert "<td>Golaid County Sheriff’s Office</td><td>Goliad County Sheriff’s Office</td>" in page
    assert "<td>9/19/25" in page
    assert "Nobody joined or left." in page
    assert "Other changes of this agreement" in page


def test_a_missing_agreement_is_not_called_a_departure(client: Client) -> None:
    page = client.get("/changes/missing-leon").text

    assert "agreement missing from ICE&#39;s list (unconfirmed)" in page
    assert "We call it terminated only when it is still absent at least 24 hours later" in page
    assert "<td>On the list</td><td>Not on the list</td>" in page


def test_a_change_and_the_one_that_takes_it_back_link_to_each_other(record: FakeRecord) -> None:
    record.log(change(LEON, ChangeKind.RETURNED, supersedes="missing-leon"))
    client = browse(record)

    assert 'A later entry replaces this one:</strong> <a href="/changes/returned-leon">' in _flat(
        client.get("/changes/missing-leon").text
    )
    assert 'an earlier entry: <a href="/changes/missing-leon">' in _flat(client.get("/changes/returned-leon").text)


def test_a_kind_that_is_doubtful_says_so_in_its_headline(record: FakeRecord) -> None:
    record.log(change(LEON, ChangeKind.RENEWED, certainty=Certainty.UNCONFIRMED))

    page = browse(record).get("/changes/renewed-leon").text

    assert "signed again (unconfirmed)</h1>" in page
    assert "A later check may take this back." in page


@pytest.mark.parametrize("change_id", ["nobody", "%00", "a" * 300, "..%2f..%2fetc", "%F0%9F%98%80"])
def test_an_unknown_change_is_not_found(client: Client, change_id: str) -> None:
    answer = client.get(f"/changes/{change_id}")

    assert answer.status == 404
    assert "<h1>" in answer.text


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"


def test_nothing_that_a_source_prints_becomes_markup_anywhere(record: FakeRecord) -> None:
    facts = replace(
        GOLIAD,
        agency=HOSTILE,
        agency_type=HOSTILE,
        county=HOSTILE,
        support_type_text=HOSTILE,
        state_text=HOSTILE,
        signed_text=HOSTILE,
        moa_text=HOSTILE,
        addendum_text=HOSTILE,
        signed_on=None,
    )
    fields = (FieldChange(field=HOSTILE, before=HOSTILE, after=HOSTILE),)
    record.log(change(facts, ChangeKind.CORRECTED, id="hostile", before=facts, fields=fields, reason=HOSTILE))
    record.kept = [capture(7, 42, published_name=HOSTILE, url=f"https://www.ice.gov/{HOSTILE}")]
    record.listed = [replace(record.listed[0], facts=facts, status=HOSTILE)]
    record.health = [
        replace(source, title=HOSTILE, publisher=HOSTILE, url=HOSTILE, last_message=HOSTILE, notes=HOSTILE)
        for source in record.health
    ]
    record.trouble = [
        replace(incident, kind=HOSTILE, summary=HOSTILE, rules=(HOSTILE,), source=HOSTILE, decided_why=HOSTILE)
        for incident in record.trouble
    ]
    client = browse(record)

    for address in (
        "/",
        "/changes",
        "/days/2025-09-22",
        "/changes/hostile",
        "/agreements",
        "/agreements?state=Texas",
        "/sources",
        "/incidents",
        "/feed.atom",
    ):
        page = client.get(address)
        assert page.status == 200, address
        assert "<script" not in page.text, address
        assert "<img src=x" not in page.text, address
        assert "{{ 7*7 }}" in page.text or address == "/agreements", address


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "java\nscript:alert(1)",
        "https://user@evil.example/",
        "//evil.example/x",
        "https://[broken",
        "https:",
        " https://www.ice.gov/x",
    ],
)
def test_a_link_that_is_no_plain_web_address_is_not_passed_on(record: FakeRecord, url: str) -> None:
    facts = replace(GOLIAD, moa_url=url, addendum_url=url)
    record.log(change(facts, ChangeKind.MOA_PUBLISHED, before=GOLIAD))
    record.kept = [capture(7, 42, url=url)]
    record.listed = [replace(record.listed[0], facts=facts)]
    client = browse(record)

    page = client.get("/changes/moa_published-goliad").text
    assert "(a link we do not pass on)" in page
    for text in (page, client.get("/agreements?state=Texas").text):
        links = {a.get("href") for a in html.document_fromstring(text).iter("a")}
        assert "/" in links
        assert not {url, url.strip(), url.replace("\n", "")} & links


def test_the_text_to_pass_on_fits_one_message_and_keeps_its_link(record: FakeRecord) -> None:
    record.log(change(replace(LEON, agency="A very long name " * 40), id="long"))

    page = browse(record).get("/changes/long").text
    shared = page.split('<blockquote class="share">')[1].split("</blockquote>")[0]

    assert len(shared) <= 300
    assert shared.endswith("… https://lookout.example.org/changes/long")


def test_a_download_gives_the_exact_bytes_and_lets_no_browser_run_them(record: FakeRecord) -> None:
    record.kept.append(capture(8, 43, b"<script>alert(1)</script>" * 100, published_name="index.html"))
    client = browse(record, FakeArchive(WORKBOOK, b"<script>alert(1)</script>" * 100))

    answer = client.get("/captures/8/download", Accept_Encoding="gzip")

    assert answer.body == b"<script>alert(1)</script>" * 100
    assert not answer.compressed
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == 'attachment; filename="capture-8-index.html"'
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_download_the_reader_has_is_not_sent_again(client: Client) -> None:
    etag = client.get("/captures/7/download").headers["etag"]

    assert client.get("/captures/7/download", If_None_Match=etag).status == 304


@pytest.mark.parametrize(
    ("published", "offered"),
    [
        ('a"; x=\r\nSet-Cookie: y=1.xlsx', "capture-7-a-x-Set-Cookie-y-1.xlsx"),
        ("../../etc/passwd", "capture-7-etc-passwd"),
        ("", "capture-7-participating"),
        ("añ.xlsx", "capture-7-a-.xlsx"),
    ],
)
def test_a_download_has_a_harmless_name(record: FakeRecord, published: str, offered: str) -> None:
    record.kept = [capture(7, 42, published_name=published)]

    disposition = browse(record).get("/captures/7/download").headers["content-disposition"]

    assert disposition == f'attachment; filename="{offered}"'


@pytest.mark.parametrize("number", ["99", "0", "-1", "x", str(10**30)])
def test_a_capture_that_is_not_there_is_not_found(client: Client, number: str) -> None:
    assert client.get(f"/captures/{number}/download").status == 404


def test_bytes_that_are_not_in_the_archive_are_said_to_be_missing(record: FakeRecord) -> None:
    answer = browse(record, FakeArchive()).get("/captures/7/download")

    assert answer.status == 404
    assert "its bytes are not in this copy of the archive" in answer.text


def test_damaged_bytes_are_never_given_out(record: FakeRecord) -> None:
    class DamagedArchive(FakeArchive):
        def open(self, sha256: str) -> bytes:
            raise OSError("the bytes do not fit their SHA-256")

    client = browse(record, DamagedArchive())

    assert client.get("/captures/7/download").status == 500
    assert isinstance(client.raised, OSError)


def test_a_history_is_short_and_leaves_out_the_change_itself(record: FakeRecord) -> None:
    record.log(change(GOLIAD, ChangeKind.RENEWED, observed_at=NOW - timedelta(minutes=5)))

    history = browse(record).get("/changes/renewed-goliad").text.split("Other changes of this agreement")[1]

    assert 'href="/changes/new-goliad"' in history
    assert 'href="/changes/renewed-goliad"' not in history
    assert SEEN.strftime("%H:%M UTC") in history


def _flat(text: str) -> str:
    return " ".join(text.split())
