"""The tables, one file per noun: the single definition of what is kept."""

from crm_cli.domain.models import customers, firm, journal, touches
from crm_cli.domain.models.base import Base

metadata = Base.metadata

__all__ = ["customers", "firm", "journal", "metadata", "touches"]
