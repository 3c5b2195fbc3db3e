"""The question sheet of a rehearsal as a form: A4, the agreed answers last, to be folded under."""

from crm_cli.domain.form import Block, Box, Field, Form, Listing, Panel, Prose
from crm_cli.domain.prose import Line, Span
from crm_cli.i18n import gettext as _
from crm_cli.reports.objection_agenda_form import ROOM
from crm_cli.reports.rehearsal import Rehearsal, SheetLine
from crm_cli.services.need_questions import all_questions

MARKS = "1 2 3 4 5"


def rehearsal_form(sheet: Rehearsal, *, room: bool = False) -> Form:
    """Return the sheet as a form; with `room` there are lines to write on and marks to circle."""
    header = [(_("script"), f"{sheet.script.name} ({sheet.script.revision})")]
    if sheet.call_list:
        header.append((_("call list"), sheet.call_list))
    header.append((_("sheet"), str(sheet.seed)))
    if sheet.average is not None:
        header.append((_("mark in all"), f"{sheet.average:.1f}"))
    return Form(
        name=_("Rehearsal"),
        title=_("Rehearsal: {script}").format(script=sheet.script.name),
        header=tuple(header),
        blocks=_blocks(sheet, room=room),
        boxes=(Box(_("who calls")), Box(_("who plays the customer")), Box(_("what to do better next time"))),
        none=_("none"),
    )


def _blocks(sheet: Rehearsal, *, room: bool) -> tuple[Block, ...]:
    asked = tuple(Line("item", (Span(words),), 0, "☐") for words in all_questions())
    return (
        Panel(
            _("The customer (for who plays them)"),
            tuple((_(title), text if own else _(text)) for title, text, own in sheet.person if text),
        ),
        Listing(_("What they say"), _fields(), tuple(_cells(sheet, place, room) for place in _places(sheet))),
        Prose(_("The need: tick what was found out"), asked),
        _answers(sheet),
    )


def _places(sheet: Rehearsal) -> range:
    return range(len(sheet.lines))


def _fields() -> tuple[Field, ...]:
    return (
        Field("place", _("no."), main=True, weight=1, numeric=True),
        Field("who", _("who speaks"), main=True, weight=2),
        Field("line", _("what they say"), main=True, weight=7),
        Field("said", _("what was answered"), weight=11),
        Field("mark", _("mark"), weight=3),
    )


def _cells(sheet: Rehearsal, place: int, room: bool) -> tuple[str, ...]:
    line = sheet.lines[place]
    who = _("front desk") if line.at_front_desk else _("customer")
    return (str(place + 1), who, line.text, line.said or (ROOM if room else ""), _mark(line, room=room))


def _mark(line: SheetLine, *, room: bool) -> str:
    return str(line.mark) if line.mark is not None else MARKS if room else ""


def _answers(sheet: Rehearsal) -> Listing:
    fields = (
        Field("place", _("no."), main=True, weight=1, numeric=True),
        Field("line", _("what they say"), main=True, weight=8),
        Field("answer", _("agreed answer"), weight=15),
    )
    rows = tuple(
        (str(place), line.text, line.answer or _("none agreed on yet"))
        for place, line in enumerate(sheet.lines, 1)
        if not line.at_front_desk and line.own
    )
    return Listing(_("Agreed answers (fold under)"), fields, rows)
