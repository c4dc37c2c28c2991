"""The tables as they are now. How they came to be so is in `migrations`; a test holds the two equal.

Each constraint is named after the rule it enforces, so that a refusal by the database is readable. Times are Unix
seconds. Knows no queries.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

metadata: Final = MetaData()

# One municipality each; the mark key is sealed.
organisations: Final = Table(
    "organisations",
    metadata,
    Column("code", String, nullable=False),
    Column("name", String, nullable=False),
    Column("policy", String, nullable=False),
    Column("suspended", Boolean, nullable=False),
    Column("mark_key", LargeBinary, nullable=False),
    Column("quota", Integer),
    PrimaryKeyConstraint("code", name="an_organisation_is_named_by_its_code"),
    CheckConstraint("length(code) = 6", name="an_organisation_code_has_six_digits"),
)

# One ID each, for ever: a number is never given twice.
identities: Final = Table(
    "identities",
    metadata,
    Column("identity", String, nullable=False),
    Column("organisation", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("state", String, nullable=False),
    Column("issued_at", Double, nullable=False),
    Column("expires_at", Double),
    Column("reason", String, nullable=False, server_default=""),
    Column("emergency", Integer),
    PrimaryKeyConstraint("identity", name="an_id_is_issued_once"),
    UniqueConstraint("organisation", "number", name="an_id_number_is_used_once_in_its_organisation"),
    ForeignKeyConstraint(["organisation"], ["organisations.code"], name="an_id_belongs_to_an_organisation"),
    CheckConstraint("state in ('issued', 'enrolled', 'suspended', 'revoked')", name="an_id_state_is_known"),
)

# What the login of an enrolled ID needs; the TOTP secret is sealed.
logins: Final = Table(
    "logins",
    metadata,
    Column("identity", String, nullable=False),
    Column("totp", LargeBinary, nullable=False),
    Column("last_step", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("last_failure_at", Double, nullable=False),
    Column("locked_until", Double, nullable=False),
    PrimaryKeyConstraint("identity", name="an_id_has_one_login"),
    ForeignKeyConstraint(["identity"], ["identities.identity"], name="a_login_belongs_to_an_id"),
    CheckConstraint("failures >= 0", name="failures_are_counted_up"),
)

# One office PC each. The segment of My Number cannot be written here at all.
pcs: Final = Table(
    "pcs",
    metadata,
    Column("pc", String, nullable=False),
    Column("organisation", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("segment", String, nullable=False),
    Column("state", String, nullable=False),
    Column("wake_address", String, nullable=False, server_default=""),
    PrimaryKeyConstraint("pc", name="an_office_pc_is_registered_once"),
    UniqueConstraint("organisation", "number", name="an_office_pc_number_is_used_once_in_its_organisation"),
    ForeignKeyConstraint(["organisation"], ["organisations.code"], name="an_office_pc_belongs_to_an_organisation"),
    CheckConstraint("segment in ('lgwan', 'internet')", name="an_office_pc_is_never_of_the_my_number_segment"),
    CheckConstraint("state in ('invited', 'enrolled', 'retired')", name="an_office_pc_state_is_known"),
)

# Who may use which office PC.
pc_users: Final = Table(
    "pc_users",
    metadata,
    Column("pc", String, nullable=False),
    Column("identity", String, nullable=False),
    PrimaryKeyConstraint("pc", "identity", name="an_id_is_a_user_of_an_office_pc_once"),
    ForeignKeyConstraint(["pc"], ["pcs.pc"], name="a_user_uses_a_registered_office_pc"),
    ForeignKeyConstraint(["identity"], ["identities.identity"], name="a_user_of_an_office_pc_is_an_id"),
    Index("office_pcs_of_an_id", "identity"),
)

# One invitation each; only the code's digest is kept.
invitations: Final = Table(
    "invitations",
    metadata,
    Column("digest", LargeBinary, nullable=False),
    Column("role", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("expires_at", Double, nullable=False),
    Column("spent_by", String),
    Column("spent_at", Double),
    Column("ended_at", Double),
    PrimaryKeyConstraint("digest", name="an_invitation_code_is_given_once"),
    CheckConstraint("role in ('client', 'agent')", name="an_invitation_is_for_a_client_or_an_agent"),
    CheckConstraint("length(digest) = 32", name="an_invitation_code_is_kept_as_a_digest"),
    CheckConstraint("(spent_by is null) = (spent_at is null)", name="a_spent_invitation_says_by_whom_and_when"),
    Index("invitations_of_a_subject", "subject"),
)

# One home PC each, by its key.
devices: Final = Table(
    "devices",
    metadata,
    Column("fingerprint", String, nullable=False),
    Column("identity", String, nullable=False),
    Column("hostname", String, nullable=False),
    Column("enrolled_at", Double, nullable=False),
    Column("revoked_at", Double),
    Column("reason", String, nullable=False, server_default=""),
    PrimaryKeyConstraint("fingerprint", name="a_device_key_is_enrolled_once"),
    ForeignKeyConstraint(["identity"], ["identities.identity"], name="a_device_belongs_to_an_id"),
    Index("devices_of_an_id", "identity"),
)

# The network cards that an ID's home PCs may have.
addresses: Final = Table(
    "addresses",
    metadata,
    Column("identity", String, nullable=False),
    Column("address", String, nullable=False),
    PrimaryKeyConstraint("identity", "address", name="an_address_is_on_the_list_of_an_id_once"),
    ForeignKeyConstraint(["identity"], ["identities.identity"], name="an_address_belongs_to_an_id"),
)

# Codes for a phone that was left behind; only a keyed digest is kept, because ten digits could be tried out.
emergency_codes: Final = Table(
    "emergency_codes",
    metadata,
    Column("identity", String, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    PrimaryKeyConstraint("identity", "digest", name="an_emergency_code_is_given_once"),
    ForeignKeyConstraint(["identity"], ["identities.identity"], name="an_emergency_code_belongs_to_an_id"),
)

# More IDs, until a date.
emergency_quotas: Final = Table(
    "emergency_quotas",
    metadata,
    Column("organisation", String, nullable=False),
    Column("number", Integer, nullable=False, autoincrement=False),
    Column("count", Integer, nullable=False),
    Column("until", Double, nullable=False),
    Column("reason", String, nullable=False),
    Column("granted_at", Double, nullable=False),
    Column("ended_at", Double),
    PrimaryKeyConstraint("organisation", "number", name="an_emergency_quota_has_a_number_of_its_own"),
    ForeignKeyConstraint(["organisation"], ["organisations.code"], name="an_emergency_quota_is_an_organisation_s"),
    CheckConstraint("count > 0", name="an_emergency_quota_is_not_empty"),
)

# The one ticket with which a device may resume; only its digest is kept.
tickets: Final = Table(
    "tickets",
    metadata,
    Column("device", String, nullable=False),
    Column("identity", String, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("until", Double, nullable=False),
    PrimaryKeyConstraint("device", name="a_device_has_one_ticket"),
    ForeignKeyConstraint(["device"], ["devices.fingerprint"], name="a_ticket_belongs_to_a_device"),
    ForeignKeyConstraint(["identity"], ["identities.identity"], name="a_ticket_belongs_to_an_id"),
    Index("tickets_of_an_id", "identity"),
)

# One viewing each; rows are never removed, so a number found in a photo is always found here.
sessions: Final = Table(
    "sessions",
    metadata,
    Column("number", BigInteger, nullable=False),
    Column("identity", String, nullable=False),
    Column("organisation", String, nullable=False),
    Column("pc", String, nullable=False),
    Column("device", String, nullable=False),
    Column("hostname", String, nullable=False),
    Column("source", String, nullable=False),
    Column("opened_at", Double, nullable=False),
    Column("ended_at", Double),
    Column("reason", String),
    Column("bytes_down", BigInteger, nullable=False),
    Column("bytes_up", BigInteger, nullable=False),
    PrimaryKeyConstraint("number", name="a_session_number_is_used_once"),
    ForeignKeyConstraint(["identity"], ["identities.identity"], name="a_session_belongs_to_an_id"),
    ForeignKeyConstraint(["organisation"], ["organisations.code"], name="a_session_belongs_to_an_organisation"),
    ForeignKeyConstraint(["pc"], ["pcs.pc"], name="a_session_shows_an_office_pc"),
    ForeignKeyConstraint(["device"], ["devices.fingerprint"], name="a_session_comes_from_a_device"),
    CheckConstraint("number > 0 and number < 281474976710656", name="a_session_number_has_48_bits"),
    CheckConstraint("(ended_at is null) = (reason is null)", name="an_ended_session_says_why"),
    Index("sessions_of_an_organisation", "organisation", "opened_at"),
    Index(
        "live_sessions", "opened_at", sqlite_where=text("ended_at is null"), postgresql_where=text("ended_at is null")
    ),
)

# Every certificate signed, by serial.
certificates: Final = Table(
    "certificates",
    metadata,
    Column("serial", BigInteger, nullable=False, autoincrement=False),
    Column("profile", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("issued_at", Double, nullable=False),
    Column("expires_at", Double, nullable=False),
    Column("revoked_at", Double),
    PrimaryKeyConstraint("serial", name="a_certificate_serial_is_used_once"),
    Index("certificates_of_a_subject", "subject"),
)

# What live connections must obey, in the order it was decided.
orders: Final = Table(
    "orders",
    metadata,
    Column("number", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("at", Double, nullable=False),
    PrimaryKeyConstraint("number", name="an_order_has_a_number_of_its_own"),
    sqlite_autoincrement=True,  # a number is never given twice, even after the newest row is gone
)

# The chains. Triggers in the database refuse any change or removal of a row.
audit: Final = Table(
    "audit",
    metadata,
    Column("chain", String, nullable=False),
    Column("number", Integer, nullable=False, autoincrement=False),
    Column("at", Double, nullable=False),
    Column("actor", String, nullable=False),
    Column("event", String, nullable=False),
    Column("facts", String, nullable=False),
    Column("previous", String, nullable=False),
    Column("digest", String, nullable=False),
    PrimaryKeyConstraint("chain", "number", name="an_audit_row_has_a_number_of_its_own"),
    CheckConstraint("number > 0", name="an_audit_chain_begins_at_one"),
    Index("audit_rows_of_an_event", "chain", "event", "at"),
)

# The ends of the chains, as they were signed.
audit_heads: Final = Table(
    "audit_heads",
    metadata,
    Column("chain", String, nullable=False),
    Column("number", Integer, nullable=False, autoincrement=False),
    Column("digest", String, nullable=False),
    Column("at", Double, nullable=False),
    Column("signature", String, nullable=False),
    PrimaryKeyConstraint("chain", "number", name="a_head_is_signed_once"),
)

# How far each chain has been sent on, by destination.
exports: Final = Table(
    "exports",
    metadata,
    Column("destination", String, nullable=False),
    Column("chain", String, nullable=False),
    Column("number", Integer, nullable=False),
    PrimaryKeyConstraint("destination", "chain", name="a_destination_has_had_a_chain_to_one_row"),
)

# One administrator each. No organisation: the operator's.
accounts: Final = Table(
    "accounts",
    metadata,
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("organisation", String),
    Column("shown_name", String, nullable=False),
    Column("state", String, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("setup", LargeBinary),
    Column("setup_until", Double),
    Column("password", String),
    Column("totp", LargeBinary),
    Column("last_step", BigInteger, nullable=False, server_default="0"),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("last_failure_at", Double, nullable=False, server_default="0"),
    Column("locked_until", Double, nullable=False, server_default="0"),
    PrimaryKeyConstraint("name", name="an_account_is_named_once"),
    ForeignKeyConstraint(["organisation"], ["organisations.code"], name="an_account_is_of_an_organisation"),
    CheckConstraint("state in ('invited', 'active', 'ended')", name="an_account_state_is_known"),
    CheckConstraint("(role = 'operator') = (organisation is null)", name="only_the_operator_is_national"),
    CheckConstraint(
        "state <> 'active' or (password is not null and totp is not null)", name="an_active_account_has_its_factors"
    ),
    Index("accounts_of_an_organisation", "organisation"),
)

# One passkey each.
passkeys: Final = Table(
    "passkeys",
    metadata,
    Column("credential", LargeBinary, nullable=False),
    Column("account", String, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("label", String, nullable=False),
    Column("created_at", Double, nullable=False),
    PrimaryKeyConstraint("credential", name="a_passkey_is_added_once"),
    ForeignKeyConstraint(["account"], ["accounts.name"], name="a_passkey_belongs_to_an_account"),
    Index("passkeys_of_an_account", "account"),
)

# One signed-in browser each; only the secret's digest is kept.
console_sessions: Final = Table(
    "console_sessions",
    metadata,
    Column("digest", LargeBinary, nullable=False),
    Column("account", String, nullable=False),
    Column("opened_at", Double, nullable=False),
    Column("seen_at", Double, nullable=False),
    Column("proved_at", Double, nullable=False),
    Column("source", String, nullable=False),
    PrimaryKeyConstraint("digest", name="a_browser_has_a_secret_of_its_own"),
    ForeignKeyConstraint(["account"], ["accounts.name"], name="a_browser_belongs_to_an_account"),
    Index("browsers_of_an_account", "account"),
)

# One token each; only its digest is kept.
tokens: Final = Table(
    "tokens",
    metadata,
    Column("number", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("organisation", String, nullable=False),
    Column("label", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("scopes", String, nullable=False),
    Column("issued_at", Double, nullable=False),
    Column("expires_at", Double, nullable=False),
    Column("used_at", Double),
    Column("ended_at", Double),
    PrimaryKeyConstraint("number", name="a_token_has_a_number_of_its_own"),
    UniqueConstraint("digest", name="a_token_is_issued_once"),
    ForeignKeyConstraint(["owner"], ["accounts.name"], name="a_token_belongs_to_an_account"),
    Index("tokens_of_an_organisation", "organisation"),
)

# One request to read a photo each.
trace_requests: Final = Table(
    "trace_requests",
    metadata,
    Column("organisation", String, nullable=False),
    Column("number", Integer, nullable=False, autoincrement=False),
    Column("photo", String, nullable=False),
    Column("why", String, nullable=False),
    Column("asked_by", String, nullable=False),
    Column("asked_at", Double, nullable=False),
    Column("state", String, nullable=False),
    Column("decided_by", String, nullable=False, server_default=""),
    Column("decided_at", Double),
    Column("answer", String, nullable=False, server_default=""),
    PrimaryKeyConstraint("organisation", "number", name="a_request_has_a_number_of_its_own"),
    ForeignKeyConstraint(["organisation"], ["organisations.code"], name="a_request_is_of_an_organisation"),
    CheckConstraint("state in ('asked', 'approved', 'refused', 'done')", name="a_request_state_is_known"),
    CheckConstraint("decided_by <> asked_by", name="nobody_decides_their_own_request"),
)

# What was answered under an Idempotency-Key; the body may hold an invitation, so it is sealed.
answers: Final = Table(
    "answers",
    metadata,
    Column("owner", String, nullable=False),
    Column("key", String, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", Double, nullable=False),
    PrimaryKeyConstraint("owner", "key", name="a_key_is_answered_once"),
)
