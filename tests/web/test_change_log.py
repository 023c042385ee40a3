"""Today, days and all changes: what they show, what they say when nothing happened, how they are paged."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.changes import Certainty, ChangeKind, FieldChange
from tests.web.conftest import browse
from tests.web.fakes import GOLIAD, LEON, NOW, SEEN, Client, FakeRecord, agreement, change

TODAY = SEEN.date()


def test_the_start_page_shows_what_changed_today(client: Client) -> None:
    page = client.get("/")

    assert page.status == 200
    assert "Checked 120 times today. 1 change." in page.text
    assert "Goliad County Sheriff’s Office, Texas: new Task Force Model agreement" in page.text
    assert "First in this county" in page.text
    assert "Pending since 15 Sep 2025" in page.text
    assert "Leon County" not in page.text


def test_a_quiet_day_says_so_and_shows_the_latest_changes_instead(record: FakeRecord) -> None:
    page = browse(record, now=lambda: NOW + timedelta(days=1)).get("/")

    assert "No good check yet today. We cannot say whether anything changed." in page.text

    record.polls[TODAY + timedelta(days=1)] = 144
    page = browse(record, now=lambda: NOW + timedelta(days=1)).get("/")

    assert "Checked 144 times today. Nothing changed." in page.text
    assert "Latest changes" in page.text
    assert "Leon County Sheriff&#39;s Office, Florida: Warrant Service Officer agreement missing" in page.text
    assert 'href="/days/2025-09-22">22 Sep 2025</a> <span>1 new</span>' in page.text


def test_the_day_begins_and_ends_at_midnight_utc_wherever_the_clock_stands(record: FakeRecord) -> None:
    evening_in_texas = datetime.fromisoformat("2025-09-22T20:30:00-05:00")

    page = browse(record, now=lambda: evening_in_texas).get("/")

    assert "23 Sep 2025" in page.text


def test_the_start_page_warns_when_a_source_is_stale(client: Client, record: FakeRecord) -> None:
    assert "1 source needs attention." in client.get("/").text
    assert "ICE pending agencies (last read never)" in client.get("/").text

    record.health = record.health[:1]

    assert "attention" not in client.get("/").text


def test_the_start_page_counts_listed_agreements_once_for_each_state_of_the_record(record: FakeRecord) -> None:
    client = browse(record)

    assert "<strong>1</strong> in 1 state or territory" in client.get("/").text
    client.get("/")
    assert record.agreement_reads == 1

    record.listed.append(agreement(replace(LEON, agency="Lake County Sheriff's Office")))
    record.log(change(LEON, ChangeKind.CORRECTED))

    assert "<strong>2</strong> in 2 states and territories" in client.get("/").text
    assert record.agreement_reads == 2


def test_the_start_page_stays_small_on_the_busiest_day_and_links_to_all_of_it(record: FakeRecord) -> None:
    record.log(*(change(id=f"busy-{number}") for number in range(300)))

    page = browse(record).get("/")

    assert len(page.body) < 60_000
    assert "All changes of today" in page.text


def test_a_day_has_a_permalink_with_its_neighbours(client: Client) -> None:
    page = client.get("/days/2025-09-21")

    assert "Checked 144 times on this day. 1 change." in page.text
    assert "Leon County" in page.text
    assert "Goliad" not in page.text
    assert 'href="/days/2025-09-20" rel="prev"' in page.text
    assert 'href="/days/2025-09-22" rel="next"' in page.text
    assert 'rel="next"' not in client.get("/days/2025-09-22").text


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2025-09-20", "Checked once on this day. Nothing changed."),
        ("2025-01-01", "No good check on this day. We cannot say whether anything changed."),
        ("0001-01-01", "No good check on this day."),
    ],
)
def test_a_day_without_changes_says_how_often_it_was_checked(client: Client, day: str, sentence: str) -> None:
    assert sentence in client.get(f"/days/{day}").text


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2025-09-23", "23 Sep 2025 has not come yet."),
        ("2025-02-30", "That is not a date."),
        ("20250922", "That is not a date."),
        ("2025-W39-1", "That is not a date."),
        ("٢٠٢٥-٠٩-٢٢", "That is not a date."),
        ("yesterday", "That is not a date."),
    ],
)
def test_a_day_that_is_none_is_not_found_and_says_why(client: Client, day: str, sentence: str) -> None:
    answer = client.get(f"/days/{day}")

    assert answer.status == 404
    assert sentence in answer.text


def test_a_long_day_is_paged_without_losing_or_repeating_a_change(record: FakeRecord) -> None:
    record.log(*(change(replace(GOLIAD, agency=f"Agency {number:03}"), id=f"c{number}") for number in range(450)))
    client, seen, address = browse(record), list[str](), "/days/2025-09-22"

    while address:
        page = client.get(address).text
        seen += re.findall(r'<p class="what"><a href="[^"]+">([^,]+),', page)
        older = re.search(r'href="([^"]+)" rel="next">Older changes', page)
        address = older[1] if older else ""

    assert seen == [f"Agency {number:03}" for number in range(449, -1, -1)] + ["Goliad County Sheriff’s Office"]


def test_the_list_of_days_leads_to_each_day_and_to_any_day_typed(client: Client) -> None:
    assert 'href="/days/2025-09-21">21 Sep 2025</a> <span>1 missing</span>' in client.get("/days").text

    answer = client.get("/days?on=2025-09-21")
    assert (answer.status, answer.headers["location"]) == (303, "/days/2025-09-21")
    assert client.get("/days?on=https://evil.example").status == 400


def test_all_changes_are_shown_newest_first(client: Client) -> None:
    page = client.get("/changes").text

    assert page.index("Goliad") < page.index("Leon")
    assert "21 Sep 2025, 19:05 UTC" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("state=Texas", {"Goliad"}),
        ("state=fl", {"Leon"}),
        ("support_type=Task+Force+Model", {"Goliad"}),
        ("support_type=WSO", {"Leon"}),
        ("kind=missing", {"Leon"}),
        ("certainty=unconfirmed", {"Leon"}),
        ("certainty=confirmed", {"Goliad"}),
        ("since=2025-09-22", {"Goliad"}),
        ("until=2025-09-21", {"Leon"}),
        ("state=&support_type=&kind=&certainty=&since=&until=", {"Goliad", "Leon"}),
        ("state=Texas&kind=missing", set()),
    ],
)
def test_the_filter_narrows_the_log_by_any_mix_of_conditions(client: Client, query: str, shown: set[str]) -> None:
    items = client.get(f"/changes?{query}").text.split('<ol class="changes">')[-1].split("</ol>")[0]

    assert {name for name in ("Goliad", "Leon") if f"{name} County Sheriff" in items} == shown


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("state=Atlantis", 400, "We know no state or territory by that name."),
        ("state=" + "x" * 5000, 400, "We know no state or territory by that name."),
        ("support_type=Patrol", 400, "Jail Enforcement Model, Task Force Model, Warrant Service Officer"),
        ("kind=exploded", 400, "We know no such kind of change."),
        ("certainty=maybe", 400, "confirmed or unconfirmed"),
        ("since=22.9.2025", 400, "Write it as 2025-09-22."),
        ("before=first", 422, "A value in the address is not one we can use."),
        ("before=-1", 422, "A value in the address is not one we can use."),
        (f"before={10**30}", 422, "A value in the address is not one we can use."),
    ],
)
def test_a_filter_we_cannot_read_is_refused_with_what_to_write_instead(
    client: Client, query: str, status: int, sentence: str
) -> None:
    answer = client.get(f"/changes?{query}")

    assert answer.status == status
    assert sentence in answer.text


def test_the_form_keeps_what_was_chosen(client: Client) -> None:
    page = client.get("/changes?state=TX&certainty=unconfirmed&since=2025-09-01").text

    assert '<option value="Texas" selected>' in page
    assert '<option value="unconfirmed" selected>' in page
    assert 'value="2025-09-01"' in page


def test_a_day_keeps_the_filter_on_its_second_page(record: FakeRecord) -> None:
    record.log(*(change(LEON, id=f"leon-{number}") for number in range(250)))
    page = browse(record).get("/days/2025-09-22?state=FL").text

    assert "/days/2025-09-22?state=Florida&amp;before=" in page


def test_a_page_asks_the_log_for_no_more_than_it_shows(record: FakeRecord) -> None:
    record.log(*(change(id=f"many-{number}") for number in range(1000)))

    browse(record).get("/changes")

    assert max(query.limit or 10**9 for query in record.asked) == 201


def test_a_certainty_is_found_however_deep_it_lies(record: FakeRecord) -> None:
    record.log(*(change(id=f"many-{number}") for number in range(1200)))
    record.log(change(LEON, ChangeKind.NEW, id="doubtful", certainty=Certainty.UNCONFIRMED))

    page = browse(record).get("/changes?certainty=unconfirmed").text

    assert 'href="/changes/doubtful"' in page
    assert 'href="/changes/missing-leon"' in page


def test_an_empty_record_says_that_it_is_empty() -> None:
    client = browse(FakeRecord())

    assert "No change is on record yet." in client.get("/changes").text
    assert "No change is on record yet." in client.get("/days").text
    assert "No source is set up yet." in client.get("/sources").text
    assert client.get("/").status == 200


def test_a_replaced_entry_and_its_differences_show_in_the_list(record: FakeRecord) -> None:
    fields = (FieldChange(field="county", before="Goliad", after="Goliad County"),)
    record.log(change(LEON, ChangeKind.RETURNED, supersedes="missing-leon", fields=fields))
    client = browse(record)

    assert "<del>Goliad</del> → <ins>Goliad County</ins>" in client.get("/changes").text
    assert "Replaced by a later entry" in client.get("/days/2025-09-21").text


def test_a_page_the_reader_has_is_not_sent_again_until_the_record_changes(record: FakeRecord) -> None:
    client = browse(record)
    for address in ("/", "/days/2025-09-22", "/changes", "/changes/new-goliad", "/agreements", "/sources", "/about"):
        etag = client.get(address).headers["etag"]
        answer = client.get(address, If_None_Match=etag)
        assert (answer.status, answer.body) == (304, b""), address

    before = {address: client.get(address).headers["etag"] for address in ("/", "/days/2025-09-22", "/changes")}
    record.log(change(LEON, ChangeKind.RETURNED, supersedes="missing-leon"))

    for address, etag in before.items():
        assert client.get(address, If_None_Match=etag).status == 200, address


def test_a_first_version_that_is_no_news_still_renews_the_list_of_agreements(record: FakeRecord) -> None:
    client = browse(record)
    etag = client.get("/agreements").headers["etag"]

    record.health = [replace(record.health[0], versions=43)]

    assert client.get("/agreements", If_None_Match=etag).status == 200


def test_a_clock_at_the_last_second_of_a_day_is_still_that_day(record: FakeRecord) -> None:
    last = datetime(2025, 9, 22, 23, 59, 59, 999999, tzinfo=UTC)
    record.log(change(id="last", observed_at=last))

    client = browse(record, now=lambda: last)

    assert 'href="/changes/last"' in client.get("/").text
    assert 'href="/changes/last"' not in client.get("/days/2025-09-21").text
