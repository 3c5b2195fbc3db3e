"""A folder of a phone's recordings: which file is of which call, told by number and time in its name."""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from crm_cli.domain.frozen import Frozen
from crm_cli.domain.recording_names import Reading, is_same_number, readings
from crm_cli.domain.sounds import HEAD, sound_of
from crm_cli.errors import CrmError, NotFoundError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.attachments import folder
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Receipt
from crm_cli.services.recordings import Recording, attach_recording, recordings
from crm_cli.storage import kept_files
from crm_cli.storage.recordings import CALLS_TO_MATCH, CallToMatch

WITHIN_MINUTES = 30
MOST_FILES = 20_000
"""A folder with more is not that of a phone's recorder."""
Calls = dict[date, list[tuple[datetime, CallToMatch]]]
"""Calls by the firm's day, each with its moment by the firm's clock."""


class Match(Frozen):
    """A file of the folder and what is to be done with it.

    `state` is new (it goes to `call`), attached (its content is at call `attached_no` already, or another file of
    the folder brings it there), unnamed (its name says no time), unmatched (no call was found), other (no sound) or refused (`problem` says why).
    """

    path: Path
    state: str
    at: datetime | None = None
    digits: str = ""
    call: CallToMatch | None = None
    attached_no: int | None = None
    problem: str = ""
    sha256: str = ""


def match_folder(
    desk: Desk, at: Path, rep_no: int | None, within_minutes: int = WITHIN_MINUTES
) -> list[Match]:
    """Return every file in the folder `at` and below, each with the call of the rep it is taken to be of.

    A call within `within_minutes` of the time in the name, with the number in it, else with the person or the
    customer named in it; of several the one answered, without a recording yet and nearest in time. Every call
    gets one file at most. Raises NotFoundError where there is no such folder, UsageError for one too large.
    """
    files = list(_files(at))
    read = {path: _known(desk, readings(path.name)) for path in files}
    calls = _calls_around(desk, read.values(), rep_no, within_minutes)
    pairs = _pairs(read, calls, within_minutes * 60)
    return _each_sound_once([_match(desk, path, read[path], pairs.get(path)) for path in files])


def _files(at: Path) -> Iterator[Path]:
    if not at.is_dir():
        raise NotFoundError(_("There is no folder {path}.").format(path=at))
    count = 0
    # Links are not followed: they may lead anywhere, and round in circles.
    for place, folders, names in os.walk(at):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                count += 1
                yield Path(place) / name
        if count > MOST_FILES:
            raise UsageError(
                _("{path} has more than {count} files.").format(path=at, count=MOST_FILES),
                _("Name the folder of the phone's recorder."),
            )


def _known(desk: Desk, read: Iterable[Reading]) -> list[Reading]:
    """Return the readings of times that can have been: what lies ahead is a number taken for a time."""
    latest = desk.now() + timedelta(days=1)
    return [one for one in read if one.at <= latest]


def _calls_around(
    desk: Desk, read: Iterable[Sequence[Reading]], rep_no: int | None, within_minutes: int
) -> Calls:
    """Return the calls of the days the files are of."""
    margin = timedelta(minutes=within_minutes)
    days = {at.date() for each in read for one in each for at in (one.at - margin, one.at, one.at + margin)}
    # One day at a time, as the index (day, rep) answers.
    return {
        day: [
            (desk.wall(call.at), call)
            for call in desk.database.all(CALLS_TO_MATCH, days=[day], rep_no=rep_no)
        ]
        for day in sorted(days)
    }


