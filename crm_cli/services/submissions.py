"""Daily reports handed in: by whom and when, what a manager says of them, who signs."""

from collections.abc import Sequence
from datetime import date, datetime

from crm_cli import clock
from crm_cli.domain.codes import number
from crm_cli.domain.report_moments import is_late
from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.standings import latest, moments
from crm_cli.storage.reps import RepRow
from crm_cli.storage.submissions import (
    FIND_SUBMISSIONS,
    SIGN_OFFS,
    SignOffRow,
    SubmissionRow,
)


def require_may_submit(desk: Desk, rep: RepRow, day: date) -> None:
    """Raise RefusedError where who types may not hand in the report of `rep` for `day`.

    The rep may, an assistant who types for others and a manager. Nobody may for a day to come, and once the
    report is final only a manager hands in a further revision.
    """
    role = desk.me.role if desk.me is not None else ""
    if (desk.me is None or desk.me.no != rep.no) and role != "assistant":
        desk.require_manager(_("submitting the report of {name}").format(name=rep.name))
    if day > desk.today():
        raise RefusedError(
            _("{day} has not come yet.").format(day=day.isoformat()),
            _("A report is submitted when its day is done: crm report submit"),
        )
    final = moments(desk, day).final
    held = latest(desk, rep.no, day)
    if held is not None and clock.now() >= final and role not in {"manager", "owner"}:
        raise RefusedError(
            _("The report of {day} is final since {when}.").format(
                day=day.isoformat(), when=_when(desk, final, day)
            ),
            _("What is changed now shows as a correction; a manager may submit it again."),
        )


def submit(desk: Desk, rep: RepRow, day: date, snapshot: str, changed: Sequence[str] = ()) -> Receipt:
    """Keep the report of `rep` for `day` as it is handed in; `changed` says what differs from the last revision.

    A first one that comes after the final moment is late. Raises RefusedError as `require_may_submit` does.
    """
    require_may_submit(desk, rep, day)
    now, notes = clock.now(), Notes()
    final = moments(desk, day).final
    with desk.change() as change:
        held = latest(desk, rep.no, day)
        revision = held.revision + 1 if held else 1
        no = change.insert(
            "submission", day=day, rep_no=rep.no, revision=revision, submitted_at=now, snapshot=snapshot
        )
        if held is not None:
            _warn_of_signatures(desk, held, notes)
    told = {
        "number": number("submission", no),
        "rep": rep.name,
        "day": day.isoformat(),
        "when": _when(desk, now, day),
        "revision": revision,
    }
    if held is not None:
        notes.tell(
            _("{number}: report of {rep} for {day} submitted again at {when}, revision {revision}.").format(
                **told
            )
        )
    elif is_late(now, final):
        notes.tell(
            _(
                "{number}: report of {rep} for {day} submitted at {when}, late: it was final at {final}."
            ).format(**told, final=_when(desk, final, day))
        )
    else:
        notes.tell(_("{number}: report of {rep} for {day} submitted at {when}, on time.").format(**told))
    for line in changed:
        notes.tell(line)
    return notes.receipt("submission", no)


def _warn_of_signatures(desk: Desk, held: SubmissionRow, notes: Notes) -> None:
    for one in desk.database.all(SIGN_OFFS, submission_no=held.no):
        if one.signed_at is not None:
            notes.warn(
                _("{name} had signed {number}; what is submitted now is not signed yet.").format(
                    name=one.rep, number=number("submission", held.no)
                )
            )


def comment(desk: Desk, text: str, words: str, day: date | None = None) -> Receipt:
    """Say something of a rep's last report, that of `day` or the one numbered (`u12`), beneath what was said before.

    Only a manager or the owner may, and not of their own.
    """
    if not words.strip():
        raise UsageError(_("There is nothing to note."), 'crm report comment 陈伟 "约访再多两个"')
    row, notes = _to_sign(desk, text, day), Notes()
    _sign_off(desk, row, words.strip(), signed_at=None)
    notes.tell(_said(row, words))
    return notes.receipt("submission", row.no, row.id)


