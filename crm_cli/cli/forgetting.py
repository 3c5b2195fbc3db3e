"""`crm customer forget`: a person erased for good."""

import sys
from typing import Annotated

import typer

from crm_cli.cli import options, session, voice
from crm_cli.domain.codes import number
from crm_cli.errors import UsageError
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk


def forget(
    who: Annotated[
        str | None,
        typer.Argument(
            metavar="[WHO]", help=N_("A customer, with everybody there; c12 also finds one that was removed.")
        ),
    ] = None,
    contact: Annotated[
        str | None, typer.Option("--contact", metavar="WHO", help=N_("Only this person there: n5 or a name."))
    ] = None,
    reason: options.Reason = "",
    again: Annotated[
        bool,
        typer.Option(
            "--again", help=N_("Erase whoever was erased before and is back, and write the file anew.")
        ),
    ] = False,
    drop_backups: Annotated[
        bool,
        typer.Option("--drop-backups", help=N_("Make a new backup, and delete those that hold the person.")),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("Only show what would happen."))] = False,
) -> None:
    """Erase a person for good: from every table, the history, the index and the files; only figures stay."""
    from crm_cli.services import forgetting

    if (who is None) != again:
        raise UsageError(_("Whom? Or --again for those who are back."), "crm customer forget c12 --dry-run")
    with session.desk() as desk:
        if who is None:
            _again(desk, drop_backups=drop_backups, dry_run=dry_run)
            return
        wish = forgetting.find_whom(desk, who, contact, reason)
        if dry_run or not session.chosen("yes"):
            shown = forgetting.preview(desk, wish, drop_backups=drop_backups)
            if dry_run:
                session.told(shown)
                voice.say(_("Nothing was changed."))
                return
            for line in shown.lines:
                voice.say(line)
            for warning in shown.warnings:
                voice.warn(warning)
            _have_typed(wish.name or f"c{wish.whom.no}")
        session.told(forgetting.forget(desk, wish, drop_backups=drop_backups))


def _again(desk: Desk, *, drop_backups: bool, dry_run: bool) -> None:
    from crm_cli.services import erased, forgetting

    back = forgetting.came_back(desk)
    doomed = [path.name for path in forgetting.copies(desk).backups] if drop_backups else []
    if dry_run:
        barred = forgetting.numbers_back(desk)
        if back:
            numbers = ", ".join(str(number(one.noun, one.no)) for one in back)
            voice.say(_("Erased before, and back: {numbers}").format(numbers=numbers))
        elif not barred:
            voice.say(forgetting.nobody())
        if barred:
            voice.warn(erased.numbers_back(barred))
        if doomed:
            voice.say(forgetting.would_drop(doomed))
        voice.say(_("Nothing was changed."))
        return
    questions = []
    if back:
        question = ngettext(
            "Erase {count} person again, for good?", "Erase {count} people again, for good?", len(back)
        )
        questions.append(question.format(count=len(back)))
    if doomed:
        questions.append(_("Delete these backups for good: {names}?").format(names=", ".join(doomed)))
    if questions:
        session.confirm(" ".join(questions))
    session.told(forgetting.again(desk, drop_backups=drop_backups))


def _have_typed(name: str) -> None:
    """Have the name typed, since nothing brings a person back; raise UsageError where nobody can, or types another."""
    from crm_cli.domain.folding import fold

    question = _("This cannot be undone, by nobody. Type the name to erase it: {name}").format(name=name)
    if not (sys.stdin is not None and sys.stdin.isatty()):
        raise UsageError(
            _("Nobody can be asked here: {question}").format(question=question),
            _("Say --yes to do it without being asked."),
        )
    if fold(input(f"{question}\n> ")) != fold(name):
        raise UsageError(_("That is not the name: nothing was changed."))
