"""Agreements, states, releases and sources as JSON."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.agreements import Standing
from domain.changes import ChangeKind
from domain.vocabulary import SupportType
from tests.web.api_client import PRIVATE_WORDS, a_full_press, a_full_record, local, read
from tests.web.conftest import an_evening, browse
from tests.web.fake_press import FakePress, release
from tests.web.fakes import GOLIAD, LEON, SEEN, Client, FakeRecord, agreement, change, life


@pytest.fixture
def full() -> Client:
    return browse(a_full_record(), press=a_full_press())


def many_agreements() -> list[Any]:
    """Return agreements of two states whose names and ids are in another order than the list's."""
    return [
        agreement(
            replace(LEON if n % 3 else GOLIAD, agency=f"Agency {n % 4}", support_type=list(SupportType)[n % 3]),
            id=f"id-{(n * 7) % 23:02}",
            status="pending" if n % 5 == 0 else "listed",
        )
        for n in range(23)
    ]


@pytest.mark.parametrize("limit", [1, 4, 22, 23, 500])
def test_following_next_gives_every_agreement_once_in_order(limit: int) -> None:
    record = FakeRecord(listed=many_agreements())
    client = browse(record)
    address: str | None = f"/api/v1/agreements?limit={limit}"
    seen: list[tuple[str, ...]] = []
    while address:
        assert len(seen) < 100
        page = read(client, address)
        assert len(page["items"]) <= limit
        seen.extend(
            (i["agreement"]["state"], i["agreement"]["agency"], i["agreement"]["support_type"], i["id"])
            for i in page["items"]
        )
        address = local(page["next"]) if page["next"] else None

    assert seen == sorted(seen)
    assert sorted(key[3] for key in seen) == sorted(view.id for view in record.listed)


def test_a_cursor_stays_good_when_the_agreement_it_stands_on_leaves() -> None:
    record = FakeRecord(listed=many_agreements())
    everything = [item["id"] for item in read(browse(record), "/api/v1/agreements")["items"]]
    first = read(browse(record), "/api/v1/agreements?limit=5")
    record.listed = [view for view in record.listed if view.id != everything[4]]

    assert [i["id"] for i in read(browse(record), local(first["next"]))["items"]] == everything[5:10]


@pytest.mark.parametrize(
    ("query", "expected"),
    [("state=TX", ["goliad"]), ("status=listed", ["goliad"]), ("status=pending", []), ("on=2025-09-21", ["leon"])],
)
def test_agreements_of_a_state_a_list_or_a_day(query: str, expected: list[str]) -> None:
    record = an_evening()
    record.listed = [agreement(GOLIAD), agreement(LEON, status="missing", first_listed_at=SEEN - timedelta(days=2))]

    assert [item["id"] for item in read(browse(record), f"/api/v1/agreements?{query}")["items"]] == expected


def test_the_list_of_now_is_read_again_only_when_the_record_changes() -> None:
    record = an_evening()
    client = browse(record)
    for _ in range(3):
        read(client, "/api/v1/agreements?state=TX")
        read(client, "/api/v1/agreements/goliad")
    assert record.agreement_reads == 1

    record.listed.append(agreement(replace(GOLIAD, agency="Zavala County Sheriff's Office")))
    record.log(change(GOLIAD, ChangeKind.RENEWED))
    assert len(read(client, "/api/v1/agreements?state=TX")["items"]) == 2


def test_one_agreement_comes_with_its_changes_oldest_first(full: Client) -> None:
    one = read(full, "/api/v1/agreements/goliad")

    assert one["status"] == "listed"
    assert [line["id"] for line in one["changes"]] == ["new-goliad", "sorry-goliad", "corrected-goliad"]


@pytest.mark.parametrize(
    ("kind", "stands", "status"),
    [
        (ChangeKind.MISSING, {"standing": Standing.MISSING}, "missing"),
        (ChangeKind.TERMINATED, {"standing": Standing.TERMINATED}, "terminated"),
        (ChangeKind.PENDING_GONE, {"standing": Standing.TERMINATED, "source": "ice-287g-pending"}, "off_list"),
        (ChangeKind.RETRACTED, {"standing": Standing.MERGED}, "off_list"),
        (ChangeKind.CORRECTED, {"standing": Standing.TERMINATED, "merged_into_row": True}, "off_list"),
    ],
)
def test_an_agreement_that_left_the_lists_keeps_its_address(
    kind: ChangeKind, stands: dict[str, Any], status: str
) -> None:
    record = an_evening()
    record.listed.clear()
    record.lives = [life(LEON, **stands)]
    record.log(change(LEON, kind, id="last"))

    one = read(browse(record), "/api/v1/agreements/leon")

    assert one["status"] == status
    assert [line["id"] for line in one["changes"]] == ["missing-leon", "last"]


