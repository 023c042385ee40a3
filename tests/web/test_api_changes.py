"""The change log as JSON: one line, one page, and copies that are kept up to date."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.changes import ChangeKind
from tests.web.api_client import a_full_press, a_full_record, local, read
from tests.web.conftest import an_evening, browse
from tests.web.fakes import GOLIAD, LEON, SEEN, Client, FakeRecord, change
from web.api_log import read_forward
from workflows.reading import ChangeQuery, LoggedChange


@pytest.fixture
def full() -> Client:
    return browse(a_full_record(), press=a_full_press())


def ids(page: Any) -> list[str]:
    return [item["id"] for item in page["items"]]


def test_the_log_comes_newest_first(full: Client) -> None:
    page = read(full, "/api/v1/changes")

    assert ids(page) == ["corrected-goliad", "sorry-goliad", "gone-leon", "new-goliad", "missing-leon"]
    assert [item["seq"] for item in page["items"]] == [5, 4, 3, 2, 1]
    assert (page["next"], page["latest"]) == (None, 5)


def test_an_empty_log_has_nothing_and_ends(record: FakeRecord) -> None:
    assert read(browse(FakeRecord()), "/api/v1/changes") == {"items": [], "next": None, "latest": 0}
    assert read(browse(FakeRecord()), "/api/v1/changes?after=0") == {"items": [], "next": None, "latest": 0}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=FL", ["gone-leon", "missing-leon"]),
        ("state=florida&kind=missing", ["missing-leon"]),
        ("support_type=TFM", ["corrected-goliad", "sorry-goliad", "new-goliad"]),
        ("kind=retracted", ["sorry-goliad"]),
        ("certainty=unconfirmed", ["missing-leon"]),
        ("until=2025-09-21", ["missing-leon"]),
        ("since=2025-09-22&state=TX&kind=new", ["new-goliad"]),
        ("source=ice-287g&kind=new", ["new-goliad"]),
        ("source=ice-287g-pending", []),
        ("since=0001-01-01&until=9999-12-31&kind=new", ["new-goliad"]),
    ],
)
def test_filters_are_those_of_the_change_log(full: Client, query: str, expected: list[str]) -> None:
    assert ids(read(full, f"/api/v1/changes?{query}")) == expected
    assert ids(read(full, f"/api/v1/changes?{query}&after=0")) == expected[::-1]


def test_a_line_says_what_when_and_how_sure(full: Client) -> None:
    line = read(full, "/api/v1/changes?kind=missing")["items"][0]

    assert line["kind"] == "missing"
    assert line["certainty"] == "unconfirmed"
    assert line["observed_at"] == "2025-09-21T19:05:00Z"
    assert line["agreement"]["state"] == "Florida"
    assert line["agreement"]["as_printed"]["state"] == "FLORIDA"
    assert line["agreement"]["signed_on"] == "2025-09-19"
    assert line["url"] == "https://lookout.example.org/changes/missing-leon"
    assert full.get(local(line["url"])).status == 200
    assert read(full, local(line["api_url"]))["id"] == "missing-leon"


def test_what_was_completed_or_taken_back_links_both_ways(full: Client) -> None:
    lines = {line["id"]: line for line in read(full, "/api/v1/changes")["items"]}

    assert lines["missing-leon"]["superseded_by"]["id"] == "gone-leon"
    assert lines["gone-leon"]["supersedes"]["url"] == "https://lookout.example.org/changes/missing-leon"
    assert lines["gone-leon"]["part_of"]["id"] == "new-goliad"
    assert lines["new-goliad"]["superseded_by"]["id"] == "sorry-goliad"
    assert lines["sorry-goliad"]["supersedes"]["id"] == "new-goliad"
    assert read(full, "/api/v1/changes/missing-leon")["stands"] == "superseded"
    assert read(full, "/api/v1/changes/new-goliad")["stands"] == "retracted"
    assert read(full, "/api/v1/changes/gone-leon")["stands"] == "stands"


def test_one_change_comes_with_its_evidence(full: Client) -> None:
    change_ = read(full, "/api/v1/changes/new-goliad")
    before, after = change_["evidence"]["before"], change_["evidence"]["after"]

    assert (before["capture_id"], before["version"], after["capture_id"], after["version"]) == (6, 41, 7, 42)
    assert len(after["sha256"]) == 64
    assert after["url"].startswith("https://www.ice.gov/")
    assert full.get(local(after["download_url"])).headers["etag"] == f'"{after["sha256"]}"'
    assert change_["row_before"] is None
    assert change_["row_after"]["agency"] == "Goliad County Sheriff’s Office"


def test_one_change_names_the_releases_that_bear_it_out(full: Client) -> None:
    borne = read(full, "/api/v1/changes/new-goliad")["releases"]

    assert [release["id"] for release in borne] == ["0123456789ab"]
    assert borne[0]["strength"] == "named"
    assert "names this agency" in borne[0]["sentence"]
    assert read(full, "/api/v1/changes/missing-leon")["releases"] == []


def test_without_a_capture_the_evidence_is_null_and_the_change_is_there() -> None:
    record = an_evening()
    record.kept.clear()

    assert read(browse(record), "/api/v1/changes/new-goliad")["evidence"] == {"before": None, "after": None}


def test_links_that_no_reader_may_follow_are_left_out() -> None:
    record = FakeRecord()
    record.log(change(replace(GOLIAD, moa_url="javascript:alert(1)", addendum_url="https://a@b.example/")))

    row = read(browse(record), "/api/v1/changes")["items"][0]["agreement"]

    assert (row["moa_url"], row["addendum_url"]) == (None, None)


@pytest.mark.parametrize("limit", [1, 2, 3, 500])
@pytest.mark.parametrize("start", ["", "&after=0"])
def test_following_next_gives_every_line_once(limit: int, start: str) -> None:
    client = browse(a_long_log(40))
    address: str | None = f"/api/v1/changes?limit={limit}{start}"
    seen: list[int] = []
    while address:
        assert len(seen) < 100
        page = read(client, address)
        assert len(page["items"]) <= limit
        seen.extend(item["seq"] for item in page["items"])
        address = local(page["next"]) if page["next"] else None

    assert seen == (list(range(1, 41)) if start else list(range(40, 0, -1)))


def test_next_keeps_the_filters(full: Client) -> None:
    page = read(full, "/api/v1/changes?state=TX&limit=1&since=2025-09-01&after=0")

    assert page["next"] == "https://lookout.example.org/api/v1/changes?state=TX&since=2025-09-01&after=2&limit=1"


def test_a_copy_misses_nothing_and_repeats_nothing_while_changes_are_recorded() -> None:
    record = a_long_log(7)
    client = browse(record)
    copied: list[int] = []
    after = 0
    for _ in range(4):
        address: str | None = f"/api/v1/changes?after={after}&limit=2&state=TX"
        while address:
            assert len(copied) < 500
            page = read(client, address)
            copied.extend(item["seq"] for item in page["items"])
            record.log(change(GOLIAD, id=f"late-{len(record.entries)}"), change(LEON, id=f"l-{len(record.entries)}"))
            address = local(page["next"]) if page["next"] and len(record.entries) < 60 else None
        after = page["latest"] if page["next"] is None else copied[-1]
    while (page := read(client, f"/api/v1/changes?after={after}&state=TX"))["items"]:
        assert len(copied) < 500
        copied.extend(item["seq"] for item in page["items"])
        after = page["latest"]

    assert copied == [entry.seq for entry in record.entries if entry.change.facts.state == "Texas"]


class Growing(FakeRecord):
    """A log to which something is added at every question."""

    def changes(self, query: ChangeQuery) -> Any:
        found = super().changes(query)
        if len(self.entries) < 30:
            self.log(change(GOLIAD, id=f"grown-{len(self.entries)}"))
        return found


def test_what_is_recorded_within_one_answer_belongs_to_the_next() -> None:
    record = Growing()
    record.log(*(change(GOLIAD, id=f"c{n}") for n in range(3)))
    client = browse(record)
    copied: list[int] = []
    after = 0
    for _ in range(40):
        page = read(client, f"/api/v1/changes?after={after}")
        assert all(item["seq"] <= page["latest"] for item in page["items"])
        copied.extend(item["seq"] for item in page["items"])
        after = page["latest"]

    assert copied == list(range(1, 31))


@settings(max_examples=150, deadline=None)
@given(
    places=st.lists(st.integers(1, 400), unique=True, max_size=60),
    rare=st.sets(st.integers(1, 400), max_size=60),
    after=st.integers(0, 420),
    size=st.integers(1, 9),
)
def test_reading_forward_finds_the_oldest_whatever_gaps_the_log_has(
    places: list[int], rare: set[int], after: int, size: int
) -> None:
    record = FakeRecord()
    for place in sorted(places):
        one = change(LEON if place in rare else GOLIAD, id=f"c{place}")
        record.entries.append(LoggedChange(seq=place, change=one, recorded_at=SEEN))
    latest = max(places, default=0)
    wanted = [place for place in sorted(places) if place in rare and place > after]

    found, more = read_forward(record, ChangeQuery(state="Florida"), after=after, latest=latest, size=size)

    assert [entry.seq for entry in found] == wanted[:size]
    assert more == (len(wanted) > size)


def test_a_rare_kind_in_a_long_log_takes_few_questions() -> None:
    record = a_long_log(4000)
    record.log(change(LEON, ChangeKind.TERMINATED))

    found, more = read_forward(record, ChangeQuery(state="Florida", kinds=frozenset({ChangeKind.TERMINATED})),
                               after=0, latest=4001, size=100)  # fmt: skip

    assert [entry.seq for entry in found] == [4001]
    assert not more
    assert len(record.asked) < 10


@pytest.mark.parametrize("change_id", ["nowhere", "%00", "a" * 5000, "%C3%A9t%C3%A9", "a%0Ab"])
def test_an_id_that_names_nothing_is_not_found(full: Client, change_id: str) -> None:
    assert full.get(f"/api/v1/changes/{change_id}").status == 404


def a_long_log(length: int) -> FakeRecord:
    record = FakeRecord()
    for place in range(1, length + 1):
        one = change(GOLIAD, id=f"c{place}", observed_at=SEEN - timedelta(minutes=place))
        record.entries.append(LoggedChange(seq=place, change=one, recorded_at=SEEN))
    return record
