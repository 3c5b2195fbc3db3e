"""When a number is tried again after an outcome, and how long a customer rests; rules are data of the firm."""

from datetime import date, datetime, time, timedelta

from crm_cli import clock
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.half_days import half_of

OTHER_HALF = {"am": "pm", "pm": "am"}
MOST_TRIES = 10
"""Tries are counted up to so many: no rule allows more."""

_TICK = timedelta(milliseconds=1)


class Rule(Frozen):
    """What follows an outcome on a list: minutes until the second try, days until later ones, how often, rest.

    `tries` 0 is as many as it takes; an outcome with neither minutes nor days is not tried again.
    """

    retry_minutes: int = 0
    retry_days: int = 0
    other_half_day: bool = False
    tries: int = 0
    rest_days: int = 0

    def is_spent(self, tries: int) -> bool:
        """Say whether a number is not tried again after so many tries since the last time reached."""
        if not (self.retry_minutes or self.retry_days):
            return True
        return bool(self.tries) and tries >= min(self.tries, MOST_TRIES)

    def in_minutes(self, tries: int) -> bool:
        """Say whether the next try comes after minutes: the second one, and each where no days are given."""
        return bool(self.retry_minutes) and (tries <= 1 or not self.retry_days)

    def half_wanted(self, tries: int, half: str, halves: frozenset[str]) -> str:
        """Return the half-day a number last tried in `half` must be tried in, '' for either.

        `halves` are those in which calls go out at all: one that never comes is not waited for.
        """
        if self.in_minutes(tries) or not self.other_half_day:
            return ""
        other = OTHER_HALF.get(half, "")
        return other if other in halves else ""


def due_again(rule: Rule, tried_at: datetime, zone: str, tries: int) -> datetime | None:
    """Return from when a number last tried at `tried_at` may be tried again, None for never (PRODUCT section 4).

    Minutes are counted from the try, days as calendar days where they are called (`zone`).
    """
    if rule.is_spent(tries):
        return None
    if rule.in_minutes(tries):
        return tried_at + timedelta(minutes=rule.retry_minutes)
    return day_start(clock.to_wall(tried_at, zone).date() + timedelta(days=rule.retry_days), zone)


def tried_before(rule: Rule, now: datetime, zone: str, tries: int) -> datetime:
    """Return the moment before which a number must have been tried to be due at `now`: `due_again` turned round."""
    if rule.in_minutes(tries):
        return now - timedelta(minutes=rule.retry_minutes) + _TICK
    return day_start(clock.to_wall(now, zone).date() - timedelta(days=rule.retry_days - 1), zone)


def rests_until(day: date, rest_days: int) -> date:
    """Return the first day on which a customer may be called again who said on `day` what means rest."""
    return day + timedelta(days=rest_days)


def rested_before(rest_days: int, today: date, zone: str) -> datetime:
    """Return the moment before which a customer's last word must be that rests no more on `today`."""
    return day_start(today - timedelta(days=rest_days - 1), zone)


def day_start(day: date, zone: str) -> datetime:
    """Return the instant at which `day` begins in `zone`."""
    return clock.to_utc(datetime.combine(day, time()), zone)


def half_at(instant: datetime, zone: str) -> str:
    """Return the half-day, am or pm, that it is in `zone` at `instant`."""
    return half_of(clock.to_wall(instant, zone))
