"""Each rule looks at its own field and ends at its own bound."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.guards import Verdict
from tests.domain.cast import START, Story, constables, row, snapshot, verdicts
from tests.domain.test_guards_comparison import findings


@pytest.mark.parametrize("emptied", [{"county": ""}, {"agency_type": ""}])
def test_another_field_lost_in_many_rows_is_no_loss_of_dates(emptied: dict[str, Any]) -> None:
    once = constables(60)
    now = [*[replace(one, **emptied) for one in once[:8]], *once[8:]]

    assert findings(Story.of(*once), *now) == {}


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

    assert verdicts(reading) == {"G8": Verdict.WARN}


def test_four_digits_in_a_files_name_say_nothing_of_a_day() -> None:
    assert verdicts(replace(snapshot([row("Goliad Marshal")]), published_name="agencies-2019.xlsx")) == {}


def test_many_renewals_of_pending_rows_are_none_since_that_list_has_no_dates() -> None:
    once = constables(20, signed_on=None)

    assert findings(Story.of(*once, pending=True), *constables(20, signed_on=date(2025, 3, 1))) == {}
