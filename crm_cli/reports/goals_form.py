"""What is left of the goals as a form: a bar for each goal, or for each rep where they are of several."""

from crm_cli.domain import words
from crm_cli.domain.form import Bar, Block, Chart, Field, Form, Listing
from crm_cli.domain.money import format_amount
from crm_cli.i18n import gettext as _
from crm_cli.reports.figure_words import progress, title
from crm_cli.reports.figures import AMOUNTS
from crm_cli.reports.goals_left import GoalLeft, GoalsLeft
from crm_cli.services.desk import Desk


def goals_form(found: GoalsLeft, desk: Desk) -> Form:
    """Return the goals as people look at them: bars first, then a table of what is left."""
    currency = desk.currency
    is_of_one = {goal.scope for goal in found.goals} <= {found.scope}
    charts = _of_one(found, currency) if is_of_one else _of_several(found, currency)
    rows = tuple(_row(goal, currency)[is_of_one:] for goal in found.goals)
    table = Listing(_("What is left"), _fields()[is_of_one:], rows)
    return Form(
        name=_("Goals"),
        title=_("Goals of {name}").format(name=found.scope.name),
        header=(
            (_("date"), f"{found.day.isoformat()} {words.weekday(found.day)}"),
            (_("working days left this month"), str(found.working_days_left)),
        ),
        blocks=(*charts, table) if found.goals else (),
        boxes=(),
        none=_("none"),
        remark="" if found.goals else _("No goal is set. Set one with: crm goal add visits 8 --rep NAME"),
    )


def _of_one(found: GoalsLeft, currency: str) -> tuple[Block, ...]:
    """Return a chart of the day and one of the month, a bar for each goal there is."""
    charts = [
        (period, [goal for goal in found.goals if goal.period == period]) for period in ("day", "month")
    ]
    return tuple(
        Chart(_period(period), tuple(_bar(title(goal.metric), goal, currency) for goal in goals))
        for period, goals in charts
        if goals
    )


def _of_several(found: GoalsLeft, currency: str) -> tuple[Block, ...]:
    """Return a chart of each goal that several have, those of the day first."""
    kinds = dict.fromkeys((goal.period, goal.metric) for goal in found.goals)
    charts = []
    for period, metric in sorted(kinds, key=lambda kind: kind[0] != "day"):
        goals = [goal for goal in found.goals if (goal.period, goal.metric) == (period, metric)]
        if len(goals) > 1:
            bars = tuple(_bar(goal.scope.name, goal, currency) for goal in goals)
            charts.append(Chart(f"{_period(period)}: {title(metric)}", bars))
    return tuple(charts)


def _fields() -> tuple[Field, ...]:
    return (
        Field("name", _("whose"), main=True, weight=4),
        Field("metric", _("figure"), main=True, weight=4),
        Field("period", _("period"), main=True, weight=2),
        Field("goal", _("goal"), main=True, weight=3, numeric=True),
        Field("done", _("done"), main=True, weight=3, numeric=True),
        Field("left", _("left to do"), main=True, weight=3, numeric=True),
        Field("needed", _("a working day"), main=True, weight=3, numeric=True),
    )


def _period(period: str) -> str:
    return _("Goals of the day") if period == "day" else _("Goals of the month")


def _bar(label: str, goal: GoalLeft, currency: str) -> Bar:
    """Return a bar as long as the goal, darker as far as it is reached; longer where it is surpassed."""
    reached = goal.done / goal.goal if goal.goal else 1.0
    text = progress(goal.metric, goal.done, goal.goal, currency)
    return Bar(label, max(reached, 1.0), text, max(reached, 0.0))


def _row(goal: GoalLeft, currency: str) -> tuple[str, ...]:
    def written(value: int) -> str:
        return format_amount(value, currency) if goal.metric in AMOUNTS else str(value)

    return (
        goal.scope.name,
        title(goal.metric),
        words.label("period", goal.period),
        written(goal.goal),
        written(goal.done),
        written(goal.left),
        written(goal.needed) if goal.needed else "",
    )
