"""`crm sweep finish`: what was found is shown as a table, then sorted."""

from typing import Annotated, Any

import typer

from crm_cli.cli import session, voice
from crm_cli.cli.listing import show_records
from crm_cli.cli.sweeps import OneSweep
from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.sweep_finish import Find, Finish, finish_sweep
from crm_cli.services.sweeps import shown_sweep

_FOR_PROGRAMS = frozenset({"json", "jsonl", "csv", "tsv", "ids"})


def finish(
    sweep: OneSweep = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("Only show what would happen."))] = False,
) -> None:
    """Finish a sweep: set stages, say who takes each find, make a call list of them and plan the revisits."""
    from typer import Exit

    with session.desk() as desk:
        row = shown_sweep(desk, sweep)
        if dry_run or not session.chosen("yes"):
            _show(desk, finish_sweep(desk, row, dry_run=True), is_done=False)
            if dry_run:
                _tell_unchanged()
                return
            try:
                session.confirm(_("Finish it so?"))
            except Exit:
                _tell_unchanged()
                raise
            session.told(finish_sweep(desk, row).receipt)
            return
        _show(desk, finish_sweep(desk, row), is_done=True)


def _show(desk: Desk, done: Finish, *, is_done: bool) -> None:
    if session.chosen("format") == "json":
        from crm_cli.cli import output

        found = _values(done)
        output.emit_one(found, [output.Column(key, key) for key in found], session.style(desk.zone))
        return
    if session.chosen("format") in _FOR_PROGRAMS or not session.chosen("quiet"):
        show_records(desk, "find", [_record(find) for find in done.finds], empty=_("Nobody was met in it."))
    if session.chosen("format") in _FOR_PROGRAMS:
        return
    if is_done:
        session.told(done.receipt)
        return
    if lines := done.receipt.lines[1:]:
        voice.tell(session.would_happen())
        for line in lines:
            voice.tell(line)
    for warning in done.receipt.warnings:
        voice.warn(warning)


def _tell_unchanged() -> None:
    if session.chosen("format") not in _FOR_PROGRAMS:
        voice.tell(_("Nothing was changed."))


def _record(find: Find) -> dict[str, Any]:
    row = find.customer
    return {
        "no": number("customer", row.no),
        "name": row.name,
        "unit": row.unit,
        "industry": row.industry,
        "grade": row.grade,
        "stage": row.stage,
        "proposed": find.proposal.proposed if find.proposal else None,
        "why": find.proposal.sentence if find.proposal else "",
        "finder": row.finder,
        "owner": row.owner,
        "taker": find.taker.name if find.taker else None,
        "to_call": find.to_call,
    }


def _values(done: Finish) -> dict[str, Any]:
    return {
        "sweep_no": number("sweep", done.sweep.no),
        "building": done.sweep.building,
        "rows": [_record(find) for find in done.finds],
        "call_list_no": number("call_list", done.call_list_no),
        "call_list": done.call_list,
        "revisits": [
            {
                "plan_no": number("plan", one.plan_no),
                "rep": one.rep.name,
                "day": one.day.isoformat(),
                "units": [door.code for door in one.doors],
            }
            for one in done.revisits
        ],
        "not_knocked": done.not_knocked,
    }
