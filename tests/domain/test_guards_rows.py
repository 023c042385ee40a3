"""How many rows a believable list has against the last good one, and whose bytes it must not be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.guards import LastGood, Verdict, judge_reading, links_lost
from domain.snapshots import Column
from tests.domain.cast import (
    EVERY_COLUMN,
    HOUR,
    START,
    Story,
    constables,
    last_good,
    snapshot,
    verdicts,
)


class TestG11Rows:
    @pytest.mark.parametrize(
        ("now", "verdict"),
        [
            (69, Verdict.REJECT),
            (70, Verdict.HOLD),
            (71, Verdict.HOLD),
            (89, Verdict.HOLD),
            (90, None),
            (91, None),
            (100, None),
            (150, None),
            (300, None),
            (301, Verdict.HOLD),
        ],
    )
    def test_rows_against_a_last_good_list_of_a_hundred(self, now: int, verdict: Verdict | None) -> None:
        assert verdicts(snapshot(constables(now)), last_good(*constables(100))).get("G11") is verdict

    @pytest.mark.parametrize(("now", "speaks"), [(750, False), (751, True)])
    def test_growth_by_half_again_holds_a_long_list(self, now: int, speaks: bool) -> None:
        assert ("G11" in verdicts(snapshot(constables(now)), last_good(*constables(500)))) is speaks

    @pytest.mark.parametrize(
        ("before", "now", "verdict"),
        [
            (6, 1, None),
            (12, 7, None),
            (12, 6, Verdict.REJECT),
            (40, 35, None),
            (50, 44, Verdict.HOLD),
            (5, 0, Verdict.REJECT),
        ],
    )
    def test_five_rows_lost_are_no_sign_of_anything_in_a_short_list(
        self, before: int, now: int, verdict: Verdict | None
    ) -> None:
        assert verdicts(snapshot(constables(now)), last_good(*constables(before))).get("G11") is verdict

    def test_an_empty_list_is_rejected(self) -> None:
        assert verdicts(snapshot([]), last_good(*constables(100)))["G11"] is Verdict.REJECT

    def test_the_first_list_of_all_is_compared_with_nothing(self) -> None:
        assert verdicts(snapshot(constables(3)), last_good()) == {}

    @pytest.mark.parametrize("now", [0, 1, 400])
    def test_the_pending_list_may_have_any_length(self, now: int) -> None:
        last = last_good(*constables(40), pending=True)

        assert "G11" not in verdicts(snapshot(constables(now), pending=True), last)

    def test_only_what_is_listed_counts_as_the_last_good_list(self) -> None:
        story = Story.of(*constables(100))
        story.sees(*constables(92))
        last = LastGood(own=tuple(story.known.values()), other=(), older_version=None)

        assert len(last.listed) == 92
        assert verdicts(snapshot(constables(84)), last) == {}


class TestG21OlderVersions:
    def test_the_bytes_of_an_older_version_hold(self) -> None:
        assert verdicts(snapshot(constables(9)), last_good(*constables(9), older_version=4)) == {"G21": Verdict.HOLD}
        [finding] = judge_reading(snapshot(constables(9)), last_good(*constables(9), older_version=4))
        assert "version 4" in finding.message

    @pytest.mark.parametrize(
        ("before", "now", "speaks"),
        [
            (START, START - timedelta(seconds=1), True),
            (START, START, False),
            (START, START + HOUR, False),
            (None, START, False),
            (START, None, False),
        ],
    )
    def test_a_file_put_on_the_server_before_the_last_one_holds(
        self, before: datetime | None, now: datetime | None, *, speaks: bool
    ) -> None:
        last = replace(last_good(*constables(9)), modified_at=before)

        found = verdicts(snapshot(constables(9), modified_at=now), last)

        assert found == ({"G21": Verdict.HOLD} if speaks else {})

    def test_the_message_tells_both_times(self) -> None:
        last = replace(last_good(*constables(9)), modified_at=START)

        [finding] = judge_reading(snapshot(constables(9), modified_at=START - HOUR), last)

        assert "put on the server on 03 Mar 2025, 13:00 UTC" in finding.message
        assert "(03 Mar 2025, 14:00)" in finding.message

    def test_the_bytes_of_an_older_version_are_said_once(self) -> None:
        last = replace(last_good(*constables(9), older_version=4), modified_at=START)

        [finding] = judge_reading(snapshot(constables(9), modified_at=START - HOUR), last)

        assert "version 4" in finding.message


class TestG22LinksLost:
    @pytest.mark.parametrize(
        ("had", "lost", "speaks"), [(20, 10, False), (20, 11, True), (400, 20, False), (400, 21, True), (20, 0, False)]
    )
    def test_links_gone_from_many_rows_at_once_are_noted(self, had: int, lost: int, speaks: bool) -> None:
        linked = constables(had, moa="one.pdf")
        reading = snapshot([*constables(lost), *linked[lost:]])

        found = verdicts(reading, last_good(*linked))

        assert found == ({"G22": Verdict.WARN} if speaks else {})
        assert links_lost(reading, last_good(*linked)) is speaks

    def test_a_workbook_without_the_column_has_lost_no_links(self) -> None:
        reading = snapshot(constables(20), columns=EVERY_COLUMN - {Column.MOA})

        assert not links_lost(reading, last_good(*constables(20, moa="one.pdf")))