def test_states_are_counted_by_support_type(full: Client) -> None:
    counted = read(full, "/api/v1/states")

    assert counted["total"]["listed"] == 1
    assert [state["state"] for state in counted["items"]] == ["Florida", "Texas"]
    assert counted["items"][1]["by_support_type"] == {
        "Jail Enforcement Model": 0,
        "Task Force Model": 1,
        "Warrant Service Officer": 0,
    }
    assert read(full, "/api/v1/states?on=2025-09-01")["items"] == []
    assert read(full, "/api/v1/states?on=2025-09-01")["on"] == "2025-09-01"


def test_releases_come_newest_first_without_their_copies(full: Client) -> None:
    page = read(full, "/api/v1/releases?state=TX")

    assert [item["id"] for item in page["items"]] == ["0123456789ab"]
    assert page["items"][0]["agencies"][0]["agreement_ids"] == ["goliad"]
    assert page["items"][0]["counties"] == [{"state": "Texas", "county": "Goliad"}]


def test_following_next_gives_every_release_once() -> None:
    press = FakePress()
    press.add(*(release(f"{n:012x}") for n in range(11)))
    client = browse(an_evening(), press=press)
    address: str | None = "/api/v1/releases?state=TX&limit=3"
    seen: list[str] = []
    while address:
        assert len(seen) < 100
        page = read(client, address)
        seen.extend(item["id"] for item in page["items"])
        address = local(page["next"]) if page["next"] else None

    assert seen == [f"{n:012x}" for n in reversed(range(11))]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("since=2025-09-20&until=2025-09-20", 1),
        ("since=2025-09-21", 0),
        ("until=2025-09-19", 0),
        ("until=9999-12-31", 1),
        ("source=ice-287g", 0),
    ],
)
def test_releases_of_some_days_or_a_source(full: Client, query: str, count: int) -> None:
    assert len(read(full, f"/api/v1/releases?{query}")["items"]) == count


def test_one_release_sets_our_count_beside_its_figures(full: Client) -> None:
    one = read(full, "/api/v1/releases/0123456789ab")
    agencies, officers = one["figures"]

    assert (agencies["value"], agencies["counted"], agencies["bound"]) == (958, "agencies", "exactly")
    assert agencies["beside"]["agreements"] == 957
    assert agencies["beside"]["agencies"] == 798
    assert agencies["beside"]["counts_agreements_as_agencies"] is True
    assert (officers["value"], officers["counted"], officers["beside"]) == (8501, "officers", None)
    assert [copy["id"] for copy in one["repeated_by"]] == ["cccccccccccc"]
    assert read(full, "/api/v1/releases/cccccccccccc")["same_as"]["id"] == "0123456789ab"


def test_sources_come_with_their_health(full: Client) -> None:
    items = {source["key"]: source for source in read(full, "/api/v1/sources")["items"]}

    assert items["ice-287g"]["stale"] is False
    assert items["ice-287g-pending"]["stale"] is True
    assert items["ice-287g-pending"]["open_incidents"] == 1
    assert items["ice-287g-pending"]["last_success_at"] is None


@pytest.mark.parametrize("kind", ["agreements", "releases"])
@pytest.mark.parametrize("name", ["nowhere", "%00", "a" * 5000, "%C3%A9t%C3%A9"])
def test_an_id_that_names_nothing_is_not_found(full: Client, kind: str, name: str) -> None:
    assert full.get(f"/api/v1/{kind}/{name}").status == 404


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/releases",
        "/api/v1/releases/0123456789ab",
        "/api/v1/changes",
        "/api/v1/changes/new-goliad",
        "/api/v1/agreements/goliad",
        "/api/v1/sources",
    ],
)
def test_the_words_of_releases_and_the_mailboxes_of_people_stay_here(full: Client, address: str) -> None:
    text = full.get(address).text

    assert PRIVATE_WORDS not in text
    assert "Jane Doe" not in text
    assert "Goliad County Sheriff's Office" not in text  # as the release prints it; ICE's own has a curly quote
    assert "@" not in text
    assert '"words"' not in text
