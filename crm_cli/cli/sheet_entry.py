"""`crm visit enter`, `crm call enter`, `crm sweep enter`: paper typed back in one batch, shown before it is entered."""

import sys
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from crm_cli.cli import options, session, voice
from crm_cli.cli.listing import is_for_people, show_records, title
from crm_cli.domain.codes import number
from crm_cli.domain.words import outcome_label
from crm_cli.errors import RefusedError, UsageError
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Receipt
from crm_cli.services.sheet_entry import Entered, enter, rehearse
from crm_cli.services.sheet_reading import Asked, Item, read_batch
from crm_cli.services.sheets import described

File = Annotated[
    str | None,
    typer.Argument(metavar="FILE", help=N_("A file with a row a line; - is stdin, left out asks for them.")),
]
Sheet = Annotated[
    str | None,
    typer.Option("--sheet", metavar="SHEET", help=N_("The number printed large: g7; today's when left out.")),
]
DoorSheet = Annotated[
    str | None,
    typer.Option(
        "--sheet", metavar="SHEET", help=N_("The number printed large: g7; without one codes are doors.")
    ),
]
Sweep = Annotated[
    str | None,
    typer.Option(
        "--sweep", metavar="SWEEP", help=N_("The sweep or its building; the one I am on when left out.")
    ),
]
Day = Annotated[
    str | None,
    typer.Option(
        "--date", metavar="DAY", help=N_("The day of the paper; the one printed on it when left out.")
    ),
]
Time = Annotated[
    str | None,
    typer.Option(
        "--time", metavar="TIME", help=N_("The time of rows that say none: 14:30; a line says it as @9:40.")
    ),
]
SkipFaults = Annotated[
    bool, typer.Option("--skip-faults", help=N_("Leave out the lines that cannot be entered."))
]
DryRun = Annotated[bool, typer.Option("--dry-run", help=N_("Only show what would happen."))]


def visits(
    file: File = None,
    sheet: Sheet = None,
    date: Day = None,
    time: Time = None,
    rep: options.Rep = None,
    skip_faults: SkipFaults = False,
    dry_run: DryRun = False,
) -> None:
    """Enter what was written on a walk list: 12 not_in, 13 met_staff card 王总 138… B +2d 送样."""
    _enter(Asked("visits", sheet, rep, None, time), file, date, skip_faults=skip_faults, dry_run=dry_run)


def calls(
    file: File = None,
    sheet: Sheet = None,
    date: Day = None,
    time: Time = None,
    rep: options.Rep = None,
    skip_faults: SkipFaults = False,
    dry_run: DryRun = False,
) -> None:
    """Enter what was written on a call sheet: 12 no_answer, 13 talked 3分5秒 B +2d 报价."""
    _enter(Asked("calls", sheet, rep, None, time), file, date, skip_faults=skip_faults, dry_run=dry_run)


def doors(
    file: File = None,
    sheet: DoorSheet = None,
    sweep: Sweep = None,
    date: Day = None,
    time: Time = None,
    rep: options.Rep = None,
    skip_faults: SkipFaults = False,
    dry_run: DryRun = False,
) -> None:
    """Enter what was written on a sheet of a sweep, or door by door: 3012 not_in."""
    _enter(
        Asked("sweep", sheet, rep, None, time, sweep), file, date, skip_faults=skip_faults, dry_run=dry_run
    )


def _enter(asked: Asked, file: str | None, date: str | None, *, skip_faults: bool, dry_run: bool) -> None:
    from crm_cli.services.reading import read_day

    lines = _lines(file)
    with session.desk() as desk:
        if date is not None:
            asked = asked._replace(day=read_day(desk, date))
        items = read_batch(desk, asked, lines)
        if not items:
            raise UsageError(
                _("There is nothing to enter."), _("For example {examples}.").format(examples="12 not_in")
            )
        tried = rehearse(desk, asked, items)
        wrong = [one for one in tried if one.fault]
        people = is_for_people()
        if dry_run or (people and (wrong or _can_ask())):
            _show(desk, asked, tried)
        if dry_run:
            voice.say(_("Nothing was changed."), quiet=bool(session.chosen("quiet")))
        good = [one.item for one in tried if not one.fault]
        if wrong and (dry_run or not skip_faults or not good):
            _refuse_faults(wrong, good, dry_run=dry_run)
        if dry_run:
            return
        _confirm(len(good), len(wrong))
        _tell(desk, enter(desk, asked, good), shown=people and _can_ask())


