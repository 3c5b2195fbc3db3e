"""The next door of a sweep as `crm sweep next` shows it: large, who is behind it, what happened there last."""

from collections.abc import Iterator
from typing import Any

from crm_cli.cli import session, stream, voice
from crm_cli.domain.cleaning import cell_width, clean
from crm_cli.domain.codes import number
from crm_cli.domain.words import label, outcome_label
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.records import plain
from crm_cli.services.sweep_next import DoorOffer, NoDoor
from crm_cli.services.sweeps import planned_later


def show(desk: Desk, found: DoorOffer | NoDoor) -> None:
    """Write the next door in this run's format, or say why there is none."""
    if session.chosen("format") not in {None, "table", "text"}:
        _write(desk, record_of(desk, found) if isinstance(found, DoorOffer) else empty_record(found))
    elif isinstance(found, NoDoor):
        voice.tell(found.sentence)
    else:
        style = session.style(desk.zone)
        stream.write([f"{line}\n" for line in lines(found, style.width, colour=style.colour)])
        told = _("Kept for you until {when}. Log it with: crm knock {door} OUTCOME")
        until = f"{desk.wall(found.until):%H:%M}"
        voice.say(told.format(when=until, door=found.door.code), quiet=bool(session.chosen("quiet")))
        if early := planned_later(desk, found.sweep):
            voice.warn(early)


def _write(desk: Desk, told: dict[str, Any]) -> None:
    from crm_cli.cli import output
    from crm_cli.cli.listing import title

    columns = [output.Column(key, title(key)) for key in told]
    output.emit_one({"no": told.get("customer"), **told}, columns, session.style(desk.zone))


def record_of(desk: Desk, offer: DoorOffer) -> dict[str, Any]:
    """Return the next door as one object; keys are never translated, `customer` is the first of `customers`."""
    door, last = offer.door, offer.last
    told = {
        "unit": door.code,
        "floor": door.floor,
        "side": door.side or None,
        "building": offer.sweep.building,
        "customer": number("customer", offer.tenants[0].customer_no) if offer.tenants else None,
        "name": offer.tenants[0].customer if offer.tenants else None,
        "customers": [
            {"customer": number("customer", one.customer_no), "name": one.customer, "owner": one.owner or None}
            for one in offer.tenants
        ],
        "last": last and {
            "visit": number("visit", last.no),
            "day": last.day.isoformat(),
            "outcome": last.outcome,
            "whom": " ".join(filter(None, (last.contact, last.title))) or None,
            "rep": last.rep,
            "note": last.note,
        },
        "part": offer.part,
        "front": offer.front or None,
        "sweep": number("sweep", offer.sweep.no),
        "until": offer.until,
        "front_desk": [{"kind": note.kind, "words": note.words} for note in offer.front_desk],
    }  # fmt: skip
    return plain(told, desk)


def empty_record(empty: NoDoor) -> dict[str, Any]:
    """Return why there is no door as one object: `unit` is null, `counts` has how many doors stand how."""
    return {
        "unit": None, "why": empty.sentence, "counts": empty.counts, "sweep": number("sweep", empty.sweep.no),
    }  # fmt: skip


def lines(offer: DoorOffer, width: int | None, *, colour: bool) -> Iterator[str]:
    """Yield the card line by line."""
    from crm_cli.domain.table import wrap

    bold, off = ("\x1b[1m", "\x1b[0m") if colour else ("", "")
    door = offer.door
    place = [offer.sweep.building, _("floor {floor}").format(floor=door.floor) if door.floor else ""]
    yield clean("  ".join(filter(None, (*place, label("side", door.side), offer.front))))
    yield ""
    yield f"{bold}{_large(clean(door.code), width)}{off}"
    yield ""
    for text in _told(offer):
        yield from [clean(text)] if width is None else wrap(clean(text), width)


def _large(text: str, width: int | None) -> str:
    spread = " ".join(text)
    return spread if width is not None and cell_width(spread) <= width else text


def _told(offer: DoorOffer) -> Iterator[str]:
    if offer.part == "help":
        yield _("The own part is done: this is help for another front.")
    if offer.part == "handed":
        yield _("Handed to you.")
    for one in offer.tenants:
        yield "  ".join(filter(None, (number("customer", one.customer_no), one.customer, one.owner)))
    if not offer.tenants:
        yield _("Nobody is on file there.")
    if (last := offer.last) is not None:
        outcome = outcome_label("visit", last.outcome, last.outcome_name)
        said = (last.day.isoformat(), outcome, last.contact, last.title, last.note, last.rep)
        yield _("last: {words}").format(words="  ".join(filter(None, said)))
    for note in offer.front_desk:
        yield f"{label('front_desk_kind', note.kind)}: {note.words}"
