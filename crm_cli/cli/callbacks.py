"""`crm callback`: list, add, show, move, take, give, cancel, done, calendar."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.cli.batches import change_each
from crm_cli.cli.filters import whose
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import how_many, is_for_people, show_records
from crm_cli.cli.records import show_each
from crm_cli.domain import words
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import callback_list, callbacks
from crm_cli.services.desk import Desk
from crm_cli.services.reading import read_day
from crm_cli.services.records import record

When = Annotated[
    str,
    typer.Argument(
        metavar="WHEN", help=N_('The time: "fri 15:00", "周五 下午3点", +30min, "tomorrow 10:00".')
    ),
]


def add(
    who: options.Who,
    when: Annotated[
        str, typer.Argument(metavar="WHEN WHAT", help=N_('The time, and what about: "fri 15:00 报价".'))
    ],
    contact: options.Contact = None,
    number: Annotated[
        str | None,
        typer.Option("--number", metavar="PHONE", help=N_("Which of their numbers: its last digits.")),
    ] = None,
    anyone: Annotated[bool, typer.Option("--anyone", help=N_("Anyone may make the callback."))] = False,
    rep: options.Rep = None,
) -> None:
    """Promise a customer a call at a time."""
    with session.desk() as desk:
        session.told(
            callbacks.add_callback(desk, who, when, contact=contact, phone=number, rep=rep, anyone=anyone)
        )


def list_callbacks(
    mine: Annotated[bool, typer.Option("--mine", help=N_("Only mine."))] = False,
    anyone: Annotated[bool, typer.Option("--anyone", help=N_("Only those that anyone may make."))] = False,
    due: Annotated[
        bool, typer.Option("--due", help=N_("Only those to be made by now: due or late."))
    ] = False,
    late: Annotated[bool, typer.Option("--late", help=N_("Only those that are late."))] = False,
    today: Annotated[bool, typer.Option("--today", help=N_("All of today, made or not."))] = False,
    week: Annotated[bool, typer.Option("--week", help=N_("All of this week, made or not."))] = False,
    kept: Annotated[
        bool | None,
        typer.Option("--kept/--missed", help=N_("Those made in time, or those due that were not.")),
    ] = None,
    on: options.OnDay = None,
    since: options.Since = None,
    until: options.Until = None,
    customer: options.OfCustomer = None,
    rep: options.OfRep = None,
    team: options.OfTeam = None,
    everyone: options.Everyone = False,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List callbacks, those to be made first on top; open ones, unless days or --kept or --missed are asked for."""
    if mine and (anyone or everyone or rep or team):
        raise UsageError(
            _("Say one thing about whose callbacks to list."), "--mine, --anyone, --rep NAME, --all"
        )
    count = how_many(limit)
    with session.desk() as desk:
        if mine and desk.me is None:
            raise UsageError(
                _("Nobody knows whose are mine: {name} is not a rep of this firm.").format(name=desk.author),
                "--as NAME, --rep NAME",
            )
        filters: dict[str, Any] = {
            **whose(desk, rep=rep, team=team, customer=customer, everyone=everyone or anyone),
            **_days(desk, today=today, week=week, on=on, since=since, until=until, counted=kept is not None),
        }
        if anyone:
            filters["is_anyones"] = True
        if mine and desk.me is not None:
            filters["rep_no"] = desk.me.no
        found = callback_list.callbacks(
            desk, kept=kept, due=due, late=late, sort=sort, descending=reverse, limit=count, **filters
        )
        show_records(desk, "callback", [_shown(desk, one) for one in found], limit=count)


def _days(
    desk: Desk,
    *,
    today: bool,
    week: bool,
    on: str | None,
    since: str | None,
    until: str | None,
    counted: bool,
) -> dict[str, Any]:
    """Return the filters of the days: without any, what is open, or of this month for what became of them."""
    if sum(map(bool, (today, week, on, since or until))) > 1:
        raise UsageError(_("Say which days once."), "--today, --week, --date DAY, --since DAY --until DAY")
    now = desk.today()
    first: date | None
    last: date | None
    if today or on:
        first = last = read_day(desk, on)
    elif week:
        first = now - timedelta(days=now.weekday())
        last = first + timedelta(days=6)
    elif since or until or counted:
        first = read_day(desk, since) if since else now.replace(day=1) if not until else None
        last = read_day(desk, until) if until else None
    else:
        return {"is_open": True}
    return {"standing": True, "due_since": first, "due_until": last}


