"""Each decision is one transaction with its entry in the audit log, upon the last list and no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.snapshots import Sheet
from tests.workflows.rulings import (
    BY,
    PATROL,
    WHY,
    sees,
)
from tests.workflows.stage import (
    GOLIAD,
    KERR,
    LEON,
    LIST,
    POLK,
    TEXAS,
    Stage,
    without,
)
from workflows.audit import verify_chain
from workflows.ledger import Ledger
from workflows.ports import WorkbookUnreadableError
from workflows.review import DecisionError, confirm, different, same


def declare_two_same(stage: Stage) -> object:
    return same(stage.polling, stage.log, stage.agreement(GOLIAD).id, stage.agreement(PATROL).id, WHY, BY)


def declare_different(stage: Stage) -> object:
    return different(stage.polling, stage.log, stage.agreement(KERR).id, PATROL.agency, WHY, BY)


def confirm_leon(stage: Stage) -> object:
    return confirm(stage.polling, stage.agreement(LEON).id, WHY, BY)


DECISIONS = [(declare_two_same, "same"), (declare_different, "different"), (confirm_leon, "confirm")]


class TestTheAuditLog:
    @pytest.mark.parametrize(("decide", "action"), DECISIONS)
    def test_each_decision_is_one_entry_with_who_what_and_why(
        self, stage: Stage, decide: Callable[[Stage], object], action: str
    ) -> None:
        sees(stage, [*TEXAS], [*without(TEXAS, LEON), PATROL])

        decide(stage)

        [kept] = stage.log.audit()
        assert (kept.entry.reviewer, kept.entry.action, kept.entry.why) == (BY, action, WHY)
        assert kept.decided_at == stage.clock.now()
        assert "agreement" in kept.entry.subject
        assert kept.entry.result.endswith(".")
        assert verify_chain(stage.log.audit()) is None

    @pytest.mark.parametrize(("decide", "action"), DECISIONS)
    def test_a_decision_that_cannot_be_entered_is_not_made(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch, decide: Callable[[Stage], object], action: str
    ) -> None:
        sees(stage, [*TEXAS], [*without(TEXAS, LEON), PATROL])
        before = stage.everything()

        def full(ledger: Ledger, *_: object) -> None:
            raise OSError(f"The disk is full: {action} cannot be entered.")

        with stage.open() as ledger:
            monkeypatch.setattr(type(ledger), "audit", full)
        with pytest.raises(OSError, match="The disk is full"):
            decide(stage)

        assert stage.everything() == before

    def test_a_decision_that_is_refused_is_no_entry(self, stage: Stage) -> None:
        sees(stage, [*TEXAS])

        with pytest.raises(DecisionError):
            confirm(stage.polling, stage.agreement(GOLIAD).id, WHY, BY)

        assert stage.log.audit() == []


def test_a_decision_upon_a_list_that_is_no_longer_the_last_is_refused(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    sees(stage, [*TEXAS], [*TEXAS, PATROL])
    ids = stage.agreement(GOLIAD).id, stage.agreement(PATROL).id
    read = stage.polling.archive.open

    def read_while_another_list_comes(sha256: str) -> bytes:
        monkeypatch.undo()
        sees(stage, [*TEXAS, PATROL, POLK])
        return read(sha256)

    monkeypatch.setattr(stage.polling.archive, "open", read_while_another_list_comes)
    with pytest.raises(DecisionError, match="A newer list was recorded this very moment"):
        same(stage.polling, stage.log, *ids, WHY, BY)

    assert stage.told() == [("new", PATROL.agency), ("new", POLK.agency)]
    assert stage.log.audit() == []
    assert stage.rows("SELECT agreement_id FROM ruling") == []


def test_nothing_can_be_compared_before_the_first_list(stage: Stage) -> None:
    with pytest.raises(DecisionError, match="There is no agreement"):
        same(stage.polling, stage.log, "0123456789ab", PATROL.agency, WHY, BY)
    assert stage.rows(f"SELECT number FROM version WHERE source = '{LIST}'") == []  # noqa: S608  # our own key


class BlindReader:
    """A reader that no longer reads what an earlier one read."""

    def read(self, body: bytes) -> Sheet:
        raise WorkbookUnreadableError(f"{len(body)} bytes of nothing.")


def test_a_list_that_can_no_longer_be_read_decides_nothing(stage: Stage) -> None:
    sees(stage, [*TEXAS], [*TEXAS, PATROL])
    ids = stage.agreement(GOLIAD).id, stage.agreement(PATROL).id
    before = stage.everything()

    with pytest.raises(DecisionError, match=r"The kept workbook cannot be read any more: .* bytes of nothing"):
        same(replace(stage.polling, reader=BlindReader()), stage.log, *ids, WHY, BY)

    assert stage.everything() == before
