"""Next steps, tasks and callbacks: adding, finishing, moving, handing over."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from crm_cli import clock
from crm_cli.domain.codes import number
from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_contact, find_party, find_rep, find_worker, require_number
from crm_cli.services.notices import notify
from crm_cli.services.reading import Due, read_date_of, read_due
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.change import Change
from crm_cli.storage.steps import FIND_STEPS, StepRow

if TYPE_CHECKING:
    from crm_cli.storage.callbacks import CallbackRow


def add_step(
    desk: Desk,
    words: str,
    *,
    customer: str | None = None,
    contact: str | None = None,
    due: str | None = None,
    rep: str | None = None,
    kind: str | None = None,
    anyone: bool = False,
) -> Receipt:
    """Add a next step at a customer, or a task at none; `due` is its date, else the words begin with it.

    A callback needs a time. Words without a date are due today.
    """
    if kind == "callback":
        from crm_cli.services.callbacks import add_callback

        when_said = f"{due} {words}" if due else words
        return add_callback(desk, customer, when_said, contact=contact, rep=rep, anyone=anyone)
    worker = find_worker(desk, rep)
    party = None if customer is None else find_party(desk, customer)
    if due:
        read_date_of(desk, due)
    now = desk.instant(desk.now())
    when = read_due(desk, f"{due} {words}" if due else words, now, default=None if due else desk.today())
    kind = kind or ("step" if party else "task")
    if not when.words:
        raise UsageError(_("What is to be done?"), 'crm step add 白云 "+3d 打电话"')
    person = (
        find_contact(desk, party.customer.no, contact)
        if party and contact
        else (party.contact if party else None)
    )
    notes = Notes()
    if when.at < now if when.at else when.day < desk.today():
        notes.warn(_("{when} is past already.").format(when=_when(desk, when)))
    with desk.change() as change:
        no = change.insert(
            "step",
            kind=kind,
            customer_no=party.customer.no if party else None,
            contact_no=person.no if person else None,
            phone_no=party.phone.no if party and party.phone else None,
            rep_no=worker.no,
            scope="anyone" if anyone else "mine",
            due_on=when.day,
            due_at=when.at,
            words=when.words,
        )
        about = _about(party.customer.name if party else "", when.words)
        notify(desk, change, "assigned", [worker.no], step_no=no, now=when.at or when.day, words=about)
    notes.tell(
        _("{number} due {when}: {words}").format(
            number=number("step", no), when=_when(desk, when), words=when.words
        )
    )
    return notes.receipt("step", no)


def _when(desk: Desk, due: Due) -> str:
    return f"{desk.wall(due.at):%Y-%m-%d %H:%M}" if due.at else due.day.isoformat()


def step(desk: Desk, text: str) -> StepRow:
    """Return the step numbered so; raise NotFoundError when there is none."""
    found = desk.database.first(FIND_STEPS, no=require_number("step", text))
    if found is None:
        raise NotFoundError(_("There is no step {number}.").format(number=text), "crm step list --all")
    return found


def steps(desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any) -> list[StepRow]:
    """Return the steps that pass the filters, the most urgent first unless sorted otherwise."""
    return desk.database.all(FIND_STEPS, sort=sort, descending=descending, **filters)


def finish_step(desk: Desk, text: str) -> Receipt:
    """Mark a step done by hand; a callback is closed by a call instead."""
    row = _open(desk, text)
    if row.kind == "callback":
        from crm_cli.services.callbacks import refuse_done

        return refuse_done(desk, text)
    return _update(desk, row, _("{number} done: {words}"), state="done", done_at=clock.now())


def cancel_step(desk: Desk, text: str) -> Receipt:
    """Take a step back: it will not be done."""
    row = _open(desk, text)
    if row.kind == "callback":
        from crm_cli.services import callbacks

        return callbacks.cancel(desk, text)
    with desk.change() as change:
        _tell_rep(desk, change, row, "cancelled", was=row.due_at or row.due_on)
        return _update(desk, row, _("{number} cancelled: {words}"), state="cancelled")


def snooze_step(desk: Desk, text: str, until: str) -> Receipt:
    """Put a step off to another day; one with a time keeps it when the new day has none."""
    row = _open(desk, text)
    due = new_due(desk, row, until)
    if row.kind == "callback":
        from crm_cli.services import callbacks

        return callbacks.move(desk, text, until)
    if due.day < desk.today():
        raise UsageError(_("{day} is past.").format(day=due.day.isoformat()), _("Snooze to a day to come."))
    with desk.change() as change:
        _tell_moved(desk, change, row, due)
        return _update(desk, row, _("{number} is now due {day}: {words}"), due_on=due.day, due_at=due.at)


def new_due(desk: Desk, row: "StepRow | CallbackRow", text: str) -> Due:
    """Return the day typed, with the time the step had where none is typed; raise UsageError for more words."""
    due = read_date_of(desk, text)
    if due.words:
        raise UsageError(
            _("{text} is more than a date.").format(text=text),
            _('Say what is to be done with: crm step edit {number} --words "…"').format(
                number=number("step", row.no)
            ),
        )
    if due.at is None and row.due_at is not None:
        return due._replace(at=desk.instant(datetime.combine(due.day, desk.wall(row.due_at).time())))
    return due


def assign_step(desk: Desk, text: str, rep: str) -> Receipt:
    """Hand a step to another rep."""
    worker, row = find_rep(desk, rep), _open(desk, text)
    if row.kind == "callback":
        from crm_cli.services import callbacks

        return callbacks.give(desk, text, rep)
    with desk.change() as change:
        if worker.no != row.rep_no:
            _tell_rep(desk, change, row, "taken_away", now=worker.name)
            _tell_rep(
                desk,
                change,
                row._replace(rep_no=worker.no),
                "assigned",
                was=row.rep,
                now=row.due_at or row.due_on,
            )
        return _update(desk, row, _("{number} handed over: {words}"), rep_no=worker.no)


def edit_step(
    desk: Desk, text: str, *, words: str | None = None, due: str | None = None, anyone: bool | None = None
) -> Receipt:
    """Change the words, the day or the scope of a step."""
    row = step(desk, text)
    values: dict[str, object] = {}
    if due is not None and row.kind == "callback":
        # A promise leaves what was missed behind, whichever command moves it.
        from crm_cli.services import callbacks

        with desk.change():
            moved = callbacks.move(desk, text, due)
            if words is None and anyone is None:
                return moved
            return edit_step(desk, text, words=words, anyone=anyone)
    if words is not None:
        if not words.strip() and row.kind != "callback":
            raise UsageError(_("What is to be done?"), '--words "打电话"')
        values["words"] = words.strip()
    if due is not None:
        when = new_due(desk, row, due)
        values.update(due_on=when.day, due_at=when.at)
    if anyone is not None:
        values["scope"] = "anyone" if anyone else "mine"
    with desk.change() as change:
        if "due_on" in values:
            _tell_moved(desk, change, row, when)
        elif words is not None and words.strip() != row.words:
            _tell_rep(desk, change, row, "changed", now=words.strip())
        return _update(desk, row, _("{number} changed: {words}"), **values)


def _about(customer: str, words: str) -> str:
    return " · ".join(filter(None, (customer, words)))


def _tell_rep(desk: Desk, change: Change, row: StepRow, kind: str, **said: Any) -> None:
    """Give the rep of an open step notice of what somebody else did with it."""
    if row.state == "open":
        about = {"step_no": row.no, "words": _about(row.customer, row.words), **said}
        notify(desk, change, kind, [row.rep_no], **about)


def _tell_moved(desk: Desk, change: Change, row: StepRow, due: Due) -> None:
    if (due.day, due.at) != (row.due_on, row.due_at):
        _tell_rep(desk, change, row, "moved", was=row.due_at or row.due_on, now=due.at or due.day)


def change_next(desk: Desk, noun: str, touch: Any, at: datetime, text: str) -> None:
    """Change the next step promised in a touch of `noun` (its row), or add one where none was.

    `text` is read from the touch's moment `at`. Raises RefusedError when that step is not open any more.
    """
    due = read_due(desk, text, at)
    values: dict[str, Any] = {"due_on": due.day, "due_at": due.at, "words": due.words}
    origin: dict[str, Any] = {f"{noun}_no": touch.no}
    held = desk.database.first(FIND_STEPS, sort="no", **origin)
    with desk.change() as change:
        if held is None:
            customer = {"customer_no": touch.customer_no, "contact_no": touch.contact_no}
            change.insert("step", kind="step", rep_no=touch.rep_no, **customer, **values, **origin)
        else:
            _open(desk, number("step", held.no) or "")
            change.update("step", held.no, **values)
            _tell_moved(desk, change, held, due)


def remove_step(desk: Desk, text: str) -> Receipt:
    """Remove a step."""
    from crm_cli.services.around import let_go_of

    row = step(desk, text)
    notes = Notes()
    with desk.change() as change:
        let_go_of(desk, change, "step", row.no)
        _tell_rep(desk, change, row, "cancelled", step_no=None, was=row.due_at or row.due_on)
        change.delete("step", row.no)
    notes.tell(_("{name} removed.").format(name=number("step", row.no)))
    return notes.receipt("step", row.no, row.id)


def _open(desk: Desk, text: str) -> StepRow:
    row = step(desk, text)
    if row.state != "open":
        raise RefusedError(_("{number} is not open any more.").format(number=text))
    return row


def _update(desk: Desk, row: StepRow, told: str, **values: object) -> Receipt:
    notes = Notes()
    with desk.change() as change:
        change.update("step", row.no, expect=row.version, **values)
    day = values.get("due_on", row.due_on)
    notes.tell(told.format(number=number("step", row.no), words=values.get("words", row.words), day=day))
    return notes.receipt("step", row.no, row.id)
