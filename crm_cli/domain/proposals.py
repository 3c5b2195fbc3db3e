"""Which grade and which stage the facts of a customer speak for: proposed by rule, confirmed by a person."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext

OPEN_STAGES = frozenset({"potential", "target", "immediate"})
GIVEN_UP = frozenset({"lost", "dropped"})


class Rules(NamedTuple):
    """The firm's settings: days before the use date by grade, and the days of `immediate` and `dormant`."""

    grade_days: Mapping[str, int]
    immediate_days: int
    dormant_days: int

    def grade_by(self, days: int) -> str:
        """Return the grade of a need `days` ahead: the soonest that covers it, D when it is beyond them all."""
        for limit, grade in sorted((limit, grade) for grade, limit in self.grade_days.items()):
            if days <= limit:
                return grade
        return "D"


class Facts(NamedTuple):
    """What is known of a customer; days are the firm's.

    `need_on` is None when no use date is typed, or when it was ordered for. `order_on` is the last order, None
    when there is none since somebody chose the stage. `silent_since` is the last touch, or the day it was typed.
    """

    grade: str
    stage: str
    need_state: str
    need_on: date | None
    knows_decider: bool
    order_on: date | None
    silent_since: date


class Proposal(NamedTuple):
    """A value proposed for a field, and why.

    `why` is use_date, need_confirmed, no_need, order or silent, `days` how far ahead or how long ago that is.
    """

    field: str
    now: str
    proposed: str
    why: str
    days: int | None = None

    @property
    def sentence(self) -> str:
        """Why it is proposed, in the language in use."""
        days = self.days or 0
        match self.why:
            case "use_date":
                return use_date_words(days)
            case "order" if not days:
                return _("order today")
            case "order":
                return ngettext("order {days} day ago", "order {days} days ago", days).format(days=days)
            case "silent":
                return _("no order and no touch for {days} days").format(days=days)
            case "no_need":
                return _("they have no need")
        return _("need and decider known")


def use_date_words(days: int) -> str:
    """Return how far ahead a use date is, in the language in use."""
    if not days:
        return _("use date today")
    return ngettext("use date in {days} day", "use date in {days} days", days).format(days=days)


def propose(facts: Facts, today: date, rules: Rules) -> Iterator[Proposal]:
    """Yield what the facts speak for and the customer does not have: a grade, a stage, both or neither.

    PRODUCT §2 (grade, stage). Losing and dropping a customer are a person's decisions and never proposed.
    """
    stage = _stage(facts, today, rules)
    # A customer who was lost and has ordered is graded with the stage the order speaks for, not a day later.
    grade = _grade(facts if stage is None else facts._replace(stage=stage.proposed), today, rules)
    for found in (grade, stage):
        if found is not None and found.proposed != found.now:
            yield found


def _days_ahead(facts: Facts, today: date) -> int | None:
    """Return the days to the use date; None when there is none, or when it is past."""
    if facts.need_on is None or facts.need_on < today:
        return None
    return (facts.need_on - today).days


def _grade(facts: Facts, today: date, rules: Rules) -> Proposal | None:
    if facts.stage in GIVEN_UP:
        return None
    if facts.need_state == "none":
        return Proposal("grade", facts.grade, "E", "no_need")
    days = _days_ahead(facts, today)
    if days is None or not rules.grade_days:
        return None
    return Proposal("grade", facts.grade, rules.grade_by(days), "use_date", days)


def _stage(facts: Facts, today: date, rules: Rules) -> Proposal | None:
    since_order = None if facts.order_on is None else (today - facts.order_on).days
    is_sold = since_order is not None and since_order <= rules.dormant_days
    if facts.stage == "won":
        silent = (today - facts.silent_since).days
        if is_sold or silent <= rules.dormant_days:
            return None
        return Proposal("stage", "won", "dormant", "silent", silent)
    if is_sold:
        return Proposal("stage", facts.stage, "won", "order", since_order)
    return _open_stage(facts, today, rules) if facts.stage in OPEN_STAGES else None


def _open_stage(facts: Facts, today: date, rules: Rules) -> Proposal | None:
    days = _days_ahead(facts, today)
    if facts.need_state == "none":
        return None
    if days is not None and days <= rules.immediate_days:
        return Proposal("stage", facts.stage, "immediate", "use_date", days)
    is_confirmed = facts.need_state in {"now", "later"} or days is not None
    if facts.stage == "potential" and is_confirmed and facts.knows_decider:
        return Proposal("stage", "potential", "target", "need_confirmed")
    if facts.stage == "immediate" and days is not None:
        # They put it off: what was immediate is a target again until its day comes near.
        return Proposal("stage", "immediate", "target", "use_date", days)
    return None
