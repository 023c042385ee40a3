"""What only a person can say: another sort of body, a place set off by a word, a misspelt copy of a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.agreements import Standing
from domain.changes import ChangeKind
from domain.questions import Ruling
from domain.snapshots import ListedRow, UnreadRow
from domain.text import comparable
from tests.domain.cast import DOCUMENTS, GOLIAD, KINNEY, LAVERNIA, OKALOOSA, Story, fields, kinds, row, unread

DAY = timedelta(days=1)
PAIRS = [
    (row("Haskell Police Department", "Haskell County"), row("Haskell County Sheriff's Office", "Haskell County")),
    (row("Walton County BOCC", "Walton County"), row("Walton County Sheriff's Office", "Walton County")),
    (row("Upper Allen Township Police", "Perry County"), row("Lower Allen Township Police", "Perry County")),
    (row("North Bay Village Police", "Dade County"), row("South Bay Village Police", "Dade County")),
]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_another_sort_of_body_or_another_place_beside_it_is_asked(before: ListedRow, after: ListedRow) -> None:
    story = Story.of(KINNEY, OKALOOSA, before)

    assert story.sees(KINNEY, OKALOOSA, after) == ()
    assert story.last is not None
    [question] = story.last.questions
    assert ", but " in question.how


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_the_same_document_settles_it(before: ListedRow, after: ListedRow) -> None:
    old, new = (replace(one, moa_url=DOCUMENTS + "One.pdf", moa_text="Link") for one in (before, after))
    story = Story.of(KINNEY, OKALOOSA, old)

    assert kinds(story.sees(KINNEY, OKALOOSA, new)) == [ChangeKind.CORRECTED]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_both_in_one_list_are_two_agreements(before: ListedRow, after: ListedRow) -> None:
    story = Story.of(KINNEY, before)

    assert ChangeKind.CORRECTED not in kinds(story.sees(KINNEY, before, after))
    assert ChangeKind.CORRECTED not in kinds(Story.of(KINNEY, before, after).sees(KINNEY, after))


class TestMisspeltCopies:
    COPY = replace(LAVERNIA, agency="La Venria Police Department")

    def test_a_misspelt_copy_beside_its_row_is_asked_and_nobody_is_told(self) -> None:
        story = Story.of(KINNEY, LAVERNIA)

        assert story.sees(KINNEY, LAVERNIA, self.COPY) == ()
        assert story.last is not None
        [question] = story.last.questions
        assert question.how.endswith("both rows stand in the list")

    def test_declared_the_same_it_is_a_twin_and_its_removal_no_departure(self) -> None:
        story = Story.of(KINNEY, LAVERNIA)
        story.rule(LAVERNIA, comparable(self.COPY.agency), Ruling.SAME)

        assert story.sees(KINNEY, LAVERNIA, self.COPY) == ()
        assert story.last is not None
        assert story.last.questions == ()
        assert story.sees(KINNEY, LAVERNIA) == ()

    def test_declared_different_it_is_an_arrival(self) -> None:
        story = Story.of(KINNEY, LAVERNIA)
        story.rule(LAVERNIA, comparable(self.COPY.agency), Ruling.DIFFERENT)

        assert kinds(story.sees(KINNEY, LAVERNIA, self.COPY)) == [ChangeKind.NEW]

    def test_a_like_name_signed_on_another_day_is_an_arrival(self) -> None:
        story = Story.of(KINNEY, LAVERNIA)
        other = replace(self.COPY, signed_on=date(2025, 3, 1), signed_text="2025-03-01")

        assert kinds(story.sees(KINNEY, LAVERNIA, other)) == [ChangeKind.NEW]


class TestAbsencesInDoubt:
    """An absence that may be none is not confirmed while the doubt stands, however often the list is polled."""

    ASKED, ASKS = PAIRS[0]
    UNREAD = (unread(GOLIAD.agency),)

    def test_a_row_not_understood_keeps_a_missing_agreement_from_being_told_as_gone(self) -> None:
        story = Story.of(GOLIAD, KINNEY)
        story.sees(KINNEY)

        assert story.sees(KINNEY, unread=self.UNREAD) == ()
        assert story.sees_the_same(3 * DAY) == ()
        assert story.sees(KINNEY, unread=self.UNREAD, after=DAY) == ()

    def test_a_question_keeps_a_missing_agreement_from_being_told_as_gone(self) -> None:
        story = Story.of(KINNEY, self.ASKED)
        story.sees(KINNEY)

        assert story.sees(KINNEY, self.ASKS) == ()
        assert story.sees_the_same(3 * DAY) == ()
        assert story.sees(KINNEY, self.ASKS, after=DAY) == ()

    def test_once_the_doubt_is_gone_the_absence_begins_anew(self) -> None:
        story = Story.of(GOLIAD, KINNEY)
        [missing] = story.sees(KINNEY)
        story.sees(KINNEY, unread=self.UNREAD)

        assert story.sees(KINNEY, after=DAY) == ()
        since = story.now
        [change] = story.sees_the_same(DAY)

        assert (change.kind, change.supersedes) == (ChangeKind.TERMINATED, missing.id)
        assert f"since {since:%d %b %Y, %H:%M} UTC" in change.reason

    def test_a_listed_agreement_in_doubt_stays_listed_and_nothing_is_held_of_it(self) -> None:
        story = Story.of(GOLIAD, KINNEY, self.ASKED)
        story.sees(KINNEY, self.ASKS, unread=self.UNREAD)
        story.sees(KINNEY, self.ASKS, unread=self.UNREAD, after=DAY)

        for one in (GOLIAD, self.ASKED):
            assert (story.agreement(one).standing, story.agreement(one).held_since) == (Standing.LISTED, None)
        assert story.sees(GOLIAD, KINNEY, self.ASKED) == ()

    def test_a_listed_agreement_that_a_doubt_hid_is_missing_since_the_list_that_truly_lacks_it(self) -> None:
        story = Story.of(GOLIAD, KINNEY)
        story.sees(KINNEY, unread=self.UNREAD)

        changes = story.sees(KINNEY, after=DAY)

        assert kinds(changes) == [ChangeKind.MISSING]
        assert story.agreement(GOLIAD).missing_since == story.now

    def test_a_row_of_another_state_or_power_that_was_not_understood_protects_no_namesake(self) -> None:
        printed = (("STATE", "OHIO"), ("LAW ENFORCEMENT AGENCY", GOLIAD.agency), ("SUPPORT TYPE", "Tunnel Model"))
        stray = UnreadRow(position=9, printed=printed, reason="no support type that we know")

        assert kinds(Story.of(GOLIAD, KINNEY).sees(KINNEY, unread=(stray,))) == [ChangeKind.MISSING]

    def test_a_doubtful_return_of_a_missing_agreement_is_asked(self) -> None:
        story = Story.of(KINNEY, PAIRS[0][0])
        story.sees(KINNEY)

        assert story.sees(KINNEY, PAIRS[0][1]) == ()
        assert story.last is not None
        assert len(story.last.questions) == 1


def test_a_row_that_was_merged_into_another_and_comes_back_is_a_correction() -> None:
    board = row("Walton County BOCC", "Walton County", moa="Walton.pdf")
    sheriff = row("Walton County Sheriff's Office", "Walton County", moa="Walton.pdf")
    story = Story.of(KINNEY, board, sheriff)
    [merged] = story.sees(KINNEY, sheriff)

    [back] = story.sees(KINNEY, board, sheriff)

    assert (merged.kind, back.kind) == (ChangeKind.CORRECTED, ChangeKind.CORRECTED)
    assert back.supersedes == merged.id


def test_the_same_day_of_another_year_is_a_mistyped_year_and_no_renewal() -> None:
    story = Story.of(GOLIAD, KINNEY)
    mistyped = replace(GOLIAD, signed_on=date(2026, 2, 20), signed_text="2026-02-20")

    [change] = story.sees(mistyped, KINNEY)

    assert change.kind is ChangeKind.CORRECTED
    assert fields(change) == {"signed": ("2025-02-20", "2026-02-20")}


class TestRowsThatNameNobody:
    """A row not understood whose name is lost shows whatever agreement nothing else in it contradicts."""

    @staticmethod
    def told_beside(**cells: str) -> list[ChangeKind]:
        """Return what is told when Goliad's row goes and one stands there that holds only *cells*."""
        headers = {"state": "STATE", "agency": "LAW  ENFORCEMENT AGENCY", "county": "COUNTY", "signed": "SIGNED"}
        headers["support_type"] = "SUPPORT TYPE"
        printed = tuple((headers[name], text) for name, text in cells.items())
        lost = replace(unread(""), printed=printed)
        return kinds(Story.of(GOLIAD, KINNEY).sees(KINNEY, unread=(lost,)))

    @pytest.mark.parametrize("nothing", ["", "-", "#N/A", "#REF!", "#DIV/0!", "#SPILL!"])
    def test_a_cell_that_says_nothing_contradicts_nothing(self, nothing: str) -> None:
        assert self.told_beside(agency=nothing, county=nothing, signed=nothing, support_type=nothing) == []

    def test_cells_that_agree_contradict_nothing(self) -> None:
        agreeing = {"state": "TEXAS", "county": "GOLIAD county", "signed": GOLIAD.signed_text}
        assert self.told_beside(agency="#REF!", support_type="Task Force Model", **agreeing) == []

    @pytest.mark.parametrize(
        "other",
        [
            {"state": "OHIO"},
            {"county": "Kinney County"},
            {"signed": "2024-01-01"},
            {"support_type": "Jail Enforcement Model"},
        ],
    )
    def test_one_cell_that_says_otherwise_is_enough(self, other: dict[str, str]) -> None:
        assert self.told_beside(agency="#REF!", **other) == [ChangeKind.MISSING]
