"""Keep each step that a mirror of the agreements has to follow; what stands on the lists now is its beginning."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "agreement_step",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sqltypes.AutoString(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("shown", sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_step_agreement_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_agreement_step")),
    )
    with op.batch_alter_table("agreement_step", schema=None) as batch_op:
        batch_op.create_index("ix_agreement_step_agreement_id_number", ["agreement_id", "number"], unique=False)
    # An empty fingerprint differs from every true one: the next write of such an agreement is a step, as it should be.
    op.execute(
        "INSERT INTO agreement_step (agreement_id, present, shown) "
        "SELECT id, true, '' FROM agreement WHERE standing = 'listed' "
        "OR (standing = 'missing' AND NOT merged_into_row AND source NOT LIKE '%-pending') "
        "ORDER BY first_version, id"
    )
