"""Jobs as units of systemd: a service and a timer for each, in the firm's own time zone."""

import re
from collections.abc import Iterator, Sequence

from crm_cli.cli.cron_jobs import Installation, Job
from crm_cli.i18n import gettext as _


def units(here: Installation, jobs: Sequence[Job], zone: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each unit; a timer makes up for what was missed by itself (Persistent)."""
    for job in jobs:
        if job.at_start or job.minutes == 60:
            continue
        name = f"{_prefix(here)}-{job.name}"
        yield f"{name}.service", _service(here, job)
        yield f"{name}.timer", _timer(job, zone)


def _prefix(here: Installation) -> str:
    stem = re.sub(r"[^A-Za-z0-9_]+", "-", here.database.stem).strip("-")
    return "crm" if stem in {"", "crm"} else f"crm-{stem}"


def _service(here: Installation, job: Job) -> str:
    lines = ["[Unit]", f"Description=crm: {_plain(job.comment)}", "", "[Service]", "Type=oneshot"]
    lines += [f"Environment={_quoted(f'{name}={value}')}" for name, value in here.environment.items()]
    lines.append(f"ExecStart={' '.join(_quoted(word, command=True) for word in here.words(job))}")
    return "\n".join(lines) + "\n"


def _timer(job: Job, zone: str) -> str:
    if job.at is not None:
        when = f"*-*-* {job.at:%H:%M}:00 {zone}"
    else:
        when = "*:*" if job.minutes == 1 else f"*:0/{job.minutes}"
    lines = ["[Unit]", f"Description=crm: {_plain(job.comment)}", "", "[Timer]", f"OnCalendar={when}",
             "Persistent=true", "AccuracySec=5s", "", "[Install]", "WantedBy=timers.target"]  # fmt: skip
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(word: str, *, command: bool = False) -> str:
    """Return a word as systemd reads it: quoted like C, its own `%` and, in a command, `$` doubled."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    if command:
        escaped = escaped.replace("$", "$$")
    return escaped if re.fullmatch(r"[A-Za-z0-9_./:=@,+-]+", word) else f'"{escaped}"'


def how_to_install(names: Sequence[str]) -> list[str]:
    """Return the commands that put the units to work, for a person to run."""
    timers = " ".join(name for name in names if name.endswith(".timer"))
    return [
        _("Put the units into ~/.config/systemd/user, then:"),
        "systemctl --user daemon-reload",
        f"systemctl --user enable --now {timers}",
        "loginctl enable-linger",
    ]
