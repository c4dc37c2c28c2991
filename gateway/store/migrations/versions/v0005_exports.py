"""How far the audit has been sent on to whoever watches over it."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0005"
down_revision: Final = "0004"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "exports",
        sa.Column("destination", sa.String, nullable=False),
        sa.Column("chain", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("destination", "chain", name="a_destination_has_had_a_chain_to_one_row"),
    )
