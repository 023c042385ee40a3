"""Steps of a mirror, on both databases: one for each write that shows, and a beginning for what was there before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from domain.mirrors import Shown, is_mirrored, shown_as
from storage import schema
from storage.engine import open_engine
from tests.storage.test_migration_with_data import bring_to, some
from tests.workflows.stage import GOLIAD, KERR, LEON, TEXAS, Stage
from workflows.reading import AgreementStep, Stretch


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(database_url, tmp_path)
    yield stage
    stage.close()


def steps(stage: Stage, since: int = 0, **bounds: int) -> list[AgreementStep]:
    last = stage.log.last_agreement_step()
    stretch = Stretch(since=since, after=bounds.get("after", since), until=bounds.get("until", last))
    return list(stage.log.agreement_steps(stretch, limit=bounds.get("limit", 1000)))


def test_the_first_list_is_a_step_for_each(stage: Stage) -> None:
    stage.print_list(TEXAS)

    found = steps(stage)

    assert [(step.held, step.present) for step in found] == [(False, True)] * len(TEXAS)
    assert [step.number for step in found] == sorted(step.number for step in found)
    assert {step.agreement.facts.agency for step in found} == {entry.agency for entry in TEXAS}
    assert [step.number for step in steps(stage, limit=3)] == [step.number for step in found[:3]]


def test_a_departure_is_told_to_those_who_hold_it_alone(stage: Stage) -> None:
    stage.print_list(TEXAS)
    before = stage.log.last_agreement_step()
    stage.clock.wait(minutes=10)
    stage.print_list(TEXAS[1:], saved=2)
    missing = stage.log.last_agreement_step()
    stage.clock.wait(days=2)
    stage.print_list(TEXAS[1:], saved=3)

    assert [(s.agreement.facts.agency, s.held, s.present) for s in steps(stage, before)] == [
        (GOLIAD.agency, True, False)
    ]
    assert [(s.agreement.facts.agency, s.held, s.present) for s in steps(stage, before, until=missing)] == [
        (GOLIAD.agency, True, True)
    ]
    assert GOLIAD.agency not in {step.agreement.facts.agency for step in steps(stage)}


def test_what_readers_are_not_shown_is_no_step(stage: Stage) -> None:
    stage.print_list(TEXAS)
    last, leon = stage.log.last_agreement_step(), stage.agreement(LEON)

    with stage.open() as ledger:
        ledger.store_agreements([replace(leon, in_doubt=True, document_seen=True)], 1)
    assert stage.log.last_agreement_step() == last

    with stage.open() as ledger:
        ledger.store_agreements([replace(leon, aliases=leon.aliases | {"Leon County SO"})], 1)
    [step] = steps(stage, last)
    assert (step.held, step.present, "Leon County SO" in step.agreement.aliases) == (True, True, True)


def test_a_write_that_is_undone_leaves_no_step(stage: Stage) -> None:
    stage.print_list(TEXAS)
    last, kerr = stage.log.last_agreement_step(), stage.agreement(KERR)

    def fail() -> None:
        with stage.open() as ledger:
            ledger.store_agreements([replace(kerr, aliases=kerr.aliases | {"Kerr SO"})], 1)
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        fail()

    assert stage.log.last_agreement_step() == last


def test_an_empty_record_has_no_step(stage: Stage) -> None:
    assert (stage.log.last_agreement_step(), steps(stage)) == (0, [])


@pytest.mark.parametrize(
    ("stands", "present"),
    [
        ({"standing": "listed"}, True),
        ({"standing": "missing"}, True),
        ({"standing": "missing", "merged_into_row": True}, False),
        ({"standing": "terminated"}, False),
        ({"standing": "merged"}, False),
        ({"standing": "listed", "source": "ice-287g-pending"}, True),
        ({"standing": "terminated", "source": "ice-287g-pending"}, False),
    ],
)
def test_what_stood_before_the_steps_were_noted_is_their_beginning(
    empty_database_url: str, stands: dict[str, Any], present: bool
) -> None:
    engine = open_engine(empty_database_url)
    bring_to(engine, "0004")
    tables = sa.MetaData()
    tables.reflect(engine)
    agreement = tables.tables["agreement"]
    row: dict[str, Any] = {c.name: some(c) for c in agreement.columns if not c.nullable}
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(agreement.insert().values({**row, "id": "a", "source": "ice-287g", **stands}))

    schema.migrate(engine)

    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT agreement_id, present, shown FROM agreement_step")).all()
    engine.dispose()
    assert [(name, bool(held), shown) for name, held, shown in found] == ([("a", True, "")] if present else [])


def test_only_what_is_listed_pending_or_missing_is_mirrored(stage: Stage) -> None:
    stage.print_list(TEXAS)
    listed = stage.agreement(GOLIAD)

    assert shown_as(listed) is Shown.LISTED
    assert {shown for shown in Shown if is_mirrored(shown)} == {Shown.LISTED, Shown.PENDING, Shown.MISSING}
