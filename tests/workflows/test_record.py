"""What a poll writes: the first list, changes, departures, and nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.changes import Certainty, ChangeKind
from domain.vocabulary import ListKind, SupportType
from tests.workflows.stage import (
    GOLIAD,
    HARRIS,
    KERR,
    LEON,
    LIST,
    PENDING_LIST,
    POLK,
    START,
    TEXAS,
    Stage,
    fetched,
    sha256,
    without,
    workbook,
)
from workflows.ports import DocumentRole
from workflows.reading import PollOutcome

EVERYTHING = frozenset(ChangeKind)


def test_the_first_list_is_a_baseline_and_alerts_nobody(stage: Stage) -> None:
    stage.subscribe(kinds=EVERYTHING)
    result = stage.print_list(TEXAS)
    assert (result.outcome, result.version, result.changes) == (PollOutcome.CHANGED, 1, ())
    assert len(list(stage.log.agreements())) == len(TEXAS)
    assert stage.changes() == []
    assert stage.rows("SELECT id FROM delivery") == []


def test_a_new_agreement_is_a_version_a_change_and_a_delivery(stage: Stage) -> None:
    stage.print_list(TEXAS)
    subscription = stage.subscribe()
    stage.clock.wait(minutes=10)
    result = stage.print_list([*TEXAS, HARRIS])
    [change] = stage.changes()
    assert result.changes == (change,)
    assert (change.kind, change.facts.agency, change.certainty) == (
        ChangeKind.NEW,
        "Harris County Sheriff's Office",
        Certainty.CONFIRMED,
    )
    assert (change.version_from, change.version_to, change.observed_at) == (1, 2, stage.clock.now())
    assert (change.first_in_county, change.first_in_state) == (True, False)
    assert stage.rows("SELECT number, listed FROM version ORDER BY number") == [(1, 24), (2, 25)]
    assert stage.rows("SELECT subscription_id, status FROM delivery") == [(subscription, "pending")]


def test_the_log_keeps_a_change_exactly_as_it_was_told(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    renamed = replace(GOLIAD, agency="Goliad Co. Sheriff's Office", moa_url="https://www.ice.gov/doclib/goliad.pdf")
    results = stage.print_list([*without(TEXAS, GOLIAD, LEON), renamed])
    assert {change.kind for change in results.changes} == {
        ChangeKind.MISSING,
        ChangeKind.CORRECTED,
        ChangeKind.MOA_PUBLISHED,
    }
    assert stage.changes() == list(results.changes)
    with stage.open() as ledger:
        assert [ledger.change(change.id) for change in results.changes] == list(results.changes)
        assert ledger.change("no such change") is None


def test_the_same_bytes_again_change_nothing(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    result = stage.print_list(TEXAS)
    assert (result.outcome, result.version) == (PollOutcome.UNCHANGED, 1)
    assert len(stage.rows("SELECT number FROM version")) == 1
    assert stage.changes() == []


def test_other_bytes_with_the_same_rows_are_a_version_without_changes(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    result = stage.print_list(TEXAS, saved=2)
    assert (result.version, result.changes) == (2, ())


def test_recording_an_observation_twice_adds_nothing(stage: Stage) -> None:
    stage.subscribe(kinds=EVERYTHING)
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    news = fetched(workbook([*without(TEXAS, LEON), HARRIS]), at=stage.clock.now())
    stage.serve(news)
    before = stage.everything()
    stage.serve(news)
    after = stage.everything()
    seen_again = {"capture", "poll_day", "source"}
    assert {table: rows for table, rows in after.items() if table not in seen_again} == {
        table: rows for table, rows in before.items() if table not in seen_again
    }
    assert len(after["capture"]) == len(before["capture"])


def test_a_list_that_goes_back_and_forth_is_news_each_time(stage: Stage) -> None:
    stage.print_list(TEXAS)
    for saved in range(1, 4):
        stage.clock.wait(minutes=10)
        stage.print_list(without(TEXAS, LEON), saved=10 + saved)
        stage.clock.wait(minutes=10)
        stage.print_list(TEXAS, saved=saved + 1)
    assert [kind for kind, _ in stage.told()] == ["missing", "returned"] * 3
    assert len({change.id for change in stage.changes()}) == 6


def test_an_absence_is_unconfirmed_until_a_good_poll_a_day_later(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    [missing] = stage.print_list(without(TEXAS, LEON)).changes
    assert (missing.kind, missing.certainty) == (ChangeKind.MISSING, Certainty.UNCONFIRMED)
    stage.clock.wait(hours=23, minutes=59)
    assert stage.print_list(without(TEXAS, LEON)).changes == ()
    stage.clock.wait(minutes=1)
    result = stage.print_list(without(TEXAS, LEON))
    [terminated] = result.changes
    assert (terminated.kind, terminated.certainty) == (ChangeKind.TERMINATED, Certainty.CONFIRMED)
    assert terminated.supersedes == missing.id
    assert result.outcome is PollOutcome.CHANGED
    assert "Departures confirmed: 1." in result.message
    stage.clock.wait(days=3)
    assert stage.print_list(without(TEXAS, LEON)).changes == ()


def test_a_departure_is_confirmed_by_a_new_version_as_well(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list(without(TEXAS, LEON))
    stage.clock.wait(days=1)
    stage.print_list([*without(TEXAS, LEON), HARRIS])
    assert [kind for kind, _ in stage.told()] == ["missing", "new", "terminated"]


def test_silence_confirms_no_departure(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list(without(TEXAS, LEON))
    stage.clock.wait(days=3)
    stage.serve(fetched(b"an error page", at=stage.clock.now()))
    assert [kind for kind, _ in stage.told()] == ["missing"]


@pytest.mark.parametrize("hours", [1, 30])
def test_a_return_supersedes_the_departure_it_takes_back(stage: Stage, hours: int) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list(without(TEXAS, LEON))
    stage.clock.wait(hours=hours)
    stage.print_list(without(TEXAS, LEON))
    departure = stage.changes()[-1]
    stage.clock.wait(minutes=10)
    stage.print_list(TEXAS, saved=2)
    [*_, returned] = stage.changes()
    assert (returned.kind, returned.supersedes) == (ChangeKind.RETURNED, departure.id)
    logged = stage.log.change(departure.id)
    assert logged is not None
    assert logged.superseded_by == returned.id


def test_a_misprint_is_a_correction_and_never_a_departure(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list([*without(TEXAS, LEON), replace(LEON, agency="Leon County Sherif Office")])
    [change] = stage.changes()
    assert change.kind is ChangeKind.CORRECTED
    stage.clock.wait(minutes=10)
    stage.print_list(TEXAS, saved=2)
    assert [kind for kind, _ in stage.told()] == ["corrected", "corrected"]
    [view] = [view for view in stage.log.agreements() if view.facts.county == "Leon County"]
    assert set(view.agency_aliases) == {LEON.agency, "Leon County Sherif Office"}


def test_two_support_types_of_one_agency_are_two_agreements(stage: Stage) -> None:
    jail = replace(GOLIAD, support_type=SupportType.JAIL_ENFORCEMENT)
    stage.print_list([*TEXAS, jail])
    stage.clock.wait(minutes=10)
    [change] = stage.print_list(TEXAS).changes
    assert (change.kind, change.facts.support_type) == (ChangeKind.MISSING, SupportType.JAIL_ENFORCEMENT)


def test_a_row_that_cannot_be_understood_has_not_left(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list([replace(entry, unread=entry == LEON) for entry in TEXAS])
    assert stage.changes() == []
    assert "could not be understood" in str(stage.rows("SELECT notes FROM version WHERE number = 2"))


def test_a_new_agreement_says_since_when_it_was_pending(stage: Stage) -> None:
    def both(active: bytes, pending: bytes) -> None:
        at = stage.clock.now()
        stage.serve(fetched(active, at=at), fetched(pending, DocumentRole.PENDING, at=at))

    both(workbook(TEXAS), workbook([HARRIS, POLK], ListKind.PENDING))
    stage.clock.wait(days=7)
    both(workbook([*TEXAS, HARRIS]), workbook([POLK], ListKind.PENDING))
    assert stage.told() == [("new", HARRIS.agency), ("pending_gone", HARRIS.agency)]
    new, gone = stage.changes()
    assert (new.source, new.pending_since) == (LIST, START)
    assert gone.source == PENDING_LIST
    assert {view.facts.agency: view.status for view in stage.log.agreements()}[POLK.agency] == "pending"


def test_a_clearly_later_signature_is_a_renewal(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(days=60)
    stage.print_list([*without(TEXAS, KERR), replace(KERR, signed_on=date(2026, 4, 20))])
    [change] = stage.changes()
    assert change.kind is ChangeKind.RENEWED
    assert [(field.before, field.after) for field in change.fields] == [("2025-03-04", "2026-04-20")]


def test_the_bytes_are_in_the_archive_and_named_by_the_capture(stage: Stage) -> None:
    body = workbook(TEXAS)
    stage.serve(fetched(body, at=stage.clock.now()))
    [capture] = stage.log.captures()
    assert (capture.sha256, capture.bytes, capture.version) == (sha256(body), len(body), 1)
    assert stage.archive.open(capture.sha256) == body


def test_how_polls_went_is_counted_by_day(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.print_list(TEXAS)
    stage.serve(fetched(b"an error page", at=stage.clock.now()))
    stage.clock.wait(days=1)
    stage.print_list(TEXAS)
    polls = stage.rows(f"SELECT good, bad FROM poll_day WHERE source = '{LIST}' ORDER BY on_day")  # noqa: S608  # our own key
    assert polls == [(2, 1), (1, 0)]
    assert stage.log.day(START.date()).polls == 5, "the silent pending list is polled as well"
    assert stage.log.day(START.date() + timedelta(days=1)).polls == 2
