"""Keep who may decide at the review desk in the browser, and who is signed in."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "reviewer",
        sa.Column("name", sqltypes.AutoString(), nullable=False),
        sa.Column("password_hash", sqltypes.AutoString(), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_reviewer")),
    )
    op.create_table(
        "desk_session",
        sa.Column("token_hash", sqltypes.AutoString(), nullable=False),
        sa.Column("reviewer", sqltypes.AutoString(), nullable=False),
        sa.Column("ends_at", sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["reviewer"], ["reviewer.name"], name=op.f("fk_desk_session_reviewer")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_desk_session")),
    )
    op.create_index(op.f("ix_desk_session_reviewer"), "desk_session", ["reviewer"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("desk_session")
    op.drop_table("reviewer")
