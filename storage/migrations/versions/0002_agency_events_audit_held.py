"""Tell what a change means for the agency, keep who decided what, and remember what is held back."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_APPEND_ONLY = ("audit", "change")
"""Tables whose rows the database itself keeps from being changed or removed."""


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("reviewer", sqltypes.AutoString(), nullable=False),
        sa.Column("action", sqltypes.AutoString(), nullable=False),
        sa.Column("subject", sqltypes.AutoString(), nullable=False),
        sa.Column("why", sqltypes.AutoString(), nullable=False),
        sa.Column("result", sqltypes.AutoString(), nullable=False),
        sa.Column("seal", sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held_since", sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("in_doubt", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("returned_at", sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("renewal_change", sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column("renewed_from", sa.Date(), nullable=True))

    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.add_column(sa.Column("agency_event", sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column("powers_before", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("powers_after", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("part_of", sqltypes.AutoString(), nullable=True))
        batch_op.create_index(batch_op.f("ix_change_part_of"), ["part_of"], unique=False)
    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("totals", sa.JSON(), nullable=True))
    for table in _APPEND_ONLY:
        _forbid_rewriting(table)


def downgrade() -> None:
    """Take it back."""
    for table in _APPEND_ONLY:
        _allow_rewriting(table)
    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.drop_column("totals")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_part_of"))
        batch_op.drop_column("part_of")
        batch_op.drop_column("powers_after")
        batch_op.drop_column("powers_before")
        batch_op.drop_column("agency_event")

    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_column("renewed_from")
        batch_op.drop_column("renewal_change")
        batch_op.drop_column("returned_at")
        batch_op.drop_column("in_doubt")
        batch_op.drop_column("held_since")

    op.drop_table("audit")


def _forbid_rewriting(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION 'the table {table} is append-only'; END $$"
        )
        op.execute(
            f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only()"
        )
        op.execute(
            f'CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON "{table}" '
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()"
        )
        return
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f'CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, 'the table {table} is append-only'); END"
        )


def _allow_rewriting(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f'DROP TRIGGER {table}_append_only ON "{table}"')
        op.execute(f'DROP TRIGGER {table}_no_truncate ON "{table}"')
        op.execute(f"DROP FUNCTION {table}_is_append_only()")
        return
    for action in ("update", "delete"):
        op.execute(f"DROP TRIGGER {table}_no_{action}")
