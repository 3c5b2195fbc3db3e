"""Hostile words typed as any argument and any option of any command are taken, or refused in a sentence."""

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_cli.cli.groups import Noun
from crm_cli.domain.cleaning import storable
from crm_cli.main import PLACES, app
from crm_cli.storage.database import connect
from tests.cli.conftest import Run, _friday_at_five, run  # noqa: F401  # fixtures, found by name
from tests.trust.figures import Figure
from tests.trust.hostile import ALL
from tests.trust.killing import require_sound
from tests.trust.test_hostile_strings import SHOWN, terminal_is_safe

NEVER = {
    "tui", "init", "demo", "restore", "cron", "completion", "remind", "call run", "call dial", "call play", "attachment open",
    "outbox send", "report send", "channel test", "import all", "export", "backup make", "doctor", "customer forget",
}  # fmt: skip
"""What would wait for keys, run a program of the machine or write outside; their ways in are tested by their own tests."""
USUAL = {
    "who": "c1", "outcome": "talked", "things": "c1", "when": "2026-11-27", "building": "b1", "sweep": "w1", "door": "901",
    "doors": "901", "target": "c1", "metric": "dials", "amount": "10", "noun": "customer", "customer": "c1", "contact": "n1",
    "others": "c2", "kept": "c1", "number": "13800138000", "date": "2026-11-20", "due": "+3d", "at": "10:00",
}  # fmt: skip
PATHS = {"--rejects", "--file", "--folder", "--output", "--recording", "--to"}
SHARED = {"as", "db", "lang", "format", "columns"}


def ways_in() -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield every command, what is usually typed behind it, and its arguments (by place) and options for words."""
    for noun, place in PLACES.items():
        if noun in NEVER or not importlib.util.find_spec(place.module):
            continue
        built = app.get_command(None, noun)
        verbs = (
            [(f"{noun} {verb}", built.get_command(None, verb)) for verb in built.verbs()]
            if isinstance(built, Noun)
            else []
        )
        for line, command in verbs or [(noun, built)]:
            if line in NEVER:
                continue
            usual: list[str] = []
            words: list[str] = []
            for parameter in command.params:
                is_text = type(parameter.type).__name__ in {"StringParamType", "TyperPath"}
                if parameter.param_type_name == "argument":
                    words.append(str(len(usual)))
                    held = SHOWN.get(noun) if parameter.name in {"things", "thing", "what"} else None
                    usual.append(held or USUAL.get(parameter.name, "x"))
                elif is_text and parameter.name not in SHARED:
                    words.append(parameter.opts[-1])
            yield line, usual, words


def _typed(line: str, usual: list[str], way: str, text: str) -> tuple[str, list[str]]:
    if way.isdecimal():
        return line, [*usual[: int(way)], text, *usual[int(way) + 1 :]]
    return line, [*usual, f"{way}={text}"]


@pytest.mark.trust("S9", "S10", "S12")
@pytest.mark.parametrize(("every", "turns"), [(9, 1), pytest.param(1, 8, marks=pytest.mark.slow)])
def test_no_way_in_breaks_on_hostile_words(
    run: Run,  # noqa: F811
    busy: Path,
    database_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    every: int,
    turns: int,
    figure: Figure,
) -> None:
    monkeypatch.chdir(database_path.parent)
    places = [(line, usual, way) for line, usual, words in ways_in() for way in words]
    typed = taken = 0
    for turn in range(turns):
        shutil.copy(busy, database_path)
        for place, (line, usual, way) in list(enumerate(places))[turn % every :: every]:
            # What no shell can pass on reaches us through files only.
            text = storable(ALL[(place * 13 + turn * 29) % len(ALL)])
            # No system has names of files that long.
            text = text[:60] if way in PATHS else text
            head, rest = _typed(line, usual, way, text)
            try:
                done = run(head, *rest, "--yes", who="周敏")
            except BaseException as error:
                error.add_note(f"crm {head} {rest!r}"[:2000])
                raise
            assert done.exit_code in {0, 1, 2, 3, 4}, f"{head} {rest}: {done.exit_code} {done.stderr[:300]}"
            terminal_is_safe(done.stderr)
            typed += 1
            taken += done.exit_code == 0
        connection = connect(database_path)
        require_sound(connection)
        connection.close()
    assert taken > typed // 10
    figure({"hostile words typed": typed, "shown a traceback": 0})
