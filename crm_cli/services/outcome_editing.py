"""Adding and changing outcomes, where nothing that old reports stand on may change."""

from collections.abc import Mapping
from typing import Any

from crm_cli.domain import outcome_rules as rules
from crm_cli.domain import words
from crm_cli.domain.outcomes import flag_columns
from crm_cli.errors import RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import outcome_line
from crm_cli.services.outcome_meaning import Typed, meaning
from crm_cli.services.outcomes import find_one, is_used, read_subject, refuse_name
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.change import Change
from crm_cli.storage.outcomes import FIND_LIST_RULES, OutcomeRow


def add_outcome(
    desk: Desk, typed: Typed, *, like: str | None = None, identity: Mapping[str, Any] = {}
) -> Receipt:
    """Add an outcome after the last of its subject, with the flags, effect and rule of `like` unless typed.

    `identity` are the id, author and moment that a file keeps of it.
    Raises UsageError for what cannot be (domain/outcome_rules.py), RefusedError for a code, name or key
    that another has, and for who is no manager of a firm that has one.
    """
    desk.require_manager_if_any(_("changing outcomes"))
    model = find_one(desk, like, read_subject(typed.subject)) if like else None
    subject = read_subject(typed.subject) or (model.subject if model else None)
    if subject is None:
        raise UsageError(_("Of calls or of visits?"), "--subject call|visit")
    if not (typed.name or "").strip():
        raise UsageError(_("What is it called?"), f'crm outcome add {typed.code} --name "…"')
    if typed.flags is None and model is None:
        raise UsageError(
            _("What does it say of the call or visit?"),
            _("--flags {letters}, or --like an outcome that counts the same.").format(
                letters="".join(flag_columns(subject))
            ),
        )
    values = {
        "code": rules.read_code(typed.code or ""),
        "name": (typed.name or "").strip(),
        **meaning(subject, typed, model),
    }
    _refuse_code(desk, subject, str(values["code"]))
    refuse_name(desk, subject, str(values["name"]))
    notes = Notes()
    with desk.change() as change:
        values["key"] = _take_key(desk, change, subject, typed, None, notes)
        values["position"] = 1 + max((row.position for row in desk.outcomes(subject)), default=0)
        no = change.insert("outcome", **identity, subject=subject, **values)
    desk.forget_outcomes()
    notes.lines.insert(0, _("Outcome {code} {name} added.").format(code=values["code"], name=values["name"]))
    return notes.receipt("outcome", no)


def edit_outcome(desk: Desk, row: OutcomeRow, typed: Typed) -> Receipt:
    """Change an outcome; its code, subject, flags and effect only while no call or visit came to it.

    An empty name goes back to ours. Raises what `add_outcome` raises, and RefusedError for what is frozen.
    """
    desk.require_manager_if_any(_("changing outcomes"))
    subject = read_subject(typed.subject) or row.subject
    if subject != row.subject and typed.flags is None:
        raise UsageError(
            _("What does it say of the call or visit?"), f"--flags {''.join(flag_columns(subject))}"
        )
    values: dict[str, Any] = {"subject": subject, **meaning(subject, typed, row)}
    values.update({column: False for column in flag_columns(row.subject).values() if column not in values})
    if typed.code is not None and rules.read_code(typed.code) != row.code:
        values["code"] = rules.read_code(typed.code)
        _refuse_code(desk, subject, values["code"])
    if typed.name is not None:
        values["name"] = _new_name(desk, row, typed.name.strip())
    notes = Notes()
    with desk.change() as change:
        _refuse_frozen(desk, row, values)
        if typed.key is not None or subject != row.subject:
            values["key"] = _take_key(desk, change, subject, typed, row, notes)
        changed = change.update("outcome", row.no, expect=row.version, **values)
    desk.forget_outcomes()
    told = _("Outcome {name} changed.") if changed else _("Outcome {name} is already so.")
    notes.lines.insert(0, told.format(name=outcome_line(_after(row, values))))
    return notes.receipt("outcome", row.no, row.id, changed=changed)


def _after(row: OutcomeRow, values: dict[str, Any]) -> OutcomeRow:
    return row._replace(**{name: values[name] for name in ("subject", "code", "name") if name in values})


def _new_name(desk: Desk, row: OutcomeRow, name: str) -> str:
    if not name and row.code not in words.LABELS[row.subject]:
        raise UsageError(_("What is it called?"), f'crm outcome edit {row.code} --name "…"')
    # The name is also the word for the row itself, which keeps it.
    refuse_name(desk, row.subject, name or words.label(row.subject, row.code), but=row.no)
    return name


def _refuse_frozen(desk: Desk, row: OutcomeRow, values: dict[str, Any]) -> None:
    """Raise RefusedError where old touches would come to mean something else (DECISIONS 7)."""
    frozen = [*flag_columns("call").values(), *flag_columns("visit").values(), "effect", "subject", "code"]
    if all(values.get(name, getattr(row, name)) == getattr(row, name) for name in frozen):
        return
    if is_used(desk, row):
        raise RefusedError(
            _("{name} is on record: its code, flags and effect stay, or old reports would change.").format(
                name=outcome_line(row)
            ),
            _("Retire it and add another: crm outcome add CODE --like {code} --name …").format(code=row.code),
        )
    if values["subject"] != row.subject and desk.database.first(FIND_LIST_RULES, outcome_no=row.no, limit=1):
        raise RefusedError(
            _("{name} has rules on call lists.").format(name=row.code),
            _("Take them away first: crm outcome rule {code} --list NAME --clear").format(code=row.code),
        )


def _refuse_code(desk: Desk, subject: str, code: str) -> None:
    for row in desk.outcomes(subject):
        if row.code == code:
            raise RefusedError(
                _("There is already an outcome {code}.").format(code=code),
                _("It is retired; take it back with: crm outcome restore {code}").format(code=code)
                if row.retired_on
                else f"crm outcome edit {code}",
            )


def _take_key(
    desk: Desk, change: Change, subject: str, typed: Typed, row: OutcomeRow | None, notes: Notes
) -> str:
    """Return the key typed once no other outcome in use has it; with `swap` its holder gets the old one."""
    key = rules.read_key(subject, typed.key if typed.key is not None else "")
    mine = row.no if row else 0
    holder = next((one for one in desk.outcomes(subject) if one.key == key != "" and one.no != mine), None)
    if holder is None:
        return key
    if holder.retired_on is None and not typed.swap:
        raise RefusedError(
            _("The key {key} is that of {name}.").format(key=key, name=outcome_line(holder)),
            _("Give another, or exchange the two with --swap."),
        )
    left = row.key if row is not None and row.subject == subject and holder.retired_on is None else ""
    change.update("outcome", holder.no, key=left)
    if holder.retired_on is None:
        told = _("{name} has the key {key} now.") if left else _("{name} has no key now.")
        notes.tell(told.format(name=holder.code, key=left))
    return key
