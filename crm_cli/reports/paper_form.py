"""A sheet of paper as a form: codes and boxes printed, the rest left for the pen."""

from collections.abc import Iterator

from crm_cli.domain import words
from crm_cli.domain.codes import GRADES, number
from crm_cli.domain.form import BOX, Block, Field, Form, Listing, Panel
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.paper import Paper, PaperLine
from crm_cli.services.desk import Desk
from crm_cli.storage.outcomes import OutcomeRow

_TITLES = {
    "visits": N_("Walk list of {name}"),
    "calls": N_("Call sheet: {name}"),
    "sweep": N_("Sweep of {name}"),
}
_ROWS = {"visits": N_("Visits"), "calls": N_("Calls"), "sweep": N_("Doors")}
_ENTER = {"visits": "crm visit enter", "calls": "crm call enter", "sweep": "crm sweep enter"}
CARD = N_("card")


def paper_form(paper: Paper, desk: Desk) -> Form:
    """Return a sheet as it is printed, in the language in use."""
    title = _(_TITLES[paper.kind]).format(name=paper.heading)
    name = number("sheet", paper.no) or ""
    return Form(
        name=_(_ROWS[paper.kind]),
        title=title,
        header=_header(paper),
        blocks=tuple(_blocks(paper, desk)),
        boxes=(),
        none=_("none"),
        remark=_remark(paper, name),
        badge=name,
    )


def _header(paper: Paper) -> tuple[tuple[str, str], ...]:
    day = f"{paper.day.isoformat()} {words.weekday(paper.day)}"
    return tuple(pair for pair in ((_("date"), day), (_("rep"), paper.rep)) if pair[1])


def _remark(paper: Paper, name: str) -> str:
    if not name and paper.kind == "visits" and paper.notes:
        return _("No visit but doors: they have a sheet of their own.")
    if not name:
        return " ".join(filter(None, (_("Nothing to print: no sheet was made."), paper.why)))
    return _("Type it back with: {command}, a row a line: {example}").format(
        command=f"{_ENTER[paper.kind]} --sheet {name}", example=_(_EXAMPLES[paper.kind])
    )


_EXAMPLES = {
    "visits": N_("12 not_in · 13 met_staff card Mr Ng 13800138000 B +2d samples"),
    "calls": N_("12 no_answer · 13 talked B +2d quote"),
    "sweep": N_("12 not_in · 13 met_staff card Kilo Ltd Mr Ng 13800138000 B +2d samples"),
}


def _blocks(paper: Paper, desk: Desk) -> Iterator[Block]:
    if paper.notes:
        yield Panel(_("Before you go"), paper.notes)
    subject = "call" if paper.kind == "calls" else "visit"
    outcomes = [one for one in desk.outcomes(subject) if one.retired_on is None]
    fields = _fields(paper)
    rows = tuple(_cells(fields, code, line, outcomes, paper.kind) for code, line in paper.coded())
    yield Listing(_(_ROWS[paper.kind]), fields, rows, _legend(paper, outcomes) if rows else "")
    if paper.left_off:
        yield Panel(_("Left off"), paper.left_off)


def _legend(paper: Paper, outcomes: list[OutcomeRow]) -> str:
    """Return what the boxes mean, with the number of the sheet, which stands on every page so."""
    meant = " · ".join(
        f"{_key(one)} {words.outcome_label(one.subject, one.code, one.name)}" for one in outcomes
    )
    return f"{number('sheet', paper.no)}: {meant}"


def _key(outcome: OutcomeRow) -> str:
    """Return what stands in the box of an outcome: its key, else its initials, else its code."""
    return outcome.key or outcome.initials or outcome.code


def _fields(paper: Paper) -> tuple[Field, ...]:
    """Return the columns; those of a door fit a line, a visit and a call take two."""
    number_field = Field("code", _("no."), 1, main=True, weight=1, numeric=False)
    if paper.kind == "sweep":
        return (
            number_field,
            Field("place", _("unit"), 1, main=True, weight=1),
            Field("customer", _("customer"), 1, main=True, weight=4),
            Field("person", _("contact"), 1, weight=3),
            Field("last", _("last touch"), 1, weight=2),
            Field("result", _("outcome"), 1, weight=8, hand="ticks"),
            Field("next", _("next step, notes"), 1, weight=5, hand="words"),
        )
    second = _by_hand(paper.kind)
    first = (
        number_field,
        Field("time", _("time"), 1, main=True, weight=1, hand="words"),
        Field("customer", _("customer"), 1, main=True, weight=5),
        Field("contact", _("contact"), 1, main=True, weight=3),
        Field("phone", _("phone"), 1, main=True, weight=4),
        Field("last", _("last touch"), 1, weight=6),
        Field("need", _("need"), 1, weight=4),
    )
    if paper.kind == "calls":
        return (*first, *second)
    place = Field("place", _("place"), 1, weight=3)
    purpose = Field("purpose", _("purpose"), 1, weight=4)
    return (*first[:3], place, *first[3:5], purpose, *first[5:], *second)


def _by_hand(kind: str) -> tuple[Field, ...]:
    """Return the second line of a row, of 24 parts in all, which as many boxes fill as the subject has outcomes."""
    ticks, write = (10, 11) if kind == "calls" else (8, 13)
    return (
        Field("result", _("outcome"), 2, weight=ticks, hand="ticks"),
        Field("grade", _("grade"), 2, weight=3, hand="ticks"),
        Field("next", _("next step"), 2, weight=write // 2 + 1, hand="words"),
        Field("note", _("notes"), 2, weight=write // 2, hand="words"),
    )


def _cells(
    fields: tuple[Field, ...], code: int | None, line: PaperLine, outcomes: list[OutcomeRow], kind: str
) -> tuple[str, ...]:
    marks = [_key(one) for one in outcomes]
    if kind != "calls":
        marks.append(_(CARD))
    texts = {
        **line._asdict(),
        "code": "–" if code is None else str(code),
        "contact": " ".join(filter(None, (line.contact, line.title))),
        "person": " ".join(filter(None, (line.contact, line.title, line.phone))),
        "result": " ".join(f"{BOX}{mark}" for mark in marks),
        "grade": " ".join(f"{BOX}{grade}" for grade in GRADES),
    }
    if line.barred:
        texts |= {"result": "", "grade": "", "last": line.barred}
    return tuple(texts.get(field.key, "") for field in fields)
