"""What every touch does besides being logged: grades, what was heard, closing steps, the next one, 撞单."""

from datetime import date, datetime, timedelta
from typing import Any

from crm_cli import clock
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.reading import Due, read_due, read_grade
from crm_cli.services.receipts import Notes
from crm_cli.storage.change import Change
from crm_cli.storage.contacts import ContactRow
from crm_cli.storage.customers import CustomerBrief
from crm_cli.storage.reps import RepRow
from crm_cli.storage.rows import RecordNumber
from crm_cli.storage.statement import Statement, to_driver
from crm_cli.storage.steps import FIND_STEPS, StepRow

SOON = timedelta(minutes=10)
_MORNING = 7
"""The hour before which nobody is promised a call by purpose."""


class Touch(Frozen):
    """A call, visit or follow-up just logged; `reached` says whether it closes what was promised.

    `call_list_no` is the list that a call was made from.
    """

    noun: str
    no: int
    at: datetime
    day: date
    rep: RepRow
    customer: CustomerBrief | None
    contact: ContactRow | None
    reached: bool
    call_list_no: int | None = None

    def origin(self) -> dict[str, object]:
        """Return the foreign key that names this touch as an origin."""
        return {f"{self.noun}_no": self.no}


class Extras(Frozen):
    """What may be said on any touch besides its own fields, as typed."""

    grade: str | None = None
    next: str | None = None
    objections: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    wechat: bool = False
    keep: bool = False
    replies: tuple[str, ...] = ()


def settle(desk: Desk, change: Change, touch: Touch, extras: Extras, notes: Notes) -> None:
    """Do everything a touch brings with it, in one change; say so in `notes`.

    Raises RefusedError for one after the day its rep left the firm.
    """
    _require_there(touch)
    warn_of_owner(desk, touch, notes)
    regrade(change, touch, extras.grade, notes)
    _hear(desk, change, touch, extras, notes)
    if extras.wechat and touch.contact is not None and not touch.contact.wechat_added:
        change.update("contact", touch.contact.no, wechat_added=True)
    if touch.reached and not extras.keep:
        close_steps(desk, change, touch, notes)
    if extras.next:
        add_next(desk, change, touch, extras.next, notes)


def _require_there(touch: Touch) -> None:
    # The day itself passes: who leaves in the evening worked until then.
    left = touch.rep.left_on
    if left is not None and touch.day > left:
        raise RefusedError(
            _("{name} left the firm on {day}.").format(name=touch.rep.name, day=left.isoformat()),
            _("Work of the days before can still be typed: --rep {name}, with its day.").format(
                name=touch.rep.name
            ),
        )


def warn_of_future(desk: Desk, at: datetime, notes: Notes) -> None:
    """Warn when a touch is dated after now: a slip of the finger more often than not."""
    if at > clock.now() + timedelta(minutes=5):
        notes.warn(_("{when} has not come yet.").format(when=f"{desk.wall(at):%Y-%m-%d %H:%M}"))


def warn_of_double(desk: Desk, touch: Touch, same: Statement[RecordNumber], notes: Notes) -> None:
    """Warn when the touch just written is the same as one of ten minutes before or after (SAME_CALL, SAME_VISIT).

    It may well be another, so it is not refused.
    """
    minute = touch.at.replace(second=0, microsecond=0)
    found = desk.database.first(
        same,
        no=touch.no,
        since=touch.at - SOON,
        until=touch.at + SOON,
        minute=minute,
        next_minute=minute + timedelta(minutes=1),
    )
    if found is not None:
        notes.warn(
            _("{number} says the same. If it was typed twice, take this one back with: crm undo").format(
                number=number(touch.noun, found.no)
            )
        )


def warn_of_due(desk: Desk, touch: Touch, due: Due, notes: Notes) -> None:
    """Warn when what a touch promises is dated before the touch itself, or in the night: 3点 is no afternoon."""
    if due.day < touch.day or (due.at is not None and due.at < touch.at):
        notes.warn(_("{day} is before the touch itself.").format(day=due.day.isoformat()))
    warn_of_night(desk, due.at, notes)


def warn_of_night(desk: Desk, at: datetime | None, notes: Notes) -> None:
    """Warn when a promised time is in the night: 3点 is no afternoon."""
    if at is not None and 0 < (wall := desk.wall(at)).hour < _MORNING:
        notes.warn(
            _("{time} is in the night; the afternoon is {afternoon}.").format(
                time=f"{wall:%H:%M}", afternoon=f"{wall.hour + 12}:{wall:%M}"
            )
        )


def regrade(change: Change, touch: Touch, grade: str | None, notes: Notes) -> None:
    """Set the customer's grade, unless a later touch has set one already (DECISIONS: back-dated touches)."""
    if grade is None or touch.customer is None:
        return
    wanted, customer = read_grade(grade), touch.customer
    # The customer was found before the lock: someone may have graded it since.
    held = change.row("customer", customer.no)
    if held["grade_at"] is not None and held["grade_at"] > to_driver(touch.at):
        notes.warn(
            _("{customer} keeps grade {grade}: a later touch set it.").format(
                customer=customer.name, grade=held["grade"]
            )
        )
        return
    if change.update("customer", customer.no, grade=wanted, grade_at=touch.at):
        notes.tell(
            _("Grade {before} -> {after}.").format(before=held["grade"] or "-", after=wanted)
            if held["grade"] != wanted
            else _("Grade {grade} again.").format(grade=wanted)
        )


