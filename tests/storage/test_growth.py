"""How much the list held day by day, and agreements with their lives, as readers are told."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from domain.agency_groups import agencies_of, agency_of
from domain.agreements import Standing
from domain.corroboration import count
from domain.vocabulary import SupportType
from tests.workflows.stage import GOLIAD, HARRIS, KERR, LEON, START, TEXAS, Stage, sheriff, without
from workflows.reading import GrowthPoint

CLARK = sheriff("Clark", state="Nevada")
LEON_TOO = sheriff("Leon", support_type=SupportType.JAIL_ENFORCEMENT)
MONDAY = START.date()


def held(day: int, agreements: int, agencies: int) -> GrowthPoint:
    return GrowthPoint(on=MONDAY + timedelta(days=day), agreements=agreements, agencies=agencies)


def three_versions(stage: Stage) -> None:
    """Print a baseline, two arrivals and a second power, and a departure."""
    stage.print_list(TEXAS)
    stage.clock.at = START + timedelta(days=1)
    stage.print_list([*TEXAS, HARRIS, CLARK, LEON_TOO])
    stage.clock.at = START + timedelta(days=3)
    stage.print_list([*without(TEXAS, KERR), HARRIS, CLARK, LEON_TOO])


def test_an_empty_record_has_no_growth(stage: Stage) -> None:
    assert list(stage.log.growth()) == []
    assert list(stage.log.growth("Texas")) == []


def test_growth_counts_agreements_and_agencies_of_each_version_day_and_loses_what_departs(stage: Stage) -> None:
    three_versions(stage)

    assert list(stage.log.growth()) == [held(0, 24, 24), held(1, 27, 26), held(3, 26, 25)]


def test_growth_of_one_state_counts_that_state_alone_and_starts_at_nothing(stage: Stage) -> None:
    three_versions(stage)

    assert list(stage.log.growth("Nevada")) == [held(0, 0, 0), held(1, 1, 1), held(3, 1, 1)]
    assert [point.agreements for point in stage.log.growth("Texas")] == [24, 26, 25]


def test_an_agency_that_keeps_one_of_two_powers_is_still_counted(stage: Stage) -> None:
    stage.print_list([*TEXAS, LEON_TOO])
    stage.clock.at = START + timedelta(days=1)
    stage.print_list([*without(TEXAS, LEON), LEON_TOO])

    assert list(stage.log.growth()) == [held(0, 25, 24), held(1, 24, 24)]


def test_the_last_version_of_a_day_speaks_for_it(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(hours=1)
    stage.print_list([*TEXAS, HARRIS])

    assert list(stage.log.growth()) == [held(0, 25, 25)]


def test_a_correction_of_a_row_changes_no_count(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.at = START + timedelta(days=1)
    stage.print_list([*without(TEXAS, GOLIAD), sheriff("Goliad", moa_url="https://www.ice.gov/doclib/goliad.pdf")])

    assert list(stage.log.growth()) == [held(0, 24, 24), held(1, 24, 24)]


def test_growth_agrees_with_the_count_of_the_list_of_each_day(stage: Stage) -> None:
    three_versions(stage)
    points = stage.log.growth()

    for point in points:
        counts = count(stage.log.listed_on(point.on), point.on)
        assert (point.agreements, point.agencies) == (counts.agreements, counts.agencies)
    assert all(before.on < after.on for before, after in pairwise(points))


def test_an_agreement_is_found_by_its_id_in_any_standing(stage: Stage) -> None:
    three_versions(stage)
    kerr = stage.agreement(KERR)

    assert kerr.standing is Standing.MISSING
    assert stage.log.agreement(kerr.id) == kerr
    assert stage.log.agreement("nothing") is None


def test_every_agreement_of_a_state_is_given_the_departed_too(stage: Stage) -> None:
    three_versions(stage)
    texas = stage.log.every_agreement("Texas")

    assert len(texas) == 26
    assert [agreement.first_listed_at for agreement in texas] == sorted(a.first_listed_at for a in texas)
    assert {a.facts.agency for a in texas if a.standing is Standing.MISSING} == {KERR.agency}
    assert [a.facts.agency for a in stage.log.every_agreement("Nevada")] == [CLARK.agency]
    assert list(stage.log.every_agreement("Utah")) == []


def test_the_id_of_an_agency_is_that_of_its_first_agreement_and_stays_when_it_gets_another(stage: Stage) -> None:
    stage.print_list(TEXAS)
    first = stage.log.agreement(stage.agreement(LEON).id)
    assert first is not None
    stage.clock.at = START + timedelta(days=1)
    stage.print_list([*TEXAS, LEON_TOO])
    texas = stage.log.every_agreement("Texas")
    leon = agency_of(first, texas)

    assert leon.id == first.id
    assert leon.powers == (SupportType.TASK_FORCE, SupportType.JAIL_ENFORCEMENT)
    assert {agency_of(agreement, texas).id for agreement in leon.agreements} == {first.id}
    assert leon in agencies_of(texas)
    assert len(agencies_of(texas)) == 24
