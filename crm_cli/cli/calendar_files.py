"""Where calendars go: to a file, to a folder with one for each rep, or to stdout; each whole or not at all."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from crm_cli import clock
from crm_cli.cli import output, session, stream
from crm_cli.errors import NotFoundError
from crm_cli.exchange.icalendar import Event, calendar_text, write_calendar
from crm_cli.i18n import gettext as _
from crm_cli.storage.reps import RepRow

Said = Callable[[int], str]


def write_one(file: Path | None, title: str, events: list[Event], zone: str, said: Said) -> None:
    """Write a calendar to a file and tell it, or to stdout; `said` is the phrase of how many events there are.

    `zone` is the firm's time zone.
    """
    if file is None:
        stream.write([calendar_text(title, events, clock.now(), zone)])
        return
    write_calendar(file, title, events, clock.now(), zone)
    told = _("Written: {path} ({count})").format(path=file, count=said(len(events)))
    output.say(told, quiet=bool(session.chosen("quiet")))


def write_each(
    folder: Path,
    reps: Iterable[RepRow],
    title: Callable[[str], str],
    events_of: Callable[[int], list[Event]],
    zone: str,
    said: Said,
) -> None:
    """Write a file for each of the reps; raise NotFoundError for a folder there is not."""
    if not folder.is_dir():
        raise NotFoundError(
            _("The folder {path} does not exist.").format(path=folder),
            _("Make it first, or write somewhere else."),
        )
    for name, rep in _names(reps):
        write_one(folder / name, title(rep.name), events_of(rep.no), zone, said)


def _names(reps: Iterable[RepRow]) -> Iterator[tuple[str, RepRow]]:
    from crm_cli.domain.file_names import safe_file_name

    taken: set[str] = set()
    for rep in reps:
        name = safe_file_name(f"{rep.name}.ics", f"r{rep.no}.ics")
        # Two names that a file system takes for one have a calendar each.
        if name.casefold() in taken:
            name = f"r{rep.no}-{name}"
        taken.add(name.casefold())
        yield name, rep
