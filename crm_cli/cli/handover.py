"""`crm customer handover`: a rep's customers to another, with everything open."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from crm_cli.cli import customer_options as given
from crm_cli.cli import options, session, voice
from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import handover as service
from crm_cli.services.desk import Desk
from crm_cli.services.handover import Handover, Promise

URGENT = 10
"""So many of what was promised are shown."""


def handover(
    giver: Annotated[str, typer.Argument(metavar="FROM", help=N_("The rep whose customers they are."))],
    taker: Annotated[str, typer.Argument(metavar="TO", help=N_("The rep who gets them."))],
    industry: given.Industry = None,
    city: given.City = None,
    district: given.District = None,
    building: given.Building = None,
    stage: given.Stage = None,
    grade: options.Grades = None,
    tag: given.OfTag = None,
    customer: Annotated[
        list[str] | None,
        typer.Option(
            "--customer", metavar="WHO", help=N_("Only these; may be repeated, - reads numbers from stdin.")
        ),
    ] = None,
    tasks: Annotated[bool, typer.Option("--tasks", help=N_("Tasks at no customer, too."))] = False,
    keep_steps: Annotated[
        bool, typer.Option("--keep-steps", help=N_("Hand over the customers, and leave promises and plans."))
    ] = False,
    open_only: Annotated[bool, typer.Option("--open-only", help=N_("Leave closed customers."))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("Only show what would happen."))] = False,
) -> None:
    """Hand a rep's customers to another, with every step, callback and plan that is open."""
    from crm_cli.services.reading import read_code, read_grade

    filters = {
        "industry": industry,
        "city": city,
        "district": district,
        "building": building,
        "stage": read_code("stage", stage) if stage else None,
        "grades": [read_grade(one) for one in grade] if grade else None,
        "tag": tag,
    }
    with session.desk() as desk:
        wish = service.read_wish(
            desk, giver, taker, customers=session.each(customer) if customer else (), filters=filters,
            tasks=tasks, keep_steps=keep_steps, open_only=open_only,
        )  # fmt: skip
        found = service.look(desk, wish)
        if dry_run and session.chosen("format") in {"json", "jsonl"}:
            _write_json(desk, found)
            return
        if dry_run:
            _preview(desk, found, voice.tell, whole=wish.whole)
            voice.tell(_("Nothing was changed."))
            return
        if asked := not session.chosen("yes"):
            _preview(desk, found, voice.say, whole=wish.whole)
        session.confirm(_("Hand these over to {name}?").format(name=found.taker.name))
        receipt = service.hand_over(desk, wish)
        # What does not fit was warned of before it was asked.
        session.told(receipt._replace(warnings=()) if asked else receipt)


def _preview(desk: Desk, found: Handover, say: Callable[[str], None], *, whole: bool) -> None:
    """Show what would go: how many, the most urgent of what is promised, what stays and what does not fit."""
    say(f"{found.giver.name} → {found.taker.name}: {service.counts(desk, found)}")
    promises = found.promises()
    for promise in promises[:URGENT]:
        say(f"  {_line(desk, promise)}")
    if len(promises) > URGENT:
        say(_("  … and {count} more").format(count=f"{len(promises) - URGENT:,}"))
    if whole and found.left_tasks:
        say(service.say_left(found))
    for clash in found.clashes[:URGENT]:
        voice.warn(clash)


def _line(desk: Desk, promise: Promise) -> str:
    when = f"{desk.wall(promise.at):%Y-%m-%d %H:%M}" if promise.at else promise.day.isoformat()
    return "  ".join(part for part in (promise.number, when, promise.where, promise.words) if part)


def _write_json(desk: Desk, found: Handover) -> None:
    """Write what would go as one object; keys are never translated."""
    from crm_cli.cli import output

    def numbers(noun: str, rows: Any) -> list[str | None]:
        return [number(noun, row.no) for row in rows]

    fields = {
        "from": found.giver.name,
        "from_no": number("rep", found.giver.no),
        "to": found.taker.name,
        "to_no": number("rep", found.taker.no),
        "customers": numbers("customer", found.customers),
        "steps": numbers("step", found.of_kind("step")),
        "callbacks": numbers("step", found.of_kind("callback")),
        "tasks": numbers("step", found.of_kind("task")),
        "plans": numbers("plan", found.plans),
        "left_tasks": found.left_tasks,
        "conflicts": found.clashes,
    }
    output.emit_one(fields, [output.Column(key, key) for key in fields], session.style(desk.zone))
