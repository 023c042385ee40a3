"""What a likeness is made of: the weights that docs/accuracy.md states, and the words in which it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.agreements import row_facts
from domain.likeness import Likeness, weigh
from domain.snapshots import ListedRow
from tests.domain.cast import DOCUMENTS, KINNEY, OKALOOSA, Story, row

SIGNED = date(2025, 2, 20)
BARE = row("Liberty Hill Police Department", signed_on=None)
"""A name and nothing else: place words 40, whole name 20 and sort of body 5 can be earned."""


def likeness(before: ListedRow, after: ListedRow) -> Likeness:
    found = weigh(row_facts(before), after)
    assert found is not None
    return found


def both(**other: Any) -> tuple[ListedRow, ListedRow]:
    listed = replace(BARE, **other)
    return listed, listed


def dated(days: int) -> tuple[ListedRow, ListedRow]:
    return replace(BARE, signed_on=SIGNED), replace(BARE, signed_on=SIGNED + timedelta(days=days))


def linked(first: str, second: str) -> tuple[ListedRow, ListedRow]:
    return replace(BARE, moa_url=DOCUMENTS + first), replace(BARE, moa_url=DOCUMENTS + second)


@pytest.mark.parametrize(
    ("pair", "earned", "possible"),
    [
        (both(), 65, 65),
        (dated(0), 85, 85),
        (dated(7), 65, 65),
        (dated(-7), 65, 65),
        (dated(8), 65, 85),
        (dated(-8), 65, 85),
        (linked("One.pdf", "One.pdf"), 85, 85),
        (linked("One.pdf", "Other.pdf"), 65, 65),
        (both(county="Williamson County"), 75, 75),
        ((replace(BARE, county="Williamson County"), replace(BARE, county="Bee County")), 35, 75),
        ((BARE, replace(BARE, county="Bee County")), 65, 65),
        ((BARE, replace(BARE, agency="Liberty Hill")), 40 + 20 * 12 / 30, 65),
        ((BARE, replace(BARE, agency="Liberty Hill Constable")), 40 + 20 * 16 / 30, 65),
    ],
)
def test_the_fit_is_the_share_of_points_earned(
    pair: tuple[ListedRow, ListedRow], earned: float, possible: float
) -> None:
    assert likeness(*pair).fit == pytest.approx(earned / possible)


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (both(), "name 1.00 alike"),
        (dated(0), "same signing date 2025-02-20, name 1.00 alike"),
        (dated(1), "name 1.00 alike"),
        (dated(9), "name 1.00 alike"),
        (linked("One.pdf", "One.pdf"), "same MOA link, name 1.00 alike"),
        (linked("One.pdf", "Other.pdf"), "name 1.00 alike"),
        (both(county="Williamson County"), "same county, name 1.00 alike"),
        ((replace(BARE, county="Williamson County"), replace(BARE, county="Bee County")), "name 1.00 alike"),
    ],
)
def test_it_names_what_agrees_and_nothing_else(pair: tuple[ListedRow, ListedRow], words: str) -> None:
    found = likeness(*pair)

    assert found.how == words
    assert found.has_evidence is (words != "name 1.00 alike")


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("Bee County Constable Precinct 3", "Bee County Constable", "a number that one of the names lacks (3)"),
        ("Hutto Police", "Hutto Marshal", "another sort of body (police, now marshal)"),
        (
            "Upper Allen Police",
            "Lower Allen Police",
            "a place set off by another word (upper, now lower)",
        ),
        ("Upper Allen Police", "Allen Police", "a place set off by another word (upper, now none)"),
        ("Allen Police", "Upper Allen Police", "a place set off by another word (none, now upper)"),
        (
            "Town of Hutto Police",
            "City of Hutto Police",
            "another government (the town, now the city)",
        ),
    ],
)
def test_what_makes_two_bodies_of_them_is_a_doubt_that_says_why(before: str, after: str, why: str) -> None:
    assert likeness(replace(BARE, agency=before), replace(BARE, agency=after)).doubt == why


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Town of Hutto Police", "Hutto Police"),
        ("Hutto Police", "City of Hutto Police"),
        ("Town of Hutto Police", "Town of Huto Police"),
        ("Upper Allen Police", "Upper Alen Police"),
        ("Bee County Constable Precinct 3", "Bee County Constable Pct 3"),
    ],
)
def test_what_one_name_leaves_out_or_both_have_is_no_doubt(before: str, after: str) -> None:
    assert likeness(replace(BARE, agency=before), replace(BARE, agency=after)).doubt == ""


def test_another_type_of_agency_is_a_doubt_where_the_names_differ_by_more_than_a_slip() -> None:
    county = replace(BARE, agency_type="County")
    renamed = replace(county, agency="Liberty Hill Park Police")
    town: dict[str, Any] = {"agency_type": "Municipality"}

    assert likeness(county, replace(renamed, **town)).doubt == "another type of agency (County, now Municipality)"
    assert likeness(county, replace(county, agency="Liberty Hil Police Department", **town)).doubt == ""
    assert likeness(county, renamed).doubt == ""
    assert likeness(county, replace(renamed, agency_type="")).doubt == ""


def test_the_same_document_settles_every_doubt() -> None:
    before, after = linked("One.pdf", "One.pdf")

    assert likeness(replace(before, agency="Town of Hutto Police"), replace(after, agency="City of Hutto")).doubt == ""


@pytest.mark.parametrize(
    ("fit", "has_evidence", "same", "likely"),
    [
        (0.76, True, True, True),
        (0.7599, True, False, True),
        (0.70, True, False, True),
        (0.6999, True, False, False),
        (0.86, False, True, True),
        (0.8599, False, False, True),
        (0.82, False, False, True),
        (0.8199, False, False, False),
    ],
)
def test_the_bounds_from_which_rows_are_one_agreement_or_a_question(
    fit: float, *, has_evidence: bool, same: bool, likely: bool
) -> None:
    found = Likeness(fit=fit, has_evidence=has_evidence, how="")

    assert (found.is_same, found.is_likely, found.is_possible) == (same, likely, likely)


def test_a_doubt_or_a_must_decide_beside_the_fit() -> None:
    assert not Likeness(fit=1.0, has_evidence=True, how="", doubt="another county").is_same
    assert Likeness(fit=0.1, has_evidence=True, how="", must_ask=True).is_possible
    assert not Likeness(fit=0.1, has_evidence=True, how="", must_ask=True).is_likely


def named(before: str, after: str, **other: Any) -> Likeness:
    """Return the likeness of two rows that differ in their names alone; *other* is what both say besides."""
    return likeness(replace(BARE, agency=before, **other), replace(BARE, agency=after, **other))


class TestSlips:
    def test_one_slip_in_a_long_name_weighs_by_the_whole_name_however_short_the_place(self) -> None:
        name = 1 - 1 / len("Ada Police Department")

        assert named("Ada Police Department", "Ida Police Department").fit == pytest.approx((60 * name + 5) / 65)

    def test_two_slips_weigh_in_the_place_and_must_be_asked(self) -> None:
        found = named("Ada Police Department", "Ido Police Department")

        assert found.fit == pytest.approx((40 / 3 + 20 * (1 - 2 / 21) + 5) / 65)
        assert found.must_ask

    def test_three_slips_make_another_place(self) -> None:
        ada, three_off = (replace(BARE, agency=f"{place} Police Department") for place in ("Ada", "Ido"))

        assert weigh(row_facts(ada), replace(three_off, agency="Ipo Police Department")) is None

    def test_in_a_short_name_no_slip_must_be_asked(self) -> None:
        assert not named("Ada Marshal", "Adda Marshal").must_ask
        assert named("Adaville Marshal", "Addaville Marshal").must_ask

    def test_with_the_same_date_a_whole_name_alike_counts_for_the_place(self) -> None:
        before, after = "Ada Water District Police Department", "Ida Water Dstrict Police Department"
        name = 1 - 2 / len(before)

        assert named(before, after, signed_on=SIGNED).fit == pytest.approx((60 * name + 25) / 85)
        assert named(before, after).fit < (60 * name + 5) / 65

    def test_another_county_says_enough_about_two_slips_and_a_county_lost_does_not(self) -> None:
        beeville = replace(BARE, agency="Beeville Police Department", county="Bee County")
        slips = replace(beeville, agency="Bevile Police Department")

        assert likeness(beeville, slips).must_ask
        assert likeness(beeville, replace(slips, county="")).must_ask
        assert not likeness(beeville, replace(slips, county="Lee County")).must_ask


class TestDroppedWords:
    WHOLE, REST = "Ormond Beach Police Department", "Beach Police Department"

    @pytest.mark.parametrize("turned", [False, True])
    def test_a_name_that_lost_a_word_must_be_asked(self, turned: bool) -> None:
        names = (self.REST, self.WHOLE) if turned else (self.WHOLE, self.REST)

        assert named(*names).must_ask

    @pytest.mark.parametrize(
        "rest", ["Beach Sheriff's Office", "Daytona Beach Police Department", "Beach Parks", "Baech Police"]
    )
    def test_another_word_or_body_instead_is_no_loss(self, rest: str) -> None:
        found = weigh(row_facts(replace(BARE, agency=self.WHOLE)), replace(BARE, agency=rest))

        assert found is None or not found.must_ask

    def test_a_word_that_sets_a_place_off_is_lost_only_on_the_same_date(self) -> None:
        lower, bare = "Lower Makefield Police Department", "Makefield Police Department"

        assert named(lower, bare, signed_on=SIGNED).must_ask
        assert not named(lower, bare).must_ask

    def test_words_that_place_nobody_are_no_rest_of_a_name(self) -> None:
        found = weigh(row_facts(replace(BARE, agency="Ormond Police Department")), replace(BARE, agency="Police Dept"))

        assert found is None or not found.must_ask

    def test_the_states_own_agency_keeps_its_name_by_its_state(self) -> None:
        assert named("Texas Department of Public Safety", "Texas Department of Safety").must_ask


class TestCopies:
    NAMES = ("Liberty Hill Police Department", "Libery Hil Police Department")

    @pytest.mark.parametrize(
        ("other", "copy"),
        [
            ({"signed_on": SIGNED}, True),
            ({"county": "Williamson County"}, True),
            ({"signed_on": SIGNED, "county": "Williamson County"}, True),
            ({"moa_url": DOCUMENTS + "One.pdf"}, True),
            ({}, False),
        ],
    )
    def test_a_name_nearly_the_same_is_a_copy_where_a_witness_agrees(self, other: dict[str, Any], copy: bool) -> None:
        assert named(*self.NAMES, **other).is_copy is copy

    def test_one_witness_against_is_enough(self) -> None:
        here = replace(BARE, agency=self.NAMES[0], signed_on=SIGNED, county="Bee County")
        there = replace(here, agency=self.NAMES[1])

        assert likeness(here, there).is_copy
        assert not likeness(here, replace(there, county="Lee County")).is_copy
        assert not likeness(here, replace(there, signed_on=SIGNED + timedelta(days=8))).is_copy
        assert likeness(here, replace(there, signed_on=SIGNED + timedelta(days=7))).is_copy

    @pytest.mark.parametrize(
        ("other", "copy"),
        [("Liberty Hill Marshal", False), ("Liberty Hall Marine Patrol", False), ("Hill Police Department", True)],
    )
    def test_a_name_that_is_not_nearly_the_same_nor_lost_a_word_is_no_copy(self, other: str, copy: bool) -> None:
        assert named(self.NAMES[0], other, signed_on=SIGNED).is_copy is copy

    def test_a_doubt_makes_it_no_copy(self) -> None:
        assert not named("Bee County Constable Precinct 3", "Bee County Constable Precinct", signed_on=SIGNED).is_copy

    def test_with_the_same_document_the_place_alone_or_the_name_alone_is_enough(self) -> None:
        linked: dict[str, Any] = {"moa_url": DOCUMENTS + "One.pdf"}

        assert named("Walton County BOCC", "Walton County Sheriff's Office", **linked).is_copy
        assert named("Ada Marshal and Fire Department", "Ida Marshal and Fire Department", **linked).is_copy
        assert not named("Walton County BOCC", "Holmes Police", **linked).is_copy


@pytest.mark.parametrize("days", [0, 400])
def test_a_county_that_only_repeats_another_name_is_no_second_witness(days: int) -> None:
    lee = row("Lee County Sheriff's Office", "Lee County", signed_on=SIGNED)
    leee = row("Leee County Sheriff's Office", "Leee County", signed_on=SIGNED + timedelta(days=days))

    assert "same county" not in likeness(lee, leee).how
    assert "same county" in likeness(lee, replace(lee, signed_on=leee.signed_on)).how
    assert "same county" in likeness(replace(lee, agency="Cape Marshal"), replace(leee, agency="Cape Marshall")).how


@pytest.mark.parametrize(("first", "second"), [("Bee County", "Bee"), ("Bee county", "BEE Co."), ("Bee", "Beee")])
def test_a_county_written_otherwise_is_the_same_county(first: str, second: str) -> None:
    assert "same county" in likeness(replace(BARE, county=first), replace(BARE, county=second)).how


def test_a_question_without_a_doubt_is_put_without_a_but() -> None:
    old = row("Refugio Marshal", "Refugio County")
    story = Story.of(KINNEY, OKALOOSA, old)
    story.sees(KINNEY, OKALOOSA, replace(old, agency="Refugo Wter Marshal"))

    assert story.last is not None
    [question] = story.last.questions
    assert "but" not in question.how


@pytest.mark.parametrize("kind", ["County", "Parish", "Borough", "City"])
def test_the_word_for_its_kind_makes_no_other_county_where_the_county_is_unknown(kind: str) -> None:
    here, there = replace(BARE, county="Xo"), replace(BARE, county=f"Xo {kind}")

    assert "same county" in likeness(here, there).how
    assert "same county" not in likeness(here, replace(there, county=f"Qu {kind}")).how
