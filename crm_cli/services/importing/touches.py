"""What calls, visits and follow-ups from a file have in common: who, when, and what each brings with it.

A log of the past promises nothing by itself: only the callbacks and next steps written in it are made, and
every promise is closed by the touch that would have closed it had all been typed at the time.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from itertools import zip_longest
from typing import Any, NamedTuple

from crm_cli.domain.folding import fold_name
from crm_cli.domain.titles import TITLES
from crm_cli.domain.words import outcome_label
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.importing import plans
from crm_cli.services.importing.cells import Cells, read_ahead, read_moment
from crm_cli.services.importing.dotted_days import ShortDays
from crm_cli.services.importing.intake import CHUNK, Intake, SourceRow
from crm_cli.services.reading import Due
from crm_cli.storage import heard, imports
from crm_cli.storage.contacts import ContactRow
from crm_cli.storage.customers import CustomerBrief
from crm_cli.storage.objections import FIND_OBJECTIONS
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.storage.plans import FIND_PLANS
from crm_cli.storage.record_links import number_by_values
from crm_cli.storage.reps import RepRow

_PROMISES = frozenset({"callback", "step", "quote", "sample", "plan"})
_DONE_BY = ("done_by_call_no", "done_by_visit_no", "done_by_followup_no")


class Log(NamedTuple):
    """One touch of a file, read: its columns and what it brings with it."""

    line: int
    at: datetime
    day: date
    rep: RepRow
    customer: CustomerBrief | None
    contact: str
    outcome: OutcomeRow | None
    reached: bool
    values: dict[str, Any]
    key: tuple[Hashable, ...]
    id: str
    next: Due | None
    callback: Due | None
    plan: Due | None
    objections: tuple[str, ...]
    competitors: tuple[str, ...]
    wechat: bool
    order: int | None = None
    replies: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the row is called in a preview."""
        return f"{self.day.isoformat()} {self.customer.name if self.customer else ''}".strip()


def collect(intake: Intake, rows: Iterable[SourceRow], read: Callable[[Intake, Cells], Log]) -> list[Log]:
    """Return the touches of a file in the order in which they happened; rows that are none are rejected."""
    logs: list[Log] = []
    untimed: list[int] = []
    short = ShortDays()
    for chunk in intake.chunks(rows):
        for row in chunk:
            cells = Cells(intake, row)
            try:
                logs.append(read(intake, cells))
            except CrmError as error:
                intake.ledger.reject(row.line, error)
                continue
            short.note(row.line, cells.text("day"))
            if not cells.timed:
                untimed.append(row.line)
    _warn_of_noon(intake, untimed)
    if doubt := short.doubt():
        intake.ledger.warn(doubt)
    now, ahead = intake.change.now, 0
    for log in logs:
        ahead += log.at > now
    if ahead and not intake.shift:
        intake.ledger.warn(_("{count} rows are dated in the future.").format(count=ahead))
    return sorted(logs, key=lambda log: (log.at, log.line))


def _warn_of_noon(intake: Intake, lines: Sequence[int]) -> None:
    if not lines:
        return
    told = _(", ").join(map(str, lines[:5])) + (" …" if len(lines) > 5 else "")
    intake.ledger.warn(
        ngettext(
            "{count} row says no time, so noon stands for it (line {lines}).",
            "{count} rows say no time, so noon stands for it (lines {lines}).",
            len(lines),
        ).format(count=len(lines), lines=told)
    )


def fresh(
    intake: Intake, logs: Sequence[Log], known: Iterable[tuple[str, tuple[Hashable, ...]]]
) -> list[Log]:
    """Return the touches that are not on file; `known` are the ids and keys of those that are.

    Two rows alike in one file are two touches; a file that comes a second time brings none.
    """
    ids, on_file = set(), Counter[tuple[Hashable, ...]]()
    for record_id, key in known:
        ids.add(record_id)
        on_file[key] += 1
    new = []
    for log in logs:
        if log.id in ids or on_file[log.key] > 0:
            on_file[log.key] -= log.id not in ids
            intake.ledger.enter("skipped", log.line, log.name, _("already on file"))
        else:
            new.append(log)
            intake.ledger.enter("created", log.line, log.name)
    _tell_of_no_date(intake, new)
    return new


def _tell_of_no_date(intake: Intake, logs: Sequence[Log]) -> None:
    """Say once how many touches came to a promise that has no date, and so became no step."""
    promises = Counter(
        outcome_label(log.outcome.subject, log.outcome.code, log.outcome.name)
        for log in logs
        if log.outcome is not None
        and log.outcome.effect in _PROMISES
        and not (log.next or log.callback or log.plan)
    )
    if not promises:
        return
    named = _(", ").join(f"{name} {rows}" for name, rows in promises.most_common())
    intake.ledger.warn(
        ngettext(
            "{count} row promises something without a date ({outcomes}), so no next step was made. Write the date "
            "in a column called {title}, or add it with: crm step add",
            "{count} rows promise something without a date ({outcomes}), so no next step was made. Write the dates "
            "in a column called {title}, or add them with: crm step add",
            promises.total(),
        ).format(count=promises.total(), outcomes=named, title=_(TITLES["next_day"]))
    )


