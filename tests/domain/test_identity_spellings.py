"""One agency under many spellings: blanks, lost numbers, names beyond recognition, and what it was called before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.changes import ChangeKind
from domain.questions import Ruling
from domain.snapshots import ListedRow
from domain.text import comparable
from tests.domain.cast import KINNEY, LAVERNIA, OKALOOSA, Story, fields, kinds, row

LATER = date(2025, 3, 15)
THERE_AND_GONE = [ChangeKind.MISSING, ChangeKind.NEW]


def asked(before: ListedRow, after: ListedRow) -> list[str]:
    """Return how the questions are put that arise when *after* stands where *before* stood; nobody is told anything."""
    story = Story.of(KINNEY, OKALOOSA, before)
    assert story.sees(KINNEY, OKALOOSA, after) == ()
    assert story.last is not None
    return [question.how for question in story.last.questions]


def becomes(before: ListedRow, after: ListedRow) -> list[ChangeKind]:
    return kinds(Story.of(KINNEY, OKALOOSA, before).sees(KINNEY, OKALOOSA, after))


@pytest.mark.parametrize(
    "printed", ["LaVernia Police Department", "La Vernia PoliceDepartment", "LaVern ia Police Depart ment"]
)
@pytest.mark.parametrize("county", ["Wilson County", ""])
def test_blanks_moved_or_lost_make_no_other_agency_even_without_a_date(printed: str, county: str) -> None:
    bare = replace(LAVERNIA, signed_on=None, signed_text="", county=county)
    story = Story.of(KINNEY, OKALOOSA, bare)

    [change] = story.sees(KINNEY, OKALOOSA, replace(bare, agency=printed))

    assert change.kind is ChangeKind.CORRECTED
    assert fields(change) == {"agency": (LAVERNIA.agency, printed)}


@pytest.mark.parametrize("county", ["Wilson County", ""])
def test_a_second_row_that_differs_in_blanks_alone_is_no_question(county: str) -> None:
    bare = replace(LAVERNIA, signed_on=None, signed_text="", county=county)
    story = Story.of(KINNEY, bare)

    assert story.sees(KINNEY, bare, replace(bare, agency="LaVernia Police Department")) == ()

    assert story.last is not None
    assert story.last.questions == ()


@pytest.mark.parametrize(
    "printed", ["La Vernai Police Department", "La Verniaa Police Department", "La Verna Police Department"]
)
def test_a_slip_without_a_date_or_county_is_a_correction_or_a_question_and_never_a_departure(printed: str) -> None:
    bare = replace(LAVERNIA, signed_on=None, signed_text="", county="")

    assert set(becomes(bare, replace(bare, agency=printed))) <= {ChangeKind.CORRECTED}


@pytest.mark.parametrize(
    ("numbered", "bare"),
    [
        ("Bee County Constable Precinct 3", "Bee County Constable"),
        ("Bee County Constable Precinct IV", "Bee County Constable Precinct"),
        ("3rd Judicial District Attorney", "Judicial District Attorney"),
    ],
)
@pytest.mark.parametrize("signed_on", [date(2025, 2, 20), LATER])
def test_a_number_lost_or_found_is_a_question(numbered: str, bare: str, signed_on: date) -> None:
    with_number = row(numbered, "Bee County")
    without = row(bare, "Bee County", signed_on=signed_on)

    for before, after in ((with_number, without), (without, with_number)):
        [how] = asked(before, after)
        assert "a number that one of the names lacks" in how


def test_another_number_is_another_body_whatever_else_agrees() -> None:
    linked = row("Bee County Constable Precinct 3", "Bee County", moa="Bee.pdf")

    assert becomes(linked, replace(linked, agency="Bee County Constable Precinct 4")) == THERE_AND_GONE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (row("Refugio Marshal", "Refugio County"), row("Refugo Marshal", "Bee County")),
        (row("Alice Police Department", "Jim Wells County"), row("Orange Grove Police", "Jim Wells County")),
        (row("Alice Police Department", "Jim Wells County"), row("Jim Wells County Constable", "Jim Wells County")),
        (row("Goliad County Jail", "Goliad County"), row("Goliad Cnty Jl", "Goliad County", signed_on=LATER)),
        (row("Bee County Constable Pct 3", "Bee County"), row("Bee Cnstbl Pct 3", "Bee County", signed_on=LATER)),
    ],
)
def test_one_that_leaves_and_one_that_joins_with_the_same_date_or_county_are_asked(
    before: ListedRow, after: ListedRow
) -> None:
    assert len(asked(before, after)) == 1


def test_two_sorts_of_body_in_one_county_signed_on_two_days_are_told_as_two() -> None:
    police = row("Goliad Police Department", "Goliad County")

    assert becomes(police, row("Goliad County Sheriff's Office", "Goliad County", signed_on=LATER)) == THERE_AND_GONE


class TestWhatMustNotPassUnasked:
    """A pair that fits badly and must be asked all the same never takes a better pair apart."""

    COUNTY = "Williamson County"
    MARSHAL = row("Liberty Hill Marshal's Office", COUNTY)
    STRANGER = row("Hutto Harbor Patrol", COUNTY)

    def test_a_better_pair_stands_and_what_is_left_over_is_told(self) -> None:
        story = Story.of(KINNEY, OKALOOSA, self.MARSHAL)
        slip = replace(self.MARSHAL, agency="Liberty Hil Marshals Office")

        told = story.sees(KINNEY, OKALOOSA, self.STRANGER, slip)

        assert {(change.kind, change.facts.agency) for change in told} == {
            (ChangeKind.CORRECTED, slip.agency),
            (ChangeKind.NEW, self.STRANGER.agency),
        }
        assert story.last is not None
        assert story.last.questions == ()

    def test_what_is_left_over_on_both_sides_is_asked_beside_it(self) -> None:
        hutto = row("Georgetown Constable", self.COUNTY)
        story = Story.of(KINNEY, OKALOOSA, self.MARSHAL, hutto)
        slip = replace(self.MARSHAL, agency="Liberty Hil Marshals Office")

        told = story.sees(KINNEY, OKALOOSA, slip, row("Florence Constable Office", self.COUNTY))

        assert [(change.kind, change.facts.agency) for change in told] == [(ChangeKind.CORRECTED, slip.agency)]
        assert story.last is not None
        assert [question.agreement.facts.agency for question in story.last.questions] == [hutto.agency]

    @pytest.mark.parametrize(
        ("before", "printed"),
        [
            # The agreement's own row has lost its county and date; a stranger's has the county.
            (MARSHAL, row("Libety Hil Marshal's Office", "", signed_on=None)),
            # The agreement had neither; its row has the county of another one that left.
            (row("Liberty Hill Marshal's Office", "", signed_on=None), row("Libety Hil Marshal's Office", COUNTY)),
        ],
    )
    def test_a_pair_found_by_its_name_alone_is_not_taken_apart(self, before: ListedRow, printed: ListedRow) -> None:
        left, joined = row("Georgetown Wardens Precinct 1", self.COUNTY), row("Hutto Rangers Precinct 2", self.COUNTY)
        story = Story.of(KINNEY, OKALOOSA, before, left)

        told = story.sees(KINNEY, OKALOOSA, printed, joined)

        assert {(change.kind, change.facts.agency) for change in told} == {
            (ChangeKind.CORRECTED, printed.agency),
            (ChangeKind.MISSING, left.agency),
            (ChangeKind.NEW, joined.agency),
        }

    def test_two_bad_fits_never_outweigh_a_good_one(self) -> None:
        left = row("Liberty Hill Park Wardens Precinct 1", self.COUNTY)
        joined = row("Liberty Hill Park Rangers Precinct 2", self.COUNTY)
        slip = replace(self.MARSHAL, agency="Liberty Hil Marshals Office")
        story = Story.of(KINNEY, OKALOOSA, self.MARSHAL, left)

        told = story.sees(KINNEY, OKALOOSA, slip, joined)

        assert (ChangeKind.CORRECTED, slip.agency) in {(change.kind, change.facts.agency) for change in told}

    def test_an_agreement_whose_row_stands_is_never_asked_about_a_newcomer(self) -> None:
        story = Story.of(KINNEY, OKALOOSA, self.MARSHAL)

        assert kinds(story.sees(KINNEY, OKALOOSA, self.MARSHAL, self.STRANGER)) == [ChangeKind.NEW]
        assert story.last is not None
        assert story.last.questions == ()


class TestFormerNames:
    OLD = LAVERNIA
    RENAMED = replace(OLD, agency="Wilson Metro Police")
    BARE_SLIP = row("La Vernai Police Department", "", signed_on=None)

    def story(self) -> Story:
        """La Vernia is printed under a name that nobody could guess, as a reviewer said."""
        story = Story.of(KINNEY, OKALOOSA, self.OLD)
        story.rule(self.OLD, comparable(self.RENAMED.agency), Ruling.SAME)
        assert kinds(story.sees(KINNEY, OKALOOSA, self.RENAMED)) == [ChangeKind.CORRECTED]
        return story

    def test_a_row_is_recognised_by_a_name_printed_before_and_the_change_says_so(self) -> None:
        story = self.story()

        [change] = story.sees(KINNEY, OKALOOSA, self.BARE_SLIP)

        assert change.agreement_id == story.agreement(self.OLD).id
        assert '(printed "La Vernia Police Department" before)' in change.reason

    def test_a_name_printed_before_counts_for_one_that_left_as_well(self) -> None:
        story = self.story()
        story.sees(KINNEY, OKALOOSA)

        assert kinds(story.sees(KINNEY, OKALOOSA, self.BARE_SLIP)) == [ChangeKind.RETURNED]

    def test_a_reviewers_word_counts_for_more_than_a_name_printed_before(self) -> None:
        story = self.story()
        story.rule(self.OLD, comparable(self.BARE_SLIP.agency), Ruling.DIFFERENT)

        assert kinds(story.sees(KINNEY, OKALOOSA, self.BARE_SLIP)) == THERE_AND_GONE

    def test_a_name_printed_before_that_another_agency_has_now_is_that_agencys(self) -> None:
        story = self.story()
        namesake = replace(LAVERNIA, signed_on=LATER, signed_text="2025-03-15", moa_url=None)
        assert kinds(story.sees(KINNEY, OKALOOSA, self.RENAMED, namesake)) == [ChangeKind.NEW]

        assert story.sees(KINNEY, OKALOOSA, self.RENAMED, namesake, after=timedelta(days=2)) == ()
