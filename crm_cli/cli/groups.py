"""Lazy command groups: a noun's module is imported when it is named, and only the one command is built."""

import importlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_params_convertors_ctx_param_name_from_function

from crm_cli.cli import session
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import AmbiguousError, CrmError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _


class Verb(Frozen):
    """One command: its function, or where it is (`module:function`), and its one-line help in English."""

    function: Callable[..., None] | str
    help: str

    def load(self) -> Callable[..., None]:
        """Return the function, importing the module it is in when it is named by its place."""
        if not isinstance(self.function, str):
            return self.function
        module, _colon, name = self.function.partition(":")
        found: Callable[..., None] = getattr(importlib.import_module(module), name)
        return found


class Place(Frozen):
    """Where a noun or a command of the top level lives, and its one-line help in English.

    `usual` is the verb of a noun that is typed without one, `bare` an option that may be typed without its value
    and then means mine.
    """

    module: str
    help: str
    plural: str = ""
    verb: str = ""
    usual: str = ""
    bare: str = ""


MINE = "mine"
OTHER_VERBS = {
    "create": "add", "new": "add", "ls": "list", "change": "edit", "update": "edit", "delete": "remove",
    "rm": "remove",
}  # fmt: skip
"""What other programs call our verbs: understood, but not in the help."""


class Context(typer.Context):
    """A command line being read; its help is measured in terminal cells."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"help_option_names": ["--help", "-h"], **options})

    def make_formatter(self) -> Any:
        """Return what the help is written with."""
        from crm_cli.cli.usage import Formatter

        return Formatter(width=self.terminal_width, max_width=self.max_content_width)


class Speaking:
    """What commands and groups say of themselves, in the language in use."""

    context_class: Any = Context

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the usage line."""
        from crm_cli.cli.usage import pieces

        formatter.write_usage(ctx.command_path, pieces(self.collect_usage_pieces(ctx)))  # type: ignore[attr-defined]

    def format_help_text(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  # Typer's signature
        """Write what the command does."""
        english: str = self.help or ""  # type: ignore[attr-defined]
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_(english))

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments and the options."""
        from crm_cli.cli.usage import write_options

        write_options(self.get_params(ctx), ctx, formatter)  # type: ignore[attr-defined]


class Command(Speaking, TyperCommand):
    """A command that also understands the options every command has, and speaks the user's language."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the command's own parameters and the shared ones it does not declare itself."""
        own = super().get_params(ctx)
        taken = {name for param in own for name in param.opts}
        shared = [option for option in session.shared_options() if not taken & set(option.opts)]
        return [*own[:-1], *shared, *own[-1:]]

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an error of ours becomes its sentence and its exit code."""
        return sentences(lambda: super(Command, self).invoke(ctx))


class LazyGroup(Speaking, TyperGroup):
    """A group whose listing comes from static one-line helps."""

    def helps(self) -> Mapping[str, str]:
        """Return the English help of each command by its name."""
        raise NotImplementedError

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  # Typer's signature
        """Return the names in the order of the help."""
        return list(self.helps())

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options, then the commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  # Typer's signature
        """Write the list of commands without building any."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(help_text)) for name, help_text in self.helps().items()])

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the shared options too, so that they are understood before the command."""
        own = super().get_params(ctx)
        return [*own[:-1], *session.shared_options(), *own[-1:]]

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Return what the shell may complete: the names, without building any, and the options."""
        from typer._click.core import Command as Plain
        from typer._click.shell_completion import CompletionItem

        names = [
            CompletionItem(name, help=_(text))
            for name, text in self.helps().items()
            if name.startswith(incomplete)
        ]
        return [*names, *Plain.shell_complete(self, ctx, incomplete)]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Suggest near names from the listing, since nothing is built yet."""
        # Comparing a name with every other costs as much as a few queries, so a known one is not compared.
        if args[0] not in (helps := self.helps()):
            self.commands = cast("dict[str, Any]", dict.fromkeys(_near(args[0], helps)))
        return super().resolve_command(ctx, args)


class Noun(LazyGroup):
    """`crm customer …`: the verbs of one noun, from its module's VERBS."""

    def __init__(self, module: str, *, usual: str = "", bare: str = "", **attributes: Any) -> None:
        super().__init__(rich_markup_mode=None, no_args_is_help=True, **attributes)
        self.module = module
        self.usual = usual
        self.bare = bare

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read a command line, with the verb and the value that need not be typed put in where they are left out."""
        if self.bare:
            args = list(_completed(args, self.bare))
        if self.usual and not {"--help", "-h"} & set(args) and not self._names_verb(args):
            args = [self.usual, *args]
        return super().parse_args(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options, with those of the verb that need not be typed, then the commands."""
        usual = self.get_command(ctx, self.usual) if self.usual else None
        if usual is None:
            super().format_options(ctx, formatter)
            return
        usual.format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def _names_verb(self, args: list[str]) -> bool:
        """Say whether a verb is typed; after an option that takes one a word is its value: `--command restore`."""
        verbs = self.verbs()
        return any(
            word in verbs and (before.lstrip("-") in session.FLAGS or not before.startswith("-"))
            for before, word in zip(["", *args], args, strict=False)
        )

    def verbs(self) -> Mapping[str, Verb]:
        """Import the noun's module and return its verbs."""
        found: Mapping[str, Verb] = importlib.import_module(self.module).VERBS
        return found

    def helps(self) -> Mapping[str, str]:
        """Return the English help of each verb."""
        return {name: verb.help for name, verb in self.verbs().items()}

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  # Typer's signature
        """Build the one command named."""
        verbs = self.verbs()
        verb = verbs.get(cmd_name) or verbs.get(OTHER_VERBS.get(cmd_name, ""))
        if verb is None and cmd_name == "add":
            verb = verbs.get("log")
        return build(cmd_name, verb) if verb else None


