"""The agenda of the sales meeting as a form, on paper with room to write the answers."""

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.form import Block, Field, Form, Listing
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.reports.figure_words import percent
from crm_cli.reports.heading import header
from crm_cli.reports.objection_agenda import Agenda, AgendaRow
from crm_cli.services.desk import Desk
from crm_cli.storage.objections import MeetingRow, ObjectionCard

ROOM = "\n".join(["\xa0"] * 4)
"""Empty lines to write on; spaces alone would not keep a cell high."""
MOST_NAMES = 4
MOST_REPLIES = 6


def agenda_form(agenda: Agenda, desk: Desk, *, room: bool = False) -> Form:
    """Return the agenda as a form; with `room` an open objection has lines to write its answer on."""
    blocks: list[Block] = [_met(agenda, room=room)]
    if agenda.left:
        blocks.append(_left(agenda, room=room))
    return Form(
        name=_("Objections"),
        title=_("Objections for the sales meeting of {firm}").format(firm=desk.firm.name),
        header=header(agenda.scope, agenda.start, agenda.end),
        blocks=tuple(blocks),
        boxes=(),
        none=_("none"),
        remark=_remark(agenda),
    )


def _remark(agenda: Agenda) -> str:
    if not agenda.rows:
        return _("No objection was met in these days.")
    still_open = sum(1 for row in agenda.rows if not row.card.answer)
    return ngettext(
        "{count} objection was met, {open} of them without an agreed answer.",
        "{count} objections were met, {open} of them without an agreed answer.",
        len(agenda.rows),
    ).format(count=len(agenda.rows), open=still_open)


def _met(agenda: Agenda, *, room: bool) -> Listing:
    fields = (
        Field("no", _("no."), main=True, weight=1),
        Field("objection", _("objection"), main=True, weight=4),
        Field("met", _("met"), main=True, weight=1, numeric=True),
        Field("met_before", _("before that"), main=True, weight=1, numeric=True),
        Field("reps", _("met by"), weight=2),
        Field("customers", _("at customers"), weight=3),
        Field("replies", _("replies"), weight=4),
        Field("appointed", _("appointment after"), weight=2, numeric=True),
        Field("won", _("order after"), weight=2, numeric=True),
        Field("answer", _("agreed answer"), weight=6),
    )
    return Listing(_("Met in these days"), fields, tuple(_cells(row, room=room) for row in agenda.rows))


def _cells(row: AgendaRow, *, room: bool) -> tuple[str, ...]:
    return (
        number("objection", row.card.no) or "",
        row.card.words,
        str(row.met),
        str(row.met_before),
        ", ".join(row.met_by),
        _few(row.customers),
        _replies(row.meetings),
        percent(row.appointed) if row.appointed.whole else "",
        percent(row.won) if row.won.whole else "",
        _answer(row.card, room=room),
    )


def _few(names: tuple[str, ...]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" +{more}" if more > 0 else "")


def _replies(meetings: tuple[MeetingRow, ...]) -> str:
    """Return what was replied, each once; those that an order or an appointment came after say so and come first."""
    order, appointment = words.label("money_kind", "order"), _("appointment")
    told: dict[str, tuple[int, str]] = {}
    for one in meetings:
        if one.reply:
            rank, came = (0, order) if one.ordered else (1, appointment) if one.appointed else (2, "")
            told[one.reply] = min(told.get(one.reply, (3, "")), (rank, came))
    best = sorted(told.items(), key=lambda item: item[1][0])[:MOST_REPLIES]
    return "; ".join(f"{reply} -> {came}" if came else reply for reply, (_rank, came) in best)


def _answer(card: ObjectionCard, *, room: bool) -> str:
    if card.answer:
        return card.answer
    return ROOM if room else _("no answer yet")


def _left(agenda: Agenda, *, room: bool) -> Listing:
    fields = (
        Field("no", _("no."), main=True, weight=1),
        Field("objection", _("objection"), main=True, weight=8),
        Field("met", _("met"), main=True, weight=1, numeric=True),
        Field("answer", _("agreed answer"), weight=14),
    )
    rows = tuple(
        (number("objection", card.no) or "", card.words, str(met), ROOM if room else "")
        for card, met in agenda.left
    )
    return Listing(_("Still open, not met in these days"), fields, rows)