def warn_of_owner(desk: Desk, touch: Touch, notes: Notes) -> None:
    """Warn when the customer belongs to another rep (撞单), and until when it is protected."""
    customer = touch.customer
    if customer is None or customer.owner_no is None or customer.owner_no == touch.rep.no:
        return
    until = protected_until(desk, customer)
    if until is not None:
        notes.warn(
            _("{customer} belongs to {owner} and is protected until {day} (撞单).").format(
                customer=customer.name, owner=customer.owner, day=until.isoformat()
            )
        )
        return
    notes.warn(
        _("{customer} belongs to {owner} (撞单).").format(customer=customer.name, owner=customer.owner)
    )


def protected_until(desk: Desk, customer: CustomerBrief) -> date | None:
    """Return the last day on which an owned customer is protected for its owner, None when it is not.

    It is counted from the last touch, whoever made it: what another logs there protects the owner, too.
    """
    if customer.owner_no is None or customer.last_touch_at is None:
        return None
    until = desk.wall(customer.last_touch_at).date() + timedelta(days=int(desk.setting("protect_days")))
    return until if until >= desk.today() else None


def refuse_protected(desk: Desk, customer: CustomerBrief) -> None:
    """Raise RefusedError when another rep's protected customer would be taken by who types."""
    me = desk.me
    if me is None or me.role in {"manager", "owner"} or customer.owner_no in {None, me.no}:
        return
    if (until := protected_until(desk, customer)) is not None:
        raise RefusedError(
            _("{customer} is protected for {owner} until {day}.").format(
                customer=customer.name, owner=customer.owner, day=until.isoformat()
            ),
            _("Ask {owner} or a manager to hand it over.").format(owner=customer.owner),
        )


def _hear(desk: Desk, change: Change, touch: Touch, extras: Extras, notes: Notes) -> None:
    if extras.objections or extras.replies:
        from crm_cli.services.meeting_objections import meet

        meet(desk, change, touch.origin(), extras.objections, extras.replies, notes)
    if extras.competitors:
        from crm_cli.storage.heard import COMPETITORS

        for name in dict.fromkeys(filter(None, (text.strip() for text in extras.competitors))):
            rival = desk.database.first(COMPETITORS, name=name)
            competitor_no = rival.no if rival else change.insert("competitor", name=name)
            change.insert("competitor_heard", competitor_no=competitor_no, **touch.origin())


def heard_on(desk: Desk, noun: str, no: int) -> tuple[list[str], list[str]]:
    """Return the objections met and the competitors heard of on a call, a visit or a follow-up, in words."""
    from crm_cli.storage.heard import COMPETITORS_HEARD, OBJECTIONS_MET

    of: dict[str, Any] = {f"{noun}_no": no}
    met, heard = desk.database.all(OBJECTIONS_MET, **of), desk.database.all(COMPETITORS_HEARD, **of)
    return [row.what for row in met], [row.what for row in heard]


def close_steps(desk: Desk, change: Change, touch: Touch, notes: Notes) -> None:
    """Close the rep's steps at this customer due up to the touch's day; callbacks only by a call."""
    if touch.customer is None:
        return
    due: list[StepRow] = desk.database.all(
        FIND_STEPS,
        state="open",
        customer_no=touch.customer.no,
        mine_or_anyone=touch.rep.no,
        kinds=("step", "callback") if touch.noun == "call" else ("step",),
        due_until=touch.day,
    )
    for step in due:
        change.update(
            "step", step.no, state="done", done_at=touch.at, **{f"done_by_{touch.noun}_no": touch.no}
        )
        notes.tell(
            _("Closed {number} {words} (due {day}).").format(
                number=number("step", step.no), words=step.words or _("callback"), day=step.due_on.isoformat()
            )
        )


def add_next(
    desk: Desk, change: Change, touch: Touch, text: str, notes: Notes, *, default: date | None = None
) -> int:
    """Make the next step promised in a touch; its date is read from the touch's own day."""
    due = read_due(desk, text, touch.at, default=default)
    return insert_step(desk, change, touch, due, notes)


def insert_step(desk: Desk, change: Change, touch: Touch, due: Due, notes: Notes) -> int:
    """Insert a next step that came from `touch` and say so."""
    warn_of_due(desk, touch, due, notes)
    no = change.insert(
        "step",
        kind="step",
        customer_no=touch.customer.no if touch.customer else None,
        contact_no=touch.contact.no if touch.contact else None,
        rep_no=touch.rep.no,
        due_on=due.day,
        due_at=due.at,
        words=due.words,
        **touch.origin(),
    )
    when = f"{desk.wall(due.at):%Y-%m-%d %H:%M}" if due.at else due.day.isoformat()
    notes.tell(
        _("Next step {number}: {when} {words}")
        .format(number=number("step", no), when=when, words=due.words)
        .rstrip()
    )
    return no
