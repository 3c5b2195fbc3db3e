"""What is typed for a day's report: problem, answer and help; tomorrow's visits and next steps."""

from collections.abc import Callable
from datetime import date

from crm_cli.domain.dates import begins_with_a_time
from crm_cli.errors import CrmError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import plans, report_notes, steps
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Receipt
from crm_cli.storage.dailies import NoteRow
from crm_cli.storage.reps import RepRow
from crm_cli.tui.asking import Asking
from crm_cli.tui.blanks import Blank, BlankForm, Half
from crm_cli.tui.commands import DeskScreen

Save = Callable[[BlankForm, dict[str, str]], None]

_NOTE = (
    Blank("problem", N_("problem"), tall=True),
    Blank("answer", N_("answer"), tall=True),
    Blank("help_needed", N_("help needed"), tall=True),
)
_WHEN = Blank("when", N_("when"), N_("for example: fri 15:00"))
_VISIT = (
    Blank("customer", N_("customer"), N_("a name, a part of it, c12")),
    Blank("building", N_("or building"), N_("a building to sweep")),
    Blank("purpose", N_("purpose")),
    Blank("expected", N_("expected")),
    _WHEN,
)
_STEP = (
    Blank("words", N_("what")),
    Blank("customer", N_("customer"), N_("a name, a part of it, c12; none for a task")),
    _WHEN,
)


def note_half(desk: Desk, rep: RepRow, day: date) -> Half:
    """Return what is half written for the report of a rep's day."""
    return Half(desk, f"reportnote:r{rep.no}:{day.isoformat()}")


def note_form(desk: Desk, rep: RepRow, day: date, note: NoteRow | None, save: Save) -> BlankForm:
    """Return the form of what only the rep can say of a day, with what was said of it so far."""
    told = {name: getattr(note, name) for name in report_notes.FIELDS} if note is not None else {}
    title = _("Report of {rep} for {day}").format(rep=rep.name, day=day.isoformat())
    return BlankForm(title, _NOTE, note_half(desk, rep, day), save, told=told)


def visit_form(screen: DeskScreen, rep: RepRow, day: date) -> BlankForm:
    """Return the form that plans a rep's visits of the working day after `day`, one after the other."""
    desk = screen.desk

    def plan(told: dict[str, str]) -> Receipt:
        return plans.add_plan(
            desk,
            told["customer"] or None,
            building=told["building"] or None,
            purpose=told["purpose"],
            expected=told["expected"],
            when=_that_day(desk, told["when"], day),
            reps=[f"r{rep.no}"],
        )

    return _for_tomorrow(screen, _("Visit of {rep}"), _VISIT, rep, day, plan)


def step_form(screen: DeskScreen, rep: RepRow, day: date) -> BlankForm:
    """Return the form that notes what a rep is to do the working day after `day`, one after the other."""
    desk = screen.desk

    def note(told: dict[str, str]) -> Receipt:
        return steps.add_step(
            desk,
            told["words"],
            customer=told["customer"] or None,
            due=_that_day(desk, told["when"], day),
            rep=f"r{rep.no}",
        )

    return _for_tomorrow(screen, _("Next step of {rep}"), _STEP, rep, day, note)


def _that_day(desk: Desk, said: str, day: date) -> str | None:
    """Return when it is to be: a time alone is one of the working day after `day`, not of today."""
    if begins_with_a_time(said, desk.now()):
        return f"{desk.workdays().next_working(day).isoformat()} {said}"
    return said or None


def _for_tomorrow(
    screen: DeskScreen,
    title: str,
    blanks: tuple[Blank, ...],
    rep: RepRow,
    day: date,
    act: Callable[[dict[str, str]], Receipt],
) -> BlankForm:
    desk = screen.desk
    next_day = desk.workdays().next_working(day).isoformat()

    def save(form: BlankForm, told: dict[str, str]) -> None:
        said = {name: text.strip() for name, text in told.items()}

        def done(receipt: Receipt) -> None:
            form.again("\n".join((*receipt.lines, *receipt.warnings)))
            screen.reload()

        def failed(error: CrmError) -> None:
            form.wrong(error.told)

        Asking(screen.app, desk, lambda: act(said), done, failed).go()

    half = Half(desk, f"tomorrow{blanks[0].name}:r{rep.no}:{day.isoformat()}")
    remark = _("Another can follow; esc when that is all.")
    return BlankForm(title.format(rep=rep.name), blanks, half, save, told={"when": next_day}, remark=remark)
