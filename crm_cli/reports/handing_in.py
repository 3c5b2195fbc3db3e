"""Handing a day's report in: what there is to mend first, then the report read and kept in one moment."""

from collections.abc import Sequence
from datetime import date

from crm_cli.domain.form import Field, Form, Listing
from crm_cli.i18n import gettext as _
from crm_cli.reports.corrections import Corrections, corrections, with_authors
from crm_cli.reports.daily import DailyReport, Due, daily_report
from crm_cli.reports.daily_form import doubts_block, due_cells
from crm_cli.reports.heading import old_callbacks_title, overdue_title
from crm_cli.reports.scope import Scope
from crm_cli.reports.snapshot import freeze, thaw
from crm_cli.services import standings, submissions
from crm_cli.services.desk import Desk
from crm_cli.services.firm import note_day
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.reps import RepRow

LATE_SHOWN = 8
"""So many of what is overdue, and of callbacks of earlier days, are shown before a report is handed in, the oldest; the count says the rest."""


def proof(desk: Desk, rep: RepRow, day: date) -> Form:
    """Return what a rep looks at before handing the day in: what does not add up, and tomorrow's rows.

    Raises RefusedError where the report may not be handed in.
    """
    submissions.require_may_submit(desk, rep, day)
    report = daily_report(desk, Scope("rep", rep.name, rep.no), day)
    old = [due for due in report.tomorrow if due.overdue and not due.counts_as_overdue()]
    late = [due for due in report.tomorrow if due.counts_as_overdue()]
    blocks = [_agenda(_("E. Tomorrow's plan"), [due for due in report.tomorrow if not due.overdue], desk)]
    if old:
        blocks.append(_agenda(old_callbacks_title(len(old), LATE_SHOWN), old[:LATE_SHOWN], desk))
    if late:
        blocks.append(_agenda(overdue_title(len(late), LATE_SHOWN), late[:LATE_SHOWN], desk))
    if report.doubts:
        blocks.append(doubts_block(report, desk))
    return Form(
        name=_("Daily report"),
        title=_("Report of {rep} for {day}").format(rep=rep.name, day=day.isoformat()),
        header=((_("logged"), _logged(report)),),
        blocks=tuple(blocks),
        boxes=(),
        none=_("none"),
    )


def _agenda(title: str, dues: Sequence[Due], desk: Desk) -> Listing:
    fields = (
        Field("no", _("no."), 1, main=True, weight=1),
        Field("due", _("due"), 1, main=True, weight=2),
        Field("kind", _("kind"), 1, main=True),
        Field("where", _("customer or building"), 1, main=True, weight=4),
        Field("words", _("what"), 1, main=True, weight=5),
    )
    return Listing(title, fields, tuple(due_cells(due, desk)[: len(fields)] for due in dues))


def _logged(report: DailyReport) -> str:
    return _("calls {calls}, visits {visits}, other follow-ups {followups}").format(
        calls=len(report.calls) + len(report.incoming),
        visits=len(report.visits),
        followups=len(report.followups),
    )


def hand_in(desk: Desk, rep: RepRow, day: date, **note: str) -> Receipt:
    """Keep the report of `rep` for `day` as it stands, with what `note` adds to it, in one change.

    `note` holds problem, answer and help_needed. Where nothing differs from the revision before, none is made.
    Raises RefusedError as `services.submissions.submit` does.
    """
    submissions.require_may_submit(desk, rep, day)
    with desk.change():
        if any(note.values()):
            note_day(desk, rep=f"r{rep.no}", day=day.isoformat(), **note)
        report = daily_report(desk, Scope("rep", rep.name, rep.no), day)
        held = standings.latest(desk, rep.no, day)
        if held is None:
            return submissions.submit(desk, rep, day, freeze(report))
        before = thaw(standings.snapshots(desk, [held.no])[held.no])
        told = _said(desk, before, report)
        # The month to date, or a customer's name, may be another: what was done that day is not.
        if not told and before.notes == report.notes:
            return _unchanged(held.no, held.id, held.revision)
        return submissions.submit(desk, rep, day, freeze(report), told)


def _unchanged(no: int, record_id: str, revision: int) -> Receipt:
    notes = Notes()
    notes.tell(
        _("u{no}: nothing has changed since it was submitted; revision {revision} stands.").format(
            no=no, revision=revision
        )
    )
    return notes.receipt("submission", no, record_id)


def _said(desk: Desk, before: DailyReport, after: DailyReport) -> Sequence[str]:
    from crm_cli.reports.correction_words import say_corrections

    found = corrections(before, after)
    told = say_corrections(Corrections(with_authors(desk, found.records), found.figures), desk)
    if before.tomorrow != after.tomorrow:
        told.append(_("Tomorrow's plan changed."))
    return told
