"""Lists and records on their way out: the columns of each noun, codes as words for people."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from crm_cli.cli import output, session
from crm_cli.cli.output import Column
from crm_cli.domain import words
from crm_cli.domain.titles import TITLES
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.records import LABELLED, record

ON_SCREEN = 100
NUMERIC = frozenset(
    {
        "amount", "need_budget", "talk_seconds", "expense", "rows", "met", "heard_count", "position", "numbers", "fresh",
        "again", "resting", "used_up", "wait", "over", "dials", "reached", "tries", "customers", "owned", "not_done", "penetration",
        "list_reach_rate", "contacts", "calls", "visits", "followups", "attached", "then", "back", "gone", "changed",
    }
)  # fmt: skip
SHOWN: Mapping[str, Sequence[str]] = {
    "customer": ("no", "name", "phone", "grade", "stage", "owner", "next_day", "next_step", "industry", "city", "last_touch_at"),
    "neglected": ("no", "name", "owner", "why", "grade", "phone"),
    "proposal": ("no", "name", "owner", "field", "now", "proposed", "why"),
    "pool": (
        "no", "name", "phone", "grade", "last_touch_at", "claimable_on", "held_by", "pooled_on", "industry", "city",
        "stage", "how",
    ),
    "pool_warning": ("no", "name", "owner", "grade", "due_on", "last_touch_at", "phone"),
    "find": ("no", "name", "unit", "proposed", "taker", "grade", "stage", "owner", "to_call"),
    "pool_move": ("no", "name", "kind", "owner", "grade", "silent_days", "due_on"),
    "dupe": ("score", "no", "name", "other_no", "other", "reasons", "owner", "other_owner", "looked_at"),
    "search": ("no", "name", "contact", "phone", "city", "owner", "grade", "last_touch_at", "matched"),
    "contact": ("no", "name", "customer", "title", "role", "phone", "wechat", "email"),
    "call": ("no", "at", "customer", "outcome", "contact", "grade", "number", "talk_seconds", "note", "next_day", "rep"),
    "call_list": (
        "no", "name", "state", "numbers", "fresh", "again", "used_up", "reps", "penetration", "list_reach_rate", "priority", "script",
    ),
    "call_list_share": ("no", "rep", "customers", "numbers", "owned", "not_done", "parts"),
    "list_share": ("no", "rep", "numbers", "fresh", "again", "resting", "used_up", "wait", "over", "dials", "reached"),
    "list_number": (
        "no", "customer", "contact", "title", "number", "rep", "turn", "tries", "outcome", "tried_at", "removed_at",
        "removed_reason",
    ),
    "visit": ("no", "arrived_at", "customer", "building", "unit", "outcome", "grade", "card", "note", "next_day", "rep"),
    "paper_row": ("file_line", "code", "who", "does", "fault"),
    "followup": ("no", "at", "customer", "channel", "note", "next_day", "next_step", "grade", "rep"),
    "step": ("no", "due_on", "kind", "customer", "words", "state", "rep", "number"),
    "callback": (
        "no", "due_at", "minutes", "standing", "customer", "contact", "number", "rep", "scope", "made_at", "promised_by",
        "call_no", "words", "not_offered",
    ),
    "notice": ("no", "at", "sentence", "rep", "seen_at"),
    "plan": ("no", "day", "position", "customer", "building", "purpose", "expected", "state", "reason", "reps"),
    "sweep": ("no", "building", "knocked", "state", "starts_on", "units", "fronts", "meet", "note", "ended_on"),
    "sheet": ("no", "kind", "day", "rep", "building", "call_list", "rows", "entered"),
    "door": ("unit", "floor", "side", "state", "rep", "at_it", "handed_to"),
    "revisit": ("unit", "building", "revisit_from", "outcome", "customer", "note", "rep", "at"),
    "building": ("no", "name", "kind", "city", "district", "floors", "units", "tenants", "rule"),
    "unit": ("unit", "floor", "side", "tenants", "note", "retired_on"),
    "tenancy": ("unit", "floor", "customer", "grade", "stage", "owner", "since", "until", "reason", "last_touch_at"),
    "front_desk": ("no", "kind", "words", "rep", "created_at"),
    "directory": ("row", "action", "unit", "name", "reason"),
    "plan_template": ("name", "purpose", "expected", "at_time", "minutes", "repeats", "retired_on"),
    "plan_conflict": ("day", "kind", "no", "where", "reps", "why"),
    "plan_suggestion": ("place", "no", "customer", "grade", "building", "score", "parts", "why"),
    "plan_order": ("place", "was", "no", "at", "customer", "district", "building", "floor"),
    "money": ("no", "day", "customer", "amount", "currency", "rep", "note"),
    "rep": ("no", "name", "role", "team", "active", "left_on"),
    "team": ("no", "name", "industries", "reps"),
    "absence": ("no", "rep", "starts_on", "ends_on", "reason", "created_by"),
    "submission": ("no", "day", "rep", "submitted_at", "late", "corrections", "signed_by", "revision", "comment"),
    "outcome": ("subject", "code", "name", "key", "flags", "effect", "progress", "retry", "tries", "rest_days", "retired_on"),
    "goal": ("no", "metric", "period", "amount", "rep", "team", "starts_on"),
    "field": ("noun", "place", "name", "kind", "choices", "retired_on"),
    "attachment": ("no", "record", "customer", "name", "size", "note", "created_at", "created_by"),
    "attachment_check": ("state", "no", "record", "name", "path"),
    "backup": (
        "no", "backup_at", "reason", "state", "size", "customers", "contacts", "calls", "visits", "followups", "attached",
    ),
    "restore": ("rows_of", "now", "then", "back", "gone", "changed"),
    "doctor": ("check", "state", "found"),
    "recording": (
        "no", "call_no", "at", "customer", "contact", "outcome", "talk_seconds", "name", "size", "state", "rep",
    ),
    "recording_match": ("state", "file", "call_no", "at", "number", "customer", "contact", "problem"),
    "script": ("no", "name", "revision", "note", "call_lists", "revised_at", "retired_on"),
    "script_version": ("revision", "note", "created_at", "created_by"),
    "objection": ("no", "words", "met", "met_by", "answer", "agreed_on"),
    "objection_answer": ("no", "words", "before", "after"),
    "memo": ("no", "pinned", "words", "customer", "contact", "rep", "created_at"),
    "donotcall": ("no", "phone", "customer", "reason", "created_by", "created_at", "lifted_at", "lifted_by", "lift_reason"),
    "channel": ("name", "kind", "to", "url", "secret", "problem"),
    "mail_server": ("host", "port", "security", "user", "sender", "password", "ca_file"),
    "outbox": ("no", "state", "channel", "to", "error", "message", "next_try_at", "sent_at", "attempts"),
    "sent": ("no", "state", "channel", "to", "message", "words", "next_try_at"),
    "setting": ("key", "value", "default", "where", "meaning"),
    "change_row": ("no", "at", "actor", "record", "operation", "what", "command", "undone_by_no"),
    "change": ("no", "at", "actor", "command", "rows", "kind", "undone_by_no"),
    "archive": ("no", "until_at", "first_no", "last_no", "items", "state", "file"),
    "import_batch": (
        "no", "created_at", "created_by", "noun", "file_name", "source", "created_count", "updated_count",
        "skipped_count", "rejected_count", "state",
    ),
}  # fmt: skip


def for_people(noun: str, found: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with its codes as words in the language in use."""
    kinds = LABELLED.get(noun, {})
    shown = {key: words.label(kinds[key], value) if key in kinds else value for key, value in found.items()}
    if noun == "list_number":
        shown["outcome"] = words.outcome_label("call", found["outcome"], found.get("outcome_name"))
    if noun in {"call", "visit"} and "outcome" in found:
        shown["outcome"] = words.outcome_label(noun, found["outcome"], found.get("outcome_name"))
    if noun == "plan" and found.get("outcome"):
        shown["outcome"] = words.outcome_label("visit", found["outcome"], found.get("outcome_name"))
    if found.get("talk_seconds") is not None:
        from crm_cli.domain.durations import format_seconds

        shown["talk_seconds"] = format_seconds(int(found["talk_seconds"]))
    if noun == "step" and found.get("due_at") is not None:
        shown["due_on"] = found["due_at"]
    if noun == "plan":
        shown["day"] = found.get("at") or found.get("day")
        shown["position"] = found.get("position") or None
    if noun == "callback" and found.get("minutes") is not None:
        from crm_cli.domain.callbacks import say_distance

        shown["minutes"] = say_distance(found["minutes"])
    if noun == "setting":
        shown["meaning"] = _(found["meaning"])
    for key in ("amount", "need_budget", "expense"):
        if isinstance(found.get(key), float):
            shown[key] = f"{found[key]:,.2f}"
    return shown


