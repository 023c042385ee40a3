"""Find any part of a long log by an index, and count how often what readers see has been written to."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_COUNTED = {
    "record": (
        "change",
        "agreement",
        "agreement_step",
        "listing",
        "version",
        "release",
        "release_agreement",
        "page_change",
    ),
    "health": ("source", "incident", "poll_day"),
}
_COUNT = "UPDATE revision SET number = number + 1 WHERE name = '%s'"
_INDICES = {
    "ix_change_state_kind_seq": ["state", "kind", "seq"],
    "ix_change_state_certainty_seq": ["state", "certainty", "seq"],
    "ix_change_state_support_type_seq": ["state", "support_type", "seq"],
    "ix_change_kind_seq": ["kind", "seq"],
    "ix_change_kind_certainty_seq": ["kind", "certainty", "seq"],
    "ix_change_certainty_seq": ["certainty", "seq"],
    "ix_change_support_type_seq": ["support_type", "seq"],
    "ix_change_observed_at_kind_seq": ["observed_at", "kind", "seq"],
}


def upgrade() -> None:
    """Bring the schema forward."""
    for name, columns in _INDICES.items():
        op.create_index(name, "change", columns)
    op.drop_index("ix_change_kind", "change")
    op.drop_index("ix_change_observed_at_seq", "change")
    op.create_index("ix_agreement_source_standing", "agreement", ["source", "standing"])
    op.drop_index("ix_agreement_source", "agreement")

    table = op.create_table(
        "revision",
        sa.Column("name", sqltypes.AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_revision")),
    )
    op.bulk_insert(table, [{"name": name, "number": 0} for name in _COUNTED])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION count_revision() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN UPDATE revision SET number = number + 1 WHERE name = TG_ARGV[0]; RETURN NULL; END $$"
        )
    for name, tables in _COUNTED.items():
        for counted in tables:
            _count(name, counted)


def downgrade() -> None:
    """Take it back."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for tables in _COUNTED.values():
        for counted in tables:
            if is_postgresql:
                op.execute(f'DROP TRIGGER {counted}_revision ON "{counted}"')
                continue
            for action in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER {counted}_revision_{action}")
    if is_postgresql:
        op.execute("DROP FUNCTION count_revision()")
    op.drop_table("revision")

    op.create_index("ix_agreement_source", "agreement", ["source"])
    op.drop_index("ix_agreement_source_standing", "agreement")
    op.create_index("ix_change_observed_at_seq", "change", ["observed_at", "seq"])
    op.create_index("ix_change_kind", "change", ["kind"])
    for name in _INDICES:
        op.drop_index(name, "change")


def _count(name: str, table: str) -> None:
    """Count a writing to *table* under *name*, inside the transaction that writes: seen exactly when it is."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f'CREATE TRIGGER {table}_revision AFTER INSERT OR UPDATE OR DELETE ON "{table}" '
            f"FOR EACH STATEMENT EXECUTE FUNCTION count_revision('{name}')"
        )
        return
    for action in ("INSERT", "UPDATE", "DELETE"):
        op.execute(
            f'CREATE TRIGGER {table}_revision_{action.lower()} AFTER {action} ON "{table}" BEGIN {_COUNT % name}; END'
        )
