"""A database that was in use is brought up to date with everything in it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from domain.subscriptions import Address, Channel, Filter, Standing
from storage import schema
from storage.engine import open_engine
from storage.ledger import Record
from storage.rows import filter_to_json
from storage.vault import Vault

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
VAULT = Vault(("a key for tests only",))
CHECKS = 12_345


def bring_to(engine: sa.Engine, revision: str) -> None:
    with engine.execution_options(writes=True).begin() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def some(column: sa.Column[Any]) -> object:
    """Return a value that *column* takes."""
    kind = column.type
    values: list[tuple[type[Any], object]] = [
        (sa.Boolean, False),
        (sa.JSON, []),
        (sa.Integer, 1),
        (sa.DateTime, AT),
        (sa.Date, AT.date()),
        (sa.LargeBinary, b"x"),
    ]
    return next((value for known, value in values if isinstance(kind, known)), "x")


class Former:
    """A database of the schema before people confirmed subscriptions themselves."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        bring_to(engine, "0002")
        self._tables = sa.MetaData()
        self._tables.reflect(engine)

    def write(self, table: str, **given: object) -> None:
        """Write a row; what is not given and must not be null gets some value."""
        found = self._tables.tables[table]
        needed = [c for c in found.columns if not c.nullable and not (c.primary_key and c.autoincrement is True)]
        row = {column.name: some(column) for column in needed if column.name not in given}
        with self._engine.execution_options(writes=True).begin() as connection:
            connection.execute(found.insert().values({**row, **given}))


def fill(former: Former) -> None:
    former.write("poll_day", source="ice-287g", good=CHECKS)
    former.write("capture", id=1)
    former.write("version", id=1, capture_id=1)
    former.write("agreement", id="a")
    former.write("listing", id=1, agreement_id="a")
    former.write("change", seq=1, id="c1", agreement_id="a")
    wishes = {1: ("ann", "at-once", True), 2: ("ben", "weekly", True), 3: ("cleo", "daily", False)}
    for number, (name, cadence, active) in wishes.items():
        address = Address(channel=Channel.EMAIL, value=f"{name}@example.org")
        former.write(
            "subscription",
            id=number,
            channel="email",
            address=VAULT.seal(address),
            address_hash=VAULT.fingerprint(address),
            wish=filter_to_json(Filter()),
            cadence=cadence,
            language="en",
            active=active,
        )
    for number, (owner, status, is_test) in {
        1: (1, "pending", False),
        2: (2, "sent", False),
        3: (1, "pending", True),
    }.items():
        former.write("delivery", id=f"d{number}", subscription_id=owner, status=status, is_test=is_test)
        former.write("attempt", id=number, delivery_id=f"d{number}")
    former.write("delivery_change", delivery_id="d1", change_id="c1", subscription_id=1)
    former.write("delivery_change", delivery_id="d2", change_id="c1", subscription_id=2)


def test_subscriptions_and_deliveries_are_carried_over(empty_database_url: str) -> None:
    engine = open_engine(empty_database_url)
    fill(Former(engine))

    schema.migrate(engine)

    assert schema.difference(engine) == []
    with engine.connect() as connection:
        purposes = connection.exec_driver_sql("SELECT id, purpose, route FROM delivery ORDER BY id").all()
        counts = [
            connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()  # noqa: S608  # our own names
            for table in ("delivery_change", "attempt", "listing")
        ]
        names = connection.exec_driver_sql("SELECT DISTINCT name FROM subscription").all()
    assert [tuple(row) for row in purposes] == [
        ("d1", "alert", "email"),
        ("d2", "digest", "email"),
        ("d3", "test", "email"),
    ]
    assert counts == [2, 3, 1]
    assert len(names) == 3
    with Record(engine, VAULT, "https://lookout.example", lambda: AT).open() as ledger:
        held = {subscription.id: subscription for subscription, _ in ledger.addresses()}
        digests = ledger.digests()
    assert [held[number].standing for number in (1, 2, 3)] == [Standing.ACTIVE, Standing.ACTIVE, Standing.ENDED]
    assert held[1].address.value == "ann@example.org"
    assert [digest.checks_before for digest in digests] == [CHECKS], "it counts from here on, not from the beginning"
    engine.dispose()


def test_changes_on_record_get_their_county(empty_database_url: str) -> None:
    engine = open_engine(empty_database_url)
    former = Former(engine)
    former.write("agreement", id="a")
    for seq, row in enumerate(
        (
            {"state": "Texas", "agency": "Harris County Sheriff's Office", "county": ""},
            {"state": "Texas", "agency": "Texas State Guard", "county": ""},
            {"state": "Louisiana", "agency": "Kenner Police Department", "county": "Jefferson"},
        ),
        start=1,
    ):
        former.write("change", seq=seq, id=f"c{seq}", agreement_id="a", facts=row)

    schema.migrate(engine)

    with engine.connect() as connection:
        read = connection.exec_driver_sql("SELECT county_fips FROM change ORDER BY seq").scalars().all()
    assert read == ["48201", None, "22051"]
    with (
        pytest.raises(sa.exc.DBAPIError, match="append-only"),
        engine.execution_options(writes=True).begin() as connection,
    ):
        connection.exec_driver_sql("UPDATE change SET county_fips = NULL")
    engine.dispose()


def test_a_row_that_points_nowhere_stops_the_migration_and_changes_nothing(empty_database_url: str) -> None:
    engine = open_engine(empty_database_url)
    if engine.dialect.name != "sqlite":
        engine.dispose()
        return  # PostgreSQL never lets such a row in
    fill(Former(engine))
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("DELETE FROM agreement")
        driver.execute("PRAGMA foreign_keys = ON")

    with pytest.raises(schema.SchemaError, match="point nowhere"):
        schema.migrate(engine)

    assert schema._current(engine) == "0002"
    engine.dispose()
