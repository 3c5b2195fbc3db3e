"""Reports as letters: what a mail says and carries, and what a group robot says of the same report."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.cli import report_sink
from crm_cli.cli.report_sink import Sheet
from crm_cli.domain import words
from crm_cli.domain.form import Form
from crm_cli.domain.postal_hours import Posting
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.reports.scope import Scope
from crm_cli.services.desk import Desk

if TYPE_CHECKING:
    from crm_cli.delivery.letters import Attachment, Letter
    from crm_cli.reports.handed_in import HandedIn, Shown

MOST_LINES = 1000
"""So many customers of a follow-up sheet go into a mail; the counts above are of all."""
MOST_TOUCHES = 8000
"""So many visits and calls of a day are attached one by one; of more only the numbers, or no server takes the mail."""


class Drawn(NamedTuple):
    """A report drawn: whole, as the letter shows it (`face`), and the formats it is attached in."""

    sheet: Sheet
    face: Form
    attached: tuple[str, ...] = ()
    status: str = ""


def letter_of(desk: Desk, posting: Posting, scope: Scope) -> "Letter":
    """Return the letter of a report as things stand now, in the language in use."""
    from crm_cli.delivery.letters import Letter
    from crm_cli.exchange.form_html import form_html
    from crm_cli.exchange.form_markdown import form_markdown

    drawn = _DRAWERS[posting.kind](desk, posting, scope)
    name = _named(drawn.face.name, posting, scope)
    return Letter(
        subject=_("{report} ({status})").format(report=name, status=drawn.status) if drawn.status else name,
        text=_text(drawn.face),
        html=form_html(drawn.face),
        markdown=form_markdown(drawn.face),
        attachments=[_attachment(desk, drawn.sheet, name, ending) for ending in drawn.attached],
    )


def _named(report: str, posting: Posting, scope: Scope) -> str:
    days = posting.first.isoformat()
    if posting.last != posting.first:
        days = f"{days} – {posting.last.isoformat()}"
    return f"{report} {days} {scope.name}"


def _text(face: Form) -> str:
    from crm_cli.domain.form_text import form_text

    return "".join(form_text(face))


def _attachment(desk: Desk, sheet: Sheet, name: str, ending: str) -> "Attachment":
    import io

    from crm_cli.delivery.letters import Attachment
    from crm_cli.domain.file_names import safe_file_name

    target = io.BytesIO()
    report_sink.write_to(target, sheet, ending, zone=desk.zone)
    return Attachment(safe_file_name(f"{name}.{ending}", f"report.{ending}"), target.getvalue())


def _once(sheet: Sheet) -> tuple[Sheet, Form]:
    """Return a sheet whose form is made now and not again for each format, and that form."""
    form = sheet.form()
    return sheet._replace(form=lambda: form), form


def _daily(desk: Desk, posting: Posting, scope: Scope) -> Drawn:
    from crm_cli.cli.report import daily_sheet
    from crm_cli.reports.brief import brief_form
    from crm_cli.reports.handed_in import read_daily

    shown = read_daily(desk, scope, posting.first)
    sheet, whole = _once(daily_sheet(desk, *_attachable(desk, shown)))
    return Drawn(
        sheet,
        brief_form(whole, shown.report, shown.handed_in, desk),
        ("html", "xlsx"),
        _status(shown.handed_in, posting),
    )


def _attachable(desk: Desk, shown: "Shown") -> "Shown":
    report = shown.report
    if len(report.visits) + len(report.calls) + len(report.incoming) <= MOST_TOUCHES:
        return shown
    from crm_cli.reports.daily import daily_report

    return shown._replace(report=daily_report(desk, report.scope, report.start, summed=True))


def _status(standing: "HandedIn | None", posting: Posting) -> str:
    """Return how a day's report stands, in a word; where nobody's is expected the moment it goes out at."""
    if standing is not None and standing.own is not None:
        return words.label("report_status", standing.status)
    from crm_cli.reports.handed_in_form import OF_SEVERAL

    status = standing.status if standing is not None else None
    said = OF_SEVERAL.get(status or posting.moment)
    return _(said) if said else ""


def _of_days(desk: Desk, posting: Posting, scope: Scope) -> Drawn:
    from crm_cli.cli.report import daily_sheet
    from crm_cli.reports.brief import brief_form
    from crm_cli.reports.daily import daily_report

    # Each touch of a week would make a workbook nobody reads; the daily reports have them.
    report = daily_report(desk, scope, posting.first, posting.last, summed=True)
    sheet, whole = _once(daily_sheet(desk, report))
    return Drawn(sheet, brief_form(whole, report, None, desk), ("html", "xlsx"))


def _missing(desk: Desk, posting: Posting, scope: Scope) -> Drawn:
    from crm_cli.cli.report_submission import missing_sheet

    return Drawn(*_once(missing_sheet(desk, scope, posting.first, posting.last)))


def _morning(desk: Desk, posting: Posting, scope: Scope) -> Drawn:
    from crm_cli.cli.report_morning import morning_sheet

    return Drawn(*_once(morning_sheet(desk, scope, posting.first)), ("xlsx",))


def _team(desk: Desk, posting: Posting, scope: Scope) -> Drawn:
    from crm_cli.cli.report_team import sheet_of
    from crm_cli.reports.team import team_report

    if scope.kind == "rep":
        raise UsageError(_("A team report is of a team or of all."), "--team 航空汽车组")
    return Drawn(*_once(sheet_of(desk, team_report(desk, scope, posting.first, posting.last))), ("xlsx",))


def _followup(desk: Desk, _posting: Posting, scope: Scope) -> Drawn:
    from crm_cli.cli.report_followup import sheet_of
    from crm_cli.reports.followup_sheet import Filters, followup_sheet

    found = followup_sheet(desk, scope, Filters(), MOST_LINES)
    return Drawn(*_once(sheet_of(desk, found)), ("xlsx",))


def _goals(desk: Desk, posting: Posting, scope: Scope) -> Drawn:
    from crm_cli.cli.report_goals import sheet_of
    from crm_cli.reports.goals_left import goals_left

    return Drawn(*_once(sheet_of(desk, goals_left(desk, scope, posting.first))))


_DRAWERS: dict[str, Callable[[Desk, Posting, Scope], Drawn]] = {
    "daily": _daily,
    "weekly": _of_days,
    "monthly": _of_days,
    "missing": _missing,
    "morning": _morning,
    "team": _team,
    "followup": _followup,
    "goals": _goals,
}
