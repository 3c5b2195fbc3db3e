"""Writes docs/reference.md from the program itself: python -m tools.make_reference [--check].

With `--check` nothing is written; the exit code is 1 when the file is stale.
"""

import importlib
import inspect
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperArgument

from crm_cli import errors, i18n
from crm_cli.cli import session
from crm_cli.cli.groups import Place, Verb, build
from crm_cli.domain.settings import SETTINGS
from crm_cli.main import PLACES
from crm_cli.services.machine import MACHINE

REFERENCE = Path(__file__).parents[1] / "docs" / "reference.md"
HEAD = """# Command reference

Made from the program by `make docs`; change the program, not this page. How things are named, how dates are
written and what each outcome brings about is in the [manual](manual.md)."""
ENVIRONMENT = {
    "CRM_DB": "the database file, where `--db` is not given",
    "CRM_AS": "who is typing, where `--as` is not given",
    "CRM_LANG": "the language, where `--lang` is not given",
    "CRM_THEME": "the colours of the full-screen desk: dark, light, contrast or 16",
    "CRM_CONFIG": "the machine's settings file; otherwise `~/.config/crm/config.toml`",
    "XDG_CONFIG_HOME": "where settings are kept, instead of `~/.config` (`APPDATA` on Windows)",
    "XDG_STATE_HOME": "where a run of calls is kept until it is logged, instead of `~/.local/state` (`LOCALAPPDATA` on Windows)",
    "XDG_DATA_HOME": "where data is kept, instead of `~/.local/share` (`LOCALAPPDATA` on Windows)",
    "LC_ALL": "the language, then `LC_MESSAGES` and `LANG`, where nothing of the above names one",
    "NO_COLOR": "when set, no colour on the terminal (also with `TERM=dumb`)",
    "PYTHONTZPATH": "where the time zones are, as in Python itself",
}


def reference() -> str:
    """Return the page: every command, shared options, settings, exit codes, environment variables."""
    i18n.use("en")
    parts = [HEAD, *_shared(), *_commands(), *_settings(), *_exit_codes(), *_environment()]
    return "\n\n".join(parts) + "\n"


def verbs() -> Iterator[tuple[str, Verb]]:
    """Yield every command that is built, by its whole name, in the order of the help."""
    for name, place in PLACES.items():
        for verb, found in _of(place).items():
            yield f"crm {name} {verb}".rstrip(), found


def _of(place: Place) -> dict[str, Verb]:
    try:
        module = importlib.import_module(place.module)
    except ModuleNotFoundError as error:
        if error.name != place.module:
            raise
        return {}
    if place.verb:
        return {"": Verb(getattr(module, place.verb), place.help)}
    return dict(module.VERBS)


def parameters(name: str, verb: Verb) -> list[Any]:
    """Return a command's own arguments and options, without those every command has."""
    command = build(name.rpartition(" ")[2], verb)
    shared = {option for one in session.shared_options() for option in one.opts} | {"--help"}
    # An option of its own that is called like a shared one belongs to the command.
    return [
        one
        for one in command.get_params(typer.Context(command))
        if one not in session.shared_options() and (not shared & set(one.opts) or _is_own(one, verb))
    ]


def _is_own(option: Any, verb: Verb) -> bool:
    return option.name in inspect.signature(verb.load()).parameters


def _shared() -> Iterator[str]:
    yield "## Options of every command"
    yield "They are understood before the command and after it."
    rows = [(_spelled(one), one.help or "", "") for one in session.shared_options()]
    yield _table(("option", "meaning", "default"), [*rows, ("`--help`", "Show the help and leave.", "")])
    yield "`crm --version` shows the version."


def _commands() -> Iterator[str]:
    yield "## Commands"
    noun = ""
    for name, verb in verbs():
        words = name.split()
        if words[1] != noun:
            noun = words[1]
            yield f"### crm {noun}"
            place = PLACES[noun]
            plural = f" `crm {place.plural}` is the same." if place.plural else ""
            yield place.help + plural
        if len(words) == 3:
            yield f"#### {name}"
            yield inspect.getdoc(verb.load()) or verb.help
        yield from _one(name, verb)


def _one(name: str, verb: Verb) -> Iterator[str]:
    found = parameters(name, verb)
    arguments = [_usage(one) for one in found if isinstance(one, TyperArgument)]
    yield f"`{' '.join([name, *arguments, '[OPTIONS]'])}`"
    if found:
        rows = [(_spelled(one), one.help or "", _default(one)) for one in found]
        yield _table(("argument or option", "meaning", "default"), rows)


def _usage(argument: Any) -> str:
    metavar = argument.metavar or str(argument.name).upper()
    if argument.nargs == -1 and not metavar.endswith("..."):
        metavar += "..."
    return metavar if argument.required else f"[{metavar}]"


def _spelled(one: Any) -> str:
    if isinstance(one, TyperArgument):
        return f"`{_usage(one)}`"
    spelled = " / ".join(f"`{option}`" for option in (*one.opts, *one.secondary_opts))
    takes = "" if one.is_flag else f" {one.metavar or str(one.type).upper()}"
    return f"`{', '.join(one.opts)}{takes}`" if takes else spelled


def _default(one: Any) -> str:
    if one.required:
        return "required"
    return "" if one.default in (None, False, "") else f"`{one.default}`"


def _settings() -> Iterator[str]:
    yield "## Settings"
    yield "`crm config list` shows them, `crm config set KEY VALUE` changes one, an empty value is its default."
    yield "Of the firm, kept in its database, changed by a manager where there is one:"
    rows = [(f"`{key}`", one.meaning, f"`{_written(one.default)}`") for key, one in SETTINGS.items()]
    yield _table(("setting", "meaning", "default"), rows)
    yield "Of the machine, kept in its own file:"
    yield _table(("setting", "meaning"), [(f"`{key}`", meaning) for key, meaning in MACHINE.items()])


def _written(value: object) -> str:
    return (", ".join(map(str, value)) if isinstance(value, list) else str(value)) or "none"


def _exit_codes() -> Iterator[str]:
    yield "## Exit codes"
    told: dict[int, list[str]] = {
        0: ["It went well; an empty result is one too."],
        1: ["It failed; a sentence on stderr says why."],
    }
    for error in _errors(errors.CrmError):
        sentence = (inspect.getdoc(error) or "").splitlines()[0].rpartition("; exit code")[0]
        if error.exit_code != 1:
            told.setdefault(error.exit_code, []).append(f"{sentence}.")
    told[130] = ["It was interrupted (Ctrl-C); nothing was half done."]
    yield _table(("code", "meaning"), [(str(code), " ".join(words)) for code, words in told.items()])


def _errors(error: type[errors.CrmError]) -> Iterator[type[errors.CrmError]]:
    for narrower in error.__subclasses__():
        yield narrower
        yield from _errors(narrower)


def _environment() -> Iterator[str]:
    yield "## Environment variables"
    yield _table(("variable", "meaning"), [(f"`{name}`", meaning) for name, meaning in ENVIRONMENT.items()])


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _cell in head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main() -> None:
    """Write the page, or say that it is stale."""
    text = reference()
    if "--check" not in sys.argv[1:]:
        REFERENCE.write_text(text, encoding="utf-8")
    elif not REFERENCE.exists() or REFERENCE.read_text(encoding="utf-8") != text:
        sys.exit("docs/reference.md is stale: make docs")


if __name__ == "__main__":
    main()
