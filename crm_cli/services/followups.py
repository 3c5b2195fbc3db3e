"""Follow-ups: a touch that was neither call nor visit, and the next step in the same breath."""

from typing import Any

from crm_cli.domain.codes import number
from crm_cli.domain.folding import fold
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_contact, find_party, find_worker
from crm_cli.services.reading import choices, known_code, read_grade, read_instant
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.touches import Extras, Touch, settle, warn_of_future
from crm_cli.storage.followups import FIND_FOLLOWUPS, FollowupRow


def add_followup(
    desk: Desk,
    who: str,
    *,
    rep: str | None = None,
    at: str | None = None,
    channel: str | None = None,
    note: str = "",
    heard: str = "",
    contact: str | None = None,
    extras: Extras = Extras(),
) -> Receipt:
    """Log a follow-up; it closes the rep's due steps there and takes the next one."""
    notes = Notes()
    worker = find_worker(desk, rep)
    party = find_party(desk, who)
    moment = read_instant(desk, at)
    warn_of_future(desk, moment, notes)
    person = find_contact(desk, party.customer.no, contact) if contact else party.contact
    grade = read_grade(extras.grade) if extras.grade else ""
    with desk.change() as change:
        no = change.insert(
            "followup",
            at=moment,
            customer_no=party.customer.no,
            contact_no=person.no if person else None,
            rep_no=worker.no,
            channel=read_channel(desk, channel) if channel else "other",
            note=note,
            heard=heard,
            grade_before=change.row("customer", party.customer.no)["grade"],
            grade=grade,
        )
        touch = Touch(
            "followup", no, moment, desk.wall(moment).date(), worker, party.customer, person, reached=True
        )
        settle(desk, change, touch, extras, notes)
    notes.lines.insert(
        0, _("Follow-up {number}: {who}").format(number=number("followup", no), who=party.customer.name)
    )
    return notes.receipt("followup", no)


def read_channel(desk: Desk, text: str) -> str:
    """Return the channel of the firm's setting that `text` means: its word, or our name in any language.

    Raises UsageError with what the setting holds and how it is changed.
    """
    own = {fold(channel): str(channel) for channel in desk.setting("channels")}
    wanted = fold(text)
    if found := own.get(wanted) or own.get(known_code("channel", text)):
        return found
    import shlex

    command = f"crm config set channels {shlex.quote(','.join([*own.values(), text]))}"
    raise UsageError(
        _("{text} is not one of the firm's channels.").format(text=text),
        _("Choose from: {codes}; or make it one with: {command}").format(
            codes=choices("channel", own.values()), command=command
        ),
    )


def followups(
    desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any
) -> list[FollowupRow]:
    """Return the follow-ups that pass the filters, the newest first unless sorted otherwise."""
    return desk.database.all(FIND_FOLLOWUPS, sort=sort, descending=descending, **filters)


def edit_followup(
    desk: Desk,
    followup: FollowupRow,
    *,
    at: str | None = None,
    channel: str | None = None,
    contact: str | None = None,
    grade: str | None = None,
    next_step: str | None = None,
    **texts: str | None,
) -> Receipt:
    """Correct a follow-up; `next_step` changes the step promised in it while that is open."""
    values: dict[str, object] = {name: text for name, text in texts.items() if text is not None}
    moment = followup.at if at is None else read_instant(desk, at)
    if channel is not None:
        values["channel"] = read_channel(desk, channel)
    if contact is not None:
        values["contact_no"] = find_contact(desk, followup.customer_no, contact).no if contact else None
    if grade is not None:
        values["grade"] = read_grade(grade) if grade else ""
    notes = Notes()
    with desk.change() as change:
        changed = change.update("followup", followup.no, expect=followup.version, at=moment, **values)
        if changed and ("grade" in values or at is not None):
            from crm_cli.services.grades import grade_again

            grade_again(desk, change, followup.customer_no, followup.at, notes)
        if next_step is not None:
            from crm_cli.services.steps import change_next

            change_next(desk, "followup", followup, moment, next_step)
    told = _("{number} {name} changed.") if changed or next_step else _("{number} {name} is already so.")
    notes.lines.insert(0, told.format(number=number("followup", followup.no), name=followup.customer))
    return notes.receipt("followup", followup.no, followup.id)
