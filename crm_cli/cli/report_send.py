"""`crm report send`: reports through this machine's channels, each once, at its moment or when asked for."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Annotated

import typer

from crm_cli import clock
from crm_cli.cli import list_options, output, session
from crm_cli.cli.outbox import FOR_MACHINES, require_sent, send_due, tell_sent
from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.postal_hours import (
    MOMENTS,
    START_OF_DAY,
    TIMES,
    USUAL,
    Posting,
    postings_of,
    span_around,
)
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.scope import Scope, find_scope
from crm_cli.services.desk import Desk
from crm_cli.services.reading import read_code, read_day

if TYPE_CHECKING:
    from crm_cli.delivery.channels import Channel
    from crm_cli.delivery.letters import Letter

ASKED = "asked"
"""Stands in a key where a report was asked for by its day: what goes out at its moment has another."""
AHEAD = frozenset({"morning", "weekly", "monthly"})

Kinds = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[KIND...]",
        help=N_(
            "daily, missing, morning, weekly, monthly, team, followup or goals; the first three when left out."
        ),
    ),
]
To = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="CHANNEL", help=N_("Through which channel; may be repeated.")),
]
OfDay = Annotated[
    str | None,
    typer.Option("--date", metavar="DAY", help=N_("Of this day, at once; what is due by now when left out.")),
]
Moment = Annotated[
    str | None,
    typer.Option(
        "--moment", metavar="MOMENT", help=N_("Of the daily report only this: provisional or final.")
    ),
]
Again = Annotated[bool, typer.Option("--again", help=N_("Also what was sent already."))]


def send(
    kinds: Kinds = None,
    to: To = None,
    date: OfDay = None,
    moment: Moment = None,
    rep: list_options.OfRep = None,
    team: list_options.OfTeam = None,
    again: Again = False,
) -> None:
    """Send reports: what is due by now, each once, so that it may be run as often as one likes."""
    wanted = _wanted(kinds, moment)
    if rep and team:
        raise UsageError(_("A report is of one rep, one team, or all."), "--rep, --team")
    through = found_channels(to)
    with session.desk(allow_stranger=True) as desk:
        # Whoever stands behind a channel reads it, so it holds nothing that only who types may see.
        desk.me = None
        scope = find_scope(desk, rep=rep, team=team, everyone=not (rep or team))
        if date is None:
            postings = list(_due(desk, wanted, moment or ""))
        else:
            postings = list(_asked(desk, wanted, read_day(desk, date), moment))
        _post(desk, postings, scope, through, again=again)


def _wanted(kinds: Sequence[str] | None, moment: str | None) -> list[str]:
    wanted = list(dict.fromkeys(read_code("report_kind", kind) for kind in kinds or USUAL))
    if moment is not None and (moment not in MOMENTS or wanted != ["daily"]):
        raise UsageError(
            _("Only the daily report has moments: provisional and final."), "daily --moment final"
        )
    return wanted


def found_channels(names: Sequence[str] | None) -> "list[Channel]":
    """Return the channels named, each once; raise UsageError for none, NotFoundError for one there is not."""
    from crm_cli.delivery import channels

    if not names:
        known = ", ".join(channels.names())
        hint = _("Channels of this machine: {names}").format(names=known) if known else "crm channel add"
        raise UsageError(_("Say through which channel: --to NAME."), hint)
    return [channels.find(name) for name in dict.fromkeys(names)]


def _due(desk: Desk, kinds: Sequence[str], moment: str) -> Iterator[Posting]:
    """Yield what is to go out by now, and tell what is not, so that a silence is never a riddle."""
    today, now = desk.today(), desk.now().time()
    calendar = desk.workdays()
    if not calendar.is_working(today):
        _tell(_("{day} is a day off; nothing is sent.").format(day=today.isoformat()))
        return
    times = {key: desk.setting(key) for key in TIMES}
    for kind in kinds:
        found = list(postings_of(kind, today, times, calendar, moment))
        if not found:
            _tell(_("{report}: none goes out on {day}.").format(report=_called(kind), day=today.isoformat()))
        for one in found:
            if one.is_due(now):
                yield one
            elif now < one.at:
                _tell(_not_yet(one))
            else:
                _tell(_("{report} {day}: too late for it now.").format(report=_called(kind), day=one.last))


def _not_yet(one: Posting) -> str:
    return _("{report} {day}: goes out from {time} on; at once with --date {day}.").format(
        report=_called(one.kind), day=one.last.isoformat(), time=f"{one.at:%H:%M}"
    )


def _asked(desk: Desk, kinds: Sequence[str], day: datetime.date, moment: str | None) -> Iterator[Posting]:
    """Yield the reports of a day somebody named; with a moment the one that was to go out then, once it is past."""
    for kind in kinds:
        if (day > desk.today() and kind not in AHEAD) or (kind == "followup" and day != desk.today()):
            raise UsageError(
                _("{report}: there is none of {day}.").format(report=_called(kind), day=day.isoformat()),
                _("The follow-up sheet is as of today.") if kind == "followup" else "--date today",
            )
        first, last = span_around(kind, day)
        posting = Posting(kind, first, last, START_OF_DAY, moment or _settled(desk, kind, last))
        if moment is None or _is_past(desk, day, moment):
            yield posting
        else:
            _tell(_("{report} {day}: its moment has not come.").format(report=_called(kind), day=day))


def _settled(desk: Desk, kind: str, last: datetime.date) -> str:
    """Return how a report asked for is called in its key: as at its moment, once it says what it said then."""
    if kind == "daily":
        return "final" if _is_past(desk, last, "final") else ASKED
    return "" if last < desk.today() else ASKED


def _is_past(desk: Desk, day: datetime.date, moment: str) -> bool:
    from crm_cli.services.standings import moments

    found: dict[str, object] = moments(desk, day)._asdict()
    return clock.now() >= found[moment]  # type: ignore[operator]  # each of them is an instant


def _post(
    desk: Desk, postings: Sequence[Posting], scope: Scope, through: "Sequence[Channel]", *, again: bool
) -> None:
    """Queue every report for every channel and send what is due; what fails for one keeps no other back."""
    errors: list[CrmError] = []
    is_new = False
    for posting in postings:
        letter = cache(lambda posting=posting: _letter(desk, posting, scope))
        for channel in through:
            try:
                is_new |= _queue(desk, channel, _key(posting, scope), letter, again=again)
            except CrmError as error:
                errors.append(error)
    if is_new:
        fared = send_due(desk)
        if not errors:
            require_sent(fared)
    elif session.chosen("format") in FOR_MACHINES:
        tell_sent([], desk)
    if errors:
        raise errors[0]


def _letter(desk: Desk, posting: Posting, scope: Scope) -> "Letter":
    from crm_cli.cli.report_letters import letter_of

    return letter_of(desk, posting, scope)


def _key(posting: Posting, scope: Scope) -> str:
    """Return what a letter is, the same in every language and on every machine."""
    days = posting.first.isoformat()
    if posting.last != posting.first:
        days = f"{days}..{posting.last.isoformat()}"
    whose = number(scope.kind, scope.no) if scope.kind != "firm" else "firm"
    return " ".join(filter(None, (posting.kind, days, posting.moment, whose)))


def _queue(desk: Desk, channel: "Channel", key: str, letter: "Callable[[], Letter]", *, again: bool) -> bool:
    """Put a letter into the outbox where it is not there yet; say whether anything was put there."""
    from crm_cli.delivery import letters
    from crm_cli.services.outbox import Queued

    count = 1
    whole_key = key
    while again and letters.queued_before(desk, channel, whole_key):
        count += 1
        whole_key = f"{key} again-{count}"
    held = letters.queued_before(desk, channel, whole_key)
    if len(held) == len(letters.keys(channel, whole_key)):
        queued = [Queued(row, False) for row in held]
    else:
        queued = letters.queue(desk, channel, whole_key, letter())
    for one in queued:
        _tell(letters.sentence(desk, one))
    return any(one.is_new for one in queued)


def _called(kind: str) -> str:
    return words.label("report_kind", kind)


def _tell(sentence: str) -> None:
    if not session.chosen("quiet") and session.chosen("format") not in FOR_MACHINES:
        output.tell(sentence)
