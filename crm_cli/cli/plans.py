"""`crm plan`: plans of visits: add, list, show, edit, move, cancel, incident, done, assign, remove."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.cli.batches import change_each, parts, remove_each
from crm_cli.cli.filters import span, whose
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import how_many, show_records
from crm_cli.cli.records import show_each
from crm_cli.domain.codes import HOLIDAY_RULES
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import plans
from crm_cli.services.desk import Desk
from crm_cli.services.plan_scopes import FOLLOWING, ONE, SERIES, Wish
from crm_cli.services.reading import read_code
from crm_cli.services.receipts import Receipt
from crm_cli.services.records import record

Reps = Annotated[
    list[str] | None,
    typer.Option("--rep", metavar="NAME", help=N_("Who goes; may be repeated; who types when left out.")),
]
Order = Annotated[int | None, typer.Option("--order", metavar="N", help=N_("Its place in the day."))]
Minutes = Annotated[
    int | None,
    typer.Option("--minutes", metavar="N", help=N_("How long it takes; visit_minutes when left out.")),
]
Following = Annotated[
    bool, typer.Option("--following", help=N_("Of a plan that repeats: this one and those that follow it."))
]
Series = Annotated[bool, typer.Option("--series", help=N_("Of a plan that repeats: all from today on."))]
Repeat = Annotated[
    str | None,
    typer.Option(
        "--repeat",
        metavar="RULE",
        help=N_('How often: weekly, "each third tuesday", 每月最后一天, an RRULE.'),
    ),
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="WHEN", help=N_("The last day on which it repeats."))
]
Times = Annotated[int | None, typer.Option("--times", metavar="N", help=N_("How many times in all."))]
OnHoliday = Annotated[
    str,
    typer.Option(
        "--on-holiday",
        metavar="next|skip|keep",
        help=N_("Where it would fall on a day off: the next working day, not at all, or that day."),
    ),
]
Reason = Annotated[str, typer.Option("--reason", metavar="WORDS", help=N_("Why it was not done."))]


def add(
    who: Annotated[
        str | None, typer.Argument(metavar="WHO", help=N_("The customer; left out with --building."))
    ] = None,
    when: Annotated[
        str | None, typer.Argument(metavar="WHEN", help=N_("The same as --date; today when left out."))
    ] = None,
    date: Annotated[
        str | None,
        typer.Option("--date", metavar="WHEN", help=N_('The day, with a time where agreed: "fri 15:00".')),
    ] = None,
    purpose: Annotated[str, typer.Option("--purpose", metavar="WORDS", help=N_("What for."))] = "",
    expect: Annotated[str, typer.Option("--expect", metavar="WORDS", help=N_("The result expected."))] = "",
    building: Annotated[
        str | None, typer.Option("--building", metavar="NAME", help=N_("The building to sweep."))
    ] = None,
    order: Order = None,
    minutes: Minutes = None,
    template: Annotated[
        str | None,
        typer.Option("--template", metavar="NAME", help=N_("What is not said here, from a template.")),
    ] = None,
    repeat: Repeat = None,
    until: Until = None,
    times: Times = None,
    on_holiday: OnHoliday = "next",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=N_("Only show what would happen, and what conflicts with it."))
    ] = False,
    rep: Reps = None,
) -> None:
    """Plan a visit to a customer or a building, once or again and again."""
    if when and date and when != date:
        raise UsageError(_("The day was said twice: {first}, {second}.").format(first=when, second=date))
    with session.desk() as desk:
        if building and who and not when and plans.is_when(desk, who):
            who, when = None, who
        wish = _wish(repeat, until, times, on_holiday, template)
        from crm_cli.services.call_list_filling import rehearsed

        with rehearsed(desk, dry_run=dry_run):
            done = plans.add_plan(
                desk, who, when=when or date, building=building, reps=parts(rep), purpose=purpose, expected=expect,
                order=order, minutes=minutes, template=template, repeat=wish,
            )  # fmt: skip
        session.told(session.rehearsed(done) if dry_run else done)


def _wish(
    repeat: str | None, until: str | None, times: int | None, on_holiday: str, template: str | None
) -> Wish | None:
    """Return how plans shall repeat; raise UsageError for an end of what does not."""
    if on_holiday not in HOLIDAY_RULES:
        raise UsageError(
            _("{text} is not one of them.").format(text=on_holiday),
            _("Choose from: {codes}").format(codes=", ".join(HOLIDAY_RULES)),
        )
    if until and times is not None:
        raise UsageError(_("Say --until or --times, not both."))
    if not repeat and not template:
        if until or times is not None:
            raise UsageError(_("How often?"), "--repeat monthly")
        return None
    return Wish(repeat or "", until, times, on_holiday)


def _scope(*, following: bool, series: bool) -> str:
    if following and series:
        raise UsageError(_("Say --following or --series, not both."))
    return FOLLOWING if following else SERIES if series else ONE


def list_plans(
    customer: options.OfCustomer = None,
    date: options.OnDay = None,
    since: options.Since = None,
    until: options.Until = None,
    state: Annotated[
        str | None,
        typer.Option("--state", metavar="STATE", help=N_("Only in this state: planned, visited …")),
    ] = None,
    building: options.Building = None,
    rep: options.OfRep = None,
    team: options.OfTeam = None,
    everyone: options.Everyone = False,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List plans in the order of their days."""
    count = how_many(limit)
    with session.desk() as desk:
        filters: dict[str, Any] = {
            **whose(desk, rep=rep, team=team, customer=customer, everyone=everyone),
            **span(desk, date, since, until),
            "state": read_code("plan_state", state) if state and state != "any" else None,
            "building": building,
            "limit": count,
        }
        rows = plans.plans(desk, sort=sort, descending=reverse, **filters)
        show_records(desk, "plan", _records(desk, rows), limit=count)


