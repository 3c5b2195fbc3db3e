"""`crm call next`, `skip` and `snooze`: the next number of the queue, kept for the rep, and putting one off."""

from typing import Annotated, Any

import typer

from crm_cli.cli import options, session, voice
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import queue
from crm_cli.services.desk import Desk
from crm_cli.services.queue import Empty, Offer

_Number = Annotated[
    str | None,
    typer.Option(
        "--number", metavar="WHO", help=N_("Another number than the one on the screen: its digits, c12, n3.")
    ),
]


def next_call(
    call_list: Annotated[
        str | None, typer.Option("--list", metavar="LIST", help=N_("Only this call list: l3 or its name."))
    ] = None,
    ignore_hours: Annotated[
        bool,
        typer.Option("--ignore-hours", help=N_("Outside the calling hours too; it is kept who said so.")),
    ] = False,
    reason: options.Reason = "",
    dial: Annotated[
        bool, typer.Option("--dial", help=N_("Dial it at once with the machine's dial command."))
    ] = False,
    rep: options.Rep = None,
) -> None:
    """Show the next number to call and keep it for the rep, or say why there is none."""
    with session.desk() as desk:
        offer = queue.next_offer(
            desk, rep=rep, call_list=call_list, waive=reason if ignore_hours or reason else None
        )
        if (name := queue.away_today(desk, rep=rep)) is not None:
            voice.warn(_("{rep} is on file as away today.").format(rep=name))
        if isinstance(offer, Empty):
            _tell_empty(desk, offer)
            return
        _show(desk, offer)
        if dial:
            _dial(desk, offer, rep)


def _tell_empty(desk: Desk, empty: Empty) -> None:
    if session.chosen("format"):
        from crm_cli.cli.call_card import empty_record

        _write(empty_record(desk, empty), desk)
    else:
        voice.tell(empty.sentence)
        if empty.counts.outside_hours:
            hint = _("Outside the hours all the same: --ignore-hours --reason WORDS")
            voice.say(hint, quiet=bool(session.chosen("quiet")))


def _show(desk: Desk, offer: Offer) -> None:
    import shutil

    from crm_cli.cli import call_card, stream
    from crm_cli.services.glances import glance_of

    found = glance_of(desk, offer)
    if session.chosen("format") not in {None, "table", "text"}:
        _write(call_card.offer_record(desk, offer, found), desk)
        return
    style = session.style(desk.zone)
    height = shutil.get_terminal_size().lines if style.width is not None else None
    card = call_card.lines(desk, offer, found, style.width, colour=style.colour, height=height)
    stream.write([f"{line}\n" for line in card])
    voice.say(call_card.footer(desk, offer), quiet=bool(session.chosen("quiet")))


def _write(told: dict[str, Any], desk: Desk) -> None:
    """Write one object as `--format` says; `ids` gives the customer's number, for the next command."""
    from crm_cli.cli import output
    from crm_cli.cli.listing import title

    style = session.style(desk.zone)
    columns = [output.Column(key, title(key)) for key in told]
    output.emit_one({"no": told.get("customer_no"), **told}, columns, style)


def _dial(desk: Desk, offer: Offer, rep: str | None) -> None:
    from crm_cli.domain.codes import number
    from crm_cli.errors import CrmError, RefusedError
    from crm_cli.services.dialling import dial
    from crm_cli.services.naming import find_worker
    from crm_cli.services.queue_dialling import begin_dialling, end_dialling

    worker = find_worker(desk, rep)
    if (at := begin_dialling(desk, worker.no, offer.phone_no)) is not None:
        raise RefusedError(
            _("{number} was dialled at {time} already.").format(
                number=offer.number, time=f"{desk.wall(at):%H:%M}"
            ),
            _("Log it with: crm call log {customer} OUTCOME; or dial it again with: crm call dial").format(
                customer=number("customer", offer.customer_no)
            ),
        )
    done = dial(offer.number, desk.firm.region, desk.firm.area_code)
    if done.problem:
        end_dialling(desk, worker.no, offer.phone_no)
        raise CrmError(done.problem, _("Dial it by hand: {number}").format(number=offer.number))
    quiet = bool(session.chosen("quiet"))
    voice.say(_("Dialling {who}. That cannot be undone.").format(who=done.number), quiet=quiet)
    if done.extension:
        voice.say(_("Ask for extension {extension}.").format(extension=done.extension), quiet=quiet)


def skip(
    reason: Annotated[str, typer.Argument(metavar="REASON", help=N_("Why, in words."))] = "",
    who: _Number = None,
    rep: options.Rep = None,
) -> None:
    """Do not offer a number to me again today: the one on the screen, or the one named."""
    from crm_cli.services import queue_pauses

    with session.desk() as desk:
        session.told(queue_pauses.skip(desk, reason, rep=rep, who=who))


def snooze(
    when: Annotated[
        str, typer.Argument(metavar="WHEN", help=N_('Until when: 14:30, +2h, tomorrow, "fri 10:00".'))
    ],
    reason: options.Reason = "",
    who: _Number = None,
    rep: options.Rep = None,
) -> None:
    """Offer a number to nobody until then: the one on the screen, or the one named."""
    from crm_cli.services import queue_pauses

    with session.desk() as desk:
        session.told(queue_pauses.snooze(desk, when, reason, rep=rep, who=who))
