"""`crm cron`: the crontab, or the timers of systemd, of this installation."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_cli.cli import cron_jobs, cron_table, output, session, stream
from crm_cli.domain.postal_hours import USUAL
from crm_cli.errors import CrmError, NotFoundError, UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.reading import read_code

if TYPE_CHECKING:
    from crm_cli.delivery.secret_sources import SecretSource


def cron(
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to", metavar="CHANNEL[=KIND,…]",
            help=N_("Who gets reports, and which; daily, missing and morning when none is named. May be repeated."),
        ),
    ] = None,
    remind: Annotated[
        list[str] | None,
        typer.Option("--remind", metavar="CHANNEL", help=N_("Who is reminded; the robots of --to when left out.")),
    ] = None,
    desktop: Annotated[
        bool, typer.Option("--desktop", help=N_("Also remind with notices on this computer's screen."))
    ] = False,
    calendar: Annotated[
        Path | None,
        typer.Option("--calendar", metavar="FOLDER", help=N_("Keep a calendar of each rep's time in this folder.")),
    ] = None,
    merge: Annotated[
        bool, typer.Option("--merge", help=N_("Read a crontab from stdin and print it with these lines in it."))
    ] = False,
    install: Annotated[
        bool, typer.Option("--install", help=N_("Put the lines into your crontab; your own lines stay."))
    ] = False,
    systemd: Annotated[bool, typer.Option("--systemd", help=N_("Units of systemd instead of a crontab."))] = False,
    folder: Annotated[
        Path | None, typer.Option("--output", metavar="FOLDER", help=N_("Write the units into this folder."))
    ] = None,
) -> None:  # fmt: skip
    """Print the lines that let this computer send reports, try again, and remind by itself."""
    if sum([merge, install, systemd]) > 1 or (folder and not systemd):
        raise UsageError(
            _("Say one thing to do with the lines."), "--merge, --install, --systemd --output FOLDER"
        )
    if calendar is not None and not calendar.is_dir():
        raise NotFoundError(
            _("The folder {path} does not exist.").format(path=calendar),
            _("Make it first, or write somewhere else."),
        )
    kinds = _kinds(to)
    reminded = _reminded(remind, kinds)
    with session.desk(allow_stranger=True) as desk:
        here = cron_jobs.installation()
        jobs = cron_jobs.jobs_of(desk, kinds, reminded, desktop=desktop, calendar=calendar)
        for problem in _problems(desk, [*kinds, *reminded]):
            output.warn(problem)
        if systemd:
            _write_units(desk, here, jobs, folder)
            return
        lines = cron_table.block(here, jobs, desk.zone, lambda at: cron_jobs.times_here(desk, at))
    if install:
        _install(lines)
    else:
        stream.write(
            [cron_table.merged(_stdin(), lines) if merge else "".join(f"{line}\n" for line in lines)]
        )


def _kinds(to: Sequence[str] | None) -> dict[str, list[str]]:
    """Return the reports each channel gets, of all the channels there are where none is named."""
    from crm_cli.delivery import channels

    if not to:
        return {name: list(USUAL) for name in channels.names()}
    found: dict[str, list[str]] = {}
    for text in to:
        name, named, listed = text.partition("=")
        channels.find(name)
        kinds = [read_code("report_kind", kind.strip()) for kind in listed.split(",")] if named else USUAL
        found[name] = list(dict.fromkeys([*found.get(name, []), *kinds]))
    return found


def _reminded(names: Sequence[str] | None, kinds: dict[str, list[str]]) -> list[str]:
    """Return the channels that are reminded: those named, else the group robots that get reports."""
    from crm_cli.delivery import channels

    if names:
        return list(dict.fromkeys(channels.find(name).name for name in names))
    found = []
    for name in kinds:
        try:
            if channels.find(name).kind != "email":
                found.append(name)
        except UsageError:
            # What is wrong with it is told among the problems.
            continue
    return found


def _problems(desk: Desk, names: Sequence[str]) -> Iterator[str]:
    """Yield what would keep the jobs from working when nobody looks."""
    from crm_cli.delivery import channels

    if not names:
        yield _("This machine has no channel yet, so nothing is sent: crm channel add NAME KIND")
    sources = []
    for name in dict.fromkeys(names):
        try:
            channel = channels.find(name)
            found = (
                [channels.mail_server().password]
                if channel.kind == "email"
                else [channel.url, channel.secret]
            )
            sources += [source for source in found if source is not None]
        except CrmError as error:
            yield f"{name}: {error.told}"
    for source in dict.fromkeys(sources):
        yield from _unreadable(source)
    if desk.me is not None and not cron_jobs.may_collect(desk):
        yield _("{name} may not run crm pool collect; say who does with --as.").format(name=desk.me.name)


def _unreadable(source: "SecretSource") -> Iterator[str]:
    from crm_cli.delivery.secret_sources import read_secret

    if source.way == "env":
        yield _("cron does not have the {place}; keep the secret in a file or behind a command.").format(
            place=source
        )
    elif source.way == "file":
        try:
            read_secret(source)
        except CrmError as error:
            yield error.told


def _write_units(
    desk: Desk, here: cron_jobs.Installation, jobs: Sequence[cron_jobs.Job], folder: Path | None
) -> None:
    from crm_cli.cli import cron_units

    found = list(cron_units.units(here, jobs, desk.zone))
    for name, text in found:
        if folder is None:
            stream.write([f"# {name}\n{text}\n"])
        else:
            from crm_cli.storage.whole_files import write_private

            write_private(folder / name, text)
    if not session.chosen("quiet"):
        for line in cron_units.how_to_install([name for name, _text in found]):
            output.say(line)


def _stdin() -> str:
    """Return the crontab on stdin; raise UsageError where its letters are not UTF-8 and would be lost."""
    raw = getattr(sys.stdin, "buffer", None)
    try:
        return sys.stdin.read() if raw is None else raw.read().decode()
    except UnicodeDecodeError as error:
        raise UsageError(
            _("This crontab is not written in UTF-8."), _("Put the lines in by hand: crontab -e")
        ) from error


def _install(lines: Sequence[str]) -> None:
    """Put the lines into the user's crontab, after asking; raise CrmError where crontab fails, nothing changed then."""
    before = _crontab(["-l"])
    after = cron_table.merged(before, lines)
    if after == before:
        output.say(_("Your crontab has these lines already."), quiet=bool(session.chosen("quiet")))
        return
    for line in lines:
        output.say(line, quiet=bool(session.chosen("yes")))
    session.confirm(_("Put these lines into your crontab?"))
    _crontab(["-"], after)
    if not session.chosen("quiet"):
        output.tell(_("Your crontab has the lines now; look at it with: crontab -l"))


def _crontab(arguments: Sequence[str], table: str | None = None) -> str:
    import shutil
    import subprocess

    program = shutil.which("crontab")
    if program is None:
        raise CrmError(_("This computer has no crontab."), _("With systemd: crm cron --systemd"))
    content = None if table is None else table.encode("utf-8", "surrogateescape")
    done = subprocess.run(  # noqa: S603  # the system's own program, without a shell
        [program, *arguments], input=content, capture_output=True, check=False
    )
    words = done.stderr.decode("utf-8", "replace").strip()
    # Who has no crontab yet is told so with an exit code of its own.
    if done.returncode and not (table is None and not done.stdout and "no crontab" in words.lower()):
        raise CrmError(_("crontab failed: {reason}").format(reason=words or done.returncode))
    return done.stdout.decode("utf-8", "surrogateescape")
