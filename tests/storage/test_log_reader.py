"""What readers are told of the record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domain.changes import Certainty, ChangeKind
from domain.vocabulary import SupportType
from tests.workflows.stage import (
    HARRIS,
    LEON,
    LIST,
    LIST_URL,
    PENDING_LIST,
    START,
    TEXAS,
    Stage,
    fetched,
    problem,
    sha256,
    sheriff,
    without,
    workbook,
)
from workflows.ports import FetchProblem
from workflows.reading import ChangeQuery, LoggedChange, PollOutcome

CLARK = sheriff("Clark", state="Nevada")
MONDAY = START.date()


@pytest.fixture
def told(stage: Stage) -> Stage:
    """Return a record of five days: a baseline, two arrivals, a quiet day, a departure and its confirmation."""
    stage.print_list(TEXAS)
    for days, entries in (
        (1, [*TEXAS, HARRIS, CLARK]),
        (3, [*without(TEXAS, LEON), HARRIS, CLARK]),
        (4, [*without(TEXAS, LEON), HARRIS, CLARK]),
    ):
        stage.clock.at = START + timedelta(days=days)
        stage.print_list(entries)
    return stage


def logged(stage: Stage, **query: Any) -> list[tuple[str, str]]:
    return [(entry.change.kind.value, entry.change.facts.county) for entry in stage.log.changes(ChangeQuery(**query))]


NEW_CLARK, NEW_HARRIS = ("new", "Clark County"), ("new", "Harris County")
MISSING, TERMINATED = ("missing", "Leon County"), ("terminated", "Leon County")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [NEW_CLARK, NEW_HARRIS, MISSING, TERMINATED]),
        ({"county": "48201"}, [NEW_HARRIS]),
        ({"county": "48289", "kinds": frozenset({ChangeKind.MISSING})}, [MISSING]),
        ({"county": "48001"}, []),
        ({"newest_first": True}, [TERMINATED, MISSING, NEW_HARRIS, NEW_CLARK]),
        ({"newest_first": True, "limit": 2}, [TERMINATED, MISSING]),
        ({"limit": 0}, []),
        ({"since": START + timedelta(days=3)}, [MISSING, TERMINATED]),
        ({"until": START + timedelta(days=3)}, [NEW_CLARK, NEW_HARRIS]),
        ({"since": START + timedelta(days=3), "until": START + timedelta(days=4)}, [MISSING]),
        ({"kinds": frozenset({ChangeKind.NEW})}, [NEW_CLARK, NEW_HARRIS]),
        ({"kinds": frozenset({ChangeKind.NEW, ChangeKind.MISSING})}, [NEW_CLARK, NEW_HARRIS, MISSING]),
        ({"certainty": Certainty.UNCONFIRMED}, [MISSING]),
        ({"state": "Nevada"}, [NEW_CLARK]),
        ({"state": "Utah"}, []),
        ({"support_type": SupportType.JAIL_ENFORCEMENT}, [NEW_HARRIS]),
        ({"source": PENDING_LIST}, []),
        ({"source": LIST, "state": "Texas"}, [NEW_HARRIS, MISSING, TERMINATED]),
    ],
)
def test_the_change_log_answers_the_question(told: Stage, query: dict[str, Any], found: list[tuple[str, str]]) -> None:
    assert logged(told, **query) == found


def test_the_log_can_be_read_page_by_page_and_by_agreement(told: Stage) -> None:
    everything = list(told.log.changes(ChangeQuery(newest_first=True)))
    paged: list[LoggedChange] = []
    before = None
    while page := told.log.changes(ChangeQuery(newest_first=True, limit=1, before_seq=before)):
        paged += page
        before = page[-1].seq
    assert paged == everything
    assert [entry.seq for entry in everything] == sorted((entry.seq for entry in everything), reverse=True)
    leon = everything[0].change.agreement_id
    assert logged(told, agreement_id=leon) == [MISSING, TERMINATED]


def test_a_change_names_what_supersedes_it(told: Stage) -> None:
    _, _, missing, terminated = told.log.changes(ChangeQuery())
    assert missing.superseded_by == terminated.change.id
    assert terminated.change.supersedes == missing.change.id
    assert terminated.superseded_by is None
    assert told.log.change(missing.change.id) == missing
    assert told.log.change("nothing") is None


def test_a_change_has_the_captures_before_and_after_as_evidence(told: Stage) -> None:
    new = told.changes()[0]
    before, after = told.log.evidence(new)
    assert before is not None
    assert after is not None
    body = workbook([*TEXAS, HARRIS, CLARK])
    assert (before.version, before.sha256) == (1, sha256(workbook(TEXAS)))
    assert (after.version, after.sha256, after.bytes) == (2, sha256(body), len(body))
    assert (after.url, after.status, after.fetched_at) == (LIST_URL, 200, START + timedelta(days=1))
    assert told.archive.open(after.sha256) == body


def test_a_day_counts_its_changes_and_its_good_polls(told: Stage) -> None:
    tuesday = told.log.day(MONDAY + timedelta(days=1))
    assert (tuesday.polls, tuesday.counts) == (2, ((ChangeKind.NEW, 2),))
    quiet = told.log.day(MONDAY + timedelta(days=2))
    assert (quiet.polls, quiet.counts) == (0, ())


def test_a_day_is_a_utc_day(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.at = START.replace(hour=23, minute=59, second=59)
    stage.print_list([*TEXAS, HARRIS])
    stage.clock.wait(seconds=1)
    stage.print_list([*TEXAS, HARRIS, CLARK])
    assert [len(stage.log.day(MONDAY + timedelta(days=n)).counts) for n in range(3)] == [1, 1, 0]


def test_the_latest_days_are_those_with_changes(told: Stage) -> None:
    assert [summary.on.day for summary in told.log.days(10)] == [6, 5, 3]
    assert [summary.on.day for summary in told.log.days(2)] == [6, 5]
    assert list(told.log.days(0)) == []


@pytest.mark.parametrize(
    ("on", "listed", "leon", "harris"),
    [
        (MONDAY - timedelta(days=1), 0, False, False),
        (MONDAY, 24, True, False),
        (MONDAY + timedelta(days=1), 26, True, True),
        (MONDAY + timedelta(days=2), 26, True, True),
        (MONDAY + timedelta(days=3), 25, False, True),
        (MONDAY + timedelta(days=400), 25, False, True),
        (None, 25, False, True),
    ],
)
def test_the_agreements_of_a_day_are_those_of_its_last_version(
    told: Stage, *, on: date | None, listed: int, leon: bool, harris: bool
) -> None:
    agencies = [view.facts.agency for view in told.log.agreements(on=on)]
    assert len(agencies) == listed
    assert (LEON.agency in agencies, HARRIS.agency in agencies) == (leon, harris)


def test_agreements_are_sorted_and_can_be_of_one_state(told: Stage) -> None:
    views = list(told.log.agreements())
    assert [(v.facts.state, v.facts.agency) for v in views] == sorted((v.facts.state, v.facts.agency) for v in views)
    [clark] = told.log.agreements(state="Nevada")
    assert (clark.facts.agency, clark.status, clark.first_listed_at) == (
        CLARK.agency,
        "listed",
        START + timedelta(days=1),
    )


def test_a_source_is_stale_after_twice_its_cadence_and_five_minutes(stage: Stage) -> None:
    stage.print_list(TEXAS)
    grace = 2 * stage.sources.get(LIST).cadence + timedelta(minutes=5)
    stage.clock.wait(minutes=1)
    stage.serve(problems=[problem(FetchProblem.BLOCKED)])

    def health(after: timedelta) -> bool:
        [listed] = [h for h in stage.log.sources(START + after) if h.key == LIST]
        return listed.stale

    assert not health(grace)
    assert health(grace + timedelta(microseconds=1))


def test_a_source_tells_how_it_is_doing(told: Stage) -> None:
    told.clock.wait(minutes=10)
    told.serve(fetched(b"garbage", at=told.clock.now()))
    health = {h.key: h for h in told.log.sources(told.clock.now())}[LIST]
    assert (health.versions, health.listed, health.open_incidents) == (3, 25, 1)
    assert health.last_outcome is PollOutcome.FAILED
    assert health.last_message == "This is no workbook: look at the kept bytes."
    assert health.last_attempt_at == told.clock.now()
    assert health.last_success_at == health.last_change_at == START + timedelta(days=4)


def test_a_source_never_polled_is_listed_and_not_stale(stage: Stage) -> None:
    health = stage.log.sources(START)
    assert [h.key for h in health] == sorted(config.key for config in stage.sources.all())
    assert not any(h.stale or h.last_attempt_at for h in health)


def test_incidents_are_shown_newest_first_and_the_open_ones_alone(stage: Stage) -> None:
    stage.serve(fetched(b"garbage", at=stage.clock.now()))
    stage.print_list(TEXAS)
    stage.serve(fetched(b"more garbage", at=stage.clock.now()))
    first, second = reversed(stage.log.incidents())
    assert (first.id < second.id, first.seen) == (True, 1)
    assert stage.log.incidents(only_open=True) == [second]


def test_captures_are_shown_newest_first(told: Stage) -> None:
    assert [capture.version for capture in told.log.captures()] == [3, 2, 1]
    assert [capture.version for capture in told.log.captures(limit=1)] == [3]


def test_reading_writes_nothing(told: Stage) -> None:
    before = told.everything()
    told.log.sources(told.clock.now())
    list(told.log.agreements())
    told.log.days(9)
    assert told.everything() == before