def _lines(file: str | None) -> list[str]:
    """Return the lines of a file, of stdin, or those typed at a terminal up to an empty one."""
    if file is None and _can_ask():
        voice.say(_("A row a line, such as 12 not_in; an empty line ends."))
        return list(iter(lambda: sys.stdin.readline().strip(), ""))
    from crm_cli.cli.words_file import read_words

    return read_words(file or "-").splitlines()


def _can_ask() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and not session.chosen("yes")


def _show(desk: Desk, asked: Asked, tried: Sequence[Entered]) -> None:
    """Show what each line would do: as records for programs, for people with what it brings about under it."""
    if not is_for_people():
        show_records(desk, "paper_row", [_record(one, kept=False) for one in tried])
        return
    from crm_cli.cli import output
    from crm_cli.domain.form import Field, Form, Listing

    fields = (
        Field("file_line", title("file_line"), main=True, numeric=True),
        Field("code", title("code"), main=True, numeric=True),
        Field("who", title("who"), main=True),
        Field("outcome", title("outcome"), main=True),
        Field("does", title("does")),
        Field("fault", title("fault")),
    )
    rows = tuple(_cells(desk, asked, one) for one in tried)
    name = _("What would be entered")
    sheets = {one.item.sheet.no: one.item.sheet for one in tried if one.item.sheet is not None}
    of = "; ".join(map(described, sheets.values())) or _("Doors")
    form = Form(name, name, (), (Listing(of, fields, rows),), (), _("none"))
    output.emit_form(form, session.style(desk.zone))


def _cells(desk: Desk, asked: Asked, one: Entered) -> tuple[str, ...]:
    item = one.item
    rows = {row.code: row for row in desk.outcomes("call" if asked.kind == "calls" else "visit")}
    outcome = rows.get(item.typed.outcome or "")
    blank = item.text if one.fault else _("no outcome yet")
    name = outcome_label(outcome.subject, outcome.code, outcome.name) if outcome else blank
    does = "; ".join(_sentences(one, first=1))
    return str(item.line), str(item.code or ""), one.who, name, does, one.fault


def _record(one: Entered, *, kept: bool) -> dict[str, Any]:
    item = one.item
    touches = [receipt.number for receipt in one.receipts] if kept else []
    return {
        "file_line": item.line,
        "sheet_no": number("sheet", item.sheet.no) if item.sheet else None,
        "code": item.code,
        "who": one.who,
        "text": item.text,
        "does": "; ".join(_sentences(one)),
        "fault": one.fault,
        "no": ", ".join(touches) or None,
    }


def _sentences(one: Entered, first: int = 0) -> Iterator[str]:
    """Yield what a line does and warns of; the first sentence of each touch says only what it is."""
    for receipt in one.receipts:
        yield from receipt.lines[first:]
        yield from (f"! {warning}" for warning in receipt.warnings)


def _refuse_faults(wrong: Sequence[Entered], good: Sequence[Item], *, dry_run: bool) -> None:
    """Raise RefusedError for lines that cannot be entered, unless who types says that the others are."""
    if not dry_run and good and _can_ask():
        return
    told = ngettext(
        "{count} line cannot be entered; nothing was changed.",
        "{count} lines cannot be entered; nothing was changed.",
        len(wrong),
    ).format(count=len(wrong))
    first = _("Line {place}: {sentence}").format(place=wrong[0].item.line, sentence=wrong[0].fault)
    raise RefusedError(told, " ".join((first, _("Correct it, or leave such lines out with --skip-faults."))))


def _confirm(good: int, wrong: int) -> None:
    question = ngettext("Enter {count} row?", "Enter {count} rows?", good).format(count=good)
    if wrong:
        question = ngettext(
            "Enter {good} and leave {count} faulty line out?",
            "Enter {good} and leave {count} faulty lines out?",
            wrong,
        ).format(good=good, count=wrong)
    session.confirm(question)


def _tell(desk: Desk, done: Sequence[Entered], *, shown: bool) -> None:
    """Tell what was entered: all of it, or where it was shown before only how much, and what to beware of."""
    if not is_for_people() and session.chosen("format") is not None:
        show_records(desk, "paper_row", [_record(one, kept=True) for one in done])
        return
    receipts = [receipt for one in done for receipt in one.receipts]
    if not shown:
        session.told(receipts)
        return
    count = ngettext("{count} row entered", "{count} rows entered", len(receipts)).format(count=len(receipts))
    numbers = receipts[0].number if len(receipts) == 1 else f"{receipts[0].number} … {receipts[-1].number}"
    told = _("{what}: {numbers}. Take all back with: crm undo").format(what=count, numbers=numbers)
    warnings = tuple(warning for receipt in receipts for warning in receipt.warnings)
    session.told(Receipt("visit", receipts[0].no, "", (told,), warnings))