def _said(row: SubmissionRow, words: str) -> str:
    return _("Comment on {number}, report of {rep} for {day}: {words}").format(
        number=number("submission", row.no), rep=row.rep, day=row.day.isoformat(), words=words.strip()
    )


def sign(desk: Desk, text: str, day: date | None = None, words: str = "") -> Receipt:
    """Sign a rep's last report, that of `day` or the one numbered (`u12`); signing again only says so.

    Only a manager or the owner may, and not their own.
    """
    row, notes = _to_sign(desk, text, day), Notes()
    told = {"number": number("submission", row.no), "rep": row.rep, "day": row.day.isoformat()}
    mine = _mine(desk, row)
    signed_at = mine.signed_at if mine else None
    if signed_at is None or words.strip():
        _sign_off(desk, row, words.strip(), signed_at=signed_at or clock.now())
    if signed_at is not None:
        when = _when(desk, signed_at, desk.today())
        notes.tell(
            _("{number}, report of {rep} for {day}, was signed already at {when}.").format(**told, when=when)
        )
    else:
        notes.tell(_("{number}, report of {rep} for {day}, signed.").format(**told))
    if words.strip():
        notes.tell(_said(row, words))
    return notes.receipt("submission", row.no, row.id)


def _sign_off(desk: Desk, row: SubmissionRow, words: str, *, signed_at: datetime | None) -> None:
    with desk.change() as change:
        mine = _mine(desk, row)
        if mine is None:
            author = desk.me.no if desk.me else 0
            change.insert("sign_off", submission_no=row.no, rep_no=author, comment=words, signed_at=signed_at)
        else:
            said = "\n".join(filter(None, (mine.comment, words)))
            change.update("sign_off", mine.no, comment=said, signed_at=signed_at or mine.signed_at)


def _mine(desk: Desk, row: SubmissionRow) -> SignOffRow | None:
    author = desk.me.no if desk.me else 0
    return desk.database.first(SIGN_OFFS, submission_no=row.no, by_rep_no=author)


def _to_sign(desk: Desk, text: str, day: date | None) -> SubmissionRow:
    """Return the revision that counts; raise RefusedError for one's own, and where there is none."""
    from crm_cli.services.naming import number_of

    desk.require_manager(_("commenting on reports and signing them"))
    no = number_of("submission", text)
    row = _of_rep(desk, text, day) if no is None else _numbered(desk, text, no)
    if desk.me is not None and row.rep_no == desk.me.no:
        raise RefusedError(
            _("Nobody signs a report of their own: {number}.").format(number=number("submission", row.no)),
            _("The firm's owner does it."),
        )
    return row


def _numbered(desk: Desk, text: str, no: int) -> SubmissionRow:
    row = desk.database.first(FIND_SUBMISSIONS, no=no)
    if row is None:
        raise NotFoundError(
            _("There is no report {number}.").format(number=text), _("See them with: crm report list --all")
        )
    last = latest(desk, row.rep_no, row.day)
    if last is not None and last.no != row.no:
        raise RefusedError(
            _("{number} was submitted again since: {last}.").format(
                number=text, last=number("submission", last.no)
            ),
            f"crm report sign {number('submission', last.no)}",
        )
    return row


def _of_rep(desk: Desk, text: str, day: date | None) -> SubmissionRow:
    from crm_cli.services.naming import find_rep

    rep = find_rep(desk, text)
    found = desk.database.first(FIND_SUBMISSIONS, sort="day", rep_no=rep.no, day=day, is_last=True, limit=1)
    if found is None and day is not None:
        raise RefusedError(
            _("{name} has not submitted the report of {day}.").format(name=rep.name, day=day.isoformat()),
            _("See who has not with: crm report missing --date {day}").format(day=day.isoformat()),
        )
    if found is None:
        raise RefusedError(
            _("{name} has not submitted any report.").format(name=rep.name),
            _("A rep does it with: crm report submit"),
        )
    return found


def _when(desk: Desk, instant: datetime, day: date) -> str:
    """Return the wall time of an instant, with its day where that is not `day`."""
    wall = desk.wall(instant)
    return f"{wall:%H:%M}" if wall.date() == day else f"{wall:%Y-%m-%d %H:%M}"
