"""Outcomes of calls and visits, as the firm has them: finding them, retiring them, putting them in order."""

from collections.abc import Sequence
from typing import Any

from crm_cli.domain import words
from crm_cli.domain.codes import SUBJECTS
from crm_cli.domain.folding import fold
from crm_cli.domain.outcomes import flag_letters
from crm_cli.errors import AmbiguousError, NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_outcome, outcome_line, pick
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.records import record
from crm_cli.storage.change import Change
from crm_cli.storage.outcomes import FIND_OUTCOMES, USED, OutcomeRow


def outcomes(
    desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any
) -> list[OutcomeRow]:
    """Return the outcomes that pass the filters (`subject`, `in_use`), in the firm's order unless sorted."""
    return desk.database.all(FIND_OUTCOMES, sort=sort, descending=descending, **filters)


def label(row: OutcomeRow) -> str:
    """Return what an outcome is called in the language in use."""
    return words.outcome_label(row.subject, row.code, row.name)


def read_subject(text: str | None) -> str | None:
    """Return `call` or `visit`, None for None; raise UsageError for another word."""
    if text is not None and text not in SUBJECTS:
        raise UsageError(
            _("{text} is not one of them.").format(text=text),
            _("Choose from: {codes}").format(codes=", ".join(SUBJECTS)),
        )
    return text


def named(desk: Desk, text: str, subject: str | None = None) -> list[OutcomeRow]:
    """Return the outcomes `text` names, of calls and of visits, by a retired one's code or name too.

    `call:busy` says the subject as well. Raises NotFoundError when there is none.
    """
    before, colon, rest = text.partition(":")
    if colon and before in SUBJECTS:
        subject, text = before, rest
    found, unknown = [], None
    for one in SUBJECTS if subject is None else [subject]:
        try:
            found.append(_one_of(desk, one, text))
        except NotFoundError as error:
            unknown = unknown or error
    if unknown is not None and not found:
        raise unknown
    return found


def _one_of(desk: Desk, subject: str, text: str) -> OutcomeRow:
    wanted = fold(text).replace(" ", "_").replace("-", "_")
    retired = [row for row in desk.outcomes(subject) if row.retired_on is not None]
    if by_code := [row for row in retired if row.code == wanted]:
        return by_code[0]
    try:
        return find_outcome(desk, subject, text)
    except AmbiguousError:
        raise
    except NotFoundError:
        if called := [row for row in retired if fold(text) in {row.name_key, fold(label(row))}]:
            return called[0]
        raise


def find_one(desk: Desk, text: str, subject: str | None = None) -> OutcomeRow:
    """Return the one outcome `text` names; where calls and visits both have it ask, or raise AmbiguousError."""
    return pick(
        desk,
        text,
        named(desk, text, subject),
        lambda row: f"{row.subject}:{outcome_line(row)}",
        _("Say which with --subject call or --subject visit."),
    )


def is_used(desk: Desk, row: OutcomeRow) -> bool:
    """Say whether any call or visit came to an outcome."""
    return desk.database.first(USED, no=row.no) is not None


def refuse_name(desk: Desk, subject: str, name: str, but: int = 0) -> None:
    """Raise RefusedError when another outcome in use is called so, in any language: a rep types names."""
    wanted = fold(name)
    for row in desk.outcomes(subject):
        if row.no != but and row.retired_on is None and wanted in _names_of(row):
            raise RefusedError(
                _("{code} is called {name} already.").format(code=row.code, name=name),
                _("Rename or retire that one first: crm outcome edit {code} --name …").format(code=row.code),
            )


def _names_of(row: OutcomeRow) -> set[str]:
    """Return what an outcome is called, folded: its code, and the firm's own name or ours in every language."""
    names = {row.code, row.code.replace("_", " ")}
    if row.name:
        return names | {fold(row.name)}
    from crm_cli.i18n import LANGUAGES, translations

    english = words.LABELS[row.subject].get(row.code, row.code)
    return names | {fold(translations(language).gettext(english)) for language in LANGUAGES}


