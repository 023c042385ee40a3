"""First tables."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "agreement",
        sa.Column("id", sqltypes.AutoString(), nullable=False),
        sa.Column("source", sqltypes.AutoString(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("twins", sa.JSON(), nullable=False),
        sa.Column("standing", sqltypes.AutoString(), nullable=False),
        sa.Column("first_version", sa.Integer(), nullable=False),
        sa.Column("first_listed_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("in_baseline", sa.Boolean(), nullable=False),
        sa.Column("document_seen", sa.Boolean(), nullable=False),
        sa.Column("addendum_seen", sa.Boolean(), nullable=False),
        sa.Column("missing_since", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("missing_version", sa.Integer(), nullable=True),
        sa.Column("merged_into_row", sa.Boolean(), nullable=False),
        sa.Column("departure_change", sqltypes.AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_source"), ["source"], unique=False)

    op.create_table(
        "capture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sqltypes.AutoString(), nullable=False),
        sa.Column("role", sqltypes.AutoString(), nullable=False),
        sa.Column("url", sqltypes.AutoString(), nullable=False),
        sa.Column("final_url", sqltypes.AutoString(), nullable=False),
        sa.Column("published_name", sqltypes.AutoString(), nullable=False),
        sa.Column("fetched_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("last_seen_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("times_seen", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("sha256", sqltypes.AutoString(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture")),
    )
    with op.batch_alter_table("capture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_capture_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_capture_source"), ["source"], unique=False)
        batch_op.create_index("ix_capture_url_id", ["url", "id"], unique=False)

    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sqltypes.AutoString(), nullable=False),
        sa.Column("kind", sqltypes.AutoString(), nullable=False),
        sa.Column("subject", sqltypes.AutoString(), nullable=False),
        sa.Column("status", sqltypes.AutoString(), nullable=False),
        sa.Column("summary", sqltypes.AutoString(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("capture_ids", sa.JSON(), nullable=False),
        sa.Column("opened_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("last_seen_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("decided_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("decided_why", sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index("ix_incident_source_status", ["source", "status"], unique=False)

    op.create_table(
        "poll_day",
        sa.Column("source", sqltypes.AutoString(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("bad", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "on_day", name=op.f("pk_poll_day")),
    )
    op.create_table(
        "service_lock",
        sa.Column("name", sqltypes.AutoString(), nullable=False),
        sa.Column("holder", sqltypes.AutoString(), nullable=False),
        sa.Column("lease_until", sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_service_lock")),
    )
    op.create_table(
        "source",
        sa.Column("key", sqltypes.AutoString(), nullable=False),
        sa.Column("last_attempt_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("last_success_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("last_change_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("last_outcome", sqltypes.AutoString(), nullable=True),
        sa.Column("last_message", sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_source")),
    )
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sqltypes.AutoString(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("address_hash", sqltypes.AutoString(), nullable=False),
        sa.Column("wish", sa.JSON(), nullable=False),
        sa.Column("cadence", sqltypes.AutoString(), nullable=False),
        sa.Column("language", sqltypes.AutoString(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("digest_seq", sa.Integer(), nullable=False),
        sa.Column("digest_at", sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscription_address_hash"), ["address_hash"], unique=False)

    op.create_table(
        "change",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sqltypes.AutoString(), nullable=False),
        sa.Column("source", sqltypes.AutoString(), nullable=False),
        sa.Column("kind", sqltypes.AutoString(), nullable=False),
        sa.Column("certainty", sqltypes.AutoString(), nullable=False),
        sa.Column("agreement_id", sqltypes.AutoString(), nullable=False),
        sa.Column("state", sqltypes.AutoString(), nullable=False),
        sa.Column("support_type", sqltypes.AutoString(), nullable=False),
        sa.Column("observed_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("version_from", sa.Integer(), nullable=True),
        sa.Column("version_to", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("reason", sqltypes.AutoString(), nullable=False),
        sa.Column("first_listed_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("pending_since", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("first_in_county", sa.Boolean(), nullable=False),
        sa.Column("first_in_state", sa.Boolean(), nullable=False),
        sa.Column("supersedes", sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_change_agreement_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_change")),
        sa.UniqueConstraint("id", name=op.f("uq_change_id")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_kind"), ["kind"], unique=False)
        batch_op.create_index("ix_change_observed_at_seq", ["observed_at", "seq"], unique=False)
        batch_op.create_index("ix_change_state_seq", ["state", "seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_supersedes"), ["supersedes"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", sqltypes.AutoString(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("status", sqltypes.AutoString(), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("created_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("due_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("period_from", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("period_to", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("unknown_outcomes", sa.Integer(), nullable=False),
        sa.Column("lease_until", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("claim", sqltypes.AutoString(), nullable=True),
        sa.Column("settled_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("last_detail", sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["subscription_id"], ["subscription.id"], name=op.f("fk_delivery_subscription_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_status_due_at", ["status", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_subscription_id"), ["subscription_id"], unique=False)

    op.create_table(
        "listing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sqltypes.AutoString(), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=False),
        sa.Column("valid_to", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_listing_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
    )
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.create_index("ix_listing_agreement_id_valid_to", ["agreement_id", "valid_to"], unique=False)

    op.create_table(
        "ruling",
        sa.Column("agreement_id", sqltypes.AutoString(), nullable=False),
        sa.Column("agency", sqltypes.AutoString(), nullable=False),
        sa.Column("source", sqltypes.AutoString(), nullable=False),
        sa.Column("ruling", sqltypes.AutoString(), nullable=False),
        sa.Column("why", sqltypes.AutoString(), nullable=False),
        sa.Column("decided_at", sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_ruling_agreement_id")),
        sa.PrimaryKeyConstraint("agreement_id", "agency", name=op.f("pk_ruling")),
    )
    with op.batch_alter_table("ruling", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ruling_source"), ["source"], unique=False)

    op.create_table(
        "version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sqltypes.AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sqltypes.AutoString(), nullable=False),
        sa.Column("observed_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("sheet_rows", sa.Integer(), nullable=False),
        sa.Column("hidden_rows", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_version_capture_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("source", "number", name=op.f("uq_version_source_number")),
    )
    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_version_sha256"), ["sha256"], unique=False)

    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sqltypes.AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("finished_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("outcome", sqltypes.AutoString(), nullable=True),
        sa.Column("detail", sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_attempt_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_delivery_id"), ["delivery_id"], unique=False)

    op.create_table(
        "delivery_change",
        sa.Column("delivery_id", sqltypes.AutoString(), nullable=False),
        sa.Column("change_id", sqltypes.AutoString(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_delivery_change_change_id")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_change_delivery_id")),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_delivery_change_subscription_id")
        ),
        sa.PrimaryKeyConstraint("delivery_id", "change_id", name=op.f("pk_delivery_change")),
        sa.UniqueConstraint("subscription_id", "change_id", name=op.f("uq_delivery_change_subscription_id_change_id")),
    )
    with op.batch_alter_table("delivery_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_change_change_id"), ["change_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("delivery_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_change_change_id"))

    op.drop_table("delivery_change")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_delivery_id"))

    op.drop_table("attempt")
    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_version_sha256"))

    op.drop_table("version")
    with op.batch_alter_table("ruling", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ruling_source"))

    op.drop_table("ruling")
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.drop_index("ix_listing_agreement_id_valid_to")

    op.drop_table("listing")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_subscription_id"))
        batch_op.drop_index("ix_delivery_status_due_at")

    op.drop_table("delivery")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_supersedes"))
        batch_op.drop_index("ix_change_state_seq")
        batch_op.drop_index("ix_change_observed_at_seq")
        batch_op.drop_index(batch_op.f("ix_change_kind"))
        batch_op.drop_index(batch_op.f("ix_change_agreement_id"))

    op.drop_table("change")
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subscription_address_hash"))

    op.drop_table("subscription")
    op.drop_table("source")
    op.drop_table("service_lock")
    op.drop_table("poll_day")
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_index("ix_incident_source_status")

    op.drop_table("incident")
    with op.batch_alter_table("capture", schema=None) as batch_op:
        batch_op.drop_index("ix_capture_url_id")
        batch_op.drop_index(batch_op.f("ix_capture_source"))
        batch_op.drop_index(batch_op.f("ix_capture_sha256"))

    op.drop_table("capture")
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_source"))

    op.drop_table("agreement")
