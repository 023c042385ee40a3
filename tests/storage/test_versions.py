"""Captures, and what a list said of an agreement from one version to another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.agreements import Agreement, Standing
from domain.vocabulary import ListKind
from tests.workflows.stage import (
    GOLIAD,
    HARRIS,
    LEON,
    LIST,
    PENDING_LIST,
    POLK,
    SERVED_AT,
    START,
    TEXAS,
    Entry,
    Stage,
    fetched,
    sha256,
    without,
    workbook,
)
from workflows.ports import DocumentRole


def life(stage: Stage, entry: Entry) -> list[tuple[int, int | None]]:
    """Return the intervals, in versions, in which a list showed *entry*'s agreement."""
    [agreement] = [a for a in _known(stage) if entry.agency in a.aliases]
    rows = stage.rows(
        f"SELECT valid_from, valid_to FROM listing WHERE agreement_id = '{agreement.id}' ORDER BY id"  # noqa: S608  # our own id
    )
    return [(start, end) for start, end in rows]


def _known(stage: Stage) -> list[Agreement]:
    with stage.open() as ledger:
        return ledger.agreements(LIST)


def test_an_interval_opens_closes_and_opens_again(stage: Stage) -> None:
    for saved, entries in enumerate((TEXAS, without(TEXAS, LEON), TEXAS)):
        stage.print_list(entries, saved=saved)
        stage.clock.wait(minutes=10)
    assert life(stage, LEON) == [(1, 2), (3, None)]
    assert life(stage, GOLIAD) == [(1, None)]


def test_what_reads_differently_closes_one_interval_and_opens_another(stage: Stage) -> None:
    renamed = replace(GOLIAD, agency="Goliad County Sherif Office")
    for entries in (TEXAS, [*without(TEXAS, GOLIAD), renamed]):
        stage.print_list(entries)
        stage.clock.wait(minutes=10)
    assert life(stage, GOLIAD) == [(1, 2), (2, None)]


def test_an_agreement_comes_back_with_its_whole_life(stage: Stage) -> None:
    stage.print_list(TEXAS)
    missing_at = stage.clock.wait(minutes=10)
    stage.print_list(without(TEXAS, LEON))
    [leon] = [a for a in _known(stage) if a.facts.agency == LEON.agency]
    [missing] = stage.changes()
    assert (leon.standing, leon.missing_since, leon.missing_version) == (Standing.MISSING, missing_at, 2)
    assert (leon.first_version, leon.first_listed_at, leon.in_baseline) == (1, START, True)
    assert leon.departure_change == missing.id
    assert leon.facts == missing.facts
    assert leon.aliases == {LEON.agency}


def test_storing_the_same_again_changes_nothing(stage: Stage) -> None:
    stage.print_list(TEXAS)
    before = stage.everything()
    known = _known(stage)
    with stage.open() as ledger:
        ledger.store_agreements(known, 1)
    assert stage.everything() == before
    assert _known(stage) == known


def test_the_same_bytes_from_the_same_address_are_one_capture(stage: Stage) -> None:
    for _ in range(3):
        stage.print_list(TEXAS)
        stage.clock.wait(minutes=10)
    [(seen,)] = stage.rows("SELECT times_seen FROM capture")
    [capture] = stage.log.captures()
    assert (seen, capture.fetched_at) == (3, START)


def test_other_bytes_or_another_address_are_another_capture(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.print_list(TEXAS, saved=2)
    at = stage.clock.now()
    stage.serve(fetched(workbook(TEXAS, saved=2), at=at, url="https://www.ice.gov/doclib/other.xlsx"))
    assert [capture.sha256 for capture in stage.log.captures()] == [
        sha256(workbook(TEXAS, saved=2)),
        sha256(workbook(TEXAS, saved=2)),
        sha256(workbook(TEXAS)),
    ]


def test_bytes_that_come_back_after_others_are_a_capture_of_their_own(stage: Stage) -> None:
    for saved in (1, 2, 1):
        stage.print_list(TEXAS, saved=saved)
        stage.clock.wait(minutes=10)
    captures = stage.log.captures()
    assert [capture.fetched_at - START for capture in captures] == [timedelta(minutes=m) for m in (20, 10, 0)]


def test_a_capture_keeps_what_the_server_said(stage: Stage) -> None:
    stage.print_list(TEXAS)
    [(headers,)] = stage.rows("SELECT headers FROM capture")
    assert SERVED_AT in str(headers)
    [view] = stage.log.captures()
    assert stage.log.capture(view.id) == view
    assert stage.log.capture(view.id + 1) is None
    assert (view.source, view.role, view.status) == (LIST, DocumentRole.PARTICIPATING, 200)


def test_validators_are_those_of_the_newest_capture_of_each_address(stage: Stage) -> None:
    at = stage.clock.now()
    stage.print_list(TEXAS)
    pending = fetched(workbook([HARRIS], ListKind.PENDING), DocumentRole.PENDING, at=at)
    stage.serve(fetched(workbook(TEXAS, saved=2), at=at), replace(pending, headers=()))
    with stage.open() as ledger:
        both = ledger.validators([LIST, PENDING_LIST])
        none = ledger.validators([])
    [validator] = both.values()
    assert (validator.last_modified, validator.sha256) == (SERVED_AT, sha256(workbook(TEXAS, saved=2)))
    assert none == {}


def test_versions_count_by_source(stage: Stage) -> None:
    at = stage.clock.now()
    for saved in (1, 2):
        stage.serve(
            fetched(workbook(TEXAS, saved=saved), at=at),
            fetched(workbook([POLK], ListKind.PENDING, saved=saved), DocumentRole.PENDING, at=at),
        )
    assert stage.rows("SELECT source, number FROM version ORDER BY source, number") == [
        (LIST, 1),
        (LIST, 2),
        (PENDING_LIST, 1),
        (PENDING_LIST, 2),
    ]
    with stage.open() as ledger:
        last = ledger.last_version(LIST)
        assert ledger.version_with(LIST, sha256(workbook(TEXAS))) == 1
        assert ledger.version_with(PENDING_LIST, sha256(workbook(TEXAS))) is None
        assert ledger.last_version("us-fl-governor") is None
    assert last is not None
    assert (last.number, last.sha256, last.observed_at) == (2, sha256(workbook(TEXAS, saved=2)), START)
