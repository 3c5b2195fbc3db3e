"""A sweep in words: how far it is, what each front has left, what the letters of its doors mean."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from crm_cli.domain import words
from crm_cli.domain.cleaning import cell_width
from crm_cli.domain.codes import number
from crm_cli.domain.door_states import LETTERS
from crm_cli.domain.sweep_grid import ARROWS
from crm_cli.domain.sweeping import Standing, is_sided
from crm_cli.i18n import gettext as _
from crm_cli.reports.figure_words import percent
from crm_cli.reports.figures import Rate
from crm_cli.services.sweep_views import View

NO_PACES: Mapping[int, float] = MappingProxyType({})


def called(seen: View) -> str:
    """Return which sweep it is, how it stands and its days: `w1 中信广场  under way  2026-11-20 Fri`."""
    sweep = seen.sweep
    days = f"{sweep.starts_on.isoformat()} {words.weekday(sweep.starts_on)}"
    if sweep.ended_on and sweep.ended_on != sweep.starts_on:
        days += f" – {sweep.ended_on.isoformat()}"
    return f"{number('sweep', sweep.no)} {sweep.building}  {words.label('sweep_state', sweep.state)}  {days}"


def facts(seen: View) -> list[str]:
    """Return both coverages, and where the fronts meet if they do."""
    both = seen.coverage
    found = [
        _("knocked {rate}").format(rate=percent(Rate(both.knocked, both.doors))),
        _("on file {rate}").format(rate=percent(Rate(both.on_file, both.occupied))),
    ]
    if seen.meeting is not None:
        is_street = seen.sweep.kind == "street"
        told = _("meeting at shop {floor}") if is_street else _("meeting at floor {floor}")
        found.append(told.format(floor=seen.meeting))
    return found


def front_line(seen: View, standing: Standing, paces: Mapping[int, float] = NO_PACES) -> str:
    """Return what a front has left, in one short line; `paces` are the doors an hour of fronts, by their numbers."""
    front = standing.front
    if seen.sweep.state == "finished":
        return _over(seen, standing)
    if standing.next is None and standing.left:
        told = _("{arrow} {front}: {left} of {doors} left, handed to others")
    elif standing.next is None:
        told = _("{arrow} {front}: nothing left")
    elif standing.helping:
        told = _("{arrow} {front}: own part done, helps at {door}")
    else:
        told = _("{arrow} {front}: {left} of {doors} left, next {door}")
    said = told.format(
        arrow=arrow(seen, front.direction),
        front=front.name,
        left=standing.left,
        doors=standing.doors,
        door=standing.next.code if standing.next else "",
    )
    if front.no in paces:
        said += _("; {rate} an hour").format(rate=f"{paces[front.no]:.1f}")
    return said


def _over(seen: View, standing: Standing) -> str:
    """Return how many doors of a front's part were knocked at when the sweep was finished."""
    front = standing.front
    told = _("{arrow} {front}: {knocked} of {doors} knocked, {left} left unknocked")
    return told.format(
        arrow=arrow(seen, front.direction), front=front.name, doors=standing.doors,
        knocked=standing.doors - standing.unknocked, left=standing.unknocked,
    )  # fmt: skip


def arrow(seen: View, direction: str) -> str:
    """Return the arrow of a direction; without sides those who come from the last shop walk back."""
    return "←" if direction == "right" and not is_sided(seen.doors) else ARROWS[direction]


def legend(counts: Mapping[str, int]) -> list[str]:
    """Return the letter, the meaning and the count of each state that some door has."""
    return [f"{LETTERS[state]} {words.label('door_state', state)} {count}" for state, count in counts.items()]


def packed(texts: Sequence[str], width: int) -> list[str]:
    """Return short texts in lines of `width` cells, two blanks between them, none of them broken."""
    lines: list[str] = []
    for text in texts:
        if lines and cell_width(lines[-1]) + 2 + cell_width(text) <= width:
            lines[-1] += f"  {text}"
        else:
            lines.append(text)
    return lines
