"""One run of `crm`: the options every command understands, the open desk, and what goes to the user."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from typer.core import TyperOption

from crm_cli import config, i18n, run
from crm_cli.cli import voice
from crm_cli.errors import UsageError
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.run import author, chosen, database_path, reset
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.receipts import Receipt

if TYPE_CHECKING:
    from crm_cli.cli.output import Style

__all__ = ["author", "chosen", "database_path", "reset"]

_TEXTS = {
    "as": ("NAME", N_("Who is typing: a rep's name (or CRM_AS).")),
    "db": ("FILE", N_("The database file (or CRM_DB).")),
    "lang": ("LANGUAGE", N_("en, zh-Hans or zh-Hant.")),
    "format": ("FORMAT", N_("table, text, json, jsonl, csv, tsv, md or ids.")),
    "columns": ("KEYS", N_("The columns to show, separated by commas.")),
}
FLAGS = {
    "quiet": N_("Say nothing when it went well."),
    "yes": N_("Do not ask before something is destroyed."),
    "debug": N_("Show where an error came from."),
}

TIMES_ASKED = 3
TOLD_WHOLE = 20
"""Of so many things changed at once each is told; of more, a terminal shows the first and a sum."""
_FIRST = 3


def narrow(name: str) -> None:
    """Remember that a list shows only what is `name`'s, though nobody asked for that."""
    run.keep("narrowed", name)


def _keep(_ctx: Any, param: Any, value: Any) -> Any:
    name = param.opts[0].removeprefix("--")
    if value:
        run.keep(name, value)
        if name == "lang":
            i18n.use(_language(value))
    return value


def _language(text: str) -> str:
    known = i18n.match(text)
    if known is None:
        raise UsageError(
            _("{text} is not a language of ours.").format(text=text), _(", ").join(i18n.LANGUAGES)
        )
    return known


@lru_cache(maxsize=1)
def _options() -> tuple[TyperOption, ...]:
    texts = [
        TyperOption(param_decls=[f"--{name}"], metavar=metavar, help=text, expose_value=False, callback=_keep)
        for name, (metavar, text) in _TEXTS.items()
    ]
    flags = [
        TyperOption(param_decls=[f"--{name}"], is_flag=True, help=text, expose_value=False, callback=_keep)
        for name, text in FLAGS.items()
    ]
    return (*texts, *flags)


def shared_options() -> Sequence[TyperOption]:
    """Return the options every command understands; their help is English until it is shown."""
    return _options()


def speak(arguments: Sequence[str]) -> None:
    """Choose the language before any help is built: `--lang`, CRM_LANG, the machine's file, the locale."""
    wish = os.environ.get("CRM_LANG")
    for place, argument in enumerate(arguments):
        if argument == "--lang" and place + 1 < len(arguments):
            wish = arguments[place + 1]
        elif argument.startswith("--lang="):
            wish = argument.removeprefix("--lang=")
    try:
        configured = config.load().language
    except UsageError:
        configured = None
    i18n.use(i18n.choose(wish, configured, os.environ))


@contextmanager
def desk(*, allow_stranger: bool = False) -> Iterator[Desk]:
    """Open the desk of this run and close it afterwards."""
    can_ask = sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty() and not chosen("yes")
    opened = open_desk(
        database_path(),
        author(),
        command=" ".join(["crm", *map(_quoted, sys.argv[1:])]),
        allow_stranger=allow_stranger,
        choose=_choose if can_ask else None,
        ask=_ask if can_ask else None,
    )
    opened.remark = _remark
    try:
        yield opened
    finally:
        opened.close()


def _remark(sentence: str) -> None:
    voice.say(sentence, quiet=bool(chosen("quiet")))


def _quoted(word: str) -> str:
    """Return a word of the command as it is kept in the history."""
    return word if word and not any(mark in word for mark in " \t\n'\"") else repr(word)


def style(zone: str = "UTC") -> "Style":
    """Return how this run writes."""
    from crm_cli.cli import output

    wish = chosen("format") or config.load().format
    return output.detect(wish, chosen("columns"), quiet=bool(chosen("quiet")), zone=zone)


def rehearsed(receipt: Receipt) -> Receipt:
    """Return the receipt of a dry run as it is told: it speaks of what is done, which would only happen."""
    return receipt._replace(lines=(would_happen(), *receipt.lines, _("Nothing was changed.")))


def would_happen() -> str:
    """Return what is said before sentences of something done that is not done, or not done yet."""
    return _("This would happen:")


