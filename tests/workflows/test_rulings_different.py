"""Two names declared to be two agencies, and a departure confirmed by a reviewer's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.agreements import Standing
from domain.changes import Certainty, Change, ChangeKind
from tests.workflows.rulings import (
    BY,
    OTHERS,
    PATROL,
    POLICE,
    SLIP,
    SLIP_ALONE,
    WHY,
    logged,
    only,
    sees,
)
from tests.workflows.stage import (
    GOLIAD,
    LEON,
    LIST,
    TEXAS,
    Stage,
)
from workflows.review import DecisionError, confirm, different


class TestDifferent:
    def corrected(self, stage: Stage) -> Change:
        """Print a list on which the row of another agency is taken for the sheriff's."""
        sees(stage, [*TEXAS], [*OTHERS, SLIP])
        return logged(stage, ChangeKind.CORRECTED, SLIP)

    def test_a_wrong_correction_is_taken_back_and_both_are_told(self, stage: Stage) -> None:
        wrong = self.corrected(stage)
        stage.clock.wait(hours=2)

        changes = different(stage.polling, stage.log, wrong.agreement_id, SLIP.agency, WHY, BY).changes

        assert len(changes) == 3
        retracted, missing = only(changes, ChangeKind.RETRACTED), only(changes, ChangeKind.MISSING)
        new = only(changes, ChangeKind.NEW)
        assert (retracted.supersedes, retracted.agreement_id) == (wrong.id, wrong.agreement_id)
        assert (missing.agreement_id, missing.facts.agency) == (wrong.agreement_id, GOLIAD.agency)
        assert (new.facts.agency, new.agreement_id != wrong.agreement_id) == (SLIP.agency, True)
        assert len({change.id for change in stage.changes()}) == 4
        goliad = stage.agreement(GOLIAD)
        assert (goliad.standing, goliad.missing_since) == (Standing.MISSING, wrong.observed_at)
        assert SLIP.agency not in goliad.aliases

    def test_a_day_after_the_correction_the_next_poll_makes_the_departure_a_fact(self, stage: Stage) -> None:
        wrong = self.corrected(stage)
        stage.clock.wait(days=1)

        changes = different(stage.polling, stage.log, wrong.agreement_id, SLIP.agency, WHY, BY).changes
        missing = only(changes, ChangeKind.MISSING)
        confirmed = stage.print_list([*OTHERS, SLIP], saved=9).changes

        assert ChangeKind.TERMINATED not in {change.kind for change in changes}
        assert only(confirmed, ChangeKind.TERMINATED).supersedes == missing.id

    def test_it_holds_for_every_list_to_come(self, stage: Stage) -> None:
        wrong = self.corrected(stage)
        different(stage.polling, stage.log, wrong.agreement_id, SLIP.agency, WHY, BY)
        before = stage.told()

        sees(stage, [*OTHERS, SLIP])
        assert stage.told() == before
        sees(stage, [*TEXAS, SLIP])

        assert stage.told() == [*before, ("returned", GOLIAD.agency)]

    def test_the_row_may_have_been_corrected_again_since(self, stage: Stage) -> None:
        wrong = self.corrected(stage)
        moved = replace(SLIP, county="Bee County")
        sees(stage, [*OTHERS, moved])

        changes = different(stage.polling, stage.log, wrong.agreement_id, SLIP.agency, WHY, BY).changes

        assert only(changes, ChangeKind.RETRACTED).supersedes == wrong.id
        assert only(changes, ChangeKind.MISSING).facts.county == GOLIAD.county

    def test_a_name_that_is_asked_about_is_answered_by_it(self, stage: Stage) -> None:
        sees(stage, [*TEXAS], [*OTHERS, POLICE])

        different(stage.polling, stage.log, stage.agreement(GOLIAD).id, POLICE.agency, WHY, BY)

        assert sorted(stage.told()) == [("missing", GOLIAD.agency), ("new", POLICE.agency)]
        assert stage.log.incidents(only_open=True) == []

    def test_the_name_that_it_was_first_listed_with_cannot_be_taken_from_it(self, stage: Stage) -> None:
        sees(stage, [*TEXAS])
        before = stage.everything()

        with pytest.raises(DecisionError, match="there is no correction to take back"):
            different(stage.polling, stage.log, stage.agreement(GOLIAD).id, GOLIAD.agency, WHY, BY)

        assert stage.everything() == before

    def test_a_correction_is_taken_back_once(self, stage: Stage) -> None:
        wrong = self.corrected(stage)
        different(stage.polling, stage.log, wrong.agreement_id, SLIP.agency, WHY, BY)
        told = stage.told()

        assert different(stage.polling, stage.log, wrong.agreement_id, SLIP.agency, WHY, BY).changes == ()

        assert stage.told() == told

    def test_two_namesakes_need_no_ruling(self, stage: Stage) -> None:
        namesake = replace(GOLIAD, county="Bee County", agency="Harbor Patrol")
        other = replace(PATROL, signed_on=date(2025, 9, 9))
        sees(stage, [*TEXAS, namesake, other])
        with stage.open() as ledger:
            ids = [known.id for known in ledger.agreements(LIST) if known.facts.agency == PATROL.agency]
        one, two = ids

        with pytest.raises(DecisionError, match="their county and date keep them apart already"):
            different(stage.polling, stage.log, one, two, WHY, BY)

        assert stage.rows("SELECT agreement_id FROM ruling") == []

    def test_of_two_agreements_neither_ever_takes_the_others_name(self, stage: Stage) -> None:
        sees(stage, [*TEXAS], [*OTHERS, GOLIAD, SLIP_ALONE])
        goliad, other = stage.agreement(GOLIAD).id, stage.agreement(SLIP_ALONE).id

        assert different(stage.polling, stage.log, goliad, other, WHY, BY).changes == ()

        assert set(stage.rows("SELECT agreement_id, agency, ruling FROM ruling")) == {
            (goliad, "golaid sherifs office", "different"),
            (other, "goliad county sheriffs office", "different"),
        }


