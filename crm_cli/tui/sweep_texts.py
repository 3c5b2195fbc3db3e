"""A sweep and a door of it in words for the screen."""

from collections.abc import Iterator, Mapping

from rich.text import Text

from crm_cli.domain import words
from crm_cli.domain.cleaning import clean
from crm_cli.domain.codes import number
from crm_cli.domain.sweep_grid import counts_of, letter_of
from crm_cli.i18n import gettext as _
from crm_cli.reports import sweep_words
from crm_cli.services.desk import Desk
from crm_cli.services.door_cards import DoorCard
from crm_cli.services.sweep_next import say_revisit
from crm_cli.services.sweep_views import View
from crm_cli.storage.door_leases import LastVisitRow
from crm_cli.tui.board import LETTER_STYLES


def head(seen: View, paces: Mapping[int, float], width: int, *, revisit: bool) -> Text:
    """Return which sweep it is, both coverages, where the fronts meet, and what each has left."""
    sweep = seen.sweep
    # That a sweep is under way is seen; a line on a small screen is worth more.
    name = (
        f"{number('sweep', sweep.no)} {sweep.building}" if sweep.state == "open" else sweep_words.called(seen)
    )
    told = [name, *sweep_words.facts(seen)]
    fronts = [sweep_words.front_line(seen, standing, paces) for standing in seen.standings]
    lines = [clean(line) for line in sweep_words.packed([*told, *fronts], width)]
    text = Text("\n".join(lines), no_wrap=True, overflow="ellipsis")
    text.stylize("bold", 0, len(clean(told[0])))
    if revisit:
        text.append(
            "\n" + _("Doors to revisit: ␣ goes from one that is due to the next."), style="bold reverse"
        )
    return text


def legend(seen: View, width: int) -> Text:
    """Return the letters that some door has, with their meaning and how many there are, each in its colour."""
    text = Text(no_wrap=True, overflow="ellipsis")
    for line in sweep_words.packed(sweep_words.legend(counts_of(seen.doors)), width):
        text.append("\n" if text.plain else "")
        for entry in line.split("  "):
            text.append(entry[:1], style=LETTER_STYLES.get(entry[:1], ""))
            text.append(f"{entry[1:]}  ")
    return text


def door_text(desk: Desk, card: DoorCard, *, half_typed: bool) -> Text:
    """Return what to know of a door, the most needed first: it is cut where there is little room."""
    door = card.door
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(clean(door.code), style="bold reverse")
    text.append("  ")
    text.append(letter_of(door), style=LETTER_STYLES.get(letter_of(door), ""))
    text.append(f" {words.label('door_state', door.state)}")
    for told in _standing(desk, card, half_typed=half_typed):
        text.append(f"  {clean(told)}")
    for line in _lines(card):
        text.append(f"\n{clean(line)}")
    return text


def _standing(desk: Desk, card: DoorCard, *, half_typed: bool) -> Iterator[str]:
    door = card.door
    if half_typed:
        yield _("half typed: ⏎ goes on")
    if card.at_it:
        yield _("{rep} is there").format(rep=card.at_it)
    if card.handed_to:
        yield _("handed to {rep}").format(rep=card.handed_to)
    if door.revisit_at is not None:
        yield _("again from {when}").format(when=say_revisit(desk, door.revisit_at, door.revisit_half))
    yield from filter(None, (_floor(door.floor), words.label("side", door.side)))


def _floor(floor: str) -> str:
    return _("floor {floor}").format(floor=floor) if floor else ""


def _lines(card: DoorCard) -> Iterator[str]:
    for one in card.tenants:
        yield "  ".join(filter(None, (number("customer", one.customer_no), one.customer, one.owner)))
    if not card.tenants:
        yield _("Nobody is on file there.")
    for visit in card.visits:
        yield _visit(visit)
    for note in card.front_desk:
        yield f"{words.label('front_desk_kind', note.kind)}: {note.words}"


def _visit(visit: LastVisitRow) -> str:
    outcome = words.outcome_label("visit", visit.outcome, visit.outcome_name)
    whom = " ".join(filter(None, (visit.contact, visit.title)))
    return "  ".join(
        filter(None, (visit.day.isoformat(), outcome or _("no outcome yet"), whom, visit.note, visit.rep))
    )
