"""Administrators' accounts, their browsers, passkeys and tokens, requests for traces, and kept answers."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0003"
down_revision: Final = "0002"


def upgrade() -> None:
    """Make the tables; nothing that is there changes."""
    _accounts()
    _passkeys()
    _console_sessions()
    _tokens()
    _trace_requests()
    _answers()


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("organisation", sa.String),
        sa.Column("shown_name", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("setup", sa.LargeBinary),
        sa.Column("setup_until", sa.Double),
        sa.Column("password", sa.String),
        sa.Column("totp", sa.LargeBinary),
        sa.Column("last_step", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("last_failure_at", sa.Double, nullable=False, server_default="0"),
        sa.Column("locked_until", sa.Double, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("name", name="an_account_is_named_once"),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.code"], name="an_account_is_of_an_organisation"),
        sa.CheckConstraint("state in ('invited', 'active', 'ended')", name="an_account_state_is_known"),
        sa.CheckConstraint("(role = 'operator') = (organisation is null)", name="only_the_operator_is_national"),
        sa.CheckConstraint(
            "state <> 'active' or (password is not null and totp is not null)", name="an_active_account_has_its_factors"
        ),
    )
    op.create_index("accounts_of_an_organisation", "accounts", ["organisation"])


def _passkeys() -> None:
    op.create_table(
        "passkeys",
        sa.Column("credential", sa.LargeBinary, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("credential", name="a_passkey_is_added_once"),
        sa.ForeignKeyConstraint(["account"], ["accounts.name"], name="a_passkey_belongs_to_an_account"),
    )
    op.create_index("passkeys_of_an_account", "passkeys", ["account"])


def _console_sessions() -> None:
    op.create_table(
        "console_sessions",
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("opened_at", sa.Double, nullable=False),
        sa.Column("seen_at", sa.Double, nullable=False),
        sa.Column("proved_at", sa.Double, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="a_browser_has_a_secret_of_its_own"),
        sa.ForeignKeyConstraint(["account"], ["accounts.name"], name="a_browser_belongs_to_an_account"),
    )
    op.create_index("browsers_of_an_account", "console_sessions", ["account"])


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("organisation", sa.String, nullable=False),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("scopes", sa.String, nullable=False),
        sa.Column("issued_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.Column("used_at", sa.Double),
        sa.Column("ended_at", sa.Double),
        sa.PrimaryKeyConstraint("number", name="a_token_has_a_number_of_its_own"),
        sa.UniqueConstraint("digest", name="a_token_is_issued_once"),
        sa.ForeignKeyConstraint(["owner"], ["accounts.name"], name="a_token_belongs_to_an_account"),
    )
    op.create_index("tokens_of_an_organisation", "tokens", ["organisation"])


def _trace_requests() -> None:
    op.create_table(
        "trace_requests",
        sa.Column("organisation", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("photo", sa.String, nullable=False),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("asked_by", sa.String, nullable=False),
        sa.Column("asked_at", sa.Double, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("decided_by", sa.String, nullable=False, server_default=""),
        sa.Column("decided_at", sa.Double),
        sa.Column("answer", sa.String, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("organisation", "number", name="a_request_has_a_number_of_its_own"),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.code"], name="a_request_is_of_an_organisation"),
        sa.CheckConstraint("state in ('asked', 'approved', 'refused', 'done')", name="a_request_state_is_known"),
        sa.CheckConstraint("decided_by <> asked_by", name="nobody_decides_their_own_request"),
    )


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("owner", "key", name="a_key_is_answered_once"),
    )
