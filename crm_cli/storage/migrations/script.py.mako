"""${message}."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import crm_cli.domain.models.base

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    ${upgrades if upgrades else "pass"}