def moment(intake: Intake, cells: Cells, clock: str, *, whole: str = "") -> datetime:
    """Return when a touch was, from its day and `clock` cells or from a cell that holds both.

    Raises UsageError for a row without a day.
    """
    day, at = cells.text("day"), cells.text(whole) if whole else ""
    clock_text = cells.text(clock)
    if not day and not at and not clock_text:
        raise UsageError(_("There is no date."))
    try:
        wall, cells.timed = read_moment(intake, day or at, (clock_text or at) if day else clock_text)
    except ValueError as error:
        raise UsageError(_("There is no date.")) from error
    return intake.desk.instant(wall)


def customer(
    intake: Intake,
    cells: Cells,
    rep: RepRow | None,
    numbers: str = "",
    place: Mapping[str, str] | None = None,
) -> CustomerBrief | None:
    """Return the customer a row names; one that is added for it belongs to the row's rep."""
    if cells.is_refused and intake.options.add_customers:
        return None  # a row that is rejected adds nobody
    find = partial(intake.customers.find, place=place, owner_no=rep.no if rep else None)
    return cells.attempt(find, cells.customer(), numbers)


def promised(
    intake: Intake, cells: Cells, at: datetime, effect: str = ""
) -> tuple[Due | None, Due | None, Due | None]:
    """Return the next step, the callback and the plan that a row says, dated from the touch's own moment.

    `effect` is the outcome's: what was agreed on is a callback with a time, or a visit, as if it were typed.
    """
    following, callback = _next(intake, cells, at), _callback(intake, cells, at)
    said = cells.text("next_kind")
    if following is None or said == "step":
        return following, callback, None
    if callback is None and (said == "callback" or (effect == "callback" and following.at is not None)):
        return None, following, None
    return (None, callback, following) if effect == "plan" and not said else (following, callback, None)


def _next(intake: Intake, cells: Cells, at: datetime) -> Due | None:
    day, words = cells.text("next_day"), cells.words("next_step")
    if not day and not words:
        return None
    try:
        if not day:
            return read_ahead(intake, words, cells.text("next_at"), at, words=True)
        due = read_ahead(intake, day, cells.text("next_at"), at)
    except (CrmError, ValueError, OverflowError):
        # Words without a date promise nothing that could fall due: they stay in the note.
        cells.keep_undated("next_day", "next_at", "next_step")
        return None
    return due._replace(words=" ".join(filter(None, (due.words, words))))


def _callback(intake: Intake, cells: Cells, at: datetime) -> Due | None:
    text = cells.text("callback")
    if not text:
        return None
    try:
        due = read_ahead(intake, text, "", at)
    except (CrmError, ValueError, OverflowError):
        cells.keep("callback")
        return None
    if due.day < intake.desk.wall(at).date():
        cells.keep("callback")
        return None
    return due


