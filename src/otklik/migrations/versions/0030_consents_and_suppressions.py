"""consents and suppressions.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

from otklik.platform.tenancy import protect

revision = "0030"
down_revision = "0035"

RECORDS_ARE_KEPT = """
CREATE FUNCTION consent_records_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT 1 FROM workspaces WHERE id = OLD.workspace_id) THEN
            RAISE EXCEPTION 'a consent record is never deleted' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF NEW.personal = '' AND NEW.salt = ''
       AND to_jsonb(NEW) - ARRAY['personal', 'salt', 'erased_at']
         = to_jsonb(OLD) - ARRAY['personal', 'salt', 'erased_at'] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a consent record is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
"""Only what names the person may be taken out of a record; all of it goes with its company alone."""
ON_RECORDS = """
CREATE TRIGGER consent_records_are_kept BEFORE UPDATE OR DELETE ON consent_records
FOR EACH ROW EXECUTE FUNCTION consent_records_are_kept()
"""
WAS_ASKED = """
UPDATE ledger SET asked_at = planned_at WHERE state IN ('planned', 'claimed', 'handed') AND asked_at IS NULL
"""
"""What waits to be sent was let through by the gate of its day; nothing unasked was ever planned then."""


def upgrade() -> None:
    _consent_heads()
    _consent_purposes()
    _consent_records()
    _suppressions()
    _consent_preferences()
    _consent_states()
    _consent_wordings()
    _given_contacts()
    op.add_column("ledger", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("ledger", sa.Column("ground", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("ledger", sa.Column("consent_record_id", sa.Uuid(), nullable=True))
    op.execute(RECORDS_ARE_KEPT)
    op.execute(ON_RECORDS)
    op.execute(WAS_ASKED)
    protect(
        op.get_bind(),
        [
            "consent_heads",
            "consent_purposes",
            "consent_records",
            "suppressions",
            "consent_preferences",
            "consent_states",
            "consent_wordings",
            "given_contacts",
        ],
    )


def _consent_heads() -> None:
    op.create_table(
        "consent_heads",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_consent_heads_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_consent_heads")),
    )


def _consent_purposes() -> None:
    op.create_table(
        "consent_purposes",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_ru", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "basis IN ('consent', 'contract', 'legitimate_interest', 'legal_duty')",
            name=op.f("ck_consent_purposes_basis_known"),
        ),
        sa.CheckConstraint("length(code) BETWEEN 1 AND 40", name=op.f("ck_consent_purposes_code_length")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_consent_purposes_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_purposes")),
        sa.UniqueConstraint("workspace_id", "code", name=op.f("uq_consent_purposes_workspace_id_code")),
    )


def _consent_records() -> None:
    op.create_table(
        "consent_records",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("wording_version", sa.BigInteger(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("personal", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("personal_digest", sa.Text(), nullable=False),
        sa.Column("subject_digest", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "act IN ('granted', 'withdrawn', 'requested', 'confirmed', 'write_only', 'calls_allowed')",
            name=op.f("ck_consent_records_act_known"),
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_consent_records_number_counts")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_consent_records_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_records")),
        sa.UniqueConstraint("contact_id", "number", name=op.f("uq_consent_records_contact_id_number")),
    )
    op.create_index("ix_consent_records_subject", "consent_records", ["workspace_id", "subject_digest"], unique=False)


def _suppressions() -> None:
    op.create_table(
        "suppressions",
        sa.Column("address_kind", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Uuid(), nullable=True),
        sa.Column("lifted_note", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('hard_bounce', 'complaint', 'blocked', 'unsubscribed', 'do_not_call', 'by_hand', 'import')",
            name=op.f("ck_suppressions_reason_known"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_suppressions_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppressions")),
    )
    op.create_index("ix_suppressions_listed", "suppressions", ["workspace_id", "created_at", "id"], unique=False)
    op.create_index(
        "uq_suppressions_live",
        "suppressions",
        ["workspace_id", "address_kind", "address", "channel", "reason"],
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


def _consent_preferences() -> None:
    op.create_table(
        "consent_preferences",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("write_only", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("commanded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_consent_preferences_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_consent_preferences_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_consent_preferences")),
    )


def _consent_states() -> None:
    op.create_table(
        "consent_states",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("purpose_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "status IN ('granted', 'withdrawn', 'pending')", name=op.f("ck_consent_states_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_consent_states_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["purpose_id"], ["consent_purposes.id"], name=op.f("fk_consent_states_purpose_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_consent_states_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", "purpose_id", "channel", "address", name=op.f("pk_consent_states")),
    )


def _consent_wordings() -> None:
    op.create_table(
        "consent_wordings",
        sa.Column("purpose_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("text_ru", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_consent_wordings_version_counts")),
        sa.ForeignKeyConstraint(
            ["purpose_id"], ["consent_purposes.id"], name=op.f("fk_consent_wordings_purpose_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_consent_wordings_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_wordings")),
        sa.UniqueConstraint("purpose_id", "version", name=op.f("uq_consent_wordings_purpose_id_version")),
    )


def _given_contacts() -> None:
    op.create_table(
        "given_contacts",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("promise", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promise_key", sa.Text(), nullable=True),
        sa.Column("question_key", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_given_contacts_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_given_contacts_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_given_contacts")),
    )
    op.create_index("ix_given_contacts_contact_id", "given_contacts", ["contact_id"], unique=False)
