"""The tables, one file per noun: the single definition of what is kept."""

from crm_cli.domain.models import (
    around,
    customers,
    discipline,
    firm,
    journal,
    phoning,
    places,
    planning,
    reports,
    sweeps,
    touches,
    trust,
)
from crm_cli.domain.models.base import Base

metadata = Base.metadata

__all__ = [
    "around",
    "customers",
    "discipline",
    "firm",
    "journal",
    "metadata",
    "phoning",
    "places",
    "planning",
    "reports",
    "sweeps",
    "touches",
    "trust",
]
