"""Who runs the service: one holder, until its lease ends or it gives the lock back."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.workflows.stage import Stage, in_threads

LEASE = timedelta(minutes=1)


def take(stage: Stage, holder: str, name: str = "service") -> str | None:
    now: datetime = stage.clock.now()
    with stage.open() as ledger:
        return ledger.take_lock(name, holder, now, now + LEASE)


def test_a_free_lock_is_ours_and_others_hear_who_has_it(stage: Stage) -> None:
    assert take(stage, "first") is None
    assert take(stage, "second") == "first"
    assert take(stage, "first") is None


def test_a_lock_is_by_name(stage: Stage) -> None:
    assert take(stage, "first") is None
    assert take(stage, "second", "another") is None


def test_a_lapsed_lock_is_anybodys_and_a_renewed_one_is_not(stage: Stage) -> None:
    take(stage, "first")
    stage.clock.wait(seconds=59)
    take(stage, "first")
    stage.clock.wait(seconds=59)
    assert take(stage, "second") == "first"
    stage.clock.wait(seconds=2)
    assert take(stage, "second") is None
    assert take(stage, "first") == "second"


def test_a_lock_given_back_is_free_and_nobody_can_give_back_anothers(stage: Stage) -> None:
    take(stage, "first")
    with stage.open() as ledger:
        ledger.drop_lock("service", "second")
    assert take(stage, "second") == "first"
    with stage.open() as ledger:
        ledger.drop_lock("service", "first")
    assert take(stage, "second") is None


def test_of_several_who_ask_at_once_one_gets_it(stage: Stage) -> None:
    answers: dict[int, str | None] = {}

    def ask(number: int) -> None:
        answers[number] = take(stage, f"holder {number}")

    assert in_threads(4, ask) == []
    [winner] = [number for number, answer in answers.items() if answer is None]
    assert {answer for number, answer in answers.items() if number != winner} == {f"holder {winner}"}
