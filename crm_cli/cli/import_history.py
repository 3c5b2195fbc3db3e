"""`crm import list`, `show` and `undo`: the files that came in, and taking them back."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from crm_cli.cli import options, output, session
from crm_cli.cli.listing import columns, for_people, how_many, is_for_people, show_records
from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import import_history as imports
from crm_cli.services.desk import Desk
from crm_cli.services.import_history import Batch, Undone
from crm_cli.storage.taking_back import Plan

_MACHINES = frozenset({"json", "jsonl", "csv", "tsv", "ids"})
_WHY = {
    "edited": N_("{name}: edited since by {actor} ({change_no}: {command})"),
    "changed": N_("{name}: changed since"),
    "used": N_("{name}: {other} stands on it"),
    "ban": N_("{name}: a do-not-call mark stays"),
}

Thing = Annotated[str, typer.Argument(metavar="NUMBER", help=N_("The import: i3."))]


def list_imports(limit: options.Limit = None) -> None:
    """List the files that came in, the last first."""
    count = how_many(limit)
    with session.desk() as desk:
        rows = [_record(one) for one in imports.batches(desk, count)]
        show_records(desk, "import_batch", rows, limit=count, empty=_("No file came in yet."))


def _record(one: Batch) -> dict[str, Any]:
    found = one.row._asdict()
    found["no"] = number("import_batch", one.row.no)
    found["change_no"] = number("change", one.row.change_no)
    found["undone_by_no"] = number("change", one.row.undone_by_no)
    return {**found, "state": one.state}


def show(thing: Thing) -> None:
    """Show one file that came in, and how much of what it brought was edited since."""
    with session.desk() as desk:
        batch = imports.batch(desk, thing)
        found, plan = _record(batch), imports.what_became(desk, batch)
        machine = not is_for_people() and session.chosen("format") in _MACHINES
        if machine:
            found["edited"] = imports.edited(plan) if plan else {}
            found["kept"] = list(imports.reasons(desk, plan)) if plan else []
        else:
            found = for_people("import_batch", found)
            found["edited"] = _counts(imports.edited(plan)) if plan else None
        fields = [one._replace(show=True) for one in columns("import_batch", list(found))]
        output.emit_one(found, fields, session.style(desk.zone))
        if plan and not machine:
            _tell_kept(desk, plan)
            output.tell(_("Take it back with: crm import undo {number}").format(number=found["no"]))


def undo(
    thing: Thing,
    all_or_nothing: Annotated[
        bool, typer.Option("--all-or-nothing", help=N_("Only if nothing of it was edited or built on since."))
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("Only show what would happen."))] = False,
) -> None:
    """Take back what a file brought; what somebody edited or built on since stays, and it is said what and why."""
    with session.desk() as desk:
        found = imports.look(desk, thing)
        if dry_run:
            _tell(desk, found, dry_run=True)
            return
        counts = _counts(found.plan.out) or _counts(found.plan.put_back)
        session.confirm(
            _("Take back {number} ({file}): {counts}?").format(
                number=thing, file=found.batch.row.file_name, counts=counts
            )
        )
        if all_or_nothing:
            session.told(imports.undo_strictly(desk, thing))
            return
        _tell(desk, imports.undo_import(desk, thing), dry_run=False)


def _counts(sizes: Mapping[str, int]) -> str:
    """Return `98 customers, 98 phones` in words: what each table's rows are called, with how many."""
    return ", ".join(
        f"{words.label('table', table)} {count:,}" for table, count in sizes.items() if count > 0
    )


def _tell(desk: Desk, found: Undone, *, dry_run: bool) -> None:
    if session.chosen("format") in _MACHINES:
        _for_machines(desk, found, dry_run=dry_run)
        return
    if session.chosen("quiet"):
        return
    name = number("import_batch", found.batch.row.no)
    plan = found.plan
    told = {
        _("{number} would take out: {counts}") if dry_run else _("{number}, taken out: {counts}"): plan.out,
        _("{number}, given back what it had: {counts}"): plan.put_back,
        _("{number}, removed before: {counts}"): plan.gone,
    }
    for sentence, sizes in told.items():
        if counts := _counts(sizes):
            output.tell(sentence.format(number=name, counts=counts))
    _tell_kept(desk, plan)
    for table, no in found.lost:
        output.warn(
            _("{what} {no}, which the import had removed, could not come back.").format(
                what=words.label("table", table), no=no
            )
        )
    output.tell(_("Nothing was changed.") if dry_run else _("Bring it back with: crm redo"))


def _tell_kept(desk: Desk, plan: Plan) -> None:
    """Tell what stays: how many of each kind, and of the first few why."""
    if not plan.kept:
        return
    sizes: dict[str, int] = {}
    for one in plan.kept.values():
        sizes[one.table] = sizes.get(one.table, 0) + 1
    output.tell(_("Stays, since somebody worked on it: {counts}").format(counts=_counts(sizes)))
    told = 0
    direct = sum(1 for one in plan.kept.values() if one.reason != "belongs")
    for why in imports.reasons(desk, plan._replace(kept=_first(plan))):
        reason = "changed" if why["reason"] == "edited" and why["actor"] is None else why["reason"]
        label = why["no"] if not why["no"].isdecimal() else words.label("table", why["table"])
        name = f"{label} {why['name']}".rstrip()
        output.tell("  " + _(_WHY[reason]).format(**{**why, "name": name}))
        told += 1
    if direct > told:
        output.tell("  " + _("… and {count} more; --format json tells all.").format(count=direct - told))


def _first(plan: Plan) -> dict[tuple[str, int], Any]:
    direct = [(key, one) for key, one in sorted(plan.kept.items()) if one.reason != "belongs"]
    return dict(direct[: imports.FIRST])


def _for_machines(desk: Desk, found: Undone, *, dry_run: bool) -> None:
    told: dict[str, Any] = {
        "no": number("import_batch", found.batch.row.no),
        "change_no": number("change", found.no),
        "dry_run": dry_run,
        "reversed": found.plan.out,
        "put_back": found.plan.put_back,
        "gone": found.plan.gone,
        "kept": list(imports.reasons(desk, found.plan)),
    }
    output.emit([told], [output.Column(key, key) for key in told], session.style(desk.zone))
