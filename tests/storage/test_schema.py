"""The schema: from nothing, again, and not from the future."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect, text

from storage.engine import open_engine
from storage.schema import SchemaError, difference, migrate, require_current


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[Engine]:
    engine = open_engine(empty_database_url)
    yield engine
    engine.dispose()


def test_an_empty_database_is_refused_with_the_command_that_helps(engine: Engine) -> None:
    with pytest.raises(SchemaError, match=r"at nothing, this program needs .*: run `lookout migrate`"):
        require_current(engine)


def test_migrating_makes_every_table_that_the_program_knows_and_no_other_difference(engine: Engine) -> None:
    migrate(engine)
    require_current(engine)
    assert difference(engine) == []
    assert {"change", "delivery", "capture", "version", "listing"} <= set(inspect(engine).get_table_names())


def test_migrating_again_changes_nothing_and_keeps_what_is_there(engine: Engine) -> None:
    migrate(engine)
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("INSERT INTO source (key, last_message) VALUES ('ice-287g', 'fine')"))
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT last_message FROM source")).scalar_one() == "fine"
    assert difference(engine) == []


def test_a_schema_of_a_newer_program_is_refused_and_left_alone(engine: Engine) -> None:
    migrate(engine)
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'f00d'"))
    for refused in (migrate, require_current):
        with pytest.raises(SchemaError, match="at f00d, which this program does not know: install the newer Lookout"):
            refused(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "f00d"


def test_a_column_without_a_migration_is_noticed(engine: Engine) -> None:
    migrate(engine)
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("ALTER TABLE source DROP COLUMN last_message"))
    assert difference(engine)
