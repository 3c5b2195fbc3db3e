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
from crm_cli.services.outcomes import find_one, is_used, label, read_subject, refuse_name
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
    if not (name := rules.read_name(typed.name or "")):
        raise UsageError(_("What is it called?"), f'crm outcome add {typed.code} --name "…"')
    if typed.flags is None and model is None:
        raise UsageError(
            _("What does it say of the call or visit?"),
            _("--flags {letters}, or --like an outcome that counts the same.").format(
                letters="".join(flag_columns(subject))
            ),
        )
    values = {"code": rules.read_code(typed.code or ""), "name": name, **meaning(subject, typed, model)}
    notes = Notes()
    with desk.change() as change:
        # Somebody may have added or renamed one since these were read.
        desk.forget_outcomes()
        _refuse_code(desk, subject, str(values["code"]))
        refuse_name(desk, subject, name)
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
    if typed.code is not None:
        values["code"] = rules.read_code(typed.code)
    if typed.name is not None:
        values["name"] = rules.read_name(typed.name)
    notes = Notes()
    with desk.change() as change:
        desk.forget_outcomes()
        _refuse_frozen(desk, row, values)
        _refuse_clash(desk, row, values)
        if typed.key is not None or subject != row.subject:
            values["key"] = _take_key(desk, change, subject, typed, row, notes)
        changed = change.update("outcome", row.no, expect=row.version, **values)
    desk.forget_outcomes()
    told = _("Outcome {name} changed.") if changed else _("Outcome {name} is already so.")
    notes.lines.insert(0, told.format(name=outcome_line(_after(row, values))))
    return notes.receipt("outcome", row.no, row.id, changed=changed)


def _after(row: OutcomeRow, values: dict[str, Any]) -> OutcomeRow:
    return row._replace(**{name: values[name] for name in ("subject", "code", "name") if name in values})


def _refuse_clash(desk: Desk, row: OutcomeRow, values: dict[str, Any]) -> None:
    """Raise RefusedError where another goes by the new code or name, UsageError for one left without a name."""
    after = _after(row, values)
    if after.code != row.code or after.subject != row.subject:
        _refuse_code(desk, after.subject, after.code, but=row.no)
    if after.name != row.name or after.subject != row.subject:
        if not after.name and after.code not in words.LABELS[after.subject]:
            raise UsageError(_("What is it called?"), f'crm outcome edit {row.code} --name "…"')
        # Of one that is retired the name is looked at when it is taken back.
        if row.retired_on is None:
            refuse_name(desk, after.subject, label(after), but=row.no)


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


def _refuse_code(desk: Desk, subject: str, code: str, but: int = 0) -> None:
    for row in desk.outcomes(subject):
        if row.no != but and row.code == code:
            raise RefusedError(
                _("There is already an outcome {code}.").format(code=code),
                _("It is retired; take it back with: crm outcome restore {code}").format(code=code)
                if row.retired_on
                else f"crm outcome edit {code}",
            )
    refuse_name(desk, subject, code.replace("_", " "), but=but)


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
