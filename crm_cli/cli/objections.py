"""`crm objection`: list, show, add, answer, answers, edit, merge, retire, restore, remove, agenda."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_cli.cli import options, output, session
from crm_cli.cli.batches import Named, change_each, remove_each
from crm_cli.cli.groups import Verb
from crm_cli.domain.codes import number
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import objections
from crm_cli.services.desk import Desk
from crm_cli.services.reading import read_day
from crm_cli.storage.objections import ObjectionCard

USUAL_DAYS = 30
"""Days back that a list counts when no days are said."""
Objection = Annotated[
    str, typer.Argument(metavar="OBJECTION", help=N_("Its number, or its words or part of them: x3, 太贵."))
]
Objections = Annotated[
    list[str],
    typer.Argument(metavar="OBJECTION...", help=N_("Their numbers or words, or - for stdin.")),
]
On = Annotated[
    str | None,
    typer.Option("--on", metavar="DAY", help=N_("The day of the meeting; today when left out.")),
]


def list_objections(
    week: Annotated[bool, typer.Option("--week", help=N_("Met this week, Monday to Sunday."))] = False,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DAY", help=N_("Met from this day on; else in the last 30 days.")),
    ] = None,
    until: options.Until = None,
    unanswered: Annotated[
        bool | None, typer.Option("--open/--agreed", help=N_("Only without an agreed answer, or with one."))
    ] = None,
    rep: options.OfRep = None,
    team: options.OfTeam = None,
    everything: Annotated[bool, typer.Option("--all", help=N_("Those retired too."))] = False,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List objections: met how often, by whom, and what was agreed on."""
    from crm_cli.cli.filters import whose
    from crm_cli.cli.listing import how_many, is_for_people, show_records
    from crm_cli.services.records import record

    count = how_many(limit)
    with session.desk() as desk:
        start, end = _days(desk, since, until, week=week)
        rows = objections.listed(
            desk, start, end, in_use=None if everything else True, unanswered=unanswered,
            scope=whose(desk, rep=rep, team=team, everyone=True), sort=sort, descending=reverse,
        )  # fmt: skip
        records = [
            {**record(one.card, desk), "met": one.met, "met_by": list(one.met_by)} for one in rows[:count]
        ]
        show_records(desk, "objection", records, limit=count)
        if is_for_people() and records:
            output.say(
                _("Met from {start} to {end}.").format(start=start.isoformat(), end=end.isoformat()),
                quiet=bool(session.chosen("quiet")),
            )


def _days(desk: Desk, since: str | None, until: str | None, *, week: bool) -> Any:
    """Return the first and the last day to count; raise UsageError for a week and days at once."""
    if week and (since or until):
        raise UsageError(_("Say the days in one way."), "--week, --since --until")
    if week:
        from crm_cli.reports.scope import week_of

        return week_of(desk.today())
    end = read_day(desk, until)
    start = read_day(desk, since) if since else end - timedelta(days=USUAL_DAYS - 1)
    if start > end:
        raise UsageError(
            _("A range ends on or after the day it begins."), "--since 2026-11-01 --until 2026-11-30"
        )
    return start, end


def show(things: Objections) -> None:
    """Show objections whole: each time met, the replies, what came after, earlier answers."""
    from crm_cli.cli.objection_file import show_files

    with session.desk() as desk:
        show_files(desk, [objections.find_objection(desk, text) for text in session.each(things)])


def add(
    words: Annotated[str, typer.Argument(metavar="WORDS", help=N_("What customers object."))],
    answer: Annotated[str, typer.Option("--answer", metavar="WORDS", help=N_("The agreed answer."))] = "",
    on: On = None,
) -> None:
    """Keep an objection before anybody met it."""
    with session.desk() as desk:
        session.told(objections.add_objection(desk, words, answer=answer, on=on))


