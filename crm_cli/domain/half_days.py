"""The two halves of a working day: what was tried in one is tried again in the other."""

from datetime import datetime

NOON = 13
"""The hour at which the morning is over, in the middle of lunch."""


def half_of(local: datetime) -> str:
    """Return the half-day, am or pm, of a wall clock."""
    return "am" if local.hour < NOON else "pm"