def objected(cells: Cells) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the objections of a row and what was replied to each, in their order.

    Replies to several are divided by semicolons; words that answer no objection stay in the note.
    """
    objections, said = cells.listed("objection"), cells.words("reply")
    if not objections or not said:
        cells.keep("reply")
        return tuple(objections), ()
    replies = [said] if len(objections) == 1 else [part.strip() for part in re.split("[;；]", said)]
    if len(replies) > len(objections):
        cells.keep("reply")
        return tuple(objections), ()
    return tuple(objections), tuple(replies)


def bring(
    intake: Intake,
    noun: str,
    logs: Sequence[Log],
    numbers: Sequence[int],
    contacts: Sequence[ContactRow | None],
) -> None:
    """Do what the touches just written brought with them, in the order in which they happened."""
    met = list(zip(logs, numbers, contacts, strict=True))
    _hear(intake, noun, met)
    _regrade(intake, logs)
    for log, no, contact in met:
        contact_no = contact.no if contact else None
        if log.wechat and contact is not None and not contact.wechat_added:
            intake.change.update("contact", contact.no, wechat_added=True)
        for kind, due in (("callback", log.callback), ("step", log.next)):
            if due is not None:
                _promise(intake, noun, log, no, contact_no, kind, due)
    _plan(intake, noun, met)
    close_open_steps(intake, noun, [(log, no) for log, no, _contact in met])


def _hear(intake: Intake, noun: str, met: Sequence[tuple[Log, int, ContactRow | None]]) -> None:
    database, change = intake.desk.database, intake.change
    words = {fold_name(row.words): row.no for row in database.all(FIND_OBJECTIONS, sort="no")}
    names = {row.name: row.no for row in database.all(heard.COMPETITORS)}
    for log, no, _contact in met:
        # One question in two writings is one, as it is when typed by hand.
        said: dict[str, tuple[str, str]] = {}
        for text, reply in zip_longest(log.objections, log.replies, fillvalue=""):
            said.setdefault(fold_name(text), (text, reply))
        for key, (text, reply) in said.items():
            if key not in words:
                words[key] = change.insert("objection", words=text)
            change.insert("objection_met", objection_no=words[key], reply=reply, **{f"{noun}_no": no})
        for text in log.competitors:
            if text not in names:
                names[text] = change.insert("competitor", name=text)
            change.insert("competitor_heard", competitor_no=names[text], **{f"{noun}_no": no})


def _regrade(intake: Intake, logs: Sequence[Log]) -> None:
    latest = {log.customer.no: log for log in logs if log.customer is not None and log.values.get("grade")}
    for no, log in latest.items():
        before = intake.change.row("customer", no)["grade_at"]
        if before is None or datetime.fromisoformat(before) <= log.at:
            intake.change.update("customer", no, grade=log.values["grade"], grade_at=log.at)


def _promise(
    intake: Intake, noun: str, log: Log, no: int, contact_no: int | None, kind: str, due: Due
) -> None:
    values: dict[str, Any] = {
        "kind": kind if due.at is not None else "step",
        "customer_no": log.customer.no if log.customer else None,
        "contact_no": contact_no,
        # What a call that was handed over promises, its taker keeps.
        "rep_no": (log.values.get("transferred_to_no") if log.id else None) or log.rep.no,
        "due_on": due.day,
        "due_at": due.at,
        "words": due.words or (_("call back") if kind == "callback" and due.at is None else ""),
    }
    told = {name: values[name] for name in ("customer_no", "rep_no", "due_on", "due_at", "words")}
    untied = dict.fromkeys(("call_no", "visit_no", "followup_no"))
    made = number_by_values(intake.desk.database, "step", {**told, **untied})
    if made is not None:
        # The file of steps came in before that of touches.
        intake.change.update("step", made, **{f"{noun}_no": no})
        return
    values[f"{noun}_no"] = no
    intake.change.insert("step", **values, **_closed(intake, log, str(values["kind"]), due.day))


def _plan(intake: Intake, noun: str, met: Sequence[tuple[Log, int, ContactRow | None]]) -> None:
    """Plan the visits agreed on, but for a customer who is planned for that day already."""
    agreed: dict[tuple[Hashable, date], plans.Plan] = {}
    for log, no, _contact in met:
        if log.plan is None or log.customer is None:
            continue
        where = (log.customer.no, log.plan.day)
        planned = intake.desk.database.all(FIND_PLANS, customer_no=log.customer.no, day=log.plan.day)
        if where in agreed or planned:
            continue
        values = {"day": log.plan.day, "at": log.plan.at, "customer_no": log.customer.no, "building": ""}
        values |= {"purpose": log.plan.words, "state": "", f"{noun}_no": no}
        agreed[where] = plans.Plan(log.line, log.name, (), (log.rep.no,), values)
    if agreed:
        plans.write(intake, list(agreed.values()))


def _closed(intake: Intake, log: Log, kind: str, due_on: date) -> dict[str, Any]:
    """Return the columns that close a promise, when a later touch on file kept it."""
    if log.customer is None:
        return {}
    closing = intake.desk.database.first(
        imports.CLOSINGS,
        customer_no=log.customer.no,
        rep_no=log.rep.no,
        after=log.at,
        due_on=due_on,
        calls_alone=int(kind == "callback"),
    )
    if closing is None:
        return {}
    return {"state": "done", "done_at": closing.at, f"done_by_{closing.noun}_no": closing.no}


def close_open_steps(intake: Intake, noun: str, logs: Sequence[tuple[Log, int]]) -> None:
    """Close the steps that these touches kept, each by the first that did, be it of this file or another."""
    standing: dict[int, list[imports.OpenStep]] = {}
    if not logs:
        return
    for step in intake.desk.database.all(imports.OPEN_STEPS, after=logs[0][0].at):
        standing.setdefault(step.customer_no, []).append(step)
    for log, no in logs:
        if not log.reached or log.customer is None or log.customer.no not in standing:
            continue
        kept = [step for step in standing[log.customer.no] if _keeps(noun, log, step)]
        for step in kept:
            standing[log.customer.no].remove(step)
            done: dict[str, Any] = dict.fromkeys(_DONE_BY)
            done |= {"state": "done", "done_at": log.at, f"done_by_{noun}_no": no}
            intake.change.update("step", step.no, **done)


def _keeps(noun: str, log: Log, step: imports.OpenStep) -> bool:
    return (
        step.due_on <= log.day
        and step.made_at < log.at
        and (step.kept_at is None or step.kept_at > log.at)
        and (step.rep_no == log.rep.no or step.scope == "anyone")
        and (step.kind == "step" or (step.kind == "callback" and noun == "call"))
    )


def insert(intake: Intake, table: str, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows of one shape by the chunk and return their numbers in order."""
    numbers: list[int] = []
    for start in range(0, len(rows), CHUNK):
        numbers += intake.change.insert_many(table, rows[start : start + CHUNK])
    return numbers


def days(logs: Sequence[Log]) -> dict[str, Any]:
    """Return the first and the last day of some touches, as a statement's filters."""
    return {"since": min(log.day for log in logs), "until": max(log.day for log in logs)}
