"""Two agreements declared to be one: what was told of the one that is none is taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.agreements import Standing
from domain.changes import Certainty, ChangeKind
from domain.vocabulary import SupportType
from tests.workflows.rulings import (
    BY,
    EVERYTHING,
    JAILERS,
    OTHERS,
    PATROL,
    POLICE,
    SLIP,
    WHY,
    declare_same,
    logged,
    only,
    sees,
)
from tests.workflows.stage import (
    GOLIAD,
    HARRIS,
    TEXAS,
    Stage,
)
from workflows.review import DecisionError, different, same


class TestSame:
    @pytest.mark.parametrize("county", ["Goliad County", "Aransas County"])
    def test_both_on_the_list_are_one_with_a_second_row(self, stage: Stage, county: str) -> None:
        patrol = replace(PATROL, county=county)
        sees(stage, [*TEXAS], [*TEXAS, patrol])

        [retracted] = declare_same(stage, patrol)

        assert retracted.kind is ChangeKind.RETRACTED
        assert retracted.supersedes == logged(stage, ChangeKind.NEW, PATROL).id
        assert (retracted.certainty, retracted.after) == (Certainty.CONFIRMED, None)
        assert f'a reviewer found it to be "{GOLIAD.agency}". {WHY}' in retracted.reason
        assert stage.agreement(GOLIAD).standing is Standing.LISTED
        assert stage.agreement(PATROL).standing is Standing.MERGED
        before = stage.told()
        sees(stage, [*TEXAS, patrol], [*OTHERS, patrol], [*TEXAS])
        stage.clock.wait(days=2)
        sees(stage, [*TEXAS])
        assert {kind for kind, _ in stage.told()[len(before) :]} <= {"corrected"}, "either of its rows is enough"

    def test_the_one_that_is_missing_is_back_under_its_other_name(self, stage: Stage) -> None:
        sees(stage, [*TEXAS], [*OTHERS, PATROL])
        missing, new = logged(stage, ChangeKind.MISSING, GOLIAD), logged(stage, ChangeKind.NEW, PATROL)

        changes = declare_same(stage)

        assert len(changes) == 2
        returned, retracted = only(changes, ChangeKind.RETURNED), only(changes, ChangeKind.RETRACTED)
        assert (returned.supersedes, retracted.supersedes) == (missing.id, new.id)
        assert (returned.agreement_id, returned.facts.agency) == (missing.agreement_id, PATROL.agency)
        assert len({change.id for change in stage.changes()}) == 4
        stage.clock.wait(days=2)
        sees(stage, [*OTHERS, PATROL])
        assert len(stage.changes()) == 4, "the one that lives on has not left"

    def test_a_departure_told_as_fact_is_taken_back(self, stage: Stage) -> None:
        sees(stage, [*TEXAS], [*OTHERS, PATROL])
        stage.clock.wait(days=1)
        sees(stage, [*OTHERS, PATROL])
        terminated = logged(stage, ChangeKind.TERMINATED, GOLIAD)

        changes = declare_same(stage)

        assert only(changes, ChangeKind.RETURNED).supersedes == terminated.id

    def test_of_the_one_that_has_left_again_both_lines_are_taken_back(self, stage: Stage) -> None:
        sees(stage, [*TEXAS], [*TEXAS, PATROL], [*TEXAS])
        new, missing = logged(stage, ChangeKind.NEW, PATROL), logged(stage, ChangeKind.MISSING, PATROL)

        changes = declare_same(stage)

        assert {change.kind for change in changes} == {ChangeKind.RETRACTED}
        assert {change.supersedes for change in changes} == {new.id, missing.id}
        assert len({change.id for change in stage.changes()}) == 4
        stage.clock.wait(days=2)
        sees(stage, [*TEXAS])
        assert len(stage.changes()) == 4
        sees(stage, [*OTHERS, PATROL])
        assert stage.told()[4:] == [("corrected", PATROL.agency)], "the name is known from now on"

    def test_of_two_that_are_missing_the_first_one_stays_missing(self, stage: Stage) -> None:
        sees(stage, [*TEXAS], [*TEXAS, PATROL], [*OTHERS])
        new, missing = logged(stage, ChangeKind.NEW, PATROL), logged(stage, ChangeKind.MISSING, PATROL)

        changes = declare_same(stage)

        assert {change.kind for change in changes} == {ChangeKind.RETRACTED}
        assert {change.supersedes for change in changes} == {new.id, missing.id}
        stage.clock.wait(days=1)
        sees(stage, [*OTHERS])
        assert logged(stage, ChangeKind.TERMINATED, GOLIAD).supersedes is not None
        assert PATROL.agency not in {c.facts.agency for c in stage.changes() if c.kind is ChangeKind.TERMINATED}

    def test_which_of_the_two_is_named_first_makes_no_difference(self, stage: Stage) -> None:
        sees(stage, [*TEXAS], [*TEXAS, JAILERS])
        jailers, goliad = stage.agreement(JAILERS).id, stage.agreement(GOLIAD).id

        same(stage.polling, stage.log, jailers, goliad, WHY, BY)

        assert stage.agreement(JAILERS).standing is Standing.MERGED
        assert stage.agreement(GOLIAD).standing is Standing.LISTED

    def test_what_is_taken_back_goes_to_exactly_those_who_got_it(self, stage: Stage) -> None:
        told = stage.subscribe(kinds=EVERYTHING)
        sees(stage, [*TEXAS], [*TEXAS, JAILERS])
        stage.subscribe("late@example.org", kinds=frozenset({ChangeKind.NEW}))

        declare_same(stage, JAILERS)

        assert stage.rows("SELECT subscription_id FROM delivery") == [(told,)] * 2

    def test_deciding_it_twice_is_refused_and_changes_nothing(self, stage: Stage) -> None:
        sees(stage, [*TEXAS], [*TEXAS, JAILERS])
        ids = stage.agreement(GOLIAD).id, stage.agreement(JAILERS).id
        same(stage.polling, stage.log, *ids, WHY, BY)
        before = stage.everything()

        with pytest.raises(DecisionError, match=r"\.$"):
            same(stage.polling, stage.log, *ids, WHY, BY)

        assert stage.everything() == before

    def test_a_name_that_is_asked_about_is_answered_by_it(self, stage: Stage) -> None:
        sees(stage, [*TEXAS], [*OTHERS, POLICE])
        assert stage.told() == []

        same(stage.polling, stage.log, stage.agreement(GOLIAD).id, POLICE.agency, WHY, BY)

        assert stage.told() == [("corrected", POLICE.agency)]
        assert stage.log.incidents(only_open=True) == []

    @pytest.mark.parametrize("decide", [same, different])
    def test_a_name_that_the_last_list_does_not_print_is_refused(
        self, stage: Stage, decide: Callable[..., object]
    ) -> None:
        sees(stage, [*TEXAS])
        before = stage.everything()

        with pytest.raises(DecisionError, match='prints no agency "Golaid Sherifs Office"'):
            decide(stage.polling, stage.log, stage.agreement(GOLIAD).id, SLIP.agency, WHY, BY)

        assert stage.everything() == before

    @pytest.mark.parametrize("decide", [same, different])
    def test_two_powers_are_two_agreements_whatever_a_reviewer_says(
        self, stage: Stage, decide: Callable[..., object]
    ) -> None:
        sees(stage, [*TEXAS, HARRIS])
        assert HARRIS.support_type is SupportType.JAIL_ENFORCEMENT

        with pytest.raises(DecisionError, match="they are two whatever their names"):
            decide(stage.polling, stage.log, stage.agreement(GOLIAD).id, stage.agreement(HARRIS).id, WHY, BY)

    @pytest.mark.parametrize("decide", [same, different])
    def test_one_agreement_is_not_two(self, stage: Stage, decide: Callable[..., object]) -> None:
        sees(stage, [*TEXAS])
        goliad = stage.agreement(GOLIAD).id

        with pytest.raises(DecisionError, match="the same agreement already"):
            decide(stage.polling, stage.log, goliad, goliad, WHY, BY)

    @pytest.mark.parametrize("decide", [same, different])
    def test_an_agreement_that_is_not_there_is_said_so(self, stage: Stage, decide: Callable[..., object]) -> None:
        sees(stage, [*TEXAS])

        with pytest.raises(DecisionError, match="There is no agreement 0123456789ab"):
            decide(stage.polling, stage.log, "0123456789ab", PATROL.agency, WHY, BY)

    def test_an_agreement_may_be_named_as_the_list_prints_it(self, stage: Stage) -> None:
        sees(stage, [*TEXAS], [*TEXAS, JAILERS])

        changes = same(stage.polling, stage.log, stage.agreement(GOLIAD).id, JAILERS.agency, WHY, BY).changes

        assert [change.kind for change in changes] == [ChangeKind.RETRACTED]
        assert stage.agreement(JAILERS).standing is Standing.MERGED
