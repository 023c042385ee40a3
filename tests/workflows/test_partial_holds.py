"""A list that is doubted in part: the rest of it is recorded and told at once, and what is doubted waits for a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.agreements import Standing
from domain.changes import ChangeKind
from domain.counties import counties
from domain.questions import Ruling
from domain.snapshots import Totals
from tests.workflows.stage import GOLIAD, HARRIS, KERR, LEON, LIST, POLK, TEXAS, Stage, sheriff, without
from workflows.reading import IncidentStatus, IncidentView, PollOutcome
from workflows.record import HELD, QUESTION
from workflows.review import DecisionError, answer, reject, release

NEVADA = tuple(sheriff(county, state="Nevada") for county in ("Clark", "Nye", "Elko"))
UTAH = tuple(sheriff(county, state="Utah") for county in ("Cache", "Weber", "Juab"))
OHIO = tuple(
    sheriff(county, state="Ohio")
    for county in ("Adams", "Allen", "Brown", "Clark", "Darke", "Erie", "Fulton", "Gallia", "Hardin", "Knox")
)
ARCHER = sheriff("Archer")
WEST = {entry.agency for entry in NEVADA}
BY = "editor"
EVERYTHING = frozenset(ChangeKind)


def held(stage: Stage) -> IncidentView:
    """Print a list that lacks all of Nevada, which is doubted, and has Polk County, which is not."""
    stage.print_list([*TEXAS, *NEVADA])
    stage.clock.wait(minutes=10)
    result = stage.print_list([*TEXAS, POLK])
    assert (result.outcome, result.version) == (PollOutcome.HELD, 2)
    [incident] = stage.log.incidents(only_open=True)
    return incident


def test_what_is_beyond_doubt_is_recorded_and_told_and_the_rest_is_an_incident(stage: Stage) -> None:
    subscription = stage.subscribe(kinds=EVERYTHING)

    incident = held(stage)

    assert (incident.source, incident.kind, incident.status) == (LIST, HELD, IncidentStatus.OPEN)
    assert [rule.split(":")[0] for rule in incident.rules] == ["G23 a whole state gone"]
    assert incident.summary.startswith(
        "3 changes are withheld; the rest of the list went out. Every agreement of Nevada"
    )
    assert stage.told() == [("new", POLK.agency)]
    assert stage.rows("SELECT subscription_id FROM delivery") == [(subscription,)]
    assert stage.rows("SELECT number, listed FROM version ORDER BY number") == [(1, 27), (2, 25)]
    assert {stage.agreement(entry).standing for entry in NEVADA} == {Standing.LISTED}


def test_the_poll_of_a_list_held_in_part_is_a_good_poll(stage: Stage) -> None:
    held(stage)

    health = stage.health(LIST)

    assert (health.key, health.last_outcome, health.open_incidents) == (LIST, PollOutcome.HELD, 1)
    assert (health.last_success_at, health.stale) == (stage.clock.now(), False)
    assert "Held for a person's look: 3. Every agreement of Nevada would be missing" in health.last_message


def test_the_poll_of_a_list_held_as_a_whole_is_no_good_poll(stage: Stage) -> None:
    stage.print_list([*TEXAS, *NEVADA])
    good_at = stage.clock.now()
    stage.clock.wait(minutes=10)

    assert stage.print_list(TEXAS[:20]).outcome is PollOutcome.HELD

    assert stage.health(LIST).last_success_at == good_at


@pytest.mark.parametrize("saved", [1, 2])
def test_later_polls_of_the_same_rows_keep_it_open_and_confirm_nothing(stage: Stage, saved: int) -> None:
    incident = held(stage)
    for _ in range(3):
        stage.clock.wait(hours=20)
        stage.print_list([*TEXAS, POLK], saved=saved)

    assert stage.told() == [("new", POLK.agency)]
    [still] = stage.log.incidents()
    assert (still.id, still.status) == (incident.id, IncidentStatus.OPEN)


def test_a_list_without_the_doubt_ends_it_and_leaves_no_trace(stage: Stage) -> None:
    held(stage)
    stage.clock.wait(hours=30)

    result = stage.print_list([*TEXAS, *NEVADA, POLK])

    assert (result.outcome, result.changes) == (PollOutcome.CHANGED, ())
    [incident] = stage.log.incidents()
    assert (incident.status, incident.decided_why) == (
        IncidentStatus.RECOVERED,
        "A later list no longer raises this doubt.",
    )
    assert {stage.agreement(entry).held_since for entry in NEVADA} == {None}


def test_a_list_of_other_trouble_does_not_end_it(stage: Stage) -> None:
    incident = held(stage)
    stage.clock.wait(minutes=10)
    stage.print_list(TEXAS[:18])
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, POLK])

    [still] = stage.log.incidents(only_open=True)
    assert still.id == incident.id


def test_a_release_tells_exactly_what_was_withheld(stage: Stage) -> None:
    subscription = stage.subscribe(kinds=EVERYTHING)
    incident = held(stage)
    absent_since = stage.clock.now()
    stage.clock.wait(hours=2)

    result = release(stage.polling, stage.log, incident.id, "Nevada's governor said so.", BY)

    assert {(change.kind, change.facts.agency) for change in result.changes} == {
        (ChangeKind.MISSING, agency) for agency in WEST
    }
    assert [kind for kind, _ in stage.told()] == ["new", "missing", "missing", "missing"]
    assert stage.rows("SELECT subscription_id FROM delivery") == [(subscription,)] * 2
    assert {stage.agreement(entry).missing_since for entry in NEVADA} == {absent_since}
    [decided] = stage.log.incidents()
    assert (decided.status, decided.decided_why) == (IncidentStatus.RELEASED, "Nevada's governor said so.")
    assert (result.outcome, result.version) == (PollOutcome.CHANGED, 3)


def test_a_release_a_day_later_tells_the_absence_and_the_next_poll_its_end(stage: Stage) -> None:
    incident = held(stage)
    stage.clock.wait(days=1)

    result = release(stage.polling, stage.log, incident.id, "They left.", BY)

    assert [change.kind for change in result.changes] == [ChangeKind.MISSING] * 3
    assert [change.kind for change in stage.print_list([*TEXAS, POLK]).changes] == [ChangeKind.TERMINATED] * 3
    assert {stage.agreement(entry).standing for entry in NEVADA} == {Standing.TERMINATED}


def test_what_is_released_stays_released_and_is_confirmed_like_any_other_absence(stage: Stage) -> None:
    release(stage.polling, stage.log, held(stage).id, "They left.", BY)
    stage.clock.wait(hours=23)
    assert stage.print_list([*TEXAS, POLK], saved=2).changes == ()
    stage.clock.wait(hours=1)

    assert [change.kind for change in stage.print_list([*TEXAS, POLK], saved=2).changes] == [ChangeKind.TERMINATED] * 3
    assert stage.log.incidents(only_open=True) == []


def test_what_is_rejected_stays_withheld_and_is_not_asked_again(stage: Stage) -> None:
    reject(stage.polling, held(stage).id, "A saved filter.", BY)
    for saved in (2, 3):
        stage.clock.wait(days=2)
        result = stage.print_list([*TEXAS, POLK, HARRIS][: 24 + saved - 1], saved=saved)
        assert result.outcome is PollOutcome.CHANGED

    assert stage.told() == [("new", POLK.agency), ("new", HARRIS.agency)]
    [incident] = stage.log.incidents()
    assert (incident.status, incident.decided_why) == (IncidentStatus.REJECTED, "A saved filter.")
    assert {stage.agreement(entry).standing for entry in NEVADA} == {Standing.LISTED}


def test_a_further_state_in_doubt_is_another_question(stage: Stage) -> None:
    stage.print_list([*TEXAS, *OHIO, *NEVADA, *UTAH])
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, *OHIO, *UTAH])
    [first] = stage.log.incidents()
    reject(stage.polling, first.id, "A saved filter.", BY)
    stage.clock.wait(minutes=10)
    result = stage.print_list([*TEXAS, *OHIO, ARCHER])

    [second] = stage.log.incidents(only_open=True)
    assert (result.outcome, second.kind) == (PollOutcome.HELD, HELD)
    assert second.summary.startswith("6 changes are withheld")
    assert "Nevada, Utah" in second.summary
    assert stage.told() == [("new", ARCHER.agency)]


def test_deciding_twice_is_refused_with_a_sentence_and_changes_nothing(stage: Stage) -> None:
    incident = held(stage)
    release(stage.polling, stage.log, incident.id, "They left.", BY)
    before = stage.everything()

    with pytest.raises(DecisionError, match="is released already: They left"):
        release(stage.polling, stage.log, incident.id, "Me too.", BY)
    with pytest.raises(DecisionError, match="is released already: They left"):
        reject(stage.polling, incident.id, "No.", BY)

    assert stage.everything() == before


def test_what_somebody_rejects_while_the_list_is_read_again_is_not_released(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = held(stage)
    read = stage.polling.archive.open

    def read_while_another_decides(sha256: str) -> bytes:
        monkeypatch.undo()
        reject(stage.polling, incident.id, "A saved filter.", BY)
        return read(sha256)

    monkeypatch.setattr(stage.polling.archive, "open", read_while_another_decides)
    with pytest.raises(DecisionError, match="is rejected already: A saved filter"):
        release(stage.polling, stage.log, incident.id, "They left.", BY)

    assert stage.told() == [("new", POLK.agency)]


def test_a_hold_that_a_later_list_ended_cannot_be_decided(stage: Stage) -> None:
    incident = held(stage)
    stage.clock.wait(hours=1)
    stage.print_list([*TEXAS, *NEVADA], saved=2)

    with pytest.raises(DecisionError, match="is recovered already: A later list no longer raises this doubt"):
        release(stage.polling, stage.log, incident.id, "They left.", BY)


def test_two_doubts_of_one_list_are_decided_one_by_one(stage: Stage) -> None:
    stage.print_list([*TEXAS, *NEVADA])
    stage.clock.wait(days=400)
    renewed = [replace(entry, signed_on=entry.signed_on + timedelta(days=390)) for entry in TEXAS[:6]]
    stage.print_list([*renewed, *TEXAS[6:]])
    by_rule = {incident.subject[:3]: incident for incident in stage.log.incidents(only_open=True)}
    assert set(by_rule) == {"G23", "G24"}

    result = release(stage.polling, stage.log, by_rule["G23"].id, "They left.", BY)

    assert (result.outcome, {change.kind for change in result.changes}) == (PollOutcome.HELD, {ChangeKind.MISSING})
    [still] = stage.log.incidents(only_open=True)
    assert still.id == by_rule["G24"].id


def test_a_released_list_is_still_doubted_where_single_agreements_are(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS[:12], POLK])
    [whole] = stage.log.incidents()

    result = release(stage.polling, stage.log, whole.id, "The governor said so.", BY)

    assert (result.outcome, result.version) == (PollOutcome.HELD, 2)
    assert stage.told() == [("new", POLK.agency)]
    [part] = stage.log.incidents(only_open=True)
    assert part.summary.startswith("12 changes are withheld")
    release(stage.polling, stage.log, part.id, "All of them.", BY)
    assert [kind for kind, _ in stage.told()] == ["new"] + ["missing"] * 12


class TestTotalsOfThePage:
    STATED = Totals(agreements=40, quoted="ICE has 40 agreements.")
    POLICE = replace(GOLIAD, agency="Goliad Police Department")

    def doubted(self, stage: Stage) -> tuple[IncidentView, IncidentView]:
        """Print a list that is shorter than its page states; return the hold and a question beside it."""
        stage.print_list(TEXAS, totals=self.STATED)
        stage.clock.wait(minutes=10)
        rows = [*without(TEXAS, GOLIAD, LEON, KERR, TEXAS[3]), self.POLICE]
        assert stage.print_list(rows, totals=self.STATED).outcome is PollOutcome.HELD
        by_kind = {incident.kind: incident for incident in stage.log.incidents(only_open=True)}
        return by_kind[HELD], by_kind[QUESTION]

    def test_they_are_kept_with_the_version_so_that_another_decision_does_not_forget_the_doubt(
        self, stage: Stage
    ) -> None:
        hold, question = self.doubted(stage)
        stage.clock.wait(hours=30)

        result = answer(stage.polling, stage.log, question.id, Ruling.SAME, "The police took it over.", BY)

        assert [(change.kind, change.facts.agency) for change in result.changes] == [
            (ChangeKind.CORRECTED, self.POLICE.agency)
        ]
        [still] = stage.log.incidents(only_open=True)
        assert (still.id, still.kind) == (hold.id, HELD)

    def test_released_the_departures_go_out(self, stage: Stage) -> None:
        hold, question = self.doubted(stage)

        release(stage.polling, stage.log, hold.id, "The page is behind.", BY)

        assert [kind for kind, _ in stage.told()] == ["missing"] * 3
        [still] = stage.log.incidents(only_open=True)
        assert still.id == question.id


def test_deciding_about_one_of_the_withheld_does_not_let_the_others_out(stage: Stage) -> None:
    many = [sheriff(county.name) for county in counties() if county.state == "Texas"][:140]
    stage.print_list(many)
    stage.clock.wait(minutes=10)
    jail = replace(many[0], agency=many[0].agency.replace("Sheriff's Office", "Jail"))
    stage.print_list([jail, *many[11:]])
    [question] = [incident for incident in stage.log.incidents(only_open=True) if incident.kind == QUESTION]
    assert [incident.kind for incident in stage.log.incidents(only_open=True) if incident.kind == HELD] == [HELD]
    told = stage.told()

    answer(stage.polling, stage.log, question.id, Ruling.SAME, "The jail is the sheriff's.", BY)

    assert [line for line in stage.told() if line not in told] == [("corrected", jail.agency)]
    assert [incident.kind for incident in stage.log.incidents(only_open=True)] == [HELD]


def test_a_decision_is_no_look_at_the_publisher_and_confirms_nothing(stage: Stage) -> None:
    police = replace(KERR, agency="Kerr Police Department")
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list([*without(TEXAS, LEON, KERR), police])
    stage.clock.wait(hours=30)
    seen = stage.health(LIST).last_success_at
    [question] = stage.log.incidents(only_open=True)

    answer(stage.polling, stage.log, question.id, Ruling.DIFFERENT, "Two bodies.", BY)

    assert ("terminated", LEON.agency) not in stage.told()
    assert stage.health(LIST).last_success_at == seen


def test_what_was_rejected_once_is_asked_anew_after_a_list_without_the_doubt(stage: Stage) -> None:
    reject(stage.polling, held(stage).id, "A saved filter.", BY)
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, *NEVADA, POLK], saved=2)
    stage.clock.wait(days=60)

    result = stage.print_list([*TEXAS, POLK], saved=3)

    assert result.outcome is PollOutcome.HELD
    assert [i.kind for i in stage.log.incidents(only_open=True)] == [HELD]


def test_what_was_rejected_can_be_released_after_all(stage: Stage) -> None:
    incident = held(stage)
    reject(stage.polling, incident.id, "A saved filter.", BY)

    result = release(stage.polling, stage.log, incident.id, "It was no filter: the state ended them.", BY)

    assert [change.kind for change in result.changes] == [ChangeKind.MISSING] * 3
