"""Programs of the machine's own that crm starts: a template of words, its fields filled in, never a shell."""

import re
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

from crm_cli import config
from crm_cli.errors import CrmError, UsageError, system_reason
from crm_cli.i18n import gettext as _

PATIENCE = 3.0
"""Seconds in which a program that is started apart says that it cannot."""
_PLAIN = re.compile(r"\+?[0-9]*")
_OF_A_SHELL = re.compile(r"[\s;&|<>()$`'\"]")


def run_template(
    template: str, values: Mapping[str, str], *, key: str, patience: float | None = None
) -> bool:
    """Run a command such as `mpv {file}` with `values` in the places of their names.

    Without `patience` it runs at this terminal and is waited for, since it may be a player or a pager. With it the
    program starts apart from the terminal, and True is returned when it goes on after so many seconds. `key` is
    the machine's setting the template is from, for what is said of it. Raises UsageError for a template that
    cannot be run safely, CrmError when the program is not found, may not be run or fails.
    """
    words = words_of(template, values, key=key)
    return _run(words) if patience is None else _start(words, patience)


def words_of(template: str, values: Mapping[str, str], *, key: str) -> list[str]:
    """Return the words of a command with `values` filled in; a field that is not in it goes to the end.

    The template is split into words before anything is filled in, so that a value is never more than one
    word. Raises UsageError for a template that is empty, cannot be split, or hands a value to a shell.
    """
    words = _split(template, key)
    for name, value in values.items():
        field = f"{{{name}}}"
        if not any(field in word for word in words):
            words.append(field)
        if not _PLAIN.fullmatch(value):
            _refuse_shell(words, field, key)
        words = [word.replace(field, value) for word in words]
    return words


def _split(template: str, key: str) -> list[str]:
    import shlex

    try:
        words = shlex.split(template)
    except ValueError as error:
        raise UsageError(
            _("The {key} {command} cannot be read: {reason}").format(key=key, command=template, reason=error),
            _("Set it again: crm config set {key} COMMAND").format(key=key),
        ) from error
    if not words:
        raise UsageError(
            _("The {key} is empty.").format(key=key),
            _("Set it again: crm config set {key} COMMAND").format(key=key),
        )
    return words


def _refuse_shell(words: Sequence[str], field: str, key: str) -> None:
    """Raise UsageError where `sh -c "play {file}"` would run a name that somebody else gave a file."""
    if any(field in word and _OF_A_SHELL.search(word.replace(field, "")) for word in words):
        raise UsageError(
            _("In {key}, {field} must stand alone: inside a command of the shell it would be run.").format(
                key=key, field=field
            ),
            f"""sh -c 'less "$1"' sh {field}""",
        )


def _run(words: Sequence[str]) -> bool:
    try:
        code = subprocess.run(  # noqa: S603  # the owner's own command, no shell
            words, env=config.programs_environment(), check=False
        ).returncode
    except (OSError, ValueError) as error:
        raise _failed(words, error) from error
    if code:
        raise _failed(words, code)
    return False


def _start(words: Sequence[str], patience: float) -> bool:
    silent: Any = subprocess.DEVNULL
    try:
        started = subprocess.Popen(  # noqa: S603  # the owner's own command, no shell
            words,
            env=config.programs_environment(),
            stdin=silent,
            stdout=silent,
            stderr=silent,
            start_new_session=True,
        )
        code = started.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        # It goes on by itself; nobody waits for it any more.
        started.returncode = 0
        return True
    except (OSError, ValueError) as error:
        raise _failed(words, error) from error
    if code:
        raise _failed(words, code)
    return False


def _failed(words: Sequence[str], why: OSError | ValueError | int) -> CrmError:
    program = words[0]
    if isinstance(why, FileNotFoundError):
        return CrmError(
            _("There is no program {program} here.").format(program=program),
            _("Install it, or set another command."),
        )
    if isinstance(why, int):
        return CrmError(_("{program} ended with {code}.").format(program=program, code=why))
    reason = system_reason(why) if isinstance(why, OSError) else str(why)
    return CrmError(_("{program} could not be started: {reason}").format(program=program, reason=reason))
