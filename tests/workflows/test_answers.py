"""Questions: nobody is told of either side until a reviewer answers, and the answer is kept and acted upon."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.changes import ChangeKind
from domain.questions import Ruling
from tests.workflows.stage import GOLIAD, POLK, TEXAS, Stage, fetched, without, workbook
from workflows.reading import IncidentStatus
from workflows.review import DecisionError, answer, release

POLICE = replace(GOLIAD, agency="Goliad Police Department")
"""Another body in Goliad's county, signed on the same day."""
BY = "editor"


def asked(stage: Stage) -> int:
    """Print a list on which the sheriff of Goliad is gone and a police department stands; return the question."""
    stage.subscribe(kinds=frozenset(ChangeKind))
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    result = stage.print_list([*without(TEXAS, GOLIAD), POLICE])
    assert result.changes == ()
    [incident] = stage.log.incidents(only_open=True)
    return incident.id


def test_a_question_tells_nobody_and_confirms_nothing(stage: Stage) -> None:
    asked(stage)
    stage.clock.wait(hours=30)

    later = stage.print_list([*without(TEXAS, GOLIAD), POLICE])

    assert later.changes == ()
    assert stage.told() == []
    assert len(stage.log.incidents(only_open=True)) == 1


def test_different_tells_of_an_arrival_and_a_departure(stage: Stage) -> None:
    incident = asked(stage)
    stage.clock.wait(hours=1)

    result = answer(stage.polling, stage.log, incident, Ruling.DIFFERENT, "two bodies, says the county", BY)

    assert {(c.kind, c.facts.agency) for c in result.changes} == {
        (ChangeKind.NEW, POLICE.agency),
        (ChangeKind.MISSING, GOLIAD.agency),
    }
    assert len(stage.told()) == 2
    assert stage.log.incidents(only_open=True) == []


def test_same_is_a_correction_and_stays_so(stage: Stage) -> None:
    incident = asked(stage)
    stage.clock.wait(hours=1)

    result = answer(stage.polling, stage.log, incident, Ruling.SAME, "the department took it over", BY)
    stage.clock.wait(minutes=10)
    later = stage.print_list([*without(TEXAS, GOLIAD), POLICE])

    assert [(c.kind, c.facts.agency) for c in result.changes] == [(ChangeKind.CORRECTED, POLICE.agency)]
    assert later.changes == ()
    decided = stage.log.incidents()[0]
    assert (decided.status, decided.decided_why) == (IncidentStatus.RELEASED, "same: the department took it over")


def test_an_answer_does_not_make_the_looks_before_it_stale(stage: Stage) -> None:
    incident = asked(stage)
    between = stage.clock.wait(hours=1)
    stage.clock.wait(hours=1)
    answer(stage.polling, stage.log, incident, Ruling.SAME, "the department took it over", BY)

    [result] = stage.serve(fetched(workbook([*without(TEXAS, GOLIAD), POLICE, POLK]), at=between))[:1]

    assert [(c.kind, c.facts.agency) for c in result.changes] == [(ChangeKind.NEW, POLK.agency)]


def test_the_old_name_on_a_later_list_answers_the_question(stage: Stage) -> None:
    asked(stage)
    stage.clock.wait(minutes=10)

    result = stage.print_list(TEXAS, saved=2)

    assert result.changes == ()
    assert stage.log.incidents(only_open=True) == []


def test_a_question_is_answered_once_and_never_released(stage: Stage) -> None:
    incident = asked(stage)
    with pytest.raises(DecisionError, match="answer it with"):
        release(stage.polling, stage.log, incident, "no", BY)
    answer(stage.polling, stage.log, incident, Ruling.SAME, "yes", BY)

    with pytest.raises(DecisionError, match="already"):
        answer(stage.polling, stage.log, incident, Ruling.DIFFERENT, "no", BY)
