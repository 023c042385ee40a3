"""A doubt withholds exactly the agreements that it touches; whatever else the list brings goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.changes import Change, ChangeKind
from domain.guards import Verdict
from domain.questions import Ruling
from domain.snapshots import ListedRow, Totals
from domain.text import comparable
from tests.domain.cast import OKALOOSA, constables, kinds, row, unread
from tests.domain.guarded import BEFORE, COBB, LEE, MANY, MISPRINTED, WALTON, GuardedStory

LATE = date(2025, 4, 4)
ARRIVED, LEFT, CORRECTED = (
    (ChangeKind.NEW, WALTON.agency),
    (ChangeKind.MISSING, LEE.agency),
    (
        ChangeKind.CORRECTED,
        OKALOOSA.agency,
    ),
)
EVERYTHING_ELSE = {ARRIVED, LEFT, CORRECTED}


def names(rows: Sequence[ListedRow]) -> set[str]:
    return {one.agency for one in rows}


def told(changes: Sequence[Change]) -> set[tuple[ChangeKind, str]]:
    return {(change.kind, change.facts.agency) for change in changes}


def undated(rows: Sequence[ListedRow]) -> list[ListedRow]:
    return [replace(one, signed_on=None, signed_text="") for one in rows]


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """What a list shows of MANY and of others that makes a rule speak, and whom that touches."""

    rule: str
    shows: Sequence[ListedRow]
    touches: set[str]
    before: Sequence[ListedRow] = ()
    goes_out: set[tuple[ChangeKind, str]] = field(default_factory=lambda: EVERYTHING_ELSE)
    also: dict[str, Any] = field(default_factory=dict)


PLACES = ("Haskell", "Walton", "Perry", "Bexar", "Hays", "Travis", "Dallas", "Wharton", "Zavala", "Presidio", "Ector")
NEWCOMERS = tuple(constables(220)[60:])
OHIO = tuple(constables(3, state="Ohio"))
DOUBTS = [
    Doubt(rule="G12", shows=MANY[11:], touches=names(MANY[:11]) | {LEE.agency}, goes_out={ARRIVED, CORRECTED}),
    Doubt(
        rule="G13", shows=(*MANY, *NEWCOMERS), touches=names(NEWCOMERS) | {WALTON.agency}, goes_out={LEFT, CORRECTED}
    ),
    Doubt(rule="G14", shows=(*undated(MANY[:6]), *MANY[6:]), touches=names(MANY[:6])),
    Doubt(
        rule="G15",
        shows=MANY[2:],
        touches=names(MANY[:2]) | {LEE.agency},
        goes_out={ARRIVED, CORRECTED},
        also={"unread": tuple(unread(f"Agency {number}", number) for number in range(100, 106))},
    ),
    Doubt(
        rule="G16",
        shows=(*MANY, *constables(66, signed_on=date(2028, 1, 1))[60:]),
        touches=names(NEWCOMERS[:6]),
    ),
    Doubt(
        rule="G18",
        shows=(*[replace(one, agency_type="Special District") for one in MANY[:20]], *MANY[20:]),
        touches=names(MANY[:20]),
    ),
    Doubt(rule="G23", before=OHIO, shows=MANY, touches=names(OHIO)),
    Doubt(
        rule="G24",
        shows=(*constables(6, signed_on=LATE), *MANY[6:]),
        touches=names(MANY[:6]),
        also={"after": timedelta(days=60)},
    ),
    Doubt(
        rule="G25",
        shows=MANY[3:],
        touches=names(MANY[:3]) | {LEE.agency},
        goes_out={ARRIVED, CORRECTED},
        also={"totals": Totals(agreements=90, quoted="ICE has 90 agreements.")},
    ),
    Doubt(rule="G27", shows=(*MANY[3:], *NEWCOMERS[:3]), touches=names(MANY[:3]) | names(NEWCOMERS[:3])),
    Doubt(rule="G28", shows=(*MANY, row("Police Department", state="Ohio")), touches={"Police Department"}),
]


@pytest.mark.parametrize("doubt", DOUBTS, ids=lambda doubt: doubt.rule)
def test_a_doubt_withholds_its_agreements_and_everything_else_goes_out(doubt: Doubt) -> None:
    story = GuardedStory.of(*BEFORE, *doubt.before)

    changes = story.sees(*doubt.shows, MISPRINTED, COBB, WALTON, **doubt.also)

    assert story.waiting() == {doubt.rule: doubt.touches}
    assert told(changes) == doubt.goes_out


@pytest.mark.parametrize("doubt", DOUBTS, ids=lambda doubt: doubt.rule)
def test_agreements_in_doubt_stay_in_the_record_as_they_stood(doubt: Doubt) -> None:
    story = GuardedStory.of(*BEFORE, *doubt.before)
    stood = {a.id: a for a in story.known.values()}

    story.sees(*doubt.shows, MISPRINTED, COBB, WALTON, **doubt.also)

    absent = {change.agreement_id for group in story.withheld for change in group.changes if change.after is None}
    for agreement in story.known.values():
        if agreement.facts.agency in doubt.touches:
            assert agreement == replace(stood[agreement.id], held_since=story.now if agreement.id in absent else None)


@pytest.mark.parametrize("doubt", DOUBTS, ids=lambda doubt: doubt.rule)
def test_what_a_reviewer_released_is_told_with_the_rest(doubt: Doubt) -> None:
    story, again = GuardedStory.of(*BEFORE, *doubt.before), GuardedStory.of(*BEFORE, *doubt.before)
    changes = story.sees(*doubt.shows, MISPRINTED, COBB, WALTON, **doubt.also)

    everything = again.sees(*doubt.shows, MISPRINTED, COBB, WALTON, released=story.withheld, **doubt.also)

    assert again.withheld == ()
    assert told(everything) == told(changes) | told(story.withheld[0].changes)


def test_a_list_beyond_doubt_withholds_nothing() -> None:
    story = GuardedStory.of(*BEFORE)

    assert told(story.sees(*MANY, MISPRINTED, COBB, WALTON)) == EVERYTHING_ELSE
    assert story.withheld == ()
    assert story.decision is not None
    assert story.decision.warnings == ()


def test_a_reviewers_rulings_are_honoured() -> None:
    police = row("Lee Police Department", "Lee County", state="Georgia")
    story = GuardedStory.of(*BEFORE)
    story.rule(LEE, comparable(police.agency), Ruling.SAME)

    [change] = story.sees(*MANY, OKALOOSA, COBB, police)

    assert (change.kind, change.agreement_id) == (ChangeKind.CORRECTED, story.agreement(LEE).id)


def test_links_lost_in_bulk_are_no_news_and_withhold_nothing() -> None:
    linked = [replace(one, moa_url=f"https://www.ice.gov/{one.agency}.pdf", moa_text="Link") for one in MANY]
    story = GuardedStory.of(*linked)

    assert story.sees(*MANY, OKALOOSA) != ()
    assert story.waiting() == {}
    assert story.decision is not None
    assert {change.kind for change in story.decision.comparison.changes} == {ChangeKind.NEW}


def test_a_remark_is_kept_and_withholds_nothing() -> None:
    story = GuardedStory.of(*BEFORE)

    changes = story.sees(*BEFORE, WALTON, totals=Totals(agreements=90, quoted="ICE has 90 agreements."))

    assert told(changes) == {ARRIVED}
    assert story.decision is not None
    assert [(finding.number, finding.verdict) for finding in story.decision.warnings] == [("G25", Verdict.WARN)]


@pytest.mark.parametrize(
    ("before", "after", "also"),
    [
        (
            [row(f"{place} Police Department", f"{place} County") for place in PLACES],
            [row(f"{place} County Sheriff's Office", f"{place} County") for place in PLACES],
            {},
        ),
        ([], [], {"unread": tuple(unread(f"Agency {number}", number) for number in range(100, 106))}),
    ],
    ids=["G12 of questions alone", "G15 without a departure"],
)
def test_a_doubt_that_touches_nobody_is_a_remark(
    before: Sequence[ListedRow], after: Sequence[ListedRow], also: dict[str, Any]
) -> None:
    story = GuardedStory.of(*MANY, *before)

    assert story.sees(*MANY, *after, **also) == ()

    assert story.withheld == ()


def test_doubts_about_the_same_agreements_are_decided_together() -> None:
    ohio = constables(11, state="Ohio")
    story = GuardedStory.of(*MANY, *ohio)

    assert story.sees(*MANY[3:], *NEWCOMERS[:3], OKALOOSA) != ()

    # All departures are too many, Ohio's are a whole state's, and those of Texas come with arrivals of Texas.
    [group] = story.withheld
    assert [finding.number for finding in group.findings] == ["G12", "G23", "G27"]
    assert len(group.changes) == 11 + 3 + 3
    assert all(finding.message in group.message for finding in group.findings)


def test_a_doubt_that_joins_two_others_makes_one_of_them() -> None:
    ohio, utah = constables(5, state="Ohio"), constables(6, signed_on=LATE, state="Utah")
    story = GuardedStory.of(*MANY, *ohio, *constables(6, state="Utah"))

    story.sees(*MANY[6:], *utah, after=timedelta(days=60))

    assert story.waiting() == {"G12 G23": names(ohio) | names(MANY[:6]), "G24": names(utah)}


def test_doubts_about_other_agreements_are_decided_one_by_one() -> None:
    story = GuardedStory.of(*MANY, *OHIO)
    shows = (*constables(6, signed_on=LATE), *MANY[6:])
    story.sees(*shows, after=timedelta(days=60))
    assert sorted(story.waiting()) == ["G23", "G24"]
    ohio_left = [group for group in story.withheld if group.findings[0].number == "G23"]

    changes = story.sees(*shows, released=ohio_left)

    assert kinds(changes) == [ChangeKind.MISSING] * 3
    assert list(story.waiting()) == ["G24"]


def test_what_is_withheld_of_an_agreement_is_all_that_the_list_tells_of_it() -> None:
    story = GuardedStory.of(*MANY)
    linked = [replace(one, moa_url=f"https://www.ice.gov/{one.position}.pdf", moa_text="Link") for one in MANY]

    assert story.sees(*undated(linked[:6]), *MANY[6:]) == ()
    [group] = story.withheld
    assert kinds(group.changes) == [ChangeKind.CORRECTED] * 6 + [ChangeKind.MOA_PUBLISHED] * 6


class TestTheSubjectOfADoubt:
    def test_it_is_the_same_for_the_same_rows_in_a_later_list(self) -> None:
        story = GuardedStory.of(*MANY, *OHIO)
        story.sees(*MANY)
        [first] = story.withheld

        story.sees(*reversed(MANY), OKALOOSA, after=timedelta(days=9))

        [later] = story.withheld
        assert later.subject == first.subject
        assert later.subject.startswith("G23|")

    @pytest.mark.parametrize(
        "other",
        [
            [replace(OHIO[0], agency="Constable Precinct 9"), *OHIO[1:]],
            [replace(OHIO[0], county="Lee County"), *OHIO[1:]],
            [*OHIO, *constables(4, state="Ohio")[3:]],
            constables(3, state="Utah"),
        ],
    )
    def test_it_is_another_for_other_rows(self, other: Sequence[ListedRow]) -> None:
        subjects = set()
        for gone in (OHIO, other):
            story = GuardedStory.of(*MANY, *gone)
            story.sees(*MANY)
            subjects |= {group.subject for group in story.withheld}

        assert len(subjects) == 2

    def test_it_is_another_when_a_further_rule_doubts_the_same_rows(self) -> None:
        story = GuardedStory.of(*MANY, *OHIO)
        story.sees(*MANY)
        [alone] = story.withheld

        story.sees(*MANY, totals=Totals(agreements=90, quoted="ICE has 90 agreements."))

        [both] = story.withheld
        assert {change.facts.agency for change in both.changes} == {change.facts.agency for change in alone.changes}
        assert both.subject != alone.subject

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            (constables(6, signed_on=LATE), constables(6, signed_on=date(2025, 4, 20))),
            (
                constables(20, agency_type="Special District"),
                constables(20, agency_type="State Agency"),
            ),
        ],
        ids=["renewed", "re-formatted"],
    )
    def test_it_is_another_when_the_same_rows_read_otherwise(
        self, first: Sequence[ListedRow], second: Sequence[ListedRow]
    ) -> None:
        subjects = set()
        for now in (first, second):
            story = GuardedStory.of(*MANY)
            story.sees(*now, *MANY[len(now) :], after=timedelta(days=90))
            subjects |= {group.subject for group in story.withheld}

        assert len(subjects) == 2
