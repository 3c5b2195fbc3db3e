"""Typer's own words in the language in use: faults of a command line, placeholders, and help in cells."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from typer._click.formatting import HelpFormatter

from crm_cli.domain.cleaning import cell_width
from crm_cli.domain.table import wrap
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _

PIECES = (N_("[OPTIONS]"), N_("COMMAND [ARGS]..."))
HELP = N_("Show this message and exit.")
"""What Typer says of --help: looked up in the catalogue, which has only what stands in a source of ours."""
PLACEHOLDERS = {
    "ADDRESS": N_("address"), "AGE": N_("age"), "BACKUP": N_("backup"), "CHANGE": N_("change"),
    "AMOUNT": N_("amount"), "AREA": N_("area code"), "CHANNEL": N_("channel"), "CHAR": N_("character"), "CLASS": N_("value class"),
    "CODE": N_("code"), "COMMAND": N_("command"), "CUSTOMER": N_("customer"), "DAY": N_("date"), "DAYS": N_("days"), "DIGITS": N_("digits"),
    "FIELD": N_("field"), "FIGURE": N_("figure"), "FILE": N_("file"), "FLOOR": N_("floor"), "FOLDER": N_("folder"),
    "FORMAT": N_("format"), "FROM": N_("from whom"),
    "HEADER": N_("header"), "HOST": N_("server"), "HOW FAR": N_("how far"), "HOW": N_("how"), "KEY": N_("name"),
    "KEYS": N_("columns"), "KIND": N_("kind"), "LANGUAGE": N_("language"), "LINE": N_("line"), "MINUTES": N_("minutes"),
    "MOMENT": N_("moment"), "NAME": N_("name"),
    "NAMES": N_("names"), "NOUN": N_("noun"), "NUMBER": N_("no."), "OUTCOME": N_("outcome"), "PHONE": N_("phone"),
    "PLACE": N_("place"), "RECORD": N_("record"), "REP": N_("rep"), "ROLE": N_("role"), "SOURCE": N_("source"), "STAGE": N_("stage"),
    "STATE": N_("state"), "TEAM": N_("team"), "TEXT": N_("text"), "TIME": N_("time"), "TO": N_("to whom"),
    "UNIT": N_("unit"), "URL": N_("website"),
    "VALUE": N_("value"), "VARIABLE": N_("variable"), "WHAT": N_("what"), "WHEN": N_("time"), "WHO": N_("whom"), "WORD": N_("words"),
    "WORDS": N_("words"), "ZONE": N_("time zone"), "ANSWER": N_("answer"), "CALL": N_("call"), "DELAY": N_("delay"),
    "EFFECT": N_("effect"), "HOURS": N_("hours"), "KEPT": N_("kept"), "LETTERS": N_("letters"), "LIST": N_("call list"),
    "NEWER": N_("newer"), "OBJECTION": N_("objection"), "OLDER": N_("older"), "REASON": N_("reason"),
    "BUILDING": N_("building"), "DOOR": N_("door"), "DOORS": N_("door"), "FLOORS": N_("floors"), "SHOPS": N_("shops"), "SWEEP": N_("sweep"), "FRONT": N_("front"), "VISIT": N_("visit"), "SIDE": N_("side"),
    "UNITS": N_("units"),
    "RULE": N_("rule"), "SCRIPT": N_("script"), "SHEET": N_("number of the sheet"), "TURN": N_("state"), "WAY": N_("how"), "WHY": N_("reason"),
}  # fmt: skip
"""What the capitals that stand for a value in the help are called; other capitals stay as they are."""

# Typer says these in f-strings, which no catalogue can hold: what it said is read back.
_FAULTS = (
    (r"'(?P<text>.*)' is not a valid int( range)?\.", N_("{text} is not a whole number.")),
    (r"'(?P<text>.*)' is not a valid float( range)?\.", N_("{text} is not a number.")),
    (r"(?P<text>.*) is not in the range (?P<range>.*)\.", N_("{text} is not in the range {range}.")),
    (r"Option (?P<name>'.*') does not take a value\.", N_("Option {name} does not take a value.")),
    (r"Option (?P<name>'.*') requires an argument\.", N_("Option {name} requires an argument.")),
    (
        r"Got unexpected extra argument\(s\) \((?P<names>.*)\)",
        N_("Got unexpected extra arguments ({names})."),
    ),
)


def placeholder(metavar: str) -> str:
    """Return a placeholder such as `NAME=VALUE` in the language in use, unchanged in English."""

    def said(match: re.Match[str]) -> str:
        english = PLACEHOLDERS.get(match[0], "")
        word = _(english)
        return match[0] if word == english else word

    return re.sub(r"HOW FAR|[A-Z]{2,}", said, metavar)


def pieces(found: Iterable[str]) -> str:
    """Return the pieces of a usage line in the language in use, as one text."""
    return " ".join(_(piece) if piece in PIECES else placeholder(piece) for piece in found)


def write_options(params: Iterable[Any], context: Any, formatter: Any) -> None:
    """Write what a command takes, arguments first, each with its help in the language in use."""
    listed: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
    for param in params:
        record = param.get_help_record(context)
        if record is not None:
            english = param.help or ""
            # Behind the help Typer puts what else is known: the default, the range, that it is required.
            text = _(english) + record[1].removeprefix(english)
            listed[param.param_type_name].append((placeholder(record[0]), text))
    for title, rows in ((_("Arguments"), listed["argument"]), (_("Options"), listed["option"])):
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows)


def tell(error: Any) -> None:
    """Write to stderr what is wrong with a command line, with its usage and where the help is."""
    from crm_cli.cli.voice import say

    context = getattr(error, "ctx", None)
    if context is not None:
        for line in context.get_usage().splitlines():
            say(line)
        hint = _("Try '{command} {option}' for help.")
        say(hint.format(command=context.command_path, option=context.help_option_names[0]))
        say("")
    say(_("Error: {sentence}").format(sentence=fault(error)))


def fault(error: Any) -> str:
    """Return the sentence of one of Typer's errors in the language in use."""
    name = placeholder(_name(error))
    match type(error).__name__:
        case "MissingParameter" if error.param is not None and error.param.param_type_name == "argument":
            return _("Missing argument {name}.").format(name=name)
        case "MissingParameter":
            return _("Missing option {name}.").format(name=name)
        case "NoSuchOption":
            sentence = _("No such option: {name}").format(name=error.option_name)
            return _near(sentence, ", ".join(sorted(error.possibilities or ())))
        case "BadParameter" if name:
            return _("Invalid value for {name}: {reason}").format(name=name, reason=_reread(error.message))
    said, parted, near = error.format_message().partition(". Did you mean ")
    return _near(said.rstrip("。"), near.rstrip("?")) if parted else _reread(said)


