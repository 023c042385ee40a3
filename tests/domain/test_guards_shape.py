"""Is this the list it should be: the columns that identity needs, and which of the two lists it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.guards import Verdict, judge_reading
from domain.snapshots import Column
from tests.domain.cast import (
    EVERY_COLUMN,
    PENDING_COLUMNS,
    Story,
    constables,
    last_good,
    snapshot,
    verdicts,
)


class TestG9RequiredColumns:
    @pytest.mark.parametrize("column", [Column.STATE, Column.AGENCY, Column.SUPPORT_TYPE, Column.SIGNED])
    def test_a_missing_column_that_identity_needs_is_rejected(self, column: Column) -> None:
        assert verdicts(snapshot(constables(3), columns=EVERY_COLUMN - {column})) == {"G9": Verdict.REJECT}

    @pytest.mark.parametrize("column", [Column.COUNTY, Column.TYPE, Column.MOA, Column.ADDENDUM])
    def test_any_other_column_may_be_missing(self, column: Column) -> None:
        assert verdicts(snapshot(constables(3), columns=EVERY_COLUMN - {column})) == {}

    def test_the_pending_list_needs_no_signing_date_but_a_state(self) -> None:
        assert verdicts(snapshot(constables(3), pending=True)) == {}
        assert verdicts(snapshot(constables(3), pending=True, columns=PENDING_COLUMNS - {Column.STATE})) == {
            "G9": Verdict.REJECT
        }

    def test_the_message_names_what_is_missing_and_what_is_there(self) -> None:
        [finding] = judge_reading(snapshot(constables(3), columns=EVERY_COLUMN - {Column.SIGNED}), last_good())

        assert "no column SIGNED" in finding.message
        assert "LAW ENFORCEMENT AGENCY" in finding.message


class TestG10WhichListIsThis:
    def test_a_list_with_the_other_lists_columns_is_rejected(self) -> None:
        own = constables(20)
        reading = snapshot(own, looks_like=snapshot([], pending=True).list_kind, columns=PENDING_COLUMNS)

        assert verdicts(reading, last_good(*own)) == {"G10": Verdict.REJECT}

    @pytest.mark.parametrize(
        ("from_own", "from_other", "speaks"), [(1, 9, True), (2, 8, False), (1, 5, True), (1, 4, False), (0, 5, True)]
    )
    def test_a_list_with_the_other_lists_content_is_rejected(
        self, from_own: int, from_other: int, speaks: bool
    ) -> None:
        own, other = constables(10), constables(10, state="Ohio")
        strangers = constables(10 - from_own - from_other, state="Utah")
        last = last_good(*own, other=tuple(Story.of(*other, pending=True).known.values()))

        assert ("G10" in verdicts(snapshot([*own[:from_own], *other[:from_other], *strangers]), last)) is speaks

    @pytest.mark.parametrize(("count", "speaks"), [(5, False), (6, True)])
    def test_content_says_nothing_of_very_short_lists(self, count: int, speaks: bool) -> None:
        own, other = constables(count), constables(count, state="Ohio")
        last = last_good(*own, other=tuple(Story.of(*other, pending=True).known.values()))

        assert ("G10" in verdicts(snapshot(other), last)) is speaks

    def test_content_says_nothing_of_a_very_short_reading_of_a_long_list(self) -> None:
        own, other = constables(10), constables(10, state="Ohio")
        last = last_good(*own, other=tuple(Story.of(*other, pending=True).known.values()))

        assert "G10" not in verdicts(snapshot(other[:5]), last)
        assert "G10" in verdicts(snapshot(other[:6]), last)

    def test_what_has_left_the_other_list_counts_for_nothing(self) -> None:
        own, other = constables(10), constables(10, state="Ohio")
        applications = Story.of(*other, pending=True)
        applications.sees()

        last = last_good(*own, other=tuple(applications.known.values()))

        assert "G10" not in verdicts(snapshot(other), last)

    def test_an_empty_list_looks_like_no_other(self) -> None:
        last = last_good(*constables(10), pending=True)

        assert verdicts(snapshot([], pending=True), last) == {}


class TestG30ShapeOfTheSheet:
    def test_what_the_reader_doubts_about_the_sheet_holds_the_whole_list(self) -> None:
        reading = snapshot(constables(9))
        doubtful = replace(reading, sheet=replace(reading.sheet, doubts=("Cells are merged.", "Data on two sheets.")))

        [finding] = judge_reading(doubtful, last_good(*constables(9)))

        assert (finding.number, finding.verdict, finding.is_partial) == ("G30", Verdict.HOLD, False)
        assert finding.message.startswith("Cells are merged. Data on two sheets. Look at the workbook")
        assert not finding.final

    def test_a_sheet_without_doubts_is_fine(self) -> None:
        assert "G30" not in verdicts(snapshot(constables(9)))


class TestG8DateInTheFileName:
    @pytest.mark.parametrize(
        ("name", "speaks"),
        [
            ("participatingAgencies.xlsx", False),
            ("participatingAgencies03032025.xlsx", False),
            ("participatingAgencies030325am.xlsx", False),
            ("participatingAgencies03132025.xlsx", False),
            ("participatingAgencies03032024.xlsx", True),
            ("participatingAgencies030322025.xlsx", True),
            ("participatingAgencies13322025.xlsx", True),
        ],
    )
    def test_a_date_that_the_file_cannot_be_of_is_noted(self, name: str, *, speaks: bool) -> None:
        reading = replace(snapshot(constables(9)), published_name=name)

        assert verdicts(reading) == ({"G8": Verdict.WARN} if speaks else {})
