"""Templates of plans: what a plan of a kind says, by name."""

from datetime import time
from typing import Any

from crm_cli.domain.folding import fold_name
from crm_cli.domain.recurrence import parse_rule
from crm_cli.domain.repeat_words import read_repeat
from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.plan_rows import read_minutes
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.plans import FIND_TEMPLATES, TemplateRow


def add_template(desk: Desk, name: str, *, minutes: int | None = None, **texts: str | None) -> Receipt:
    """Keep a template by a name; raise RefusedError for a name that another has in any spelling."""
    name = _free_name(desk, name)
    values = _values(desk, minutes=minutes, **texts)
    notes = Notes()
    with desk.change() as change:
        no = change.insert("plan_template", name=name, **values)
    notes.tell(_("Template {name} is kept: crm plan add WHO --template {name}").format(name=name))
    return notes.receipt("plan_template", no)


def edit_template(
    desk: Desk, name: str, *, rename: str | None = None, minutes: int | None = None, **texts: str | None
) -> Receipt:
    """Change a template; plans made from it stay as they are. '' empties a field, 0 minutes are those of the setting."""
    row, notes = template(desk, name), Notes()
    values = _values(desk, minutes=minutes, **texts)
    if minutes == 0:
        values["minutes"] = None
    if rename is not None:
        values["name"] = _free_name(desk, rename, row.no)
    if not values:
        raise UsageError(_("Nothing to change was said."), "--purpose …")
    with desk.change() as change:
        changed = change.update("plan_template", row.no, expect=row.version, **values)
    told = _("Template {name} changed.") if changed else _("Template {name} is already so.")
    notes.tell(told.format(name=row.name))
    return notes.receipt("plan_template", row.no, row.id, changed=changed)


def retire_template(desk: Desk, name: str, *, back: bool = False) -> Receipt:
    """Offer a template no more, or again."""
    row, notes = template(desk, name), Notes()
    with desk.change() as change:
        wanted = None if back else row.retired_on or desk.today()
        changed = change.update("plan_template", row.no, expect=row.version, retired_on=wanted)
    told = _("Template {name} is in use again.") if back else _("Template {name} is offered no more.")
    notes.tell(told.format(name=row.name))
    return notes.receipt("plan_template", row.no, row.id, changed=changed)


def templates(desk: Desk, *, in_use: bool | None = True) -> list[TemplateRow]:
    """Return the templates by name, those retired too when `in_use` is None."""
    return desk.database.all(FIND_TEMPLATES, in_use=in_use)


def template(desk: Desk, name: str, *, in_use: bool = False) -> TemplateRow:
    """Return the template of that name in any spelling, or the only one that begins so.

    Raises NotFoundError when there is none, and for a retired one where it must be `in_use`.
    """
    wanted = fold_name(name)
    found = templates(desk, in_use=True if in_use else None)
    near = [row for row in found if fold_name(row.name) == wanted] or [
        row for row in found if wanted and fold_name(row.name).startswith(wanted)
    ]
    if len(near) != 1:
        raise NotFoundError(
            _("There is no template {name}.").format(name=name),
            _("There are: {names}").format(names=", ".join(row.name for row in found))
            if found
            else _("Keep one with: crm plan template add 月度回访 --purpose … --repeat monthly"),
        )
    return near[0]


def time_said(row: TemplateRow) -> time | None:
    """Return the time of a plan made from a template, None for none."""
    return time.fromisoformat(row.at_time) if row.at_time else None


def _free_name(desk: Desk, name: str, mine: int | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise UsageError(_("What is the template called?"), "crm plan template add 月度回访")
    key = fold_name(name)
    if any(fold_name(row.name) == key and row.no != mine for row in templates(desk, in_use=None)):
        raise RefusedError(
            _("There is a template {name} already.").format(name=name),
            _("Change it with: crm plan template edit {name}").format(name=name),
        )
    return name


def _values(desk: Desk, *, minutes: int | None = None, **texts: str | None) -> dict[str, Any]:
    """Return the columns of what was typed, checked."""
    values: dict[str, Any] = {
        key: text.strip()
        for key, text in texts.items()
        if text is not None and key in {"purpose", "expected"}
    }
    if (at := texts.get("at_time")) is not None:
        values["at_time"] = _time(desk, at) if at.strip() else ""
    if (rule := texts.get("rule")) is not None:
        # Kept as a rule, since its words may be of another language than the next reader's.
        values["rule"] = _rule(rule) if rule.strip() else ""
    if minutes:
        values["minutes"] = read_minutes(minutes)
    return values


def _rule(text: str) -> str:
    repeat = read_repeat(text)
    if repeat.times is not None or repeat.until is not None:
        raise UsageError(_("A template has no end."), _("Say it when planning: --until or --times."))
    return parse_rule(repeat.rule.text()).rule.text()


def _time(desk: Desk, text: str) -> str:
    from crm_cli.domain.dates import split_when

    found = split_when(text, desk.now())
    if found is None or found.rest or found.time is None or found.day != desk.today():
        raise UsageError(_("{text} is not a time.").format(text=text), "--time 10:00")
    return f"{found.time:%H:%M}"
