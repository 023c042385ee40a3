"""What the rows themselves say: words and dates out of bounds are noted, doubles past a bound hold the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.guards import Verdict, judge_reading
from tests.domain.cast import (
    START,
    constables,
    last_good,
    snapshot,
    unread,
    verdicts,
)


def test_a_good_reading_makes_no_rule_speak() -> None:
    assert verdicts(snapshot(constables(20, moa="one.pdf"))) == {}


class TestG15UnreadRows:
    @pytest.mark.parametrize(
        ("known", "strange", "verdict"), [(20, 0, None), (20, 1, Verdict.WARN), (20, 6, Verdict.WARN)]
    )
    def test_rows_not_understood_are_noted_and_hold_nothing_by_themselves(
        self, known: int, strange: int, verdict: Verdict | None
    ) -> None:
        reading = snapshot(constables(known), unread=tuple(unread("Refugio Marshal", at) for at in range(strange)))

        assert verdicts(reading).get("G15") is verdict

    def test_the_message_shows_the_first_of_them(self) -> None:
        [finding] = judge_reading(
            snapshot(constables(9), unread=(unread("Refugio Marshal", 7),)), last_good(*constables(9))
        )

        assert 'in row 7: "ATLANTIS" is no state we know.' in finding.message


class TestG16SigningDates:
    @pytest.mark.parametrize(("days", "verdict"), [(0, None), (1, None), (2, Verdict.WARN), (900, Verdict.WARN)])
    def test_a_date_after_tomorrow_is_noted(self, days: int, verdict: Verdict | None) -> None:
        ahead = replace(constables(1)[0], signed_on=(START + timedelta(days=days)).date())

        assert verdicts(snapshot([ahead, *constables(20)[1:]])).get("G16") is verdict

    @pytest.mark.parametrize("ahead", [1, 6])
    def test_many_of_them_are_noted_as_well(self, ahead: int) -> None:
        mixed = [*constables(ahead, signed_on=date(2028, 1, 1)), *constables(20)[ahead:]]

        assert verdicts(snapshot(mixed)) == {"G16": Verdict.WARN}

    def test_a_row_without_a_date_is_not_in_the_future(self) -> None:
        assert verdicts(snapshot(constables(20, signed_on=None))) == {}


class TestG17Duplicates:
    @pytest.mark.parametrize(
        ("listed", "doubled", "speaks"), [(20, 5, False), (20, 6, True), (990, 10, False), (989, 11, True)]
    )
    def test_many_rows_entered_twice_hold(self, listed: int, doubled: int, speaks: bool) -> None:
        once = constables(listed)

        assert ("G17" in verdicts(snapshot([*once, *once[:doubled]]), last_good(*once))) is speaks

    def test_rows_that_differ_in_county_or_date_are_no_duplicates(self) -> None:
        once = constables(20)
        elsewhere = [replace(one, county="Lee County", signed_text="2025-02-21") for one in once]

        assert "G17" not in verdicts(snapshot([*once, *elsewhere]), last_good(*once, *elsewhere))
