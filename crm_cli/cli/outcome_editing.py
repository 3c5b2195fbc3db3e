"""`crm outcome`: add, edit, retire, restore, move, rule."""

from collections.abc import Callable
from typing import Annotated

import typer

from crm_cli.cli import session
from crm_cli.cli.batches import Named, change_each, parts
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import outcome_editing, outcomes
from crm_cli.services.desk import Desk
from crm_cli.services.outcome_meaning import Typed, TypedRule
from crm_cli.services.receipts import Receipt
from crm_cli.storage.outcomes import OutcomeRow

Codes = Annotated[
    list[str],
    typer.Argument(
        metavar="OUTCOME...", help=N_("Its code, name, initials or key; - reads them from stdin.")
    ),
]
One = Annotated[str, typer.Argument(metavar="OUTCOME", help=N_("Its code, name, initials or key."))]
Subject = Annotated[
    str | None, typer.Option("--subject", metavar="call|visit", help=N_("Of calls, or of visits."))
]
Name = Annotated[str | None, typer.Option("--name", metavar="WORDS", help=N_("What the firm calls it."))]
Flags = Annotated[
    str | None, typer.Option("--flags", metavar="LETTERS", help=N_("What it counts as: DAHC; - for none."))
]
Effect = Annotated[
    str | None,
    typer.Option("--effect", metavar="EFFECT", help=N_("What it brings about: step, plan, callback, none …")),
]
Key = Annotated[
    str | None, typer.Option("--key", metavar="KEY", help=N_("Its key: 1-0 or a letter; '' for none."))
]
Swap = Annotated[bool, typer.Option("--swap", help=N_("Exchange keys with the one that has it."))]
Asks = Annotated[
    list[str] | None,
    typer.Option("--asks", metavar="WHAT", help=N_("What it asks for besides: grade, next, reason, none.")),
]
Retry = Annotated[
    str | None,
    typer.Option(
        "--retry", metavar="DELAY", help=N_('When it is tried again: 30m, 4h, 1d, "4h then 1d", none.')
    ),
]
RetryDays = Annotated[
    int | None,
    typer.Option(
        "--retry-days", metavar="DAYS", help=N_("From the second try on (or the first): so many days after.")
    ),
]
OtherHalf = Annotated[
    bool | None,
    typer.Option("--other-half/--any-half", help=N_("On that day in the other half-day, or at any time.")),
]
Tries = Annotated[
    int | None, typer.Option("--tries", metavar="N", help=N_("So many tries in all; 0: as many as it takes."))
]
RestDays = Annotated[
    int | None,
    typer.Option("--rest-days", metavar="DAYS", help=N_("The customer is left alone so long; 0: not.")),
]
Progress = Annotated[
    str | None,
    typer.Option(
        "--progress", metavar="HOW FAR", help=N_("How far a visit got: front_desk, secretary, target, none.")
    ),
]


def add(
    code: Annotated[
        str, typer.Argument(metavar="CODE", help=N_("Small letters, figures and _: site_visit."))
    ],
    name: Name = None,
    subject: Subject = None,
    like: Annotated[
        str | None,
        typer.Option("--like", metavar="OUTCOME", help=N_("It counts and does what this one does.")),
    ] = None,
    flags: Flags = None,
    effect: Effect = None,
    key: Key = None,
    swap: Swap = False,
    asks: Asks = None,
    retry: Retry = None,
    retry_days: RetryDays = None,
    other_half: OtherHalf = None,
    tries: Tries = None,
    rest_days: RestDays = None,
    progress: Progress = None,
) -> None:
    """Add an outcome of the firm's own."""
    rule = TypedRule(retry, retry_days, other_half, tries, rest_days)
    typed = Typed(code, name, subject, flags, effect, key, _asked(asks), rule, swap, progress)
    with session.desk(allow_stranger=True) as desk:
        session.told(outcome_editing.add_outcome(desk, typed, like=like))


def edit(
    things: Codes,
    name: Name = None,
    code: Annotated[
        str | None, typer.Option("--code", metavar="CODE", help=N_("The right code, while it is not used."))
    ] = None,
    subject: Subject = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="call|visit", help=N_("It is one of these after all; with --flags.")),
    ] = None,
    flags: Flags = None,
    effect: Effect = None,
    key: Key = None,
    swap: Swap = False,
    asks: Asks = None,
    retry: Retry = None,
    retry_days: RetryDays = None,
    other_half: OtherHalf = None,
    tries: Tries = None,
    rest_days: RestDays = None,
    progress: Progress = None,
) -> None:
    """Change outcomes; code, subject, flags and effect only while nothing on record came to them."""
    rule = TypedRule(retry, retry_days, other_half, tries, rest_days)
    typed = Typed(code, name, to, flags, effect, key, _asked(asks), rule, swap, progress)
    if typed == Typed():
        raise UsageError(_("What is to be changed?"), "crm outcome edit --help")
    _each(things, subject, lambda desk, row: outcome_editing.edit_outcome(desk, row, typed))


def _asked(texts: list[str] | None) -> list[str] | None:
    return None if texts is None else parts(texts)


def _each(things: list[str], subject: str | None, act: Callable[[Desk, OutcomeRow], Receipt]) -> None:
    """Do `act` with each outcome named, all or none."""
    only = outcomes.read_subject(subject)

    def find(desk: Desk, text: str) -> Named:
        row = outcomes.find_one(desk, text, only)
        return Named(f"{row.subject}:{row.code}")

    change_each(things, lambda desk, text: act(desk, outcomes.find_one(desk, text)), find)


def retire(things: Codes, subject: Subject = None) -> None:
    """Take outcomes out of use; what came to them stays."""
    _each(things, subject, outcomes.retire)


def restore(things: Codes, subject: Subject = None) -> None:
    """Take retired outcomes back into use."""
    _each(things, subject, outcomes.restore)


def move(
    outcome: One,
    place: Annotated[int, typer.Argument(metavar="PLACE", help=N_("Its place in the list, from 1."))],
    subject: Subject = None,
) -> None:
    """Put an outcome at another place of the list."""
    _each([outcome], subject, lambda desk, row: outcomes.move(desk, row, place))


def rule(
    things: Codes,
    call_list: Annotated[
        str, typer.Option("--list", metavar="NAME", help=N_("On this call list: l3, its name or part of it."))
    ],
    retry: Retry = None,
    retry_days: RetryDays = None,
    other_half: OtherHalf = None,
    tries: Tries = None,
    rest_days: RestDays = None,
    clear: Annotated[bool, typer.Option("--clear", help=N_("Their own rules hold there again."))] = False,
) -> None:
    """Give outcomes of calls another rule on one call list."""
    from crm_cli.services import list_rules

    typed = TypedRule(retry, retry_days, other_half, tries, rest_days)
    if clear and typed != TypedRule():
        raise UsageError(_("Either a rule or none."), _("Leave --clear out, or the rule."))
    if clear:
        _each(things, "call", lambda desk, row: list_rules.clear_rule(desk, row, call_list))
    else:
        _each(things, "call", lambda desk, row: list_rules.set_rule(desk, row, call_list, typed))
