"""`crm dupes`: pairs of customers that are perhaps one, and pairs that are known to be two."""

from typing import Annotated, Any

import typer

from crm_cli.cli import list_options, options, session, voice
from crm_cli.cli.groups import Verb
from crm_cli.domain.duplicates import FAMILIES, MINIMUM
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _

_MOST = 50


def list_pairs(
    who: Annotated[
        str | None,
        typer.Argument(metavar="[WHO]", help=N_("One customer: c12, part of a name, last digits.")),
    ] = None,
    minimum: Annotated[
        int,
        typer.Option("--min", metavar="N", min=1, max=100, help=N_("Only pairs of this score or more.")),
    ] = MINIMUM,
    reason: Annotated[
        list[str] | None,
        typer.Option(
            "--reason",
            metavar="WHAT",
            help=N_(
                "Only pairs with this in common: name, pinyin, phone, email or address; may be repeated."
            ),
        ),
    ] = None,
    mine: Annotated[bool, typer.Option("--mine", help=N_("Only pairs with a customer of mine."))] = False,
    everyone: list_options.Everyone = False,
    looked_at: Annotated[
        bool, typer.Option("--looked-at", help=N_("Those that somebody said are two, too."))
    ] = False,
    limit: list_options.Limit = None,
) -> None:
    """List pairs of customers that are perhaps one, the likeliest first, with what they have in common."""
    from crm_cli.cli.listing import is_for_people, show_records
    from crm_cli.cli.progress import telling
    from crm_cli.services import duplicates
    from crm_cli.services.naming import find_worker

    if mine and everyone:
        raise UsageError(_("--mine and --all are opposites."))
    count = _MOST if limit is None else limit or None
    with session.desk() as desk:
        owner_no = find_worker(desk, None).no if mine else None
        wish = duplicates.Wish(minimum, _families(reason or []), owner_no, looked_at)
        if who:
            found = duplicates.pairs_of(desk, who, wish, count)
        else:
            with telling(quiet=session.chosen("quiet") is True) as tell:
                found = duplicates.find_pairs(desk, wish, count, tell)
        records = [_record(pair, for_people=is_for_people()) for pair in found.pairs]
        hidden = () if looked_at else ("looked_at",)
        show_records(desk, "dupe", records, empty=_("No two customers look like one."), hidden=hidden)
        if is_for_people() and found.total > len(found.pairs):
            told = _("The likeliest {count} of {total} pairs; see all with --limit 0.")
            voice.say(told.format(count=len(found.pairs), total=f"{found.total:,}"))


def _families(typed: list[str]) -> tuple[str, ...]:
    for text in typed:
        if text not in FAMILIES:
            raise UsageError(_("{text} is no reason.").format(text=text), ", ".join(FAMILIES))
    return tuple(typed)


def _record(pair: Any, *, for_people: bool) -> dict[str, Any]:
    from crm_cli.domain import words
    from crm_cli.domain.codes import number

    reasons: Any = list(pair.reasons)
    if for_people:
        reasons = ", ".join(words.label("likeness", code) for code in reasons)
    return {
        "no": number("customer", pair.no),
        "name": pair.name,
        "other_no": number("customer", pair.other_no),
        "other": pair.other,
        "score": pair.score,
        "reasons": reasons,
        "city": pair.city,
        "owner": pair.owner,
        "other_city": pair.other_city,
        "other_owner": pair.other_owner,
        "looked_at": pair.looked_at,
    }


def keep(
    who: Annotated[str, typer.Argument(metavar="WHO", help=N_("A customer."))],
    others: Annotated[
        list[str],
        typer.Argument(metavar="WHO...", help=N_("Those it is not; or - to read them from stdin.")),
    ],
    reason: options.Reason = "",
) -> None:
    """Remember that customers are two, however alike they look; they are listed no more."""
    from crm_cli.services import duplicates

    with session.desk() as desk:
        session.told(duplicates.keep_apart(desk, who, session.each(others), reason))


def unkeep(
    who: Annotated[str, typer.Argument(metavar="WHO", help=N_("A customer."))],
    other: Annotated[str, typer.Argument(metavar="WHO", help=N_("The one it was said not to be."))],
) -> None:
    """Forget that two customers were said to be two."""
    from crm_cli.services import duplicates

    with session.desk() as desk:
        session.told(duplicates.forget_apart(desk, who, other))


VERBS = {
    "list": Verb(list_pairs, N_("List pairs of customers that are perhaps one.")),
    "keep": Verb(keep, N_("Remember that customers are two.")),
    "unkeep": Verb(unkeep, N_("Forget that customers were said to be two.")),
}
