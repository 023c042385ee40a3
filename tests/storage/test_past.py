"""What lists said on days gone by: every day of a story as the list of that day has it, on both databases."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.agency_groups import agencies_of
from domain.changes import ChangeKind
from domain.in_force import Checks, Statement, in_force
from domain.vocabulary import SupportType
from scrapers.readers.isolated import IsolatedReader
from tests.workflows.stage import (
    GOLIAD,
    HARRIS,
    KERR,
    LEON,
    LIST,
    PENDING_LIST,
    START,
    TEXAS,
    Stage,
    fetched,
    sha256,
    sheriff,
    without,
    workbook,
)
from workflows.past import PowersPoint
from workflows.reading import ChangeQuery
from workflows.replay import Replaying, observations, replay

ARCHIVE = Path(os.environ.get("LOOKOUT_ARCHIVE", "../shared/archive"))
FIRST_LISTS = 40
MONDAY = START.date()
LEON_JAIL = sheriff("Leon", support_type=SupportType.JAIL_ENFORCEMENT)
CORRECTED = sheriff("Goliad", moa_url="https://www.ice.gov/doclib/goliad.pdf")


def a_story(stage: Stage) -> None:
    """Print, a day or two apart: a baseline, two arrivals, a departure, a correction, its confirmation, a return."""
    lists = [
        TEXAS,
        [*TEXAS, HARRIS, LEON_JAIL],
        [*without(TEXAS, KERR), HARRIS, LEON_JAIL],
        [*without(TEXAS, KERR, GOLIAD), CORRECTED, HARRIS, LEON_JAIL],
        [*without(TEXAS, KERR, GOLIAD), CORRECTED, HARRIS, LEON_JAIL],
        [*without(TEXAS, GOLIAD, LEON), CORRECTED, HARRIS, LEON_JAIL],
    ]
    for number, entries in enumerate(lists):
        stage.clock.at = START + timedelta(days=2 * number)
        stage.print_list(entries, saved=number)


def statements(stage: Stage, state: str, on: date) -> Iterator[Statement]:
    """Return what is said of every agreement of a state that is on the participating list or was."""
    log = stage.log
    agreements = [a for a in log.every_agreement(state) if a.source == LIST]
    printed, readings = log.printed([a.id for a in agreements]), log.readings(LIST)
    checks, confirmed = log.checks(LIST, on), defaultdict(list)
    for entry in log.changes(ChangeQuery(kinds=frozenset({ChangeKind.TERMINATED}))):
        confirmed[entry.change.agreement_id].append(entry.change.observed_at)
    for one in agreements:
        yield in_force(one, printed[one.id], readings, confirmed=confirmed[one.id], on=on, checks=checks)


def assert_same_as_the_list(stage: Stage, state: str, on: date) -> int:
    """Compare one day with what the list itself has for it; return how many agreements that is."""
    told = list(statements(stage, state, on))
    own = {statement.agreement.id for statement in told}
    # Not by its state: ICE has printed an agency of Florida under New York.
    listed = {view.id: view.facts for view in stage.log.agreements(on=on) if view.id in own}
    said = {statement.agreement.id: statement.facts for statement in told if statement.is_listed}

    assert said == listed, on
    return len(said)


def test_every_day_of_a_story_reads_as_the_list_of_that_day(stage: Stage) -> None:
    a_story(stage)

    counts = [assert_same_as_the_list(stage, "Texas", MONDAY + timedelta(days=n)) for n in range(-1, 13)]

    assert counts == [0, 24, 24, 26, 26, 25, 25, 25, 25, 25, 25, 25, 25, 25]


def test_what_a_row_said_is_given_stretch_by_stretch(stage: Stage) -> None:
    a_story(stage)
    goliad, kerr = stage.agreement(GOLIAD), stage.agreement(KERR)

    printed = stage.log.printed([goliad.id, kerr.id])

    assert [(row.first, row.until, row.facts.moa_url) for row in printed[goliad.id]] == [
        (1, 4, None),
        (4, None, CORRECTED.moa_url),
    ]
    assert [(row.first, row.until) for row in printed[kerr.id]] == [(1, 3), (6, None)]
    assert stage.log.printed([]) == {}


def test_readings_come_with_the_file_behind_each(stage: Stage) -> None:
    a_story(stage)
    [first, *_] = stage.log.readings(LIST)

    assert (first.number, first.observed_at) == (1, START)
    evidence = stage.log.evidence_of(LIST, 1)
    assert evidence is not None
    assert (evidence.sha256, evidence.fetched_at) == (sha256(workbook(TEXAS, saved=0)), START)
    assert stage.log.evidence_of(LIST, 99) is None
    assert stage.log.readings(PENDING_LIST) == []


def test_a_day_without_a_good_check_has_the_days_around_it(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(days=1)
    stage.serve(fetched(b"a broken file", at=stage.clock.at))
    stage.clock.wait(days=1)
    stage.print_list(TEXAS)

    tuesday = MONDAY + timedelta(days=1)
    assert stage.log.checks(LIST, MONDAY) == Checks(True, None, MONDAY + timedelta(days=2))
    assert stage.log.checks(LIST, tuesday) == Checks(False, MONDAY, MONDAY + timedelta(days=2))
    assert stage.log.checks(LIST, MONDAY - timedelta(days=9)) == Checks(False, None, MONDAY)


def test_growth_by_support_type_adds_up_to_growth(stage: Stage) -> None:
    a_story(stage)

    points = stage.log.growth_by_power()

    assert points[:2] == [PowersPoint(MONDAY, 24, 0, 0), PowersPoint(MONDAY + timedelta(days=2), 24, 2, 0)]
    totals = [(p.on, p.task_force + p.jail_enforcement + p.warrant_service) for p in points]
    assert totals == [(p.on, p.agreements) for p in stage.log.growth()]
    assert [p.task_force for p in stage.log.growth_by_power("Nevada")] == [0] * len(points)


@pytest.mark.archive
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.skipif(
    not (ARCHIVE / "index.csv").exists(),
    reason=f"The real workbooks are not in {ARCHIVE}; set LOOKOUT_ARCHIVE to have them replayed.",
)
def test_the_real_lists_read_on_every_day_as_the_list_of_that_day(stage: Stage) -> None:
    reader = IsolatedReader()
    replaying = Replaying(reader=reader, archive=stage.archive, ledger=stage.record.open, sources=stage.sources)
    try:
        results = list(replay(replaying, observations(ARCHIVE)[:FIRST_LISTS], lambda _: None))
    finally:
        reader.close()
    assert results
    readings = stage.log.readings(LIST)
    first, last = readings[0].observed_at.date(), readings[-1].observed_at.date()

    for state in ("Florida", "Maryland", "Texas"):
        assert agencies_of(stage.log.every_agreement(state))
        for number in range((last - first).days + 1):
            assert_same_as_the_list(stage, state, first + timedelta(days=number))
