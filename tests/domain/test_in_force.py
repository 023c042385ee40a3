"""What is said of one agreement and one day: from the versions of its list, whatever they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.agreements import Agreement, Standing
from domain.changes import RowFacts
from domain.in_force import Checks, Held, ListReading, Printed, Statement, day_end, in_force, is_told, reading_on
from domain.vocabulary import SupportType

START = datetime(2025, 3, 3, 14, 0, tzinfo=UTC)
FIRST_DAY = START.date()
READINGS = [ListReading(number + 1, START + timedelta(days=number)) for number in range(8)]
"""One version a day, number 1 on the first."""


def day(number: int) -> date:
    """Return the day of a version."""
    return FIRST_DAY + timedelta(days=number - 1)


def facts(signed_on: date | None = FIRST_DAY, agency: str = "Goliad County Sheriff's Office") -> RowFacts:
    return RowFacts(
        state="Texas",
        agency=agency,
        agency_type="County",
        county="Goliad County",
        support_type=SupportType.TASK_FORCE,
        support_type_text="Task Force Model",
        state_text="TEXAS",
        signed_on=signed_on,
        signed_text="",
        moa_url=None,
        moa_text="",
        addendum_url=None,
        addendum_text="",
    )


def agreement(standing: Standing = Standing.LISTED) -> Agreement:
    return Agreement(
        id="goliad",
        source="ice-287g",
        facts=facts(),
        columns=frozenset(),
        aliases=frozenset(),
        standing=standing,
        first_version=1,
        first_listed_at=START,
    )


def on(number: int, printed: Sequence[Printed], **more: Any) -> Statement:
    """Return the statement for the day of a version, on which the list was read, as on the days around it."""
    usual: dict[str, Any] = {
        "confirmed": (),
        "on": day(number),
        "checks": Checks(on_the_day=True, before=day(number - 1), after=day(number + 1)),
    }
    return in_force(agreement(), printed, READINGS, **{**usual, **more})


def test_what_a_version_has_is_listed_that_day_with_the_row_of_that_day() -> None:
    early, late = facts(), facts(agency="Goliad Co. Sheriff")
    printed = [Printed(2, 4, early), Printed(4, None, late)]

    third, fifth = on(3, printed), on(5, printed)

    assert (third.held, third.facts, third.printed_from, third.listed_from) == (
        Held.LISTED,
        early,
        READINGS[1],
        READINGS[1],
    )
    assert (fifth.held, fifth.facts, fifth.printed_from, fifth.listed_from) == (
        Held.LISTED,
        late,
        READINGS[3],
        READINGS[1],
    )
    assert third.is_listed
    assert third.gone_at is None


def test_before_the_first_version_nothing_is_known() -> None:
    told = on(0, [Printed(1, None, facts())])

    assert (told.held, told.reading, told.listed_from) == (Held.UNKNOWN, None, READINGS[0])


def test_before_its_first_version_it_is_not_listed_yet_though_it_may_be_signed() -> None:
    signed, unsigned = on(2, [Printed(4, None, facts())]), on(2, [Printed(4, None, facts(day(4)))])

    assert (signed.held, signed.signed_by_then, signed.listed_from) == (Held.NOT_YET, True, READINGS[3])
    assert (unsigned.held, unsigned.signed_by_then) == (Held.NOT_YET, False)
    assert not on(2, [Printed(4, None, facts(None))]).signed_by_then


def test_what_is_absent_is_missing_until_its_end_is_confirmed_and_gone_from_then_on() -> None:
    printed = [Printed(1, 3, facts())]
    confirmed = [READINGS[4].observed_at]

    missing, gone = on(4, printed, confirmed=confirmed), on(5, printed, confirmed=confirmed)

    assert (missing.held, missing.gone_at, missing.confirmed_at) == (Held.MISSING, READINGS[2], confirmed[0])
    assert (gone.held, gone.facts, gone.gone_at) == (Held.GONE, facts(), READINGS[2])


def test_a_listed_day_tells_of_the_end_that_came_later() -> None:
    told = on(2, [Printed(1, 3, facts())], confirmed=[READINGS[4].observed_at])

    assert (told.held, told.gone_at, told.confirmed_at) == (Held.LISTED, READINGS[2], READINGS[4].observed_at)


def test_what_came_back_is_told_and_an_end_confirmed_later_is_not_the_end_of_the_first_stretch() -> None:
    printed = [Printed(1, 3, facts()), Printed(5, 6, facts())]
    told = on(4, printed, confirmed=[READINGS[6].observed_at])

    assert (told.held, told.back_at, told.confirmed_at) == (Held.MISSING, READINGS[4], None)
    assert on(5, printed).listed_from == READINGS[4]
    assert on(7, printed, confirmed=[READINGS[6].observed_at]).held is Held.GONE


def test_a_day_in_which_it_came_or_went_says_so() -> None:
    readings = [ListReading(1, START), ListReading(2, START + timedelta(hours=5))]
    checks = Checks(on_the_day=True, before=None, after=None)

    came = in_force(agreement(), [Printed(2, None, facts())], readings, confirmed=(), on=FIRST_DAY, checks=checks)
    stayed = in_force(agreement(), [Printed(1, None, facts())], readings, confirmed=(), on=FIRST_DAY, checks=checks)

    assert (came.held, came.moved_that_day) == (Held.LISTED, True)
    assert not stayed.moved_that_day


def test_the_first_check_after_the_day_shows_what_its_version_has() -> None:
    readings = [READINGS[0], READINGS[6]]
    between = day(3)

    def shown(printed: Printed, after: date | None) -> bool | None:
        checks = Checks(on_the_day=False, before=FIRST_DAY, after=after)
        return in_force(agreement(), [printed], readings, confirmed=(), on=between, checks=checks).shown_after

    assert shown(Printed(1, 7, facts()), day(7)) is False
    assert shown(Printed(1, 7, facts()), day(5)) is True  # that check brought nothing new
    assert shown(Printed(7, None, facts()), day(7)) is True
    assert shown(Printed(1, None, facts()), None) is None


def test_a_row_found_to_be_another_agreement_is_told_only_where_it_stood() -> None:
    def told(number: int) -> bool:
        checks = Checks(on_the_day=True, before=None, after=None)
        merged = agreement(Standing.MERGED)
        return is_told(
            in_force(merged, [Printed(2, 4, facts())], READINGS, confirmed=(), on=day(number), checks=checks)
        )

    assert [told(number) for number in (1, 2, 3, 4)] == [False, True, True, False]


def test_the_last_day_of_all_ends_too() -> None:
    assert day_end(date.max).year == date.max.year
    assert day_end(FIRST_DAY) == datetime(2025, 3, 4, tzinfo=UTC)


CUTS = st.lists(st.integers(1, len(READINGS)), min_size=1, max_size=6, unique=True).map(sorted)


def rows(cuts: Sequence[int]) -> list[Printed]:
    """Return rows from each first to each second of *cuts*; the last one stays where it has no second."""
    return [Printed(a, cuts[n + 1] if n + 1 < len(cuts) else None, facts()) for n, a in enumerate(cuts) if n % 2 == 0]


@given(cuts=CUTS, number=st.integers(1, len(READINGS)), confirmed=st.lists(st.sampled_from(READINGS), max_size=3))
def test_it_is_listed_exactly_where_the_version_of_the_day_has_it(
    cuts: list[int], number: int, confirmed: list[ListReading]
) -> None:
    printed = rows(cuts)
    told = on(number, printed, confirmed=[reading.observed_at for reading in confirmed])

    reading = reading_on(READINGS, day(number))
    assert reading is not None
    assert told.is_listed == any(row.covers(reading.number) for row in printed)
    assert (told.held is Held.NOT_YET) == (printed[0].first > reading.number)
    if told.held is Held.GONE:
        assert told.confirmed_at is not None
        assert told.confirmed_at < day_end(day(number))
    if not told.is_listed and told.held is not Held.NOT_YET:
        assert told.gone_at is not None
        assert told.gone_at.number <= number