def retire(desk: Desk, row: OutcomeRow) -> Receipt:
    """Take an outcome out of use: old touches keep it, new ones cannot have it, another may take its key.

    Raises RefusedError for who is no manager of a firm that has one.
    """
    desk.require_manager_if_any(_("changing outcomes"))
    notes = Notes()
    with desk.change() as change:
        changed = row.retired_on is None and change.update(
            "outcome", row.no, expect=row.version, retired_on=desk.today()
        )
    desk.forget_outcomes()
    name = outcome_line(row)
    told = _("{name} is retired; what came to it stays.") if changed else _("{name} is retired already.")
    notes.tell(told.format(name=name))
    left = [one for one in desk.outcomes(row.subject) if one.retired_on is None]
    if changed and row.effect != "none" and all(one.effect != row.effect for one in left):
        notes.warn(
            _("No outcome in use has the effect {effect} any more.").format(
                effect=words.label("effect", row.effect)
            )
        )
    return notes.receipt("outcome", row.no, row.id, changed=changed)


def restore(desk: Desk, row: OutcomeRow) -> Receipt:
    """Take a retired outcome back into use, without its key where another has it now.

    Raises RefusedError when another is called so by now, and as `retire` does.
    """
    desk.require_manager_if_any(_("changing outcomes"))
    notes = Notes()
    name = outcome_line(row)
    if row.retired_on is None:
        notes.tell(_("{name} is in use already.").format(name=name))
        return notes.receipt("outcome", row.no, row.id, changed=False)
    refuse_name(desk, row.subject, label(row), but=row.no)
    in_use = [one for one in desk.outcomes(row.subject) if one.retired_on is None]
    taken = next((one for one in in_use if row.key and one.key == row.key), None)
    with desk.change() as change:
        key = "" if taken else row.key
        change.update("outcome", row.no, expect=row.version, retired_on=None, key=key)
    desk.forget_outcomes()
    notes.tell(_("{name} is in use again.").format(name=name))
    if taken:
        notes.warn(
            _(
                "Its key {key} is that of {other} now; give it another with: crm outcome edit {code} --key …"
            ).format(key=row.key, other=taken.code, code=row.code)
        )
    return notes.receipt("outcome", row.no, row.id)


def move(desk: Desk, row: OutcomeRow, place: int) -> Receipt:
    """Put an outcome in use at a place of its subject's list, counted from 1; past the end is the end.

    Raises UsageError for a place below 1, RefusedError for a retired one and as `retire` does.
    """
    desk.require_manager_if_any(_("changing outcomes"))
    if place < 1:
        raise UsageError(_("Places are counted from 1."))
    if row.retired_on is not None:
        raise RefusedError(
            _("{name} is retired.").format(name=row.code),
            f"crm outcome restore {row.code}",
        )
    order = [one for one in desk.outcomes(row.subject) if one.no != row.no]
    in_use = [one for one in order if one.retired_on is None]
    # Retired ones keep their places between the others, for the day they are restored.
    order.insert(order.index(in_use[place - 1]) if place <= len(in_use) else len(order), row)
    notes = Notes()
    with desk.change() as change:
        moved = arrange(desk, change, order)
    told = _("{name} is in place {place} now.") if moved else _("{name} is in place {place} already.")
    notes.tell(told.format(name=outcome_line(row), place=min(place, len(in_use) + 1)))
    return notes.receipt("outcome", row.no, row.id, changed=moved)


def arrange(desk: Desk, change: Change, order: Sequence[OutcomeRow]) -> bool:
    """Give the outcomes of a subject, all of them, this order; return whether it was another."""
    moved = [change.update("outcome", row.no, position=place) for place, row in enumerate(order, 1)]
    desk.forget_outcomes()
    return any(moved)


def outcome_record(row: OutcomeRow, desk: Desk) -> dict[str, Any]:
    """Return an outcome as a record: its flags as letters too, and its place among those in use (None: retired)."""
    found = {**record(row, desk), "flags": flag_letters(row.subject, row._asdict())}
    found["place"] = places(desk, row.subject).get(row.no)
    del found["position"]
    return found


def places(desk: Desk, subject: str) -> dict[int, int]:
    """Return the place of each outcome in use by its number, counted from 1."""
    in_use = (row.no for row in desk.outcomes(subject) if row.retired_on is None)
    return {no: place for place, no in enumerate(in_use, 1)}
