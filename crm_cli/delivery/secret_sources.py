"""Where a secret is kept, never the secret itself: a command, the environment, or a file nobody else reads."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from crm_cli.errors import CrmError, RefusedError, UsageError
from crm_cli.i18n import gettext as _

WAYS = ("command", "env", "file")
_MOST_BYTES = 64_000
_SECONDS = 60


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
    return SecretSource(given[0], _words(given[0], table[f"{name}_{given[0]}"], f"{name}_{given[0]}"), folder)


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
        done = subprocess.run(  # noqa: S603  # a command of the machine's owner, run without a shell
            source.words, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = error.strerror if isinstance(error, OSError) else _("it took too long")
        # The exception knows the arguments and what was printed so far.
        raise CrmError(
            _("The {place} could not be run: {reason}.").format(place=source, reason=reason)
        ) from None
    if done.returncode:
        raise CrmError(
            _("The {place} ended with {code}.").format(place=source, code=done.returncode),
            _("Run it by hand to see why."),
        )
    return done.stdout[:_MOST_BYTES].decode("utf-8", "replace")


def secret_path(source: SecretSource) -> Path:
    """Return the file a source names."""
    return source.folder / Path(source.words[0]).expanduser()


def _from_file(source: SecretSource) -> str:
    path = secret_path(source)
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise CrmError(
            _("The {place} cannot be read: {reason}.").format(place=source, reason=error.strerror)
        ) from error
    try:
        _require_private(os.fstat(handle), source, path)
        return os.read(handle, _MOST_BYTES).decode("utf-8", "replace")
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
