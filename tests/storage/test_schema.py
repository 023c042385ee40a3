"""The schema: from nothing, again, and not from the future."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect, text

from storage import schema
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


def test_the_numbers_of_the_files_are_the_revisions_in_their_order() -> None:
    """By them the program tells what it knows without loading Alembic."""
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(schema._config())

    assert [step.revision for step in script.walk_revisions()][::-1] == schema._known()


def test_alembic_is_not_loaded_where_there_is_nothing_to_do(database_url: str) -> None:
    made = "import sys; from storage.engine import open_engine; from storage.schema import migrate; "
    ask = "migrate(open_engine(sys.argv[1])); sys.exit('alembic' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", made + ask, database_url], check=False).returncode == 0
