"""The board of a day: each rep's numbers against goals, the report, the callbacks that are late; the teams, all."""

from collections.abc import Sequence
from datetime import date

from crm_cli.domain import words
from crm_cli.domain.bars import bar_lines
from crm_cli.domain.callbacks import say_distance
from crm_cli.domain.form import Bar, Chart
from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import gettext as _
from crm_cli.reports.figure_words import progress, title
from crm_cli.reports.heading import number_text
from crm_cli.reports.scope import Scope
from crm_cli.reports.team import TeamRow, team_report
from crm_cli.services import standings
from crm_cli.services.callback_list import CallbackView, callbacks
from crm_cli.services.desk import Desk
from crm_cli.services.standings import Standing

KEYS = (
    "dials", "reached", "conversations", "appointments", "visits", "effective", "new_customers", "orders",
    "answered", "doors", "cards", "wechat_added", "quotes", "samples", "plan_completion",
)  # fmt: skip
"""The numbers that are shown, as many of them as there is room for."""


class BoardRow(Frozen):
    """What a rep, a team or all did on the day.

    `numbers` is of one rep, a team or all as the team's report has it; `standing` is the rep's report, None of
    several and where none is expected; `late` are callbacks past their time, of a day gone by none.
    """

    did: TeamRow
    standing: Standing | None
    late: tuple[CallbackView, ...]


class Board(Frozen):
    """A day of a team or the firm: `reps` by the number `sort`, then a row of each team and of all in `sums`.

    `missing` are the names of those whose report is expected and was not handed in.
    """

    day: date
    scope: Scope
    currency: str
    sort: str
    reps: tuple[BoardRow, ...]
    sums: tuple[BoardRow, ...]
    expected: int
    missing: tuple[str, ...]


def read_board(desk: Desk, scope: Scope, day: date, sort: str | None = None) -> Board:
    """Return the board of a team or the firm; sorted as the team's report is.

    Raises UsageError for a number that is no column of it. All is read in one snapshot.
    """
    with desk.database.snapshot():
        report = team_report(desk, scope, day, day, sort)
        stands = standings.standings(desk, day, **scope.filters())
        late = callbacks(desk, late=True, **scope.filters()) if day == desk.today() else []
    own = {one.rep_no: one for one in stands}
    reps = tuple(BoardRow(row, own.get(row.no or 0), _late(late, [row.no or 0])) for row in report.of("rep"))
    team_of = {row.did.no: row.did.team_no for row in reps}
    sums = [
        BoardRow(row, None, _late(late, [no or 0 for no, team in team_of.items() if team == row.no]))
        for row in report.of("team")
    ]
    sums += [BoardRow(row, None, tuple(late)) for row in report.of("total")]
    expected = [one for one in stands if one.expected]
    missing = tuple(one.rep for one in expected if one.last is None)
    return Board(day, scope, report.currency, report.sort, reps, tuple(sums), len(expected), missing)


def _late(found: Sequence[CallbackView], reps: Sequence[int]) -> tuple[CallbackView, ...]:
    return tuple(one for one in found if one.rep_no in reps)


def cell(board: Board, row: BoardRow, key: str) -> str:
    """Return a number as it stands in a narrow cell: `12/20`, with a mark where the goal is reached."""
    goal = row.did.goals.get(key)
    if goal is None or not goal.whole:
        return number_text(key, row.did.numbers[key], board.currency).partition(" = ")[0]
    return f"{goal.part}/{goal.whole}" + ("✓" if goal.part >= goal.whole else "")


def report_cell(desk: Desk, row: BoardRow) -> str:
    """Return how a rep's report stands in a word: when it was submitted, `late` before it where it was."""
    one = row.standing
    if one is None:
        return ""
    if one.last is None:
        return words.label("report_status", "missing") if one.status == "missing" else _("not yet")
    wall = desk.wall(one.last.submitted_at)
    when = f"{wall:%H:%M}" if wall.date() == one.last.day else f"{wall:%m-%d %H:%M}"
    return f"{_('late')} {when}" if one.status == "late" else when


def goal_lines(board: Board, row: BoardRow, width: int) -> list[str]:
    """Return a bar for each goal of a row in `width` cells, as far as it is reached the darker part."""
    bars = []
    for key, goal in row.did.goals.items():
        reached = goal.part / goal.whole if goal.whole else 1.0
        text = progress(key, goal.part, goal.whole, board.currency)
        bars.append(Bar(title(key), max(reached, 1.0), text, reached))
    return bar_lines(Chart("", tuple(bars)), width) if bars else []


def late_line(desk: Desk, one: CallbackView) -> str:
    """Return a callback that is late in a line: for when, with whom, how late, and why it is not offered."""
    due = f"{desk.wall(one.due_at):%m-%d %H:%M}" if one.due_at else ""
    far = say_distance(one.minutes) if one.minutes is not None else ""
    barred = f"[{one.not_offered}]" if one.not_offered else ""
    return "  ".join(filter(None, (due, one.customer or one.contact or one.number, far, barred)))
