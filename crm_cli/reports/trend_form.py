"""A trend as a form: for each number its bars, and a table with its goal and its change."""

from collections.abc import Iterator

from crm_cli.domain.form import Block, Chart, Field, Form, Listing
from crm_cli.domain.words import weekday
from crm_cli.i18n import gettext as _
from crm_cli.reports.figure_words import progress, share, title
from crm_cli.reports.figures import AMOUNTS, Rate
from crm_cli.reports.heading import bar, header, number_text
from crm_cli.reports.trend import Point, Trend
from crm_cli.services.desk import Desk


def trend_form(found: Trend, desk: Desk) -> Form:
    """Return the trend as a form; a period in which nothing was done has an empty bar."""
    first, last = found.points[0], found.points[-1]
    return Form(
        name=_("Trend"),
        title=_("Trend of {firm}").format(firm=desk.firm.name),
        header=header(found.scope, first.start, last.end),
        blocks=tuple(block for key in found.numbers for block in _blocks(found, key)),
        boxes=(),
        none=_("none"),
    )


def _blocks(found: Trend, key: str) -> Iterator[Block]:
    points = found.of(key)
    bars = (bar(_period(found, point), key, point.value, found.currency) for point in points)
    yield Chart(title(key), tuple(bars))
    yield _table(found, key, points)


def _period(found: Trend, point: Point) -> str:
    """Return what a period is called: a day with its weekday, a week by its days, a month by its number."""
    if found.unit == "day":
        return f"{point.start.isoformat()} {weekday(point.start)}"
    name = point.start.isoformat()[:7] if found.unit == "month" else f"{point.start} – {point.end:%m-%d}"
    return _("{period} so far").format(period=name) if point.so_far else name


def _table(found: Trend, key: str, points: list[Point]) -> Listing:
    has_goal = any(point.goal for point in points)
    fields = [
        Field("period", _("period"), 1, main=True, weight=3),
        Field("value", title(key), 1, main=True, weight=3, numeric=True),
        Field("change", _("change"), 1, main=True, weight=2, numeric=True),
        *([Field("goal", _("of the goal"), 1, main=True, weight=3, numeric=True)] if has_goal else []),
    ]
    rows = []
    for point in points:
        cells = [
            _period(found, point),
            number_text(key, point.value, found.currency) or "–",
            _change(point, found.currency),
        ]
        rows.append((*cells, _goal(point, found.currency)) if has_goal else tuple(cells))
    return Listing(_("{number} by period").format(number=title(key)), tuple(fields), tuple(rows))


def _change(point: Point, currency: str) -> str:
    """Return the change with its sign: of a rate in percentage points, of a count with its share."""
    change = point.change
    if change is None:
        return ""
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    if isinstance(point.value, Rate):
        return _("{sign}{points} points").format(sign=sign, points=f"{abs(change) * 100:.1f}")
    size = abs(change) if point.number == "dials_per_hour" else round(abs(change))
    told = f"{sign}{number_text(point.number, round(size, 1), currency)}"
    if point.growth is None:
        return told
    return f"{told} ({sign}{share(Rate(round(abs(point.growth) * 10_000), 10_000))})"


def _goal(point: Point, currency: str) -> str:
    if point.goal is None:
        return ""
    if point.number in AMOUNTS:
        return progress(point.number, point.goal.part, point.goal.whole, currency)
    return f"{point.goal.part}/{point.goal.whole} = {share(point.goal)}" if point.goal.whole else ""