def answer(
    what: Annotated[
        str,
        typer.Argument(
            metavar="OBJECTION", help=N_('x3 or its words; - reads lines such as "x3 the answer" from stdin.')
        ),
    ],
    words: Annotated[
        str | None, typer.Argument(metavar="ANSWER", help=N_("What was agreed on; '' opens it again."))
    ] = None,
    on: On = None,
) -> None:
    """Write down the answer agreed on in the meeting."""
    if what == "-":
        if words is not None:
            raise UsageError(_("The answers come from stdin here."), "crm objection answer - < answers.txt")
        answers("-", on=on)
        return
    if words is None:
        raise UsageError(_("What is the answer?"), f'crm objection answer {what} "…"')
    with session.desk() as desk:
        session.told(objections.answer_objection(desk, what, words, on=on))


def answers(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help=N_("The agenda filled in (xlsx, csv), or lines of a number and an answer; - for stdin."),
        ),
    ],
    on: On = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("Only show what would be changed."))] = False,
) -> None:
    """Take the answers back from the meeting, all in one change."""
    from crm_cli.cli.words_file import read_words
    from crm_cli.exchange.answer_sheet import answer_lines, read_answers

    given = answer_lines(read_words("-")) if file == "-" else read_answers(Path(file))
    with session.desk() as desk:
        wanted = [(objections.find_objection(desk, one.objection), one.answer) for one in given]
        if dry_run:
            _would_change(desk, wanted)
            return
        if file != "-":
            # A sheet comes back with the answers it was printed with: those were not agreed on again.
            wanted = [(card, text) for card, text in wanted if card.answer != text]
        if not wanted:
            output.say(_("Nothing was changed."), quiet=bool(session.chosen("quiet")))
        with desk.change():
            done = [
                objections.answer_objection(desk, number("objection", card.no) or "", text, on=on)
                for card, text in wanted
            ]
        session.told(done)


def _would_change(desk: Desk, wanted: list[tuple[ObjectionCard, str]]) -> None:
    from crm_cli.cli.listing import show_records

    rows = [
        {"no": number("objection", card.no), "words": card.words, "before": card.answer, "after": text}
        for card, text in wanted
        if card.answer != text
    ]
    show_records(desk, "objection_answer", rows, empty=_("Nothing would be changed."))


def edit(
    what: Objection,
    words: Annotated[str, typer.Option("--words", metavar="WORDS", help=N_("The better wording."))],
) -> None:
    """Word an objection better."""
    with session.desk() as desk:
        session.told(objections.edit_objection(desk, what, words))


def merge(
    kept: Annotated[str, typer.Argument(metavar="KEPT", help=N_("The wording that stays: x3."))],
    others: Objections,
) -> None:
    """Make one of several wordings of a question; what was met of each is kept."""
    with session.desk() as desk:
        session.told(objections.merge_objections(desk, kept, session.each(others)))


def retire(things: Objections) -> None:
    """Take objections out of lists and scripts; what was met stays counted."""
    change_each(things, objections.retire_objection, the_objection)


def restore(things: Objections) -> None:
    """Take retired objections into use again."""
    change_each(things, objections.restore_objection, the_objection)


def remove(things: Objections) -> None:
    """Remove objections that were never met."""
    remove_each(things, objections.remove_objection, the_objection)


def the_objection(desk: Desk, text: str) -> Named:
    """Find an objection."""
    card = objections.find_objection(desk, text)
    return Named(number("objection", card.no) or "", card.words)


VERBS = {
    "list": Verb(list_objections, N_("List objections: met how often, by whom, and what was agreed on.")),
    "show": Verb(show, N_("Show objections whole: each time met, the replies, what came after.")),
    "agenda": Verb("crm_cli.cli.objection_agenda:agenda", N_("Print the objections for the sales meeting.")),
    "answer": Verb(answer, N_("Write down the answer agreed on in the meeting.")),
    "answers": Verb(answers, N_("Take the answers back from the meeting, all in one change.")),
    "add": Verb(add, N_("Keep an objection before anybody met it.")),
    "edit": Verb(edit, N_("Word an objection better.")),
    "merge": Verb(merge, N_("Make one of several wordings of a question.")),
    "retire": Verb(retire, N_("Take objections out of lists and scripts.")),
    "restore": Verb(restore, N_("Take retired objections into use again.")),
    "remove": Verb(remove, N_("Remove objections that were never met.")),
}
