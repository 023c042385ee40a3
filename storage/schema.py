"""The schema's version: bring it up to date, or tell that it is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from storage.tables import METADATA

_MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaError(Exception):
    """The database's schema is not the one this program knows; the message says what to do."""


def migrate(engine: Engine) -> None:
    """Bring the schema up to date. Safe to repeat. Raises SchemaError for a schema newer than this program."""
    _refuse_newer(engine)
    with _unconstrained(engine) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _unconstrained(engine: Engine) -> Iterator[Connection]:
    """Begin a transaction in which a table may be built anew, though other tables point at it.

    SQLite changes a table by copying it, and would refuse to let the old one go. It takes no notice of the setting
    inside a transaction, so it is given before; what points nowhere afterwards undoes everything.
    """
    with engine.execution_options(writes=True).connect() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        driver = connection.connection.driver_connection
        if is_sqlite and driver is not None:
            driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                if is_sqlite and (astray := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                    raise SchemaError(
                        f"The database could not be brought up to date: rows of {astray[0]} point nowhere."
                    )
        finally:
            if is_sqlite and driver is not None:
                driver.execute("PRAGMA foreign_keys = ON")


def require_current(engine: Engine) -> None:
    """Raise SchemaError unless the schema is exactly the one this program knows."""
    _refuse_newer(engine)
    current, head = _current(engine), ScriptDirectory.from_config(_config()).get_current_head()
    if current != head:
        message = f"The database schema is at {current or 'nothing'}, this program needs {head}: run `lookout migrate`."
        raise SchemaError(message)


def write_migration(engine: Engine, message: str) -> Path:
    """Write a new migration from the difference between the tables and the database; return its file."""
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        script = command.revision(config, message=message, autogenerate=True)
    assert script is not None
    assert not isinstance(script, list)
    return Path(script.path)


def difference(engine: Engine) -> list[object]:
    """Return what differs between the tables and the migrated database: nothing, if every change has its migration."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), METADATA))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _current(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(engine: Engine) -> None:
    current = _current(engine)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if current is not None and current not in known:
        message = f"The database schema is at {current}, which this program does not know: install the newer Lookout."
        raise SchemaError(message)
