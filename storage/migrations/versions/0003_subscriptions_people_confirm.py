"""Let subscriptions be confirmed, paused and ended by their owners; say what each message is for; keep signals."""

import secrets

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "signal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sqltypes.AutoString(), nullable=False),
        sa.Column("summary", sqltypes.AutoString(), nullable=False),
        sa.Column("began_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("told_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
    )
    with op.batch_alter_table("signal", schema=None) as batch_op:
        batch_op.create_index("ix_signal_ended_at", ["ended_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_signal_key"), ["key"], unique=False)

    op.create_table(
        "suppression",
        sa.Column("address_hash", sqltypes.AutoString(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_suppression")),
    )
    op.create_table(
        "link",
        sa.Column("name", sqltypes.AutoString(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("address_hash", sqltypes.AutoString(), nullable=False),
        sa.Column("purpose", sqltypes.AutoString(), nullable=False),
        sa.Column("issued_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("used_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["subscription_id"], ["subscription.id"], name=op.f("fk_link_subscription_id")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_link")),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_address_hash"), ["address_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_subscription_id"), ["subscription_id"], unique=False)

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("route", sqltypes.AutoString(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("purpose", sqltypes.AutoString(), nullable=False, server_default="alert"))
        batch_op.add_column(sa.Column("link_name", sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column("checks", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("notice", sa.JSON(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_delivery_status_due_at"))
        batch_op.create_index(
            "ix_delivery_status_due_at_created_at_id", ["status", "due_at", "created_at", "id"], unique=False
        )

    _carry_over_deliveries()
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_column("is_test")

    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.add_column(sa.Column("standing", sqltypes.AutoString(), nullable=False, server_default="active"))
        batch_op.add_column(sa.Column("standing_at", sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("audience", sqltypes.AutoString(), nullable=False, server_default="public"))
        batch_op.add_column(sa.Column("route", sqltypes.AutoString(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("shared", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("hour", sa.Integer(), nullable=False, server_default="12"))
        batch_op.add_column(sa.Column("time_zone", sqltypes.AutoString(), nullable=False, server_default="UTC"))
        batch_op.add_column(sa.Column("name", sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column("digest_checks", sa.Integer(), nullable=False, server_default="0"))

    _carry_over_subscriptions()
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.alter_column("standing_at", existing_type=sqltypes.UTCDateTime(), nullable=False)
        batch_op.alter_column("name", existing_type=sqltypes.AutoString(), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_subscription_name"), ["name"])
        batch_op.drop_column("active")


def _carry_over_deliveries() -> None:
    """Tell digests from alerts by their subscription, and routes by the channel: the key is not at hand here."""
    op.execute("UPDATE delivery SET purpose = 'test' WHERE is_test")
    op.execute(
        "UPDATE delivery SET purpose = 'digest' WHERE NOT is_test AND subscription_id IN "
        "(SELECT id FROM subscription WHERE cadence <> 'at-once')"
    )
    op.execute("UPDATE delivery SET route = (SELECT channel FROM subscription WHERE id = delivery.subscription_id)")


def _carry_over_subscriptions() -> None:
    op.execute("UPDATE subscription SET standing = CASE WHEN active THEN 'active' ELSE 'ended' END, route = channel")
    op.execute("UPDATE subscription SET standing_at = CURRENT_TIMESTAMP")
    op.execute(
        "UPDATE subscription SET digest_checks = "
        "(SELECT COALESCE(SUM(good), 0) FROM poll_day WHERE source = 'ice-287g')"
    )
    connection = op.get_bind()
    for number in connection.execute(sa.text("SELECT id FROM subscription")).scalars().all():
        named = {"name": secrets.token_urlsafe(16), "id": number}
        connection.execute(sa.text("UPDATE subscription SET name = :name WHERE id = :id"), named)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.add_column(sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()))

    op.execute("UPDATE subscription SET active = (standing = 'active')")
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_subscription_name"), type_="unique")
        batch_op.drop_column("name")
        batch_op.drop_column("digest_checks")
        batch_op.drop_column("time_zone")
        batch_op.drop_column("hour")
        batch_op.drop_column("shared")
        batch_op.drop_column("route")
        batch_op.drop_column("audience")
        batch_op.drop_column("standing_at")
        batch_op.drop_column("standing")

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_test", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.drop_index("ix_delivery_status_due_at_created_at_id")
        batch_op.create_index(batch_op.f("ix_delivery_status_due_at"), ["status", "due_at"], unique=False)
        batch_op.drop_column("notice")
        batch_op.drop_column("checks")
        batch_op.drop_column("link_name")
        batch_op.drop_column("purpose")
        batch_op.drop_column("route")

    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_subscription_id"))
        batch_op.drop_index(batch_op.f("ix_link_address_hash"))

    op.drop_table("link")
    op.drop_table("suppression")
    with op.batch_alter_table("signal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signal_key"))
        batch_op.drop_index("ix_signal_ended_at")

    op.drop_table("signal")