def _pairs(
    read: dict[Path, list[Reading]], calls: Calls, within_seconds: int
) -> dict[Path, tuple[Reading, CallToMatch]]:
    """Return the call of each file, the surest pairs first, so that two calls a minute apart keep their own."""
    ranked = []
    for path, each in read.items():
        for reading in each:
            for day in {reading.at.date() + timedelta(days=days) for days in (-1, 0, 1)}:
                for at, call in calls.get(day, ()):
                    gap = abs((at - reading.at).total_seconds())
                    if gap <= within_seconds and (how := _likeness(reading, call)):
                        order = (-how, not call.answered, call.recordings > 0, gap, str(path), call.no)
                        ranked.append((order, path, reading, call))
    found: dict[Path, tuple[Reading, CallToMatch]] = {}
    taken: set[int] = set()
    for _order, path, reading, call in sorted(ranked, key=lambda one: one[0]):
        if path not in found and call.no not in taken:
            found[path] = (reading, call)
            taken.add(call.no)
    return found


def _likeness(reading: Reading, call: CallToMatch) -> int:
    """Return 2 for the same number, 1 for the same person or customer by name, 0 for neither."""
    if reading.digits and any(
        is_same_number(reading.digits, "".join(filter(str.isdecimal, number)))
        for number in (call.e164, call.number)
    ):
        return 2
    named = any(len(name) > 1 and name in reading.words for name in (call.contact, call.customer))
    return 1 if named else 0


def _match(
    desk: Desk, path: Path, read: Sequence[Reading], pair: tuple[Reading, CallToMatch] | None
) -> Match:
    chosen = pair[0] if pair else read[0] if read else None
    found = Match(path, "unnamed", chosen.at if chosen else None, chosen.digits if chosen else "")
    try:
        with kept_files.opened(path) as stream:
            if not sound_of(stream.read(HEAD)):
                return found._replace(state="other")
            stream.seek(0)
            sha256 = kept_files.copy(stream, None).sha256
    except (CrmError, OSError) as error:
        return found._replace(state="refused", problem=getattr(error, "sentence", str(error)))
    found = found._replace(sha256=sha256)
    if held := recordings(desk, sha256=sha256, limit=1):
        return found._replace(state="attached", attached_no=held[0].call_no)
    if pair is None:
        return found._replace(state="unmatched") if read else found
    return found._replace(state="new", call=pair[1])


def _each_sound_once(matches: list[Match]) -> list[Match]:
    """Leave of several files with the same sound the one whose call was answered, else the first."""
    chosen: dict[str, Match] = {}
    for one in matches:
        if one.call is not None and (one.sha256 not in chosen or not _is_answered(chosen[one.sha256])):
            chosen[one.sha256] = one if _is_answered(one) else chosen.get(one.sha256, one)
    return [
        one._replace(state="attached", call=None, attached_no=_call_no(chosen[one.sha256]))
        if one.call is not None and chosen[one.sha256] is not one
        else one
        for one in matches
    ]


def _call_no(match: Match) -> int | None:
    return match.call.no if match.call else match.attached_no


def _is_answered(match: Match) -> bool:
    return match.call is not None and match.call.answered


def attach_matches(desk: Desk, matches: Sequence[Match]) -> list[Receipt]:
    """Keep and attach the new ones of `matches` in one change; what others attached meanwhile is passed over.

    Raises what `recordings.take_in` raises, and then nothing is attached.
    """
    at = folder(desk)
    taken = [
        (one.call.no, Recording(one.path.name, kept_files.keep(at, one.path)))
        for one in matches
        if one.state == "new" and one.call is not None
    ]
    if not taken:
        return []
    with desk.change() as change:
        return [
            attach_recording(desk, change, call_no, one)
            for call_no, one in taken
            if not recordings(desk, sha256=one.kept.sha256, limit=1)
        ]


def match_record(match: Match, desk: Desk) -> dict[str, Any]:
    """Return a match as lists and JSON have it; `call` is the number of the call it goes to or is at."""
    from crm_cli.domain.codes import number

    return {
        "state": match.state,
        "file": str(match.path),
        "call_no": number("call", _call_no(match)),
        "at": desk.wall(match.call.at) if match.call else match.at,
        "number": match.call.number if match.call else match.digits,
        "customer": match.call.customer if match.call else "",
        "contact": match.call.contact if match.call else "",
        "problem": match.problem,
    }
