"""The schema's version: bring it up to date, or tell that it is not.

Alembic is loaded only where there is something to do: it takes 13 MB, which a service that is up to date need not hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from storage.tables import METADATA

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaError(Exception):
    """The database's schema is not the one this program knows; the message says what to do."""


def migrate(engine: Engine) -> None:
    """Bring the schema up to date. Safe to repeat. Raises SchemaError for a schema newer than this program."""
    current = _refuse_newer(engine)
    if current == _known()[-1]:
        return
    from alembic import command

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
    current, head = _refuse_newer(engine), _known()[-1]
    if current != head:
        message = f"The database schema is at {current or 'nothing'}, this program needs {head}: run `lookout migrate`."
        raise SchemaError(message)


def write_migration(engine: Engine, message: str) -> Path:
    """Write a new migration from the difference between the tables and the database; return its file."""
    from alembic import command

    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        script = command.revision(config, message=message, autogenerate=True)
    assert script is not None
    assert not isinstance(script, list)
    return Path(script.path)


def difference(engine: Engine) -> list[object]:
    """Return what differs between the tables and the migrated database: nothing, if every change has its migration."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), METADATA))


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _known() -> list[str]:
    """Return the schemas that this program knows, oldest first: the migrations' files begin with their numbers."""
    return sorted(path.name.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def _current(engine: Engine) -> str | None:
    """Return the schema that the database is at, None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        current: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return current


def _refuse_newer(engine: Engine) -> str | None:
    """Return the schema that the database is at. Raises SchemaError for one that this program does not know."""
    current = _current(engine)
    if current is not None and current not in _known():
        message = f"The database schema is at {current}, which this program does not know: install the newer Lookout."
        raise SchemaError(message)
    return current
