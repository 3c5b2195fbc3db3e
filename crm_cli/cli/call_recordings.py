"""`crm call attach`, `play` and `recordings`: the sound of calls, kept, matched and played."""

import contextlib
import shutil
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_cli.cli import options, output, session, voice
from crm_cli.cli.calls import Direction
from crm_cli.cli.listing import how_many, is_for_people, show_records
from crm_cli.domain import words
from crm_cli.errors import UsageError
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.storage.recordings import RecordingRow

PLAYERS = {
    "afplay": "afplay {file}",
    "mpv": "mpv --no-video --msg-level=all=warn,statusline=status {file}",
    "ffplay": "ffplay -nodisp -autoexit -loglevel error -stats {file}",
    "aplay": "aplay --quiet {file}",
    "xdg-open": "xdg-open {file}",
}
"""The players known by name, as they are run; all but the last end when the sound does."""
_WAITED_FOR = ("afplay", "mpv", "ffplay")
Things = Annotated[
    list[str], typer.Argument(metavar="CALL...", help=N_("The calls k8, recordings a3, or - for stdin."))
]


def attach(
    call: Annotated[str | None, typer.Argument(metavar="CALL", help=N_("The call, k8."))] = None,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help=N_("Its recordings, up to 100 MB each."))
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder",
            metavar="FOLDER",
            help=N_("A phone's recordings: each goes to the call its name tells, by number and time."),
        ),
    ] = None,
    within: Annotated[
        int,
        typer.Option(
            "--within",
            metavar="MINUTES",
            min=1,
            max=720,
            help=N_("How far a name's time may be from the call's."),
        ),
    ] = 30,
    note: Annotated[str, typer.Option("--note", metavar="WORDS", help=N_("What it is."))] = "",
    rep: options.OfRep = None,
    everyone: options.Everyone = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=N_("Only show which file would go to which call."))
    ] = False,
) -> None:
    """Keep recordings with the calls they are of; a whole folder of a phone's at once with --folder."""
    if folder is None:
        if dry_run or everyone or rep:
            raise UsageError(_("That goes with --folder."), "crm call attach --folder DIR --dry-run")
        if call is None:
            raise UsageError(
                _("Which call, and which file?"), "crm call attach k8 FILE, crm call attach --folder DIR"
            )
        from crm_cli.services.recordings import attach_recordings

        with session.desk() as desk:
            session.told(attach_recordings(desk, call, files or [], note=note))
        return
    if call is not None or files:
        raise UsageError(_("Say a call and its files, or a folder."), "crm call attach --folder DIR")
    _attach_folder(folder.expanduser(), within, rep, everyone=everyone, dry_run=dry_run)


def _attach_folder(folder: Path, within: int, rep: str | None, *, everyone: bool, dry_run: bool) -> None:
    """Show which file is of which call, and attach them unless it is only asked for."""
    from crm_cli.cli.filters import whose
    from crm_cli.services import recording_folder

    with session.desk() as desk:
        rep_no = whose(desk, rep=rep, everyone=everyone).get("rep_no")
        found = recording_folder.match_folder(desk, folder, rep_no, within)
        records = [recording_folder.match_record(one, desk) for one in found]
        if is_for_people():
            records = [{**one, "file": str(Path(one["file"]).relative_to(folder))} for one in records]
        show_records(
            desk, "recording_match", records, empty=_("There is no file in {path}.").format(path=folder)
        )
        new = sum(one.state == "new" for one in found)
        if not dry_run and new:
            done = recording_folder.attach_matches(desk, found)
            new = sum(one.changed for one in done)
    said = (
        ngettext("{count} recording would be attached.", "{count} recordings would be attached.", new)
        if dry_run
        else ngettext("{count} recording attached.", "{count} recordings attached.", new)
    )
    output.say(said.format(count=new), quiet=bool(session.chosen("quiet")))


def recordings(
    customer: options.OfCustomer = None,
    date: options.OnDay = None,
    since: options.Since = None,
    until: options.Until = None,
    outcome: options.Outcomes = None,
    direction: Direction = None,
    rep: options.OfRep = None,
    team: options.OfTeam = None,
    everyone: options.Everyone = False,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List recordings of calls, the one attached last first."""
    from crm_cli.cli.filters import outcomes_and_direction, span, whose
    from crm_cli.services import recordings as service

    count = how_many(limit)
    with session.desk() as desk:
        filters: dict[str, Any] = {
            **whose(desk, rep=rep, team=team, customer=customer, everyone=everyone),
            **span(desk, date, since, until),
            **outcomes_and_direction(desk, outcome, direction),
        }
        found = service.recordings(desk, sort=sort, descending=reverse, limit=count, **filters)
        show_records(desk, "recording", [_record(desk, row) for row in found], limit=count)


def _record(desk: Desk, row: RecordingRow) -> dict[str, Any]:
    """Return a recording as it is listed, with whether its file is there; for people its size has a unit."""
    from crm_cli.cli.attachments import size_text
    from crm_cli.services.recordings import file_state
    from crm_cli.services.records import record

    found = {**record(row, desk), "state": file_state(desk, row)}
    if not is_for_people():
        return found
    label = words.outcome_label("call", row.outcome, row.outcome_name)
    return {**found, "size": size_text(row.size), "outcome": label}


def play(
    things: Things,
    print_path: Annotated[
        bool, typer.Option("--print", help=N_("Only make the copy and print where it is."))
    ] = False,
) -> None:
    """Play the recordings of calls with the machine's player, one after the other."""
    from crm_cli.services.opening_files import put_aside
    from crm_cli.services.recordings import recordings_named

    with session.desk() as desk:
        rows = [row for text in session.each(things) for row in recordings_named(desk, text)]
        copies = [put_aside(desk, row) for row in rows]
    for row, copy in zip(rows, copies, strict=True):
        if print_path:
            voice.tell(str(copy))
            continue
        output.say(
            _("{call} {customer}: {name}").format(
                call=f"k{row.call_no}", customer=row.customer, name=row.name
            ),
            quiet=bool(session.chosen("quiet")),
        )
        _play(copy)


def _play(copy: Path) -> None:
    """Play a copy with the player the machine's file names, else with the first there is."""
    from crm_cli import config
    from crm_cli.services.programs import run_template

    chosen = config.load().player or _first_player()
    if chosen is None:
        from crm_cli.services.opening_files import no_program, opened

        if not opened(copy):
            output.say(no_program())
            voice.tell(str(copy))
            voice.warn(_("Name a player: crm config set player mpv"))
        return
    run_template(PLAYERS.get(chosen, chosen), {"file": str(copy)}, key="player")
    if chosen in PLAYERS and chosen != "xdg-open":
        # What was said on the phone does not lie about any longer than it is heard.
        with contextlib.suppress(OSError):
            shutil.rmtree(copy.parent)


def _first_player() -> str | None:
    if sys.platform == "win32":
        return None
    return next((name for name in _WAITED_FOR if shutil.which(name)), None)