class TestConfirm:
    def test_a_missing_agreement_is_terminated_at_once_with_the_reason(self, stage: Stage) -> None:
        subscription = stage.subscribe()
        sees(stage, [*TEXAS], [*OTHERS])
        missing = logged(stage, ChangeKind.MISSING, GOLIAD)
        stage.clock.wait(hours=1)

        [change] = confirm(stage.polling, missing.agreement_id, WHY, BY).changes

        assert (change.kind, change.certainty, change.supersedes) == (
            ChangeKind.TERMINATED,
            Certainty.CONFIRMED,
            missing.id,
        )
        assert change.id != missing.id
        assert change.reason == f"Confirmed by a reviewer. {WHY}"
        assert (change.before, change.after) == (missing.before, None)
        assert stage.agreement(GOLIAD).standing is Standing.TERMINATED
        assert stage.rows("SELECT subscription_id FROM delivery") == [(subscription,)]
        stage.clock.wait(days=3)
        sees(stage, [*OTHERS])
        assert len(stage.changes()) == 2

    def test_a_later_return_takes_the_confirmed_departure_back(self, stage: Stage) -> None:
        sees(stage, [*TEXAS], [*OTHERS])
        [confirmed] = confirm(stage.polling, stage.agreement(GOLIAD).id, WHY, BY).changes

        sees(stage, [*TEXAS])

        assert logged(stage, ChangeKind.RETURNED, GOLIAD).supersedes == confirmed.id

    def test_only_a_missing_one_can_be_confirmed_and_only_once(self, stage: Stage) -> None:
        sees(stage, [*TEXAS], [*OTHERS])
        confirm(stage.polling, stage.agreement(GOLIAD).id, WHY, BY)
        before = stage.everything()

        for entry, standing in ((GOLIAD, "terminated"), (LEON, "listed")):
            with pytest.raises(DecisionError, match=f"is {standing}, and only a missing one can be confirmed"):
                confirm(stage.polling, stage.agreement(entry).id, WHY, BY)

        assert stage.everything() == before
