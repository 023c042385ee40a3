"""Keep releases, watched pages, and how each newsroom stands."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "page_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sqltypes.AutoString(), nullable=False),
        sa.Column("observed_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("version_from", sa.Integer(), nullable=False),
        sa.Column("version_to", sa.Integer(), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("relevant", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_change")),
    )
    with op.batch_alter_table("page_change", schema=None) as batch_op:
        batch_op.create_index("ix_page_change_observed_at", ["observed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_page_change_source"), ["source"], unique=False)

    op.create_table(
        "press_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sqltypes.AutoString(), nullable=False),
        sa.Column("url", sqltypes.AutoString(), nullable=False),
        sa.Column("address", sqltypes.AutoString(), nullable=False),
        sa.Column("title", sqltypes.AutoString(), nullable=False),
        sa.Column("lead", sqltypes.AutoString(), nullable=False),
        sa.Column("language", sqltypes.AutoString(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("published_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("first_seen_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("standing", sqltypes.AutoString(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("past", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_press_item")),
        sa.UniqueConstraint("source", "url", name=op.f("uq_press_item_source_url")),
    )
    with op.batch_alter_table("press_item", schema=None) as batch_op:
        batch_op.create_index("ix_press_item_source_standing", ["source", "standing"], unique=False)

    op.create_table(
        "page_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sqltypes.AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=False),
        sa.Column("observed_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_page_version_capture_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_version")),
        sa.UniqueConstraint("source", "number", name=op.f("uq_page_version_source_number")),
    )
    op.create_table(
        "release",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sqltypes.AutoString(), nullable=False),
        sa.Column("source", sqltypes.AutoString(), nullable=False),
        sa.Column("url", sqltypes.AutoString(), nullable=False),
        sa.Column("title", sqltypes.AutoString(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("published_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("first_seen_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=True),
        sa.Column("reading", sa.JSON(), nullable=False),
        sa.Column("same_as", sqltypes.AutoString(), nullable=True),
        sa.Column("told_place", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_release_capture_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_release")),
        sa.UniqueConstraint("id", name=op.f("uq_release_id")),
        sa.UniqueConstraint("told_place", name=op.f("uq_release_told_place")),
    )
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.create_index("ix_release_published_on", ["published_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_release_same_as"), ["same_as"], unique=False)
        batch_op.create_index(batch_op.f("ix_release_source"), ["source"], unique=False)

    op.create_table(
        "delivery_release",
        sa.Column("delivery_id", sqltypes.AutoString(), nullable=False),
        sa.Column("release_id", sqltypes.AutoString(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_release_delivery_id")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_delivery_release_release_id")),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_delivery_release_subscription_id")
        ),
        sa.PrimaryKeyConstraint("delivery_id", "release_id", name=op.f("pk_delivery_release")),
        sa.UniqueConstraint(
            "subscription_id", "release_id", name=op.f("uq_delivery_release_subscription_id_release_id")
        ),
    )
    with op.batch_alter_table("delivery_release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_release_release_id"), ["release_id"], unique=False)

    op.create_table(
        "release_agreement",
        sa.Column("release_id", sqltypes.AutoString(), nullable=False),
        sa.Column("agreement_id", sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_release_agreement_agreement_id")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_release_agreement_release_id")),
        sa.PrimaryKeyConstraint("release_id", "agreement_id", name=op.f("pk_release_agreement")),
    )
    with op.batch_alter_table("release_agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_agreement_agreement_id"), ["agreement_id"], unique=False)

    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.add_column(sa.Column("condition", sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column("condition_since", sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("followed_since", sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("first_listed_at", sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("first_way_failed", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("compared_at", sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("seen_releases", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("validators", sa.JSON(), nullable=True))

    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.add_column(sa.Column("digest_release_place", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_column("digest_release_place")

    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_column("validators")
        batch_op.drop_column("seen_releases")
        batch_op.drop_column("compared_at")
        batch_op.drop_column("first_way_failed")
        batch_op.drop_column("first_listed_at")
        batch_op.drop_column("followed_since")
        batch_op.drop_column("condition_since")
        batch_op.drop_column("condition")

    with op.batch_alter_table("release_agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_agreement_agreement_id"))

    op.drop_table("release_agreement")
    with op.batch_alter_table("delivery_release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_release_release_id"))

    op.drop_table("delivery_release")
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_source"))
        batch_op.drop_index(batch_op.f("ix_release_same_as"))
        batch_op.drop_index("ix_release_published_on")

    op.drop_table("release")
    op.drop_table("page_version")
    with op.batch_alter_table("press_item", schema=None) as batch_op:
        batch_op.drop_index("ix_press_item_source_standing")

    op.drop_table("press_item")
    with op.batch_alter_table("page_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_page_change_source"))
        batch_op.drop_index("ix_page_change_observed_at")

    op.drop_table("page_change")
