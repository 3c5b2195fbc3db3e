"""What a firm's computer does by itself: each job with its command and when, in the firm's time."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from crm_cli import clock, config, i18n
from crm_cli.cli import session
from crm_cli.domain import words
from crm_cli.domain.postal_hours import KINDS
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk

RETRY_MINUTES = 5
CALENDAR_MINUTES = 15
POOL_AT = time(3)
PLANS_AT = time(2, 30)
BACKUP_AT = time(1, 30)
DAYS_AHEAD = 366
WITH_MOMENTS = ("daily", "missing", "morning", "weekly", "monthly")
_TIME_OF = {"missing": "missing_at", "morning": "morning_at", "weekly": "final_at", "monthly": "final_at"}


class Job(NamedTuple):
    """One thing that is run by itself: `at` on the firm's clock each day, or every so many `minutes`.

    `at_start` is run when the computer starts. `name` is of ASCII letters and hyphens.
    """

    name: str
    comment: str
    arguments: tuple[str, ...]
    at: time | None = None
    minutes: int = 0
    at_start: bool = False


class Installation(NamedTuple):
    """How this crm is started from anywhere: what is set before, its program, and the options of every job."""

    database: Path
    environment: Mapping[str, str]
    program: tuple[str, ...]

    def words(self, job: Job) -> tuple[str, ...]:
        """Return the whole command of a job, without its environment."""
        return (*self.program, *job.arguments)


def installation() -> Installation:
    """Return how this run of crm is started by a program that knows nothing of this shell."""
    database = session.database_path().absolute()
    shared = ["--db", str(database), "--lang", i18n.language(), "--quiet"]
    if session.chosen("as"):
        shared += ["--as", session.chosen("as")]
    environment = {}
    # cron knows HOME; where the settings are elsewhere it has to be told.
    if os.environ.get("CRM_CONFIG") or os.environ.get("XDG_CONFIG_HOME"):
        environment["CRM_CONFIG"] = str(config.config_path().absolute())
    return Installation(database, environment, (*_program(), *shared))


def _program() -> tuple[str, ...]:
    import shutil

    started = Path(sys.argv[0])
    if started.name == "__main__.py":
        return sys.executable, "-m", "crm_cli"
    found = started.absolute() if started.is_file() else shutil.which(sys.argv[0])
    return (str(found),) if found else (sys.executable, "-m", "crm_cli")


def jobs_of(
    desk: Desk,
    kinds: Mapping[str, Sequence[str]],
    remind: Sequence[str],
    *,
    desktop: bool = False,
    calendar: Path | None = None,
) -> list[Job]:
    """Return the jobs of a firm; `kinds` are the reports each channel gets, `remind` the channels of reminders.

    `calendar` is the folder that gets a calendar of each rep's plans, callbacks and steps.
    """
    found = [*_reports(desk, kinds), *_catching_up(kinds)]
    if kinds or remind:
        found.append(
            Job(
                "outbox",
                _("what could not be sent is tried again"),
                ("outbox", "send"),
                minutes=RETRY_MINUTES,
            )
        )
    if remind or desktop:
        ways = (*_to(remind), *(("--desktop",) if desktop else ()))
        found.append(
            Job("remind", _("callbacks and steps due soon are announced"), ("remind", *ways), minutes=1)
        )
    if calendar is not None:
        command = ("agenda", "calendar", "--folder", str(calendar.absolute()))
        comment = _("calendars of each rep's plans, callbacks and steps are written")
        found.append(Job("calendar", comment, command, minutes=CALENDAR_MINUTES))
    found.append(_backup())
    found.append(_plans())
    # What is refused every night would only fill the mailbox of whoever owns the crontab.
    if may_collect(desk):
        found.append(_pool())
    return found


def may_collect(desk: Desk) -> bool:
    """Say whether who types may take customers back into the pool: a manager, or the machine itself."""
    return desk.me is None or desk.me.role in {"manager", "owner"}


def _backup() -> Job:
    return Job("backup", _("a backup is made and checked (backup_folder)"), ("backup",), at=BACKUP_AT)


def _plans() -> Job:
    return Job(
        "plans", _("plans that repeat are made ahead (plan_days_ahead)"), ("plan", "repeat"), at=PLANS_AT
    )


def _pool() -> Job:
    return Job(
        "pool", _("owners of neglected customers are warned (pool_days)"), ("pool", "collect"), at=POOL_AT
    )


def _reports(desk: Desk, kinds: Mapping[str, Sequence[str]]) -> Iterator[Job]:
    for kind in KINDS:
        to = _to([channel for channel, wanted in kinds.items() if kind in wanted])
        if not to:
            continue
        name = words.label("report_kind", kind)
        if kind == "daily":
            moments = (("provisional", _("provisional")), ("final", _("final")))
            for moment, said in moments:
                comment = _("{report} ({status})").format(report=name, status=said)
                command = ("report", "send", kind, "--moment", moment, *to)
                yield Job(f"{kind}-{moment}", comment, command, at=_at(desk, f"{moment}_at"))
        else:
            at = _at(desk, _TIME_OF.get(kind, "provisional_at"))
            yield Job(kind, name, ("report", "send", kind, *to), at=at)


def _at(desk: Desk, setting: str) -> time:
    return time.fromisoformat(desk.setting(setting))


def _catching_up(kinds: Mapping[str, Sequence[str]]) -> Iterator[Job]:
    """Yield the jobs that send what a computer that was off or asleep has missed today."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for channel, wanted in kinds.items():
        if timed := tuple(kind for kind in WITH_MOMENTS if kind in wanted):
            groups.setdefault(timed, []).append(channel)
    comment = _("what was missed while this computer was off or asleep")
    for place, (timed, channels) in enumerate(groups.items(), 1):
        command = ("report", "send", *timed, *_to(channels))
        name = "missed" if len(groups) == 1 else f"missed-{place}"
        yield Job(f"{name}-at-start", comment, command, at_start=True)
        yield Job(name, comment, command, minutes=60)


def _to(channels: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for channel in channels for word in ("--to", channel))


def times_here(desk: Desk, at: time) -> list[time]:
    """Return what this computer's clock shows when it is `at` at the firm, on any day of the coming year.

    There are several where one of the two changes its clock and the other does not, or on other days.
    """
    today = desk.today()
    days = (today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD))
    walls = (clock.machine_wall(desk.instant(datetime.combine(day, at))).time() for day in days)
    return sorted({wall.replace(second=0, microsecond=0) for wall in walls})
