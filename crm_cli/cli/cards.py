"""`crm card`: business cards in a batch, from pasted text, files and a phone's vCards."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_cli.cli import output, session, voice
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import is_for_people, show_records
from crm_cli.cli.records import show_record
from crm_cli.domain.cards import FIELDS, LONGEST, MOST_CARDS, Card, split_card, split_cards
from crm_cli.domain.codes import number
from crm_cli.errors import CrmError, NotFoundError, UsageError
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.services import cards as service
from crm_cli.services.cards import Draft, Filed, Wish
from crm_cli.services.desk import Desk

Texts = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FILE|TEXT...",
        help=N_("Text files, vCards, the text of a card itself, or - to read stdin."),
    ),
]
Paste = Annotated[
    bool, typer.Option("--paste", help=N_("Read what is pasted, up to a line with a dot alone or Ctrl-D."))
]
EachLine = Annotated[bool, typer.Option("--lines", help=N_("Each line is a card."))]
Whole = Annotated[bool, typer.Option("--one", help=N_("All of a text is one card, blank lines too."))]
_ENDINGS = frozenset({".vcf", ".vcard", ".txt", ".csv", ".md"})
_CODES = frozenset({"region", "does", "place"})
"""What is for programs: people are told it in words."""
_YES = frozenset({"y", "yes", "是", "好"})


def add(
    texts: Texts = None,
    paste: Paste = False,
    building: Annotated[
        str | None, typer.Option("--building", metavar="NAME", help=N_("The building they were got in."))
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="CODE", help=N_("The door there: 3012."))
    ] = None,
    customer: Annotated[
        str | None, typer.Option("--customer", metavar="WHO", help=N_("Whose people they all are: c12."))
    ] = None,
    visit: Annotated[
        str | None, typer.Option("--visit", metavar="VISIT", help=N_("The visit they were got on: v12."))
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="SOURCE", help=N_("Where new customers are from: expo."))
    ] = None,
    corrections: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="[N.]FIELD=VALUE", help=N_("Correct a card: 2.person=李娜.")),
    ] = None,
    update: Annotated[
        bool, typer.Option("--update", help=N_("What the cards say replaces what is on file."))
    ] = False,
    lines: EachLine = False,
    one: Whole = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("Only show what would happen."))] = False,
) -> None:
    """File business cards: customers, people and numbers, in one change."""
    wish = Wish(source, building, unit, visit, customer, update)
    with session.desk() as desk:
        drafts: dict[int, Draft] = dict(enumerate(map(Draft, _read(desk, texts, paste, lines, one)), 1))
        for text in corrections or ():
            _correct(drafts, text)
        if dry_run:
            _show(desk, drafts, service.file_cards(desk, list(drafts.values()), wish, dry_run=True))
            return
        if not session.chosen("yes"):
            drafts = _agreed(desk, drafts, wish)
        if drafts:
            _tell(service.file_cards(desk, list(drafts.values()), wish))


def read(texts: Texts = None, paste: Paste = False, lines: EachLine = False, one: Whole = False) -> None:
    """Show how business cards are read, and change nothing."""
    with session.desk() as desk:
        found = _read(desk, texts, paste, lines, one)
        _show(desk, dict(enumerate(map(Draft, found), 1)), None)


def _read(desk: Desk, texts: list[str] | None, paste: bool, lines: bool, one: bool) -> list[Card]:
    if lines and one:
        raise UsageError(_("--lines and --one exclude each other."))
    if not texts and not paste:
        raise UsageError(
            _("Which cards?"), "crm card add cards.txt, crm card add phone.vcf, crm card add --paste"
        )
    from crm_cli.exchange.vcard import read_vcard, sections

    home, found = service.home_of(desk), []
    each = "line" if lines else "all" if one else ""
    for text in [*map(_text_of, texts or ()), *([_pasted()] if paste else [])]:
        for is_vcard, part in sections(text):
            if is_vcard:
                found.append(read_vcard(part, home))
            else:
                found += [
                    split_card(_not_too_long(card), home) for card in split_cards(part, home, each=each)
                ]
        if len(found) > MOST_CARDS:
            raise UsageError(
                _("These are more than {count} cards.").format(count=MOST_CARDS),
                _("A list of firms is brought in with: crm import customers FILE"),
            )
    if not found:
        raise UsageError(_("There is no card in it."))
    return found


def _not_too_long(text: str) -> str:
    if len(text) > LONGEST:
        raise UsageError(
            _("A card has at most {count} characters; this is longer: {text}").format(
                count=LONGEST, text=text[:40]
            ),
            _("Part the cards by blank lines, or say --lines."),
        )
    return text


def _text_of(argument: str) -> str:
    """Return the text of a file or of stdin; an argument that is neither is a card itself."""
    from crm_cli.cli.words_file import read_words

    if argument == "-":
        return read_words("-")
    path = Path(argument).expanduser()
    try:
        is_file = bool(argument.strip()) and "\n" not in argument and path.exists()
    except (OSError, ValueError):
        is_file = False
    if is_file:
        return read_words(str(path))
    if path.suffix.lower() in _ENDINGS and "@" not in argument:
        raise NotFoundError(_("There is no file {path}.").format(path=argument))
    return argument


def _pasted() -> str:
    """Return what is typed or pasted up to a dot alone or the end of input."""
    import sys

    if sys.stdin is None:
        return ""
    if sys.stdin.isatty():
        voice.say(_("Paste the cards, a blank line between them; end with a line that is a dot alone."))
    found: list[str] = []
    while (line := sys.stdin.readline()) and line.strip() not in {".", "。"}:
        found.append(line)
    return "".join(found)


def _correct(drafts: dict[int, Draft], text: str) -> int:
    """Correct a card, `2.person=李娜` or `2 person=李娜`; the number may be left out where there is one card."""
    head, sign, _value = text.partition("=")
    place, _dot, _field = head.strip().replace(" ", ".").partition(".")
    if place.isdecimal():
        at, text = int(place), text.strip()[len(place) :].lstrip(". ")
    elif len(drafts) == 1 or not sign:
        at = next(iter(drafts), 1)
    else:
        raise UsageError(_("Which card?"), _("For example {examples}.").format(examples="2 person=李娜"))
    if at not in drafts:
        raise UsageError(_("There is no card {number}.").format(number=at))
    drafts[at] = service.correct(drafts[at], text)
    return at


def _agreed(desk: Desk, drafts: dict[int, Draft], wish: Wish) -> dict[int, Draft]:
    """Show the cards and return those to be filed, corrected and agreed to; ask until there is an answer."""
    if desk.ask is None:
        raise UsageError(
            _("Nobody can be asked here whether the cards are right."),
            _("Look at them with --dry-run, and say --yes to file them."),
        )
    _show(desk, drafts, service.file_cards(desk, list(drafts.values()), wish, dry_run=True))
    while drafts:
        answer = _ask(desk, len(drafts))
        if answer.lower() in _YES:
            return drafts
        if answer.lower() in {"", "n", "no", "q", "否"}:
            voice.say(_("Nothing was filed."))
            raise typer.Exit(1)
        before = dict(drafts)
        try:
            shown = _changed(drafts, answer)
            # Filed together, since a card may be of a firm that one before it makes.
            filed = service.file_cards(desk, list(drafts.values()), wish, dry_run=True)
        except CrmError as error:
            # A slip of the keyboard must not cost the cards corrected before it.
            drafts = before
            voice.say(error.told)
            continue
        again = dict(zip(drafts, filed, strict=True))
        _show(desk, {at: drafts[at] for at in shown}, [again[at] for at in shown], are_numbered=True)
    voice.say(_("Nothing was filed."))
    raise typer.Exit(1)


def _ask(desk: Desk, count: int) -> str:
    question = ngettext(
        "File {count} card? y, n, or correct it: person=李娜, customer=c12",
        "File {count} cards? y, n, or correct one: 2 person=李娜, 2 customer=c12; leave one out: 2 -",
        count,
    ).format(count=count)
    # The question ends in an example: an answer behind it on the same line would read as more of it.
    return ((desk.ask and desk.ask(f"{question}\n>", lambda _text: None)) or "").strip()


def _changed(drafts: dict[int, Draft], answer: str) -> list[int]:
    """Do what was answered, and return the cards to show again."""
    place, _space, rest = answer.partition(" ")
    if rest.strip() in {"-", "－"} or answer in {"-", "－"}:
        at = int(place) if place.isdecimal() else next(iter(drafts))
        if at not in drafts:
            raise UsageError(_("There is no card {number}.").format(number=at))
        del drafts[at]
        return []
    return [_correct(drafts, answer)]


def _show(
    desk: Desk, drafts: Mapping[int, Draft], done: Sequence[Filed] | None, *, are_numbered: bool = False
) -> None:
    """Write the cards below each other for people, as one list for programs; with what would become of each."""
    records = [
        _record(at, draft.card, done[place] if done else None)
        for place, (at, draft) in enumerate(drafts.items())
    ]
    if session.chosen("format") in {"json", "jsonl", "csv", "tsv", "ids"}:
        show_records(desk, "card", records)
        return
    for place, one in enumerate(records):
        if place:
            output.tell("")
        if len(records) > 1 or are_numbered:
            output.tell(_("Card {number}:").format(number=one["place"]))
        show_record(desk, "card", {key: value for key, value in one.items() if key not in _CODES})


def _record(at: int, card: Card, filed: Filed | None) -> dict[str, Any]:
    found: dict[str, Any] = {"place": at}
    found |= {field: _plain(getattr(card, field)) for field in (*FIELDS, "region")}
    # What was not understood stands last of what was read.
    found["not_understood"] = found.pop("left")
    if filed is not None:
        found |= {
            "does": filed.does,
            "customer_no": number("customer", filed.customer_no) if filed.does != "new" else None,
            "contact_no": number("contact", filed.contact_no)
            if filed.does in {"known", "completed"}
            else None,
            "would": list(filed.receipt.lines),
            "warnings": list(filed.receipt.warnings),
        }
    return found


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _tell(done: Sequence[Filed]) -> None:
    for place, one in enumerate(done, 1):
        if one.does == "left_out":
            voice.warn(" ".join([_("Card {number}:").format(number=place), *one.receipt.warnings]))
    session.told([one.receipt for one in done if one.does != "left_out"])
    filed = sum(one.does != "left_out" for one in done)
    if is_for_people() and len(done) > 1:
        output.say(
            ngettext(
                "{count} card filed. Take all back with: crm undo",
                "{count} cards filed. Take all back with: crm undo",
                filed,
            ).format(count=filed),
            quiet=bool(session.chosen("quiet")),
        )


VERBS = {
    "add": Verb(add, N_("File business cards: customers, people and numbers.")),
    "read": Verb(read, N_("Show how business cards are read.")),
}