def _name(error: Any) -> str:
    hint = getattr(error, "param_hint", None)
    if hint is None and getattr(error, "param", None) is not None:
        hint = error.param.get_error_hint(error.ctx)
    return " / ".join(map(repr, hint)) if isinstance(hint, list | tuple) else hint or ""


def _near(sentence: str, names: str) -> str:
    if not names:
        return sentence
    return _("{sentence}. Did you mean {names}?").format(sentence=sentence, names=names)


def _reread(sentence: str) -> str:
    for pattern, template in _FAULTS:
        if found := re.fullmatch(pattern, sentence, re.DOTALL):
            return _(template).format(**found.groupdict())
    return sentence


class Formatter(HelpFormatter):
    """Help measured in terminal cells: Typer counts characters, of which a Chinese one takes two cells."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line, its further lines under the first piece."""
        word = _("Usage:") if prefix is None else prefix
        head = f"{word} {prog} "
        margin = cell_width(head)
        if self.width - margin < 20:
            head, margin = head.rstrip() + "\n    ", 4
        self.write(head + f"\n{' ' * margin}".join(wrap(args, self.width - margin)) + "\n")

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        self.write(" " * self.current_indent + _("{heading}:").format(heading=heading) + "\n")

    def write_text(self, text: str) -> None:
        """Write a paragraph at the indent."""
        indent = " " * self.current_indent
        for line in wrap(" ".join(text.split()), self.width - self.current_indent):
            self.write(f"{indent}{line.rstrip()}\n")

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write names with what they mean beside them, or under a name that is too long."""
        rows = list(rows)
        first = min(max((cell_width(name) for name, _text in rows), default=0), col_max) + col_spacing
        indent, margin = " " * self.current_indent, " " * (self.current_indent + first)
        room = max(self.width - first - self.current_indent, 10)
        for name, text in rows:
            lines = wrap(" ".join(text.split()), room) if text else [""]
            size = cell_width(name)
            if size > first - col_spacing and text:
                self.write(f"{indent}{name}\n{margin}")
            else:
                self.write(f"{indent}{name}{' ' * (first - size)}")
            self.write(f"\n{margin}".join(line.rstrip() for line in lines).rstrip() + "\n")
