"""Where a secret is kept, never the secret itself: a command, the environment, or a file nobody else reads."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from crm_cli import config
from crm_cli.errors import CrmError, RefusedError, UsageError, system_reason
from crm_cli.i18n import gettext as _

WAYS = ("command", "env", "file")
_MOST_BYTES = 64_000
_SECONDS = 60
_SECONDS_AFTER = 2
"""How long what a command printed is waited for once it has ended."""


class SecretSource(NamedTuple):
    """One way to a secret: `words` are a command and its arguments, or one variable or file.

    `folder` is what a relative file is looked for in: that of the machine's file.
    """

    way: str
    words: tuple[str, ...]
    folder: Path

    def __str__(self) -> str:
        """Say where it is kept; of a command only the program, for its arguments may say too much."""
        if self.way == "command":
            return _("command {name}").format(name=self.words[0])
        return (_("variable {name}") if self.way == "env" else _("file {name}")).format(name=self.words[0])


def source_of(table: Mapping[str, object], name: str, folder: Path) -> SecretSource | None:
    """Return the source that `{name}_command`, `{name}_env` or `{name}_file` of a table say, None for none.

    Raises UsageError, a sentence without file and section, for a literal secret, for two ways at once and
    for what is no text.
    """
    if name in table:
        raise UsageError(
            _("a secret must not stand in the file"),
            _("Say where it is kept, with one of: {keys}").format(
                keys=", ".join(f"{name}_{way}" for way in WAYS)
            ),
        )
    given = [way for way in WAYS if f"{name}_{way}" in table]
    if not given:
        return None
    if len(given) > 1:
        raise UsageError(
            _("only one of {keys} can be said").format(keys=", ".join(f"{name}_{way}" for way in given))
        )
    key = f"{name}_{given[0]}"
    words = _words(given[0], table[key], key)
    _refuse_the_secret_itself(given[0], words[0], key)
    return SecretSource(given[0], words, folder)


def _refuse_the_secret_itself(way: str, word: str, key: str) -> None:
    """Raise UsageError, without quoting it, where the secret was typed instead of where it is kept."""
    import re

    hint = _("The secret itself goes into a file of mode 0600; name that file.")
    if way == "env" and not re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", word):
        raise UsageError(_("{key} must be the name of a variable").format(key=key), hint)
    if "://" in word:
        raise UsageError(
            _("{key} says where the URL is kept; the URL itself must not stand there").format(key=key), hint
        )


def _words(way: str, value: object, key: str) -> tuple[str, ...]:
    words: list[object] = []
    if way == "command" and isinstance(value, str):
        import shlex

        try:
            words = [*shlex.split(value)]
        except ValueError as error:
            raise UsageError(_("{key} cannot be read: {error}").format(key=key, error=error)) from error
    else:
        words = value if way == "command" and isinstance(value, list) else [value]
    if not words or not all(isinstance(word, str) and word and "\0" not in word for word in words):
        raise UsageError(_("{key} must be text in quotes").format(key=key))
    return tuple(str(word) for word in words)


def read_secret(source: SecretSource) -> str:
    """Return the secret: the first line that is found there.

    Raises CrmError where there is none, RefusedError for a file that others can read. No error holds it.
    """
    read = {"command": _from_command, "env": _from_environment, "file": _from_file}[source.way]
    secret = next(iter(read(source).splitlines()), "").strip()
    if not secret or not secret.isprintable():
        raise CrmError(_("There is no secret in {place}.").format(place=source))
    return secret


def _from_environment(source: SecretSource) -> str:
    if (value := os.environ.get(source.words[0])) is None:
        raise CrmError(
            _("The {place} is not set.").format(place=source),
            _("Set it where crm is started; cron has an environment of its own."),
        )
    return value


def _from_command(source: SecretSource) -> str:
    import subprocess

    try:
        code, printed = _run(source.words)
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = system_reason(error) if isinstance(error, OSError) else _("it took too long")
        # The exception knows the arguments.
        raise CrmError(
            _("The {place} could not be run: {reason}.").format(place=source, reason=reason)
        ) from None
    if code:
        raise CrmError(
            _("The {place} ended with {code}.").format(place=source, code=code),
            _("Run it by hand to see why."),
        )
    return printed.decode("utf-8", "replace")


def _run(words: Sequence[str]) -> tuple[int, bytes]:
    """Run a command and return its exit code and the beginning of what it printed; raise TimeoutExpired.

    Neither one that prints for ever nor one that leaves a child holding the pipe open is waited for longer.
    """
    import subprocess
    from threading import Thread

    silent = subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603  # a command of the machine's owner, run without a shell
        words,
        stdin=silent,
        stdout=subprocess.PIPE,
        stderr=silent,
        env=config.programs_environment(),
        bufsize=0,
    ) as process:
        printed = bytearray()
        reader = Thread(target=_drain, args=(process.stdout, printed), daemon=True)
        # The reader's from now on: to close it here would wait for a child that lives on.
        process.stdout = None
        reader.start()
        try:
            code = process.wait(timeout=_SECONDS)
        except BaseException:
            process.kill()
            raise
        reader.join(_SECONDS_AFTER)
        return code, bytes(printed)


def _drain(stream: IO[bytes], into: bytearray) -> None:
    """Keep the beginning of what a command prints, and let the rest go by so that it can end."""
    with stream:
        while piece := stream.read(_MOST_BYTES):
            into += piece[: _MOST_BYTES - len(into)]


def secret_path(source: SecretSource) -> Path:
    """Return the file a source names."""
    return source.folder / os.path.expanduser(source.words[0])  # noqa: PTH111  # Path's raises without a home


def _from_file(source: SecretSource) -> str:
    path = secret_path(source)
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise CrmError(
            _("The {place} cannot be read: {reason}.").format(place=source, reason=system_reason(error))
        ) from error
    try:
        _require_private(os.fstat(handle), source, path)
        # Notepad puts a mark before the first letter.
        return os.read(handle, _MOST_BYTES).decode("utf-8-sig", "replace")
    except OSError as error:
        raise CrmError(
            _("The {place} cannot be read: {reason}.").format(place=source, reason=system_reason(error))
        ) from error
    finally:
        os.close(handle)


def _require_private(found: os.stat_result, source: SecretSource, path: Path) -> None:
    import stat

    if not stat.S_ISREG(found.st_mode):
        raise RefusedError(_("The {place} is not an ordinary file.").format(place=source))
    if os.name == "posix" and (found.st_mode & 0o077 or found.st_uid not in {os.geteuid(), 0}):
        raise RefusedError(
            _("The {place} can be read by others, so the secret in it is none.").format(place=source),
            f"chmod 600 {path}",
        )
