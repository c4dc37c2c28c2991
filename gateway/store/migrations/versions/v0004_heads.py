"""Signed heads of the audit, and an index by which its rows are found."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0004"
down_revision: Final = "0003"


def upgrade() -> None:
    """Make the table and the index."""
    op.create_table(
        "audit_heads",
        sa.Column("chain", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("signature", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("chain", "number", name="a_head_is_signed_once"),
    )
    op.create_index("audit_rows_of_an_event", "audit", ["chain", "event", "at"])
