"""The log taken away: Atom, JSON Feed and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import etree

from domain.changes import ChangeKind, FieldChange
from domain.text import spreadsheet_safe
from tests.web.conftest import browse
from tests.web.fakes import GOLIAD, LEON, NOW, SEEN, Client, FakeRecord, change
from web.tables import changes_table
from workflows.reading import ChangeQuery, LoggedChange

COLUMNS = changes_table(str).names
ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_atom_feed_holds_the_newest_changes_with_ids_that_outlive_the_address(client: Client) -> None:
    answer = client.get("/feed.atom")
    feed = etree.fromstring(answer.body)
    entries = feed.findall(f"{ATOM}entry")

    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert feed.findtext(f"{ATOM}id") == "tag:lookout.example.org,2025:changes"
    assert feed.findtext(f"{ATOM}updated") == "2025-09-22T19:05:02Z"
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        "tag:lookout.example.org,2025:changes/new-goliad",
        "tag:lookout.example.org,2025:changes/missing-leon",
    ]
    assert _href(entries[0], "alternate") == "https://lookout.example.org/changes/new-goliad"
    assert _href(feed, "self") == "https://lookout.example.org/feed.atom"


def test_an_atom_entry_tells_the_whole_change(client: Client) -> None:
    entry = etree.fromstring(client.get("/feed.atom?kind=missing").body).find(f"{ATOM}entry")
    assert entry is not None
    told = " ".join("".join(map(str, entry.itertext())).split())

    assert "Leon County Sheriff's Office, Leon County, Florida." in told
    assert "Signed 19 Sep 2025." in told
    assert "Unconfirmed: The row is not on the list" in told
    assert {category.get("term") for category in entry.findall(f"{ATOM}category")} == {
        "missing",
        "unconfirmed",
        "Florida",
        "Warrant Service Officer",
    }


@pytest.mark.parametrize("path", ["/feed.atom", "/feed.json"])
def test_a_feed_is_filtered_like_the_log(client: Client, path: str) -> None:
    answer = client.get(f"{path}?state=TX")

    assert "new-goliad" in answer.text
    assert "missing-leon" not in answer.text
    assert client.get(f"{path}?state=Nowhere").status == 400


def test_a_feed_stays_well_formed_whatever_a_source_prints(record: FakeRecord) -> None:
    name = "A\x00\x08\x0b\x1f\ufffe\uffff & <b> ]]> \"'"
    field = FieldChange(field="county", before=name, after=name)
    record.log(change(replace(GOLIAD, agency=name, county=name), id="odd", fields=(field,), reason=name))

    feed = etree.fromstring(browse(record).get("/feed.atom").body)

    title = feed.findtext(f"{ATOM}entry/{ATOM}title")
    assert title is not None
    assert title.startswith("A & <b> ]]> \"', Texas")


def test_an_empty_feed_is_still_a_feed() -> None:
    client = browse(FakeRecord())

    assert etree.fromstring(client.get("/feed.atom").body).findtext(f"{ATOM}updated") == "2025-09-22T20:00:00Z"
    assert json.loads(client.get("/feed.json").body)["items"] == []


@pytest.mark.parametrize("path", ["/feed.atom", "/feed.json"])
def test_a_feed_reader_that_is_up_to_date_gets_nothing_until_something_changes(record: FakeRecord, path: str) -> None:
    client = browse(record)
    first = client.get(path)

    assert client.get(path, If_None_Match=first.headers["etag"]).status == 304
    assert client.get(path, If_None_Match=f'"other", {first.headers["etag"]}').status == 304
    assert client.get(path, If_Modified_Since=first.headers["last-modified"]).status == 304
    assert client.get(path, If_Modified_Since="Mon, 22 Sep 2025 19:05:01 GMT").status == 200
    assert client.get(path, If_Modified_Since="last week").status == 200
    assert client.get(f"{path}?state=FL", If_None_Match=first.headers["etag"]).status == 200

    record.log(change(LEON, ChangeKind.RETURNED, observed_at=SEEN + timedelta(minutes=1)))

    assert client.get(path, If_None_Match=first.headers["etag"]).status == 200
    assert client.get(path, If_Modified_Since=first.headers["last-modified"]).status == 200


def test_a_feed_reader_asking_in_the_second_of_a_change_is_not_told_a_date_it_could_miss(record: FakeRecord) -> None:
    record.log(change(LEON, ChangeKind.RETURNED, observed_at=NOW - timedelta(seconds=2)))

    answer = browse(record).get("/feed.atom")

    assert "last-modified" not in answer.headers
    assert "etag" in answer.headers


def test_a_feed_that_the_reader_has_is_not_read_from_the_log(record: FakeRecord) -> None:
    client = browse(record)
    etag = client.get("/feed.atom").headers["etag"]
    record.asked.clear()

    client.get("/feed.atom", If_None_Match=etag)

    assert record.asked == []


def test_the_json_feed_says_the_same(client: Client) -> None:
    answer = client.get("/feed.json")
    feed = json.loads(answer.body)

    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["items"][0]["url"] == "https://lookout.example.org/changes/new-goliad"
    assert feed["items"][0]["date_published"] == "2025-09-22T19:05:02Z"


def test_the_table_of_changes_has_the_agreed_columns_and_iso_dates(client: Client) -> None:
    answer = client.get("/changes.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="lookout-changes.csv"'
    assert COLUMNS[:13] == (
        *("id", "observed_at", "kind", "certainty", "state", "agency", "county", "support_type"),
        *("signed_on", "detail", "source", "version_from", "version_to"),
    )
    assert [row["id"] for row in rows] == ["new-goliad", "missing-leon"]
    assert rows[0]["observed_at"] == "2025-09-22T19:05:00Z"
    assert rows[0]["support_type"] == "Task Force Model"
    assert rows[0]["signed_on"] == "2025-09-19"
    assert rows[0]["permalink"] == "https://lookout.example.org/changes/new-goliad"


def test_the_table_is_filtered_like_the_log(client: Client) -> None:
    assert "new-goliad" not in client.get("/changes.csv?certainty=unconfirmed").text
    assert client.get("/changes.csv?kind=exploded").status == 400


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_of_a_table_can_become_a_formula(record: FakeRecord, start: str) -> None:
    bad = f'{start}HYPERLINK("https://evil.example","x")'
    facts = replace(GOLIAD, agency=bad, county=bad)
    field = FieldChange(field="county", before=bad, after=bad)
    record.log(change(facts, id="bad", reason=bad, source=bad, agreement_id=bad, fields=(field,)))
    record.listed = [replace(record.listed[0], facts=facts)]
    client = browse(record)

    for address in ("/changes.csv", "/agreements.csv"):
        for row in csv.reader(io.StringIO(client.get(address).text, newline="")):
            assert not any(cell.startswith(start) for cell in row), address
    assert f"'{start}HYPERLINK" in client.get("/changes.csv").text


def test_defusing_leaves_ordinary_text_alone() -> None:
    assert spreadsheet_safe("St. Mary's Parish - Sheriff") == "St. Mary's Parish - Sheriff"
    assert spreadsheet_safe("") == ""


def test_every_cell_of_a_table_is_quoted(client: Client) -> None:
    for line in client.get("/changes.csv").text.splitlines():
        assert line.startswith('"')
        assert line.endswith('"')


def test_the_table_is_read_in_pieces_and_holds_every_change_once() -> None:
    class LargestPiece(FakeRecord):
        largest = 0

        def changes(self, query: ChangeQuery) -> Sequence[LoggedChange]:
            found = super().changes(query)
            self.largest = max(self.largest, len(found))
            return found

    record = LargestPiece()
    record.log(*(change(id=f"c{number}") for number in range(1300)))

    rows = list(csv.DictReader(io.StringIO(browse(record).get("/changes.csv").text, newline="")))

    assert [row["id"] for row in rows] == [f"c{number}" for number in range(1299, -1, -1)]
    assert record.largest == 500


def test_asking_only_for_the_head_of_a_table_reads_nothing(record: FakeRecord) -> None:
    answer = browse(record).get("/changes.csv", "HEAD")

    assert (answer.status, answer.body) == (200, b"")
    assert record.asked == []


def _href(parent: etree._Element, rel: str) -> str | None:
    return next(link.get("href") for link in parent.findall(f"{ATOM}link") if link.get("rel") == rel)