def _shown(desk: Desk, one: callback_list.CallbackView) -> dict[str, Any]:
    """Return a callback as a record; for people its time with the weekday, and how far off it is."""
    found = record(one, desk)
    if not is_for_people():
        return found
    if one.due_at is not None:
        found["due_at"] = _short(desk, one.due_at)
    if one.made_at is not None:
        same_day = one.due_at is not None and desk.wall(one.due_at).date() == desk.wall(one.made_at).date()
        found["made_at"] = f"{desk.wall(one.made_at):{'%H:%M' if same_day else '%m-%d %H:%M'}}"
    return found


def _short(desk: Desk, at: datetime) -> str:
    """Return a time as a list of promises has room for: with its weekday, without the year that it is."""
    wall = desk.wall(at)
    day = f"{wall:%m-%d}" if wall.year == desk.today().year else wall.date().isoformat()
    return f"{day} {words.weekday(wall.date())} {wall:%H:%M}"


def show(things: options.Things) -> None:
    """Show callbacks whole, with the time first agreed on."""
    show_each("callback", things, _viewed, _first)


def _viewed(desk: Desk, text: str) -> callback_list.CallbackView:
    return callback_list.described(desk, [callbacks.callback(desk, text)])[0]


def _first(desk: Desk, one: callback_list.CallbackView) -> Mapping[str, Any]:
    row = callbacks.callback(desk, f"s{one.no}")
    return {"first_due_at": callback_list.first_promised(desk, row)}


def move(things: options.Things, when: When, reason: options.Reason = "") -> None:
    """Agree on another time; one that had passed stays in the count."""
    change_each(things, lambda desk, text: callbacks.move(desk, text, when, reason))


def take(
    things: options.Things,
    now: Annotated[
        bool, typer.Option("--now", help=N_("At once, from any colleague; only a manager may."))
    ] = False,
) -> None:
    """Take over callbacks that anyone may make, once their grace is over."""
    change_each(things, lambda desk, text: callbacks.take(desk, text, now=now))


def give(
    things: options.Things,
    rep: Annotated[str, typer.Argument(metavar="REP", help=N_("Who makes them from now on."))],
    reason: options.Reason = "",
) -> None:
    """Hand callbacks to a colleague."""
    change_each(things, lambda desk, text: callbacks.give(desk, text, rep, reason))


def cancel(
    things: options.Things,
    reason: Annotated[str, typer.Argument(metavar="REASON", help=N_("Why nobody is to call."))],
) -> None:
    """Take promises back, and say why."""
    if not reason.strip() or callbacks.is_number(reason):
        raise UsageError(_("Say why nobody is to call."), 'crm callback cancel s8 "改约见面"')
    change_each(things, lambda desk, text: callbacks.cancel(desk, text, reason))


def done(things: options.Things) -> None:
    """Say how a callback is closed: only by a call."""
    change_each(things, callbacks.refuse_done)


VERBS = {
    "list": Verb(list_callbacks, N_("List callbacks, those to be made first on top.")),
    "add": Verb(add, N_("Promise a customer a call at a time.")),
    "show": Verb(show, N_("Show callbacks whole, with the time first agreed on.")),
    "move": Verb(move, N_("Agree on another time; one that had passed stays in the count.")),
    "take": Verb(take, N_("Take over callbacks that anyone may make, once their grace is over.")),
    "give": Verb(give, N_("Hand callbacks to a colleague.")),
    "cancel": Verb(cancel, N_("Take promises back, and say why.")),
    "done": Verb(done, N_("Say how a callback is closed: only by a call.")),
    "calendar": Verb(
        "crm_cli.cli.callback_calendar:calendar", N_("Write callbacks as a calendar (.ics) that phones read.")
    ),
}