class Root(LazyGroup):
    """`crm`: nouns in singular and plural, and the commands of the top level."""

    def __init__(self, places: Mapping[str, Place], **attributes: Any) -> None:
        super().__init__(rich_markup_mode=None, no_args_is_help=True, **attributes)
        self.places = places
        self.plurals = {place.plural: name for name, place in places.items() if place.plural}
        self.params.append(
            TyperOption(
                param_decls=["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_version,
                help=N_("Show the version and leave."),
            )
        )

    def helps(self) -> Mapping[str, str]:
        """Return the English help of each noun and command."""
        return {name: place.help for name, place in self.places.items()}

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  # Typer's signature
        """Return the noun's group or build the one command named."""
        name = self.plurals.get(cmd_name, cmd_name)
        place = self.places.get(name)
        if place is None:
            return None
        if not place.verb:
            usual: Any = {"usual": place.usual, "bare": place.bare} if place.usual else {}
            return Noun(place.module, name=name, help=_(place.help), **usual)
        function = getattr(importlib.import_module(place.module), place.verb)
        return build(name, Verb(function, place.help))

    def _main_shell_completion(self, ctx_args: Any, prog_name: str, complete_var: str | None = None) -> None:
        """Answer the shell that asks for completions (`_CRM_COMPLETE`); else do nothing."""
        if os.environ.get("_CRM_COMPLETE"):
            from crm_cli.cli.completion import register

            register()
        super()._main_shell_completion(ctx_args, prog_name, complete_var)

    def main(self, *args: Any, **options: Any) -> Any:
        """Run `crm`, forgetting what an earlier run in this process was told."""
        session.reset()
        if (words := options.get("args") or sys.argv[1:])[:1] == ["help"]:
            options["args"] = [*words[1:], "--help"]
        if not options.get("standalone_mode", True):
            return super().main(*args, **options)
        return told(lambda: super(Root, self).main(*args, **{**options, "standalone_mode": False}))


def build(name: str, verb: Verb) -> Any:
    """Return the command that runs a function, its options read from the signature.

    Typer's own assembly reads the signature a second time for the call, which a command can do without.
    """
    function = verb.load()
    params, convertors, _context = get_params_convertors_ctx_param_name_from_function(function)

    def call(**given: Any) -> None:
        function(
            **{key: convertors[key](value) if key in convertors else value for key, value in given.items()}
        )

    options: list[Any] = [*params]
    return Command(name=name, callback=call, params=options, help=verb.help, rich_markup_mode=None)


def sentences(run: Callable[[], Any]) -> Any:
    """Run something; print our errors as a sentence and the next step, and leave with their exit code."""
    try:
        return run()
    except CrmError as error:
        if session.chosen("debug"):
            raise
        tell_error(error)
        raise typer.Exit(error.exit_code) from error


def told(run: Callable[[], Any]) -> None:
    """Read and run a command line; tell Typer's own errors in our words, and leave with their exit code."""
    from typer._click.exceptions import ClickException, NoArgsIsHelpError

    try:
        code = run()
    except NoArgsIsHelpError as error:
        error.show()
        code = error.exit_code
    except ClickException as error:
        from crm_cli.cli import usage

        usage.tell(error)
        code = error.exit_code
    except CrmError as error:
        tell_error(error)
        code = error.exit_code
    except typer.Abort:
        from crm_cli.cli.voice import say

        say(_("Aborted!"))
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


def tell_error(error: CrmError) -> None:
    """Write an error's sentence, its candidates and its next step to stderr."""
    from crm_cli.cli.voice import say

    say(_("Error: {sentence}").format(sentence=error.sentence))
    if isinstance(error, AmbiguousError):
        for line in error.matches:
            say(f"  {line}")
    if error.hint:
        say(error.hint)


def _completed(args: list[str], option: str) -> Iterator[str]:
    """Yield a command line with MINE after an option that another option, or nothing, follows."""
    for place, word in enumerate(args):
        yield word
        if word == option and (place + 1 == len(args) or args[place + 1].startswith("-")):
            yield MINE


def _near(typed: str, names: Iterable[str]) -> list[str]:
    """Return the names that `typed` is a slip of the fingers for; `list` is none for `visit`."""
    from difflib import SequenceMatcher

    return [
        name
        for name in names
        if sorted(name) == sorted(typed) or SequenceMatcher(None, name, typed).ratio() >= 0.75
    ]


def _version(ctx: Any, _param: Any, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from crm_cli import __version__

        sys.stdout.write(f"crm {__version__}\n")
        raise typer.Exit
