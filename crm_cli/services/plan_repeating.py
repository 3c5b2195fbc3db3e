"""A plan that stands and is to repeat from its day on."""

from typing import Any

from crm_cli.domain.codes import number
from crm_cli.domain.repeat_words import say_rule
from crm_cli.errors import RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.services import plan_conflicts
from crm_cli.services.desk import Desk
from crm_cli.services.notices import notify
from crm_cli.services.plan_rows import draft_of, time_of
from crm_cli.services.plan_scopes import ONE, Wish, series_of
from crm_cli.services.plan_series import begin, say_made
from crm_cli.services.plans import edit_plan, plan
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.plans import FIND_SERIES, PlanRow


def repeat_plan(desk: Desk, text: str, wish: Wish) -> Receipt:
    """Let an open plan repeat: it is the first of a series, and the others are made like it.

    Raises RefusedError for one that repeats already, is not open any more or is of a sweep, and UsageError for a
    rule without days.
    """
    row, notes = plan(desk, text), Notes()
    if (why := why_not_repeat(desk, row)) is not None:
        raise RefusedError(why)
    draft = draft_of(desk, row)
    with desk.change() as change:
        made = begin(desk, change, wish, draft, row.day, time_of(desk, row.at), notes, first=row)
        later = made[1:]
        plan_conflicts.warn(
            desk, draft, [(one.day, one.at) for one in later], notes, among=[one.no for one in made]
        )
        notify(
            desk, change, "planned", draft.rep_nos, plan_no=row.no, now=row.at or row.day, words=draft.where,
            reason=draft.purpose, items=len(made),
        )  # fmt: skip
    series = series_of(desk, plan(desk, text))
    notes.lines.insert(0, say_made(series.no, series.rule, made))
    return notes.receipt("plan", row.no, row.id)


def edit_and_repeat(desk: Desk, text: str, wish: Wish, *, scope: str = ONE, **said: Any) -> Receipt:
    """Change a plan as `plans.edit_plan` does, where anything is said, and let it repeat so; in one change."""
    with desk.change():
        done = None
        if scope != ONE or any(value is not None for value in said.values()):
            done = edit_plan(desk, text, scope=scope, **said)
        begun = repeat_plan(desk, text, wish)
    if done is None:
        return begun
    return begun._replace(lines=(*done.lines, *begun.lines), warnings=(*done.warnings, *begun.warnings))


def why_not_repeat(desk: Desk, row: PlanRow) -> str | None:
    """Return why a plan cannot begin to repeat, None when it can."""
    called = number("plan", row.no)
    if row.series_no is not None:
        rule = desk.database.one(FIND_SERIES, no=row.series_no).rule
        return _("{number} repeats already: {rule}.").format(number=called, rule=say_rule(rule))
    if row.state != "planned":
        return _("{number} is not open any more.").format(number=called)
    if row.sweep_no is not None:
        return _("{number} is a sweep of its own; it does not repeat.").format(number=called)
    return None
