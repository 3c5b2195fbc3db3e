"""`crm script rehearse`: a question sheet for two, on paper or one question after the other on the screen."""

from typing import Annotated

import typer

from crm_cli.cli import output, report_sink, session
from crm_cli.cli.report_sink import Sheet
from crm_cli.cli.scripts import Script, call_list_number
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.rehearsal import MOST, Rehearsal, SheetLine, rehearsal, rehearsal_values
from crm_cli.services import scripts
from crm_cli.services.desk import Desk

WITH_ROOM = frozenset({"html", "xlsx"})


def rehearse(
    script: Script,
    call_list: Annotated[
        str | None, typer.Option("--list", metavar="LIST", help=N_("What is met most on this call list."))
    ] = None,
    count: Annotated[
        int, typer.Option("--count", metavar="N", min=1, max=MOST, help=N_("So many questions."))
    ] = 12,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="N", help=N_("The sheet of this number; else the day's."))
    ] = None,
    screen: Annotated[
        bool, typer.Option("--screen", help=N_("Ask one after the other here, and note the marks."))
    ] = False,
    format: report_sink.Format = None,  # noqa: A002  # the option's own name
    file: report_sink.Output = None,
) -> None:
    """Print a question sheet for two to rehearse with: one plays the customer, the other calls."""
    chosen = report_sink.chosen_format(format, file)
    with session.desk() as desk:
        row = scripts.find_script(desk, script)
        sheet = rehearsal(desk, row, call_list_no=call_list_number(desk, call_list), count=count, seed=seed)
        if screen:
            sheet = _on_screen(desk, sheet)

        from crm_cli.reports.rehearsal_form import rehearsal_form

        made = Sheet(
            lambda: rehearsal_form(sheet, room=chosen in WITH_ROOM and not screen),
            lambda: rehearsal_values(sheet),
        )
        report_sink.write(desk, made, chosen, file)


def _on_screen(desk: Desk, sheet: Rehearsal) -> Rehearsal:
    """Ask each line, show the agreed answer, note what was said and its mark; `q` ends it early.

    Raises UsageError where nobody can be asked.
    """
    if desk.ask is None:
        raise UsageError(_("Nobody can be asked here."), "--format html --output sheet.html")
    for title, text, own in sheet.person:
        if text:
            output.say(f"{_(title)}: {text if own else _(text)}")
    done: list[SheetLine] = []
    for place, line in enumerate(sheet.lines, 1):
        heard = _one(desk, place, len(sheet.lines), line)
        if heard is None:
            break
        done.append(heard)
    output.say("")
    return sheet._replace(lines=(*done, *sheet.lines[len(done) :]))


def _one(desk: Desk, place: int, count: int, line: SheetLine) -> SheetLine | None:
    """Return the line with what was noted, None where the rehearsal is ended."""
    who = _("front desk") if line.at_front_desk else _("customer")
    output.say("")
    output.say(f"{place}/{count}  {who}: {line.text}")
    said = _answer(desk, _("What was answered? (Enter when said, q ends)"))
    if said == "q":
        return None
    if line.answer:
        output.say(_("Agreed answer: {answer}").format(answer=line.answer))
    mark = _answer(desk, _("Mark 1-5? (Enter for none)"), _is_mark)
    return None if mark == "q" else line._replace(said=said, mark=int(mark) if mark else None)


def _answer(desk: Desk, question: str, check: object = None) -> str:
    ask = desk.ask
    found = None if ask is None else ask(question, check if callable(check) else lambda _text: None)
    return (found or "").strip()


def _is_mark(text: str) -> None:
    if text != "q" and text not in {"1", "2", "3", "4", "5"}:
        raise UsageError(_("A mark is from 1 to 5."))