def is_for_people() -> bool:
    """Say whether this run writes for a person: no machine format asked for, or a terminal to write on."""
    chosen = session.style()
    return chosen.format in {"table", "text", "md"} or (chosen.format is None and chosen.is_terminal)


def show_list(
    desk: Desk, noun: str, rows: Sequence[Any], *, limit: int | None = None, empty: str = ""
) -> None:
    """Write rows of storage as a list of `noun`; `limit` is what was read, to say that there are more."""
    show_records(desk, noun, [record(row, desk) for row in rows], limit=limit, empty=empty)


def show_records(
    desk: Desk,
    noun: str,
    records: Sequence[Mapping[str, Any]],
    *,
    limit: int | None = None,
    empty: str = "",
    hidden: Collection[str] = (),
) -> None:
    """Write records as a list of `noun` in this run's format; `hidden` columns show on request only."""
    people = is_for_people()
    shown = [for_people(noun, one) for one in records] if people else records
    keys = list(records[0]) if records else list(SHOWN.get(noun, ("no",)))
    found = [column._replace(show=column.show and column.key not in hidden) for column in columns(noun, keys)]
    if noun == "plan" and not any(one["position"] for one in shown):
        found = [column._replace(show=column.show and column.key != "position") for column in found]
    output.emit(shown, found, session.style(desk.zone), empty=empty or _("Nothing to show."))
    if people:
        told_of_narrowing(limit, len(records))


