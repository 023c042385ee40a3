"""Each rule looks at its own field and ends at its own bound."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.changes import Change
from domain.guards import Finding, Verdict, judge_reading, worst
from tests.domain.cast import START, Story, constables, last_good, row, snapshot, verdicts
from tests.domain.test_guards_comparison import findings, found_by


def changes_of(story: Story) -> tuple[Change, ...]:
    assert story.last is not None
    return story.last.changes


def touched(finding: Finding) -> frozenset[str]:
    assert finding.touches is not None
    return finding.touches


@pytest.mark.parametrize("emptied", [{"county": ""}, {"agency_type": ""}])
def test_another_field_lost_in_many_rows_is_no_loss_of_dates(emptied: dict[str, Any]) -> None:
    once = constables(60)
    now = [*[replace(one, **emptied) for one in once[:8]], *once[8:]]

    assert findings(Story.of(*once), *now) == {}


def test_dates_lost_beside_something_else_are_lost_dates_too() -> None:
    once = constables(60)
    now = [*constables(6, signed_on=None, agency_type="Special District"), *once[6:]]

    assert findings(Story.of(*once), *now) == {"G14": Verdict.HOLD}


@pytest.mark.parametrize(("county", "speaks"), [("Lee County", False), ("Bee County", True), ("", True)])
def test_those_that_join_in_another_county_are_none_of_those_that_left(county: str, *, speaks: bool) -> None:
    once = constables(60)
    joined = [replace(one, county=county) for one in constables(63)[60:]]

    assert findings(Story.of(*once), *once[3:], *joined) == ({"G27": Verdict.HOLD} if speaks else {})


@pytest.mark.parametrize(("days", "speaks"), [(-46, True), (-45, False), (0, False), (45, False), (46, True)])
def test_a_file_named_45_days_off_may_be_named_truly(days: int, *, speaks: bool) -> None:
    named = START.date() + timedelta(days=days)
    reading = replace(snapshot([row("Goliad Marshal")]), published_name=f"participatingAgencies{named:%m%d%Y}.xlsx")

    assert verdicts(reading) == ({"G8": Verdict.WARN} if speaks else {})


@pytest.mark.parametrize("printed", ["030325", "03032025"])
def test_a_day_in_a_files_name_has_six_digits_or_eight(printed: str) -> None:
    reading = replace(snapshot([row("Goliad Marshal")]), published_name=f"agencies{printed}.xlsx")

    assert verdicts(reading) == {}


@pytest.mark.parametrize("printed", ["03325", "0303025", "030320250", "33032025", "023025"])
def test_other_digits_are_no_day(printed: str) -> None:
    reading = replace(snapshot([row("Goliad Marshal")]), published_name=f"agencies{printed}.xlsx")

    [finding] = judge_reading(reading, last_good(*reading.rows))

    assert (finding.number, finding.verdict) == ("G8", Verdict.WARN)
    assert "has no readable date" in finding.message


def test_four_digits_in_a_files_name_say_nothing_of_a_day() -> None:
    assert verdicts(replace(snapshot([row("Goliad Marshal")]), published_name="agencies-2019.xlsx")) == {}


def test_many_renewals_of_pending_rows_are_none_since_that_list_has_no_dates() -> None:
    once = constables(20, signed_on=None)

    assert findings(Story.of(*once, pending=True), *constables(20, signed_on=date(2025, 3, 1))) == {}


def test_corrections_beside_arrivals_are_no_departures() -> None:
    once = constables(60)
    now = [*[replace(one, agency_type="Special District") for one in once[:3]], *once[3:], *constables(63)[60:]]

    assert findings(Story.of(*once), *now) == {}


def test_only_those_that_may_be_one_another_wait_for_an_answer() -> None:
    once, stranger = constables(60), row("Lee Constable Precinct 99", "Lee County")
    last = Story.of(*once, row("Zavala Marshal", "Zavala County"))

    [finding] = found_by(last, *once[3:], *constables(63)[60:], stranger)

    left_or_joined = {change.facts.agency for change in changes_of(last) if change.agreement_id in touched(finding)}
    assert left_or_joined == {one.agency for one in (*once[:3], *constables(63)[60:])}


def test_a_list_without_rows_can_be_released_by_nobody() -> None:
    [finding] = judge_reading(snapshot([]), last_good(*constables(60)))

    assert (finding.number, finding.verdict, finding.final) == ("G11", Verdict.REJECT, True)


@pytest.mark.parametrize("left", [19, 40])
def test_a_list_that_lost_a_third_of_its_rows_can_be_released(left: int) -> None:
    [finding] = judge_reading(snapshot(constables(60)[left:]), last_good(*constables(60)))

    assert (finding.number, finding.verdict, finding.final) == ("G11", Verdict.REJECT, False)


def test_an_application_whose_county_lies_in_another_state_is_noted_too() -> None:
    lost = row("Refugio Marshal", "Okaloosa County", state="Vermont", signed_on=None)
    once = constables(20, signed_on=None)

    assert findings(Story.of(*once, pending=True), *once, lost) == {"G26": Verdict.WARN}


@pytest.mark.parametrize("graver", [Verdict.WARN, Verdict.HOLD, Verdict.REJECT])
def test_each_verdict_outweighs_the_lesser_ones(graver: Verdict) -> None:
    lesser = [Finding(rule="G0", verdict=verdict, message="") for verdict in Verdict if verdict < graver]

    assert worst(lesser).name != graver.name
    assert worst([*lesser, Finding(rule="G0", verdict=graver, message="")]).name == graver.name
    assert [verdict.name for verdict in Verdict] == ["ACCEPT", "WARN", "HOLD", "REJECT"]
