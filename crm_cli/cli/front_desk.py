"""`crm building desk`: what is known of a front desk, noted and shown."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.front_desk import At, Memory, Passed, memory, remember, where

Who = Annotated[
    list[str] | None,
    typer.Option("--who", metavar="WORDS", help=N_("Who sits there: 王姐，早班; may be repeated.")),
]
Past = Annotated[
    list[str] | None, typer.Option("--past", metavar="WORDS", help=N_("What got us past; may be repeated."))
]
Hour = Annotated[
    list[str] | None,
    typer.Option("--hour", metavar="HOURS", help=N_("The best hour: 14:00-15:30; may be repeated.")),
]
Forbidden = Annotated[
    list[str] | None,
    typer.Option("--forbidden", metavar="WORDS", help=N_("What must not be done there; may be repeated.")),
]


def desk(
    building: Annotated[
        str, typer.Argument(metavar="[BUILDING]", help=N_("A building: b3, its name or part of it."))
    ] = "",
    customer: options.OfCustomer = None,
    who: Who = None,
    past: Past = None,
    hour: Hour = None,
    forbidden: Forbidden = None,
    forget: Annotated[
        list[str] | None,
        typer.Option(
            "--forget", metavar="WORDS", help=N_("A note that no longer holds: its number or words.")
        ),
    ] = None,
) -> None:
    """Note what is known of the front desk of a building or a --customer, and show all that is."""
    said = {"who": who or (), "past": past or (), "hour": hour or (), "forbidden": forbidden or ()}
    with session.desk() as opened:
        at = where(opened, building or None, customer)
        if forget or any(said.values()):
            session.told(remember(opened, at, said, forget or ()))
            return
        show_memory(opened, at)


def show_memory(desk: Desk, at: At) -> None:
    """Write what is known of a front desk in this run's format."""
    from crm_cli.cli import output
    from crm_cli.cli.listing import show_records
    from crm_cli.services.records import record

    found = memory(desk, at)
    if session.style().format == "json":
        import json

        output.tell(json.dumps(as_json(desk, found), ensure_ascii=False, indent=2))
        return
    show_records(desk, "front_desk", [record(row, desk) for row in found.notes], empty=_("Nothing is noted."))
    if session.style().format in {None, "table", "text", "md"}:
        for line in pair_lines(gate_pairs(found)):
            output.tell(line)


def as_json(desk: Desk, found: Memory) -> dict[str, Any]:
    """Return what is known of a front desk as an object; keys are never translated."""
    from crm_cli.services.records import plain, record

    best = found.best_hour()
    return {
        "notes": [plain(record(row, desk), desk) for row in found.notes],
        "tactics": [{"tactic": one.key, **_rate(one)} for one in found.tactics],
        "hours": [{"hour": one.key, **_rate(one)} for one in found.hours],
        "best_hour": best.key if best else None,
    }


def _rate(one: Passed) -> dict[str, Any]:
    return {"part": one.past, "whole": one.opened, "rate": one.share if one.opened else None}


def gate_pairs(found: Memory) -> list[tuple[str, str]]:
    """Return what visits tell of getting past a front desk, for people: by tactic, by hour, the best hour."""
    from crm_cli.domain import words

    told = {
        _("past it by tactic"): [f"{words.label('tactic', one.key)} {_share(one)}" for one in found.tactics],
        _("past it by hour"): [f"{one.key}:00 {_share(one)}" for one in found.hours],
    }
    if best := found.best_hour():
        told[_("best hour so far")] = [f"{best.key}:00 {_share(best)}"]
    return [(head, "\n".join(texts)) for head, texts in told.items() if texts]


def pair_lines(pairs: Sequence[tuple[str, str]], margin: int = 0) -> list[str]:
    """Return titles and texts as lines that fit the screen beside a margin."""
    from crm_cli.domain.table import block

    width = session.style().width
    lines = block(pairs, width - margin if width else None)
    return [f"{head}{text}".rstrip() for head, text in lines]


def _share(one: Passed) -> str:
    return f"{one.past}/{one.opened} = {one.share:.1%}".replace("%", " %")
