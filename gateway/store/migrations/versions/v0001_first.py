"""The first schema: organisations, IDs, office PCs, invitations, devices, sessions, certificates, orders, audit."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0001"
down_revision: Final = None

# The audit is written once. The triggers stop a careless hand; the chain shows a careful one.
_TRIGGERS: Final = (
    """
    create trigger audit_rows_are_never_changed before update on audit
    begin select raise(abort, 'audit rows are never changed'); end
    """,
    """
    create trigger audit_rows_are_never_removed before delete on audit
    begin select raise(abort, 'audit rows are never removed'); end
    """,
    """
    create trigger sessions_are_never_removed before delete on sessions
    begin select raise(abort, 'sessions are never removed'); end
    """,
)


def upgrade() -> None:
    """Make every table."""
    _organisations()
    _identities()
    _logins()
    _pcs()
    _pc_users()
    _invitations()
    _devices()
    _tickets()
    _sessions()
    _certificates()
    _orders()
    _audit()
    for trigger in _TRIGGERS:
        op.execute(trigger)


def _organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.Column("mark_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="an_organisation_is_named_by_its_code"),
        sa.CheckConstraint("length(code) = 6", name="an_organisation_code_has_six_digits"),
    )


def _identities() -> None:
    op.create_table(
        "identities",
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("issued_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("identity", name="an_id_is_issued_once"),
        sa.UniqueConstraint("organisation", "number", name="an_id_number_is_used_once_in_its_organisation"),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.code"], name="an_id_belongs_to_an_organisation"),
        sa.CheckConstraint("state in ('issued', 'enrolled', 'suspended', 'revoked')", name="an_id_state_is_known"),
    )


def _logins() -> None:
    op.create_table(
        "logins",
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("totp", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_failure_at", sa.Double(), nullable=False),
        sa.Column("locked_until", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("identity", name="an_id_has_one_login"),
        sa.ForeignKeyConstraint(["identity"], ["identities.identity"], name="a_login_belongs_to_an_id"),
        sa.CheckConstraint("failures >= 0", name="failures_are_counted_up"),
    )


def _pcs() -> None:
    op.create_table(
        "pcs",
        sa.Column("pc", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("pc", name="an_office_pc_is_registered_once"),
        sa.UniqueConstraint("organisation", "number", name="an_office_pc_number_is_used_once_in_its_organisation"),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisations.code"], name="an_office_pc_belongs_to_an_organisation"
        ),
        sa.CheckConstraint("segment in ('lgwan', 'internet')", name="an_office_pc_is_never_of_the_my_number_segment"),
        sa.CheckConstraint("state in ('invited', 'enrolled', 'retired')", name="an_office_pc_state_is_known"),
    )


def _pc_users() -> None:
    op.create_table(
        "pc_users",
        sa.Column("pc", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("pc", "identity", name="an_id_is_a_user_of_an_office_pc_once"),
        sa.ForeignKeyConstraint(["pc"], ["pcs.pc"], name="a_user_uses_a_registered_office_pc"),
        sa.ForeignKeyConstraint(["identity"], ["identities.identity"], name="a_user_of_an_office_pc_is_an_id"),
    )
    op.create_index("office_pcs_of_an_id", "pc_users", ["identity"])


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.Column("spent_by", sa.String(), nullable=True),
        sa.Column("spent_at", sa.Double(), nullable=True),
        sa.Column("ended_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name="an_invitation_code_is_given_once"),
        sa.CheckConstraint("role in ('client', 'agent')", name="an_invitation_is_for_a_client_or_an_agent"),
        sa.CheckConstraint("length(digest) = 32", name="an_invitation_code_is_kept_as_a_digest"),
        sa.CheckConstraint("(spent_by is null) = (spent_at is null)", name="a_spent_invitation_says_by_whom_and_when"),
    )
    op.create_index("invitations_of_a_subject", "invitations", ["subject"])


def _devices() -> None:
    op.create_table(
        "devices",
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("hostname", sa.String(), nullable=False),
        sa.Column("enrolled_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="a_device_key_is_enrolled_once"),
        sa.ForeignKeyConstraint(["identity"], ["identities.identity"], name="a_device_belongs_to_an_id"),
    )


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("device", name="a_device_has_one_ticket"),
        sa.ForeignKeyConstraint(["device"], ["devices.fingerprint"], name="a_ticket_belongs_to_a_device"),
        sa.ForeignKeyConstraint(["identity"], ["identities.identity"], name="a_ticket_belongs_to_an_id"),
    )
    op.create_index("tickets_of_an_id", "tickets", ["identity"])


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("pc", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("hostname", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("opened_at", sa.Double(), nullable=False),
        sa.Column("ended_at", sa.Double(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("bytes_down", sa.BigInteger(), nullable=False),
        sa.Column("bytes_up", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="a_session_number_is_used_once"),
        sa.ForeignKeyConstraint(["identity"], ["identities.identity"], name="a_session_belongs_to_an_id"),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.code"], name="a_session_belongs_to_an_organisation"),
        sa.ForeignKeyConstraint(["pc"], ["pcs.pc"], name="a_session_shows_an_office_pc"),
        sa.ForeignKeyConstraint(["device"], ["devices.fingerprint"], name="a_session_comes_from_a_device"),
        sa.CheckConstraint("number > 0 and number < 281474976710656", name="a_session_number_has_48_bits"),
        sa.CheckConstraint("(ended_at is null) = (reason is null)", name="an_ended_session_says_why"),
    )
    op.create_index(
        "live_sessions",
        "sessions",
        ["opened_at"],
        sqlite_where=sa.text("ended_at is null"),
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_index("sessions_of_an_organisation", "sessions", ["organisation", "opened_at"])


def _certificates() -> None:
    op.create_table(
        "certificates",
        sa.Column("serial", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("issued_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.Column("revoked_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("serial", name="a_certificate_serial_is_used_once"),
    )
    op.create_index("certificates_of_a_subject", "certificates", ["subject"])


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="an_order_has_a_number_of_its_own"),
        sqlite_autoincrement=True,
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "number", name="an_audit_row_has_a_number_of_its_own"),
        sa.CheckConstraint("number > 0", name="an_audit_chain_begins_at_one"),
    )
