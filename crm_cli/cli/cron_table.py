"""Jobs as lines of a crontab between two marks, and a crontab with those lines put in."""

import shlex
from collections.abc import Callable, Iterator, Sequence
from datetime import time

from crm_cli.cli.cron_jobs import Installation, Job
from crm_cli.errors import RefusedError, UsageError
from crm_cli.i18n import gettext as _

HOUR_MINUTE = 37
"""The minute of what is run each hour: not the full hour, when everything else runs."""


def block(
    here: Installation, jobs: Sequence[Job], zone: str, times_here: Callable[[time], Sequence[time]]
) -> list[str]:
    """Return the lines for the jobs, from mark to mark; `times_here` gives this computer's times for a firm's."""
    begin, end = marks(here)
    return [
        begin,
        "# " + _("Made by crm cron; what is changed here is lost when it is made again."),
        "# " + _('What goes wrong is mailed to you: MAILTO="you@example.com" above these lines says where.'),
        *(line for job in jobs for line in _lines(here, job, zone, times_here)),
        end,
    ]


def marks(here: Installation) -> tuple[str, str]:
    """Return the lines around the block of a database; another database has a block of its own."""
    return f"# crm begin {here.database}", f"# crm end {here.database}"


def _lines(
    here: Installation, job: Job, zone: str, times_here: Callable[[time], Sequence[time]]
) -> Iterator[str]:
    command = _command(here, job)
    when = f"{job.at:%H:%M} {zone}: " if job.at is not None else ""
    yield f"# {when}{job.comment}"
    if job.at_start:
        yield f"@reboot {command}"
    elif job.at is not None:
        for at in times_here(job.at):
            yield f"{at.minute} {at.hour} * * * {command}"
    else:
        yield f"{_every(job.minutes)} * * * * {command}"


def _every(minutes: int) -> str:
    if minutes == 1:
        return "*"
    return str(HOUR_MINUTE) if minutes == 60 else f"*/{minutes}"


def _command(here: Installation, job: Job) -> str:
    """Return a command as cron hands it to the shell; a bare per cent sign would end it (crontab(5))."""
    words = [f"{name}={shlex.quote(value)}" for name, value in here.environment.items()]
    line = " ".join([*words, *map(shlex.quote, here.words(job))])
    if not line.isprintable():
        raise UsageError(_("A crontab cannot hold this path: {path}").format(path=here.database))
    return line.replace("%", "\\%")


def merged(table: str, lines: Sequence[str]) -> str:
    """Return a crontab with `lines` in the place of the block that has the same marks, else after all others.

    Every other line stays as it is. Raises RefusedError where a mark has no partner: then nobody can tell
    what is ours.
    """
    kept: list[str] = []
    place: int | None = None
    is_ours = False
    for line in table.splitlines(keepends=True):
        bare = line.strip()
        if bare == (lines[-1] if is_ours else lines[0]):
            if not is_ours and place is None:
                place = len(kept)
            is_ours = not is_ours
        elif bare in {lines[0], lines[-1]}:
            raise _unpaired(bare)
        elif not is_ours:
            kept.append(line)
    if is_ours:
        raise _unpaired(lines[0])
    if place is None:
        if kept and not kept[-1].endswith("\n"):
            kept[-1] += "\n"
        place = len(kept)
    return "".join([*kept[:place], *(f"{line}\n" for line in lines), *kept[place:]])


def _unpaired(mark: str) -> RefusedError:
    return RefusedError(
        _("The crontab has a line «{line}» without its partner.").format(line=mark),
        _("Take the lines of crm out by hand: crontab -e"),
    )