def _records(desk: Desk, rows: Sequence[Any]) -> list[dict[str, Any]]:
    named = plans.reps_of(desk, [row.no for row in rows])
    return [{**record(row, desk), "reps": named.get(row.no, [])} for row in rows]


def show(things: options.Things) -> None:
    """Show plans whole."""
    show_each(
        "plan", things, plans.plan, lambda desk, row: {"reps": plans.reps_of(desk, [row.no]).get(row.no, [])}
    )


def edit(
    things: options.Things,
    date: Annotated[
        str | None,
        typer.Option("--date", metavar="WHEN", help=N_("The right time that day; another day is a move.")),
    ] = None,
    purpose: Annotated[str | None, typer.Option("--purpose", metavar="WORDS", help=N_("What for."))] = None,
    expect: Annotated[
        str | None, typer.Option("--expect", metavar="WORDS", help=N_("The result expected."))
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="WORDS", help=N_("Why it was not done."))
    ] = None,
    order: Order = None,
    minutes: Minutes = None,
    repeat: Repeat = None,
    until: Until = None,
    times: Times = None,
    on_holiday: OnHoliday = "next",
    following: Following = False,
    series: Series = False,
) -> None:
    """Change the time, length, order, purpose or expected result of plans, or let them repeat."""
    scope, wish = _scope(following=following, series=series), _wish(repeat, until, times, on_holiday, None)
    said: dict[str, Any] = {
        "when": date, "order": order, "minutes": minutes, "purpose": purpose, "expected": expect, "reason": reason,
    }  # fmt: skip

    def change(desk: Desk, text: str) -> Receipt:
        if wish is None:
            return plans.edit_plan(desk, text, scope=scope, **said)
        from crm_cli.services.plan_repeating import edit_and_repeat

        return edit_and_repeat(desk, text, wish, scope=scope, **said)

    change_each(things, change)


def move(
    things: options.Things,
    when: Annotated[str, typer.Argument(metavar="WHEN", help=N_('To when: +3d, fri, "mon 15:00".'))],
    reason: Reason = "",
    following: Following = False,
    series: Series = False,
) -> None:
    """Move plans to another day, saying why; the old ones stay on record as moved."""
    scope = _scope(following=following, series=series)
    change_each(things, lambda desk, text: plans.move_plan(desk, text, when, reason, scope))


def cancel(
    things: options.Things,
    by: Annotated[str, typer.Option("--by", metavar="us|them", help=N_("Who cancelled."))] = "us",
    reason: Reason = "",
    following: Following = False,
    series: Series = False,
) -> None:
    """Cancel plans, saying by whom and why."""
    scope = _scope(following=following, series=series)
    if by not in {"us", "them"}:
        raise UsageError(
            _("{text} is not one of them.").format(text=by),
            _("Choose from: {codes}").format(codes="us, them"),
        )
    change_each(things, lambda desk, text: plans.end_plan(desk, text, f"cancelled_by_{by}", reason, scope))


def incident(things: options.Things, reason: Reason = "") -> None:
    """Say that something came between, and what."""
    change_each(things, lambda desk, text: plans.end_plan(desk, text, "incident", reason))


def done(things: options.Things) -> None:
    """Mark plans done where no visit was logged; a logged visit does it by itself."""
    change_each(things, lambda desk, text: plans.end_plan(desk, text, "visited"))


def assign(
    things: options.Things, rep: Reps = None, following: Following = False, series: Series = False
) -> None:
    """Say anew which reps plans are for."""
    scope = _scope(following=following, series=series)
    change_each(things, lambda desk, text: plans.assign_plan(desk, text, parts(rep), scope))


def remove(things: options.Things) -> None:
    """Remove plans typed by mistake."""
    remove_each(things, plans.remove_plan)


_DAYS = "crm_cli.cli.plan_days"
VERBS = {
    "add": Verb(add, N_("Plan a visit to a customer or a building, once or again and again.")),
    "list": Verb(list_plans, N_("List plans in the order of their days.")),
    "show": Verb(show, N_("Show plans whole.")),
    "sheet": Verb("crm_cli.cli.sheets:of_day", N_("Print the walk list of a day.")),
    "edit": Verb(edit, N_("Change the time, length, order or purpose of plans, or let them repeat.")),
    "move": Verb(move, N_("Move plans to another day, saying why.")),
    "cancel": Verb(cancel, N_("Cancel plans, saying by whom and why.")),
    "incident": Verb(incident, N_("Say that something came between, and what.")),
    "done": Verb(done, N_("Mark plans done where no visit was logged.")),
    "assign": Verb(assign, N_("Say anew which reps plans are for.")),
    "remove": Verb(remove, N_("Remove plans typed by mistake.")),
    "repeat": Verb(f"{_DAYS}:repeat", N_("Make the plans that repeat up to plan_days_ahead (for cron).")),
    "template": Verb(
        "crm_cli.cli.plan_templates:template", N_("Templates of plans: list, add, edit, retire.")
    ),
    "conflicts": Verb(f"{_DAYS}:conflicts", N_("List what does not go together in plans.")),
    "suggest": Verb(f"{_DAYS}:suggest", N_("Suggest whom to visit on a day, and why.")),
    "order": Verb(
        f"{_DAYS}:order", N_("Propose the order of a day's visits by district, building and floor.")
    ),
}
