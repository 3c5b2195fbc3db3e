"""`crm pool`: the public pool (公海): list, claim, release, collect."""

from typing import Annotated, Any

import typer

from crm_cli.cli import customer_options as given
from crm_cli.cli import options, session
from crm_cli.cli.groups import Verb
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import pool
from crm_cli.services.desk import Desk

_FOR_PROGRAMS = frozenset({"json", "jsonl", "csv", "tsv", "ids"})


def list_pool(
    industry: given.Industry = None,
    city: given.City = None,
    district: given.District = None,
    building: given.Building = None,
    source: given.Source = None,
    stage: given.Stage = None,
    grade: options.Grades = None,
    tag: given.OfTag = None,
    held_by: Annotated[
        str | None, typer.Option("--from", metavar="NAME", help=N_("Only those this rep held last."))
    ] = None,
    mine: Annotated[
        bool, typer.Option("--mine", help=N_("Only those I held last; with --warned only mine."))
    ] = False,
    warned: Annotated[
        bool, typer.Option("--warned", help=N_("Those who have an owner yet and are about to lose them."))
    ] = False,
    rep: options.OfRep = None,
    team: options.OfTeam = None,
    everyone: options.Everyone = False,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List the customers who may be claimed, the last touched first; or those about to be taken back."""
    filters = {"industry": industry, "city": city, "district": district, "building": building, "tag": tag}
    narrowed = [*filters.values(), source, stage, grade, held_by, sort]
    with session.desk() as desk:
        if warned:
            if any(narrowed):
                raise UsageError(_("Those who were warned of are listed by --rep, --team or --all alone."))
            _list_warned(desk, rep=rep, team=team, everyone=everyone, mine=mine, limit=limit)
            return
        if rep or team:
            raise UsageError(_("Nobody owns a customer of the pool."), _("Who held it last: --from NAME."))
        _list_pool(
            desk,
            {**filters, **_read(source, stage, grade)},
            _me(desk) if mine else held_by,
            sort=sort, reverse=reverse, limit=limit,
        )  # fmt: skip


def _read(source: str | None, stage: str | None, grade: list[str] | None) -> dict[str, Any]:
    from crm_cli.services.customers import known_or_own
    from crm_cli.services.reading import read_code, read_grade

    return {
        "source": known_or_own("source", source) if source else None,
        "stage": read_code("stage", stage) if stage else None,
        "grades": [read_grade(one) for one in grade] if grade else None,
    }


def _me(desk: Desk) -> str:
    from crm_cli.services.naming import find_worker

    return find_worker(desk, None).name


def _list_pool(
    desk: Desk,
    filters: dict[str, Any],
    held_by: str | None,
    *,
    sort: str | None,
    reverse: bool,
    limit: int | None,
) -> None:
    from crm_cli.cli.listing import how_many, is_for_people, show_records
    from crm_cli.services.naming import find_rep
    from crm_cli.services.records import record

    count = how_many(limit)
    found = pool.pool(
        desk, sort=sort, descending=reverse, limit=count,
        held_by_no=find_rep(desk, held_by).no if held_by else None, **filters,
    )  # fmt: skip
    blocked = pool.claimable_on(desk, found, desk.me.no) if desk.me else {}
    records = [{**record(row, desk), "claimable_on": blocked.get(row.no)} for row in found]
    if is_for_people():
        # Where nobody was ever taken back or blocked these columns would all be empty.
        empty = [
            key
            for key in ("pooled_on", "how", "held_by", "claimable_on")
            if not any(one[key] for one in records)
        ]
        records = [{key: value for key, value in one.items() if key not in empty} for one in records]
    show_records(desk, "pool", records, limit=count, empty=_("There is nobody in the pool."))


def _list_warned(
    desk: Desk, *, rep: str | None, team: str | None, everyone: bool, mine: bool, limit: int | None
) -> None:
    from crm_cli.cli.filters import whose
    from crm_cli.cli.listing import how_many, show_list

    scope = whose(desk, rep=_me(desk) if mine else rep, team=team, everyone=everyone)
    count = how_many(limit)
    found = pool.warnings(desk, **scope)[:count]
    show_list(
        desk, "pool_warning", found, limit=count, empty=_("Nobody is about to be taken back into the pool.")
    )


def claim(things: options.Things, rep: options.Rep = None) -> None:
    """Claim customers of the pool; they are mine from now on."""
    from crm_cli.cli.batches import each_once, the_customer

    with session.desk() as desk:
        numbers = [one.number for one in each_once(desk, things, the_customer)]
        session.told(pool.claim(desk, numbers, rep=rep))


def release(
    things: options.Things,
    reason: options.Reason = "",
    cancel_steps: Annotated[
        bool, typer.Option("--cancel-steps", help=N_("Cancel what is promised and planned there, too."))
    ] = False,
) -> None:
    """Give customers back to the pool: my own, or anybody's by a manager."""
    from crm_cli.cli.batches import each_once, the_customer

    with session.desk() as desk:
        numbers = [one.number for one in each_once(desk, things, the_customer)]
        session.told(pool.release(desk, numbers, reason=reason, cancel_steps=cancel_steps))


def collect(
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("Only show what would happen."))] = False,
) -> None:
    """Warn the owners of neglected customers, and take back those whose warning has run out (for cron)."""
    from crm_cli.cli import voice
    from crm_cli.services import pool_collection

    with session.desk() as desk:
        found = pool_collection.foresee(desk) if dry_run else pool_collection.collect(desk)[0]
        if found.day != desk.today():
            told = _("{day} is a day off; this would happen on {next}:")
            voice.say(told.format(day=desk.today().isoformat(), next=found.day.isoformat()))
        if session.chosen("format") in _FOR_PROGRAMS:
            _show_judged(desk, found)
        elif not session.chosen("quiet"):
            for line in pool_collection.say(found):
                voice.tell(line)
            if dry_run and found.judged:
                voice.tell(_("Nothing was changed."))


def _show_judged(desk: Desk, found: Any) -> None:
    from crm_cli.cli.listing import show_records
    from crm_cli.domain.codes import number

    records = [
        {
            "no": number("customer", one.customer.no),
            "name": one.customer.name,
            "kind": one.kind,
            "owner": one.customer.owner,
            "owner_no": number("rep", one.customer.owner_no),
            "grade": one.customer.grade,
            "silent_days": one.silent,
            "due_on": one.due_on,
        }
        for one in found.judged
    ]
    show_records(desk, "pool_move", records)


VERBS = {
    "list": Verb(list_pool, N_("List the customers who may be claimed, or those about to be taken back.")),
    "claim": Verb(claim, N_("Claim customers of the pool.")),
    "release": Verb(release, N_("Give customers back to the pool.")),
    "collect": Verb(collect, N_("Warn of neglected customers and take them back (for cron).")),
}
