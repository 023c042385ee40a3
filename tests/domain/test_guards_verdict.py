"""Several findings come to one verdict, in the order of their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from domain.guards import Finding, Verdict, judge_reading, worst
from tests.domain.cast import (
    constables,
    last_good,
    snapshot,
    unread,
)


class TestWorst:
    @pytest.mark.parametrize(
        ("verdicts", "gravest"),
        [
            ([], Verdict.ACCEPT),
            ([Verdict.WARN], Verdict.WARN),
            ([Verdict.HOLD, Verdict.WARN], Verdict.HOLD),
            ([Verdict.WARN, Verdict.REJECT, Verdict.HOLD], Verdict.REJECT),
        ],
    )
    def test_the_gravest_finding_decides(self, verdicts: Sequence[Verdict], gravest: Verdict) -> None:
        assert worst(Finding(rule="G0", verdict=verdict, message="") for verdict in verdicts) is gravest

    def test_what_several_rules_say_stands_in_the_order_of_their_numbers(self) -> None:
        reading = snapshot(constables(50, signed_on=date(2028, 1, 1)), unread=(unread("Refugio Marshal"),))

        found = judge_reading(reading, last_good(*constables(100, moa="one.pdf"), older_version=2))

        assert [finding.rule.split()[0] for finding in found] == ["G11", "G15", "G16", "G21", "G22"]

    def test_every_finding_is_a_sentence(self) -> None:
        reading = snapshot(constables(50, signed_on=date(2028, 1, 1)), unread=(unread("Refugio Marshal"),))

        found = judge_reading(reading, last_good(*constables(100, moa="one.pdf"), older_version=2))

        assert all(finding.message.endswith(".") for finding in found)
