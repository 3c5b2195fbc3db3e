"""Erasing a person for good: from the rows, the journal, the search index and the files; only figures stay."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import DatabaseError, NotFoundError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services import erased, erased_messages, old_copies
from crm_cli.services.ban_reasons import number_hash
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.forgotten_staying import tell_staying
from crm_cli.services.naming import find_contact, find_party, number_of
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage import erasures, kept_files, scrubbing
from crm_cli.storage.customer_names import FIND_NAMES
from crm_cli.storage.erasing import Erased, Whom, erase
from crm_cli.storage.journal import CHANGE_ROWS
from crm_cli.storage.personal import called
from crm_cli.storage.plans import FIND_PLANS
from crm_cli.storage.steps import FIND_STEPS

COMMAND = "crm customer forget"
"""What the journal says of it, whatever was typed."""


class _OnlyLookedError(Exception):
    """Takes back what was done to see what would be done."""


class Wish(Frozen):
    """Whom to erase, what they are called now ('' where only the journal knows them), and why."""

    whom: Whom
    name: str
    reason: str = ""


def find_whom(desk: Desk, who: str, contact: str | None = None, reason: str = "") -> Wish:
    """Return whom `who` names, or the person `contact` there; one that was removed only by its number, `c12`.

    Raises UsageError where `who` is a person at a firm and `contact` is not said: it could mean either, and nothing
    brings back the wrong one. Raises RefusedError unless a manager types.
    """
    desk.require_manager_if_any(_("erasing people for good"))
    no = number_of("customer", who)
    try:
        party = find_party(desk, who)
    except NotFoundError:
        if no is None or contact is not None:
            raise
        return Wish(_removed(desk, no), "", reason)
    firm = party.customer
    if contact is not None:
        person = find_contact(desk, firm.no, contact)
        return Wish(Whom("contact", person.no, person.id, (person.no,)), person.name, reason)
    if (inside := party.contact) is not None:
        raise UsageError(
            _("{name} is a person at {customer}.").format(name=inside.name, customer=firm.name),
            _(
                "That person: crm customer forget c{no} --contact n{contact}; everybody there: crm customer forget c{no}"
            ).format(no=firm.no, contact=inside.no),
        )
    was = [row.was_no for row in desk.database.all(FIND_NAMES, customer_no=firm.no) if row.was_no is not None]
    return Wish(Whom("customer", firm.no, firm.id, (firm.no, *was)), firm.name, reason)


def _removed(desk: Desk, no: int) -> Whom:
    rows = desk.database.all(CHANGE_ROWS, table_name="customer", row_no=no)
    gone = next((row for row in reversed(rows) if row.operation == "delete"), None)
    if gone is None:
        raise NotFoundError(_("There is no customer c{no}, and there was none.").format(no=no))
    return Whom("customer", no, gone.row_id, (no,))


def preview(desk: Desk, wish: Wish, *, drop_backups: bool = False) -> Receipt:
    """Return what erasing would do; it is done and taken back."""
    notes = Notes()
    try:
        with desk.change() as change:
            done = erase(change, wish.whom, lambda text: number_hash(desk, text), erased_messages.names)
            notes.tell(_would(wish, done))
            _tell_rest(desk, done, notes)
            tell_staying(desk, done, notes)
            _stop()
    except _OnlyLookedError:
        pass
    held = old_copies.holding(desk, done.people, done.mentions)
    if drop_backups and held.backups:
        notes.tell(would_drop([path.name for path in held.backups]))
    old_copies.tell(held, notes)
    return notes.receipt(wish.whom.noun, wish.whom.no, wish.whom.id, changed=False)


def would_drop(names: Sequence[str]) -> str:
    """Return which backups would be deleted."""
    told = ngettext(
        "{count} old backup would be deleted: {names}",
        "{count} old backups would be deleted: {names}",
        len(names),
    )
    return told.format(count=len(names), names=", ".join(names))


def _stop() -> None:
    raise _OnlyLookedError


def forget(desk: Desk, wish: Wish, *, drop_backups: bool = False) -> Receipt:
    """Erase a person for good, then overwrite what is left of the bytes.

    The rows go in one transaction. Where the file cannot be written anew then, since somebody works in it, a warning
    says so: `again` does it later.
    """
    notes = Notes()
    done = _erase(desk, wish.whom, wish.reason)
    notes.tell(_was(wish, done))
    _tell_rest(desk, done, notes)
    tell_staying(desk, done, notes)
    _scrub(desk, done.files, notes)
    _drop_drafts(desk, done)
    dropped = old_copies.drop_backups(desk, done) if drop_backups else None
    _tell_copies(desk, done, notes, dropped)
    return notes.receipt(wish.whom.noun, wish.whom.no, wish.whom.id)


def _erase(desk: Desk, whom: Whom, reason: str) -> Erased:
    scrubbing.overwrite_what_goes(desk.database)
    with desk.change() as change:
        # What was typed has the name in it, and the journal keeps what was typed.
        change.command = COMMAND
        done = erase(change, whom, lambda text: number_hash(desk, text), erased_messages.names)
        for place, (noun, no, record_id) in enumerate(done.people):
            change.insert(
                "erasure", noun=noun, record_no=no, record_id=record_id, reason=done.mentions.without(reason),
                rows=0 if place else done.total,
            )  # fmt: skip
    return done


def again(desk: Desk, *, drop_backups: bool = False) -> Receipt:
    """Erase whoever was erased before and is back, and write the file anew."""
    desk.require_manager_if_any(_("erasing people for good"))
    notes, files, last = Notes(), set[str](), None
    back = came_back(desk)
    for one in back:
        last = _erase(desk, _whom(desk, one), "")
        files |= set(last.files)
        _drop_drafts(desk, last)
    barred = numbers_back(desk)
    if back:
        told = ngettext("{count} person erased again.", "{count} people erased again.", len(back))
        notes.tell(told.format(count=len(back)))
    elif not barred:
        notes.tell(nobody())
    if barred:
        notes.warn(erased.numbers_back(barred))
    _scrub(desk, sorted(files), notes)
    found = copies(desk)
    if drop_backups:
        _tell_dropped(old_copies.drop(desk, found), notes)
        found = copies(desk)
    old_copies.tell(found, notes)
    return notes.receipt("erasure", back[-1].no if back else 0, changed=bool(back))


def copies(desk: Desk) -> old_copies.Copies:
    """Return the copies that still hold anybody who was erased."""
    everybody = [
        (row.noun, row.record_no, row.record_id) for row in desk.database.all(erasures.FIND_ERASURES)
    ]
    return old_copies.holding(desk, everybody)


def nobody() -> str:
    """Return that nobody is back, and how far that can be told."""
    return _("Nobody who was erased is back, as far as ids and barred numbers tell.")


def numbers_back(desk: Desk) -> list[int]:
    """Return the customers with a number that is barred since somebody was erased."""
    with desk.database.reading() as connection:
        return erasures.barred_and_back(connection)


def came_back(desk: Desk) -> list[erasures.Back]:
    """Return the people who were erased and are in the database again."""
    with desk.database.reading() as connection:
        return erasures.erased_and_back(connection)


def _whom(desk: Desk, back: erasures.Back) -> Whom:
    numbers = [back.no]
    if back.noun == "customer":
        names = desk.database.all(FIND_NAMES, customer_no=back.no)
        numbers += [row.was_no for row in names if row.was_no is not None]
    return Whom(back.noun, back.no, back.id, tuple(numbers))


def erase_again_in(path: Path, rows: Sequence[tuple[object, ...]]) -> int:
    """Carry erasures into a copy of the database that is from before them, and erase those people there too.

    It is asked before a backup takes the database's place, so that nobody is there for a moment. Returns how many.
    """
    erasures.carry_over(path, rows)
    desk = open_desk(path, None, command=COMMAND)
    try:
        back = came_back(desk)
        for one in back:
            _erase(desk, _whom(desk, one), "")
        if back:
            scrubbing.scrub(desk.database)
    finally:
        desk.close()
    return len(back)


def _scrub(desk: Desk, files: Sequence[str], notes: Notes) -> None:
    folder = kept_files.folder_of(desk.database.path)
    try:
        if files:
            scrubbing.keep_empty(folder)
        scrubbing.wipe_files(folder, files)
    except OSError as error:
        notes.warn(_("An attached file could not be deleted: {reason}").format(reason=error))
    try:
        scrubbing.scrub(desk.database)
    except (DatabaseError, sqlite3.Error):
        notes.warn(
            _(
                "The rows are erased, but the file could not be written anew while others work in it: old bytes may be left in it. When they have closed it: crm customer forget --again"
            )
        )


def _drop_drafts(desk: Desk, done: Erased) -> None:
    """Drop what was half typed of the person on this machine."""
    import contextlib

    from crm_cli import config

    numbers = {no for noun, no, _id in done.people if noun == "customer"}
    for file in sorted(config.state_folder().glob("*.json")):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            text = file.read_text(encoding="utf-8")
            mine = any(f'"customer_no": {no},' in text for no in numbers) and _is_ours(desk, file)
            if mine or done.mentions.found_in(text):
                scrubbing.wipe(file)


def _is_ours(desk: Desk, file: Path) -> bool:
    from crm_cli.services import drafts
    from crm_cli.services.call_drafts import WHAT
    from crm_cli.storage.reps import FIND_REPS

    return file in {drafts.place(desk, WHAT, rep.no) for rep in desk.database.all(FIND_REPS)}


def _would(wish: Wish, done: Erased) -> str:
    return _("{number} {name} would be erased for good: {what}.").format(
        number=number(wish.whom.noun, wish.whom.no), name=wish.name, what=_counted(done)
    )


def _was(wish: Wish, done: Erased) -> str:
    return _("{number} is erased for good: {what}. It is called {called} now, and its figures stay.").format(
        number=number(wish.whom.noun, wish.whom.no),
        what=_counted(done),
        called=called(wish.whom.noun, wish.whom.no),
    )


def _counted(done: Erased) -> str:
    rows = done.rows
    told = [
        (rows.get("contact", 0), ngettext("{count} person", "{count} people", rows.get("contact", 0))),
        (rows.get("phone", 0), ngettext("{count} number", "{count} numbers", rows.get("phone", 0))),
        (rows.get("call", 0), ngettext("{count} call", "{count} calls", rows.get("call", 0))),
        (rows.get("visit", 0), ngettext("{count} visit", "{count} visits", rows.get("visit", 0))),
        (rows.get("memo", 0), ngettext("{count} memo", "{count} memos", rows.get("memo", 0))),
        (rows.get("attachment", 0), ngettext("{count} file", "{count} files", rows.get("attachment", 0))),
        (rows.get("submission", 0), ngettext("{count} report", "{count} reports", rows.get("submission", 0))),
        (
            rows.get("change", 0),
            ngettext("{count} line of the history", "{count} lines of the history", rows.get("change", 0)),
        ),
        (
            done.elsewhere,
            ngettext("{count} mention in others' notes", "{count} mentions in others' notes", done.elsewhere),
        ),
    ]
    parts = [sentence.format(count=f"{count:,}") for count, sentence in told if count]
    rest = done.total - sum(count for count, _sentence in told)
    if rest:
        parts.append(ngettext("{count} other row", "{count} other rows", rest).format(count=f"{rest:,}"))
    return _(", ").join(parts) or _("nothing")


def _tell_rest(desk: Desk, done: Erased, notes: Notes) -> None:
    """Tell what stays open, what was not sent, and which names stay as they are others' too."""
    numbers = [no for noun, no, _id in done.people if noun == "customer"]
    steps = [row.no for no in numbers for row in desk.database.all(FIND_STEPS, customer_no=no, state="open")]
    plans = [
        row.no for no in numbers for row in desk.database.all(FIND_PLANS, customer_no=no, state="planned")
    ]
    if left := [*(f"s{no}" for no in steps), *(f"p{no}" for no in plans)]:
        notes.tell(
            _(
                "Open, with nobody behind it now: {numbers}. Close them with crm step cancel, crm plan cancel."
            ).format(numbers=_(", ").join(left))
        )
    if done.messages:
        notes.tell(
            _("Not sent, as it named them: {numbers}").format(
                numbers=_(", ").join(f"q{no}" for no in done.messages)
            )
        )
    if done.mentions.shared:
        notes.warn(
            _(
                "Others are called {names} too: other people's notes that say no more than that name were left. Look at them with: crm search"
            ).format(names=_(", ").join(done.mentions.shared))
        )


def _tell_copies(desk: Desk, done: Erased, notes: Notes, dropped: Sequence[Path] | None) -> None:
    _tell_dropped(dropped or (), notes)
    old_copies.tell(old_copies.holding(desk, done.people, done.mentions), notes)


def _tell_dropped(dropped: Sequence[Path], notes: Notes) -> None:
    if dropped:
        told = ngettext(
            "{count} old backup deleted: {names}", "{count} old backups deleted: {names}", len(dropped)
        )
        notes.tell(told.format(count=len(dropped), names=", ".join(path.name for path in dropped)))
