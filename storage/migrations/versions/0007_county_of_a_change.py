"""Note the county of each change, so that the log can be read by county."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

from domain.counties import county_of

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_AT_ONCE = 2_000


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("change", sa.Column("county_fips", sqltypes.AutoString(), nullable=True))
    # What a line says stays; only the new column is written, which nobody else can do: the log is append-only again after.
    with _rewriting_allowed(op.get_bind()):
        _fill(op.get_bind())
    op.create_index("ix_change_county_fips_seq", "change", ["county_fips", "seq"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_change_county_fips_seq", "change")
    op.drop_column("change", "county_fips")  # in place: a table made anew would lose its triggers


@contextmanager
def _rewriting_allowed(connection: sa.Connection) -> Iterator[None]:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql('ALTER TABLE "change" DISABLE TRIGGER change_append_only')
        yield
        connection.exec_driver_sql('ALTER TABLE "change" ENABLE TRIGGER change_append_only')
        return
    written = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'change_no_update'").scalar_one()
    connection.exec_driver_sql("DROP TRIGGER change_no_update")
    yield
    connection.exec_driver_sql(written)


def _fill(connection: sa.Connection) -> None:
    """Write the county of every change on record, as `storage.rows` does for new ones."""
    change = sa.table("change", sa.column("seq"), sa.column("facts", sa.String), sa.column("county_fips"))
    write = change.update().where(change.c.seq == sa.bindparam("at")).values(county_fips=sa.bindparam("fips"))
    last = 0
    while rows := connection.execute(
        sa.select(change.c.seq, sa.cast(change.c.facts, sa.String))
        .where(change.c.seq > last)
        .order_by(change.c.seq)
        .limit(_AT_ONCE)
    ).all():
        last = rows[-1].seq
        found = [{"at": seq, "fips": fips} for seq, facts in rows if (fips := _fips(facts))]
        if found:
            connection.execute(write, found)


def _fips(facts: str) -> str | None:
    row = json.loads(facts)
    # What is no row of a list at all (a test's, a damaged one) has no county.
    if not isinstance(row, dict):
        return None
    county = county_of(row["agency"], row["county"], row["state"])
    return county.fips if county else None
