"""What administrators keep of IDs, home PCs and office PCs, and the quotas."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0002"
down_revision: Final = "0001"


def upgrade() -> None:
    """Add to the tables that are there; nothing in them changes."""
    op.add_column("organisations", sa.Column("quota", sa.Integer))
    op.add_column("identities", sa.Column("expires_at", sa.Double))
    op.add_column("identities", sa.Column("reason", sa.String, nullable=False, server_default=""))
    op.add_column("identities", sa.Column("emergency", sa.Integer))
    op.add_column("pcs", sa.Column("wake_address", sa.String, nullable=False, server_default=""))
    op.add_column("devices", sa.Column("revoked_at", sa.Double))
    op.add_column("devices", sa.Column("reason", sa.String, nullable=False, server_default=""))
    op.create_index("devices_of_an_id", "devices", ["identity"])
    # A session lasted a day at most; it is half a day now.
    op.execute(
        "update organisations set policy = json_set(policy, '$.session_max', 43200) "
        "where json_extract(policy, '$.session_max') > 43200"
    )
    _addresses()
    _emergency_codes()
    _emergency_quotas()


def _addresses() -> None:
    op.create_table(
        "addresses",
        sa.Column("identity", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("identity", "address", name="an_address_is_on_the_list_of_an_id_once"),
        sa.ForeignKeyConstraint(["identity"], ["identities.identity"], name="an_address_belongs_to_an_id"),
    )


def _emergency_codes() -> None:
    op.create_table(
        "emergency_codes",
        sa.Column("identity", sa.String, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("identity", "digest", name="an_emergency_code_is_given_once"),
        sa.ForeignKeyConstraint(["identity"], ["identities.identity"], name="an_emergency_code_belongs_to_an_id"),
    )


def _emergency_quotas() -> None:
    op.create_table(
        "emergency_quotas",
        sa.Column("organisation", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("until", sa.Double, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("granted_at", sa.Double, nullable=False),
        sa.Column("ended_at", sa.Double),
        sa.PrimaryKeyConstraint("organisation", "number", name="an_emergency_quota_has_a_number_of_its_own"),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisations.code"], name="an_emergency_quota_is_an_organisation_s"
        ),
        sa.CheckConstraint("count > 0", name="an_emergency_quota_is_not_empty"),
    )
