"""Recordings: sound files kept with the database at the call they are of."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.sounds import HEAD, sound_of
from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.attachments import Target, find_target, folder, put
from crm_cli.services.desk import Desk
from crm_cli.services.naming import number_of, require_number
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage import kept_files
from crm_cli.storage.attachments import FIND_ATTACHMENTS
from crm_cli.storage.change import Change
from crm_cli.storage.kept_files import Kept
from crm_cli.storage.recordings import FIND_RECORDINGS, RecordingRow


class Recording(Frozen):
    """A sound file whose content is kept already: what it was called, its hash and its size."""

    name: str
    kept: Kept


def take_in(desk: Desk, path: Path) -> Recording:
    """Keep a copy of the sound file at `path` with the database; it is on the disk on return.

    To be called before a change is opened, since copying may take a while. Raises RefusedError for what is no
    sound by its first bytes, and what `kept_files.keep` raises.
    """
    require_sound(path)
    return Recording(path.name or str(path), kept_files.keep(folder(desk), path))


def require_sound(path: Path) -> str:
    """Return what kind of sound the file at `path` holds; raise RefusedError for what is none."""
    with kept_files.opened(path) as stream:
        kind = sound_of(stream.read(HEAD))
    if not kind:
        raise RefusedError(
            _("{path} is no recording: none of wav, mp3, m4a, aac, amr, ogg, opus, flac and 3gp.").format(
                path=path
            ),
            _("Attach any other file with: crm attach k8 FILE"),
        )
    return kind


def attach_recording(
    desk: Desk, change: Change, call_no: int, recording: Recording | Path, *, note: str = ""
) -> Receipt:
    """Put a recording at a call, inside an open change.

    Content that is at the call already is told, not doubled. A recording is of one call: raises RefusedError
    where the same content is another's. A Path is taken in first, as `take_in` does.
    """
    if isinstance(recording, Path):
        recording = take_in(desk, recording)
    sha256 = recording.kept.sha256
    elsewhere = desk.database.first(FIND_RECORDINGS, sha256=sha256, limit=1)
    if elsewhere is not None and elsewhere.call_no != call_no:
        raise RefusedError(
            _("{name} is the recording of {call} already: {number}").format(
                name=recording.name,
                call=number("call", elsewhere.call_no),
                number=number("attachment", elsewhere.no),
            ),
            _("If that was a mistake: crm attachment remove {number}").format(
                number=number("attachment", elsewhere.no)
            ),
        )
    held = desk.database.first(FIND_ATTACHMENTS, sha256=sha256, call_no=call_no)
    if held is not None and elsewhere is None:
        return _now_a_recording(change, call_no, held)
    target = find_target(desk, number("call", call_no) or "")
    return put(desk, change, target, recording.name, recording.kept, note, recording=True)


def _now_a_recording(change: Change, call_no: int, held: Any) -> Receipt:
    """Mark a file that was attached to the call as any other."""
    change.update("attachment", held.no, recording=True)
    notes = Notes()
    notes.tell(
        _("{number} {name} is now a recording of {call}.").format(
            number=number("attachment", held.no), name=held.name, call=number("call", call_no)
        )
    )
    return notes.receipt("attachment", held.no, held.id)


def attach_recordings(desk: Desk, text: str, paths: Sequence[Path], *, note: str = "") -> list[Receipt]:
    """Keep the sound files at `paths` as recordings of the call numbered so (`k8`), all or none.

    Raises what `take_in` and `attach_recording` raise, NotFoundError where there is no such call.
    """
    target = require_call(desk, text)
    if not paths:
        raise UsageError(_("Which file?"), "crm call attach k8 录音.m4a")
    for path in paths:
        require_sound(path)
    taken = [take_in(desk, path) for path in paths]
    with desk.change() as change:
        return [attach_recording(desk, change, target.no, one, note=note) for one in taken]


def require_call(desk: Desk, text: str) -> Target:
    """Return the call numbered so; raise UsageError for another text, NotFoundError where there is none."""
    require_number("call", text)
    return find_target(desk, text)


def recordings(
    desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any
) -> list[RecordingRow]:
    """Return the recordings that pass the filters, the one attached last first."""
    return desk.database.all(FIND_RECORDINGS, sort=sort, descending=descending, **filters)


def recordings_named(desk: Desk, text: str) -> list[RecordingRow]:
    """Return the recordings of the call `k8` in the order they were attached, or the one numbered `a3`.

    Raises NotFoundError where there is none, UsageError for another text.
    """
    if (no := number_of("attachment", text)) is not None:
        found, said = recordings(desk, no=no), _("{number} is no recording.")
    else:
        call = require_call(desk, text)
        found, said = recordings(desk, sort="no", call_no=call.no), _("{number} has no recording.")
    if not found:
        raise NotFoundError(said.format(number=text.strip()), _("Attach one with: crm call attach k8 FILE"))
    return found


def file_state(desk: Desk, row: RecordingRow) -> str:
    """Return '' for a recording whose file is there, else missing or damaged (its size tells)."""
    whole = kept_files.is_whole(folder(desk), Kept(row.sha256, row.size))
    return "" if whole else "missing" if whole is None else "damaged"