def told(receipts: Receipt | Iterable[Receipt]) -> None:
    """Tell what was done: sentences on stdout, warnings on stderr; `--format json` and `ids` for scripts."""
    done = [receipts] if isinstance(receipts, Receipt) else list(receipts)
    short = len(done) > TOLD_WHOLE and sys.stdout is not None and sys.stdout.isatty()
    _warn(done, TOLD_WHOLE if short else None)
    if chosen("format") in {"json", "jsonl", "ids", "csv", "tsv"}:
        from crm_cli.cli import output

        columns = [output.Column(key, key) for key in ("no", "id", "lines", "warnings")]
        rows = [
            {"no": one.number, "id": one.id, "lines": list(one.lines), "warnings": list(one.warnings)}
            for one in done
        ]
        output.emit(rows, columns, style())
        return
    if not chosen("quiet"):
        for receipt in done[:_FIRST] if short else done:
            for line in receipt.lines:
                voice.tell(line)
        if short:
            voice.tell(_in_all(done))


def _warn(done: Sequence[Receipt], most: int | None) -> None:
    """Tell the warnings on stderr; each once, and at most so many, where thousands of things were changed."""
    warnings = [warning for receipt in done for warning in receipt.warnings]
    if most is not None:
        warnings = list(dict.fromkeys(warnings))
    for warning in warnings[:most]:
        voice.warn(warning)
    if most is not None and (more := len(warnings) - most) > 0:
        voice.warn(
            ngettext("{count} more warning.", "{count} more warnings.", more).format(count=f"{more:,}")
        )


def _in_all(done: Sequence[Receipt]) -> str:
    """Return one line for what would be thousands: how many, which, and how many of them were so already."""
    first = _(", ").join(receipt.number for receipt in done[:_FIRST])
    numbers = f"{first} … {done[-1].number}"
    if (same := sum(1 for receipt in done if not receipt.changed)) > 0:
        return _("{count} in all, {same} of them already so: {numbers}. Take all back with: crm undo").format(
            count=f"{len(done):,}", same=f"{same:,}", numbers=numbers
        )
    return _("{count} in all: {numbers}. Take all back with: crm undo").format(
        count=f"{len(done):,}", numbers=numbers
    )


def each(things: Sequence[str]) -> list[str]:
    """Return the things named, with `-` standing for the words on stdin (`--format ids` feeds it).

    Where stdin held nothing the command ends well: a list without rows leaves nothing to do.
    """
    found: list[str] = []
    for thing in things:
        found += sys.stdin.read().split() if thing == "-" else [thing]
    if found:
        return found
    if "-" not in things:
        raise UsageError(_("Nothing was named."))
    from typer import Exit

    voice.say(_("There was nothing on stdin: nothing to do."), quiet=bool(chosen("quiet")))
    raise Exit(0)


def confirm(question: str) -> None:
    """Ask before something is destroyed; raise UsageError where nobody can answer and `--yes` was not given."""
    if chosen("yes"):
        return
    if not (sys.stdin is not None and sys.stdin.isatty()):
        raise UsageError(
            _("Nobody can be asked here: {question}").format(question=question),
            _("Say --yes to do it without being asked."),
        )
    answer = input(f"{question} [y/N] ")
    if answer.strip().lower() not in {"y", "yes", "是", "好"}:
        from typer import Exit

        raise Exit(1)


def _choose(question: str, lines: Sequence[str]) -> int | None:
    voice.say(question)
    for place, line in enumerate(lines, 1):
        voice.say(f"  {place}  {line}")

    def check(answer: str) -> None:
        if not answer.isdecimal() or not 1 <= int(answer) <= len(lines):
            raise UsageError(_("{text} is not in the list.").format(text=answer))

    answer = _ask(_("Which one? (its place in the list)"), check)
    return None if answer is None else int(answer) - 1


def _ask(question: str, check: Callable[[str], object]) -> str | None:
    """Return what is typed, None for nothing; what `check` refuses is asked for again, three times in all."""
    for chance in reversed(range(TIMES_ASKED)):
        sys.stderr.write(f"{question} ")
        sys.stderr.flush()
        answer = sys.stdin.readline().strip()
        if not answer:
            return None
        try:
            check(answer)
        except UsageError as error:
            if not chance:
                raise
            voice.say(error.told)
        else:
            return answer
    return None


def unexpected(error: Exception) -> str:
    """Return the sentence for an error nobody foresaw."""
    return _("Something went wrong inside crm: {error}. Nothing was half done; --debug shows where.").format(
        error=f"{type(error).__name__}: {error}"
    )
