"""What follows an outcome: its rule on each call list, and when a number is tried again, in words."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from crm_cli import clock
from crm_cli.domain import words
from crm_cli.domain.calling_hours import parse_hours
from crm_cli.domain.retry import Rule, due_again, half_at, rests_until
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.storage.outcomes import RULE_ON_LIST, RULES, OutcomeRow, RuleRow

_SOON = timedelta(days=7)

Key = tuple[int, int | None]


def rules(desk: Desk) -> Mapping[Key, Rule]:
    """Return every rule by (outcome number, call list number); None is the outcome's own, for all other lists.

    One statement; retired outcomes are among them, since numbers called before they were go by them still.
    """
    return {(row.outcome_no, row.call_list_no): _rule(row) for row in desk.database.all(RULES)}


def rule_among(known: Mapping[Key, Rule], outcome_no: int, call_list_no: int | None) -> Rule:
    """Return of `rules` that of an outcome on a list, the outcome's own where the list has none."""
    return known.get((outcome_no, call_list_no)) or known.get((outcome_no, None)) or Rule()


def rule_of(desk: Desk, outcome: OutcomeRow, call_list_no: int | None = None) -> Rule:
    """Return the rule of an outcome on a call list, its own on one that has no other and off lists."""
    on_list = (
        desk.database.first(RULE_ON_LIST, outcome_no=outcome.no, call_list_no=call_list_no)
        if call_list_no is not None
        else None
    )
    return _rule(on_list or outcome)


def _rule(row: RuleRow | OutcomeRow) -> Rule:
    return Rule(row.retry_minutes, row.retry_days, row.other_half_day, row.tries, row.rest_days)


def again_words(
    desk: Desk,
    outcome: OutcomeRow,
    call_list_no: int | None = None,
    *,
    tried_at: datetime,
    tries: int,
    zone: str | None = None,
    hours: str | None = None,
) -> str:
    """Return in words what follows a call: `again today after 14:10`, `no more tries`, `rests until 2027-05-20`.

    `tries` are those of the number since its last C, this one among them; `zone` is the customer's, `hours`
    the calling hours of the list, the firm's where they are not given; times are the firm's. '' when nothing
    follows.
    """
    rule = rule_of(desk, outcome, call_list_no)
    zone = zone or desk.zone
    said = [_again(desk, rule, tried_at, tries, zone, hours), rest_words(desk, rule, tried_at)]
    return "; ".join(filter(None, said))


def rest_words(desk: Desk, rule: Rule, tried_at: datetime) -> str:
    """Return in words until when a customer rests after a call, '' where it does not."""
    if not rule.rest_days:
        return ""
    # Rest is counted from the firm's day, which is the day the call counts for.
    until = rests_until(desk.wall(tried_at).date(), rule.rest_days)
    return _("rests until {day}").format(day=until.isoformat())


def _again(desk: Desk, rule: Rule, tried_at: datetime, tries: int, zone: str, hours_text: str | None) -> str:
    if not (rule.retry_minutes or rule.retry_days):
        return ""
    due = due_again(rule, tried_at, zone, tries)
    if due is None:
        return _("no more tries")
    from crm_cli.domain.next_chance import next_chance

    hours = parse_hours(hours_text or str(desk.setting("calling_hours")))
    half = rule.half_wanted(tries, half_at(tried_at, zone), hours.halves())
    earliest = clock.to_wall(max(due, clock.now()), zone)
    chance = next_chance(hours, desk.workdays(), earliest, half)
    if chance is None:
        return _("never again: no calling hours come")
    # A rep looks at the firm's clock, wherever the customer is.
    here = desk.wall(clock.to_utc(chance, zone))
    by_clock = rule.in_minutes(tries) or zone != desk.zone
    return _said(here, half, desk.now(), by_clock=by_clock)


def _said(chance: datetime, half: str, now: datetime, *, by_clock: bool) -> str:
    if chance <= now:
        return _("again from now on")
    if chance.date() == now.date():
        return _("again today after {time}").format(time=f"{chance:%H:%M}")
    day = words.weekday(chance.date())
    if chance.date() - now.date() >= _SOON:
        day = f"{chance.date().isoformat()} {day}"
    if by_clock:
        return _("again {day} after {time}").format(day=day, time=f"{chance:%H:%M}")
    told = {
        "am": _("again {day} in the morning"),
        "pm": _("again {day} in the afternoon"),
        "": _("again {day}"),
    }
    return told[half].format(day=day)