def told_of_narrowing(limit: int | None, count: int) -> None:
    """Tell people that a list was only mine, or only the first of it."""
    if session.style().is_terminal and (mine := session.chosen("narrowed")):
        output.say(
            _("Only {rep}'s; everyone's with --all.").format(rep=mine), quiet=bool(session.chosen("quiet"))
        )
    if limit is not None and count >= limit:
        output.warn(_("Only the first {count}; see all with --limit 0.").format(count=limit))


def columns(noun: str, keys: Sequence[str]) -> list[Column]:
    """Return the columns of a list: those shown by default first, the rest on request."""
    shown = [key for key in SHOWN.get(noun, keys) if key in keys]
    rest = [key for key in keys if key not in shown]
    return [_column(noun, key, show=True) for key in shown] + [_column(noun, key, show=False) for key in rest]


def _column(noun: str, key: str, *, show: bool) -> Column:
    # Minutes are how far off a callback is, and how long a plan takes.
    named = "long" if noun in {"plan", "plan_template"} and key == "minutes" else key
    return Column(key, title(named), "right" if key in NUMERIC else "left", None, show)


def title(key: str) -> str:
    """Return what a field is called in the language in use."""
    return _(TITLES.get(key, key.replace("_", " ")))


def how_many(limit: int | None) -> int | None:
    """Return how many rows to read: what was asked, all for 0 and for machines, a screenful for people."""
    if limit is not None:
        return limit or None
    return ON_SCREEN if is_for_people() and session.style().is_terminal else None
