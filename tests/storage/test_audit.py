"""The audit log in the database: written with the decision or not at all, never forked, never rewritten."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.workflows.stage import POLK, TEXAS, Stage, in_threads
from workflows.audit import AuditEntry, verify_chain

WHY = "Größe „stimmt“, says the 🗂 clerk"


def entry(subject: str = "incident 1", **values: str) -> AuditEntry:
    usual = {"reviewer": "operator", "action": "release", "subject": subject, "why": WHY, "result": "Version 2."}
    return AuditEntry(**{**usual, **values})


def decide(stage: Stage, *subjects: str) -> None:
    for subject in subjects:
        stage.clock.wait(minutes=1, microseconds=7)
        with stage.open() as ledger:
            ledger.audit(entry(subject), stage.clock.now())


def rewrite(stage: Stage, *statements: str) -> None:
    """Do what somebody with the database's password can do."""
    with stage.engine.execution_options(writes=True).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def without_triggers(stage: Stage) -> list[str]:
    if stage.engine.dialect.name == "postgresql":
        return ["ALTER TABLE audit DISABLE TRIGGER ALL"]
    return ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"]


def test_decisions_are_read_back_in_order_and_intact(stage: Stage) -> None:
    assert list(stage.log.audit()) == []

    decide(stage, "incident 1", "incident 2")

    log = stage.log.audit()
    assert [(kept.number, kept.entry) for kept in log] == [(1, entry("incident 1")), (2, entry("incident 2"))]
    assert log[-1].decided_at == stage.clock.now()
    assert verify_chain(log) is None


def test_an_entry_is_undone_with_the_decision_it_belongs_to(stage: Stage) -> None:
    def decide_and_fail() -> None:
        with stage.open() as ledger:
            ledger.audit(entry("incident 2"), stage.clock.now())
            raise RuntimeError("the decision failed")

    decide(stage, "incident 1")
    with pytest.raises(RuntimeError):
        decide_and_fail()
    decide(stage, "incident 3")

    log = stage.log.audit()
    assert [(kept.number, kept.entry.subject) for kept in log] == [(1, "incident 1"), (2, "incident 3")]
    assert verify_chain(log) is None


def test_many_who_decide_at_once_make_one_chain(stage: Stage) -> None:
    def work(number: int) -> None:
        for round_ in range(5):
            with stage.open() as ledger:
                ledger.audit(entry(f"incident {number}-{round_}"), stage.clock.now())

    assert in_threads(6, work) == []

    log = stage.log.audit()
    assert [kept.number for kept in log] == list(range(1, 31))
    assert len({kept.entry.subject for kept in log}) == 30
    assert verify_chain(log) is None


@pytest.mark.parametrize("table", ["audit", "change"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_rewrite_what_was_written(stage: Stage, table: str, statement: str) -> None:
    decide(stage, "incident 1")
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=1)
    stage.print_list([*TEXAS, POLK])
    before = stage.rows(f"SELECT * FROM {table}")  # noqa: S608  # our own names
    assert before

    with pytest.raises(DBAPIError, match=f"the table {table} is append-only"):
        rewrite(stage, statement.format(f'"{table}"'))

    assert stage.rows(f"SELECT * FROM {table}") == before  # noqa: S608  # our own names


@pytest.mark.parametrize(
    ("statement", "first_broken"),
    [
        ("UPDATE audit SET why = 'somebody else said so' WHERE id = 2", 2),
        ("UPDATE audit SET reviewer = 'nobody' WHERE id = 1", 1),
        ("DELETE FROM audit WHERE id = 2", 2),
        ("DELETE FROM audit WHERE id = 1", 1),
    ],
)
def test_a_row_rewritten_behind_our_back_is_found(stage: Stage, statement: str, first_broken: int) -> None:
    decide(stage, "incident 1", "incident 2", "incident 3")

    rewrite(stage, *without_triggers(stage), statement)

    broken = verify_chain(stage.log.audit())
    assert broken is not None
    assert broken.startswith(f"Entry {first_broken} of the audit log ")
