"""Every `--help` at every level, in every language."""

import importlib.util
import re
from collections.abc import Iterator
from typing import Any

import pytest

from crm_cli.cli.groups import Noun
from crm_cli.main import PLACES, app
from tests.cli.conftest import Run

NOUNS = [name for name, place in PLACES.items() if importlib.util.find_spec(place.module)]


def commands(noun: str) -> Iterator[tuple[str, Any]]:
    """Yield the command lines of a noun, itself included, with what is built for each."""
    built = app.get_command(None, noun)
    yield noun, built
    if isinstance(built, Noun):
        for verb in built.verbs():
            yield f"{noun} {verb}", built.get_command(None, verb)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_level_says_what_it_does(run: Run, noun: str) -> None:
    for line, command in commands(noun):
        done = run(line, "--help", "--db", "/nowhere.db")
        assert done.exit_code == 0, done.said
        assert done.stdout.startswith(f"Usage: crm {line}"), done.stdout
        for parameter in command.params:
            assert parameter.help, f"{line}: {parameter.name}"
            assert any(name in done.stdout for name in (*parameter.opts, parameter.metavar)), parameter.name


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_the_top_lists_every_noun_in_every_language(run: Run, language: str) -> None:
    done = run("--lang", language, "--help")
    assert done.exit_code == 0
    assert [name for name in re.findall(r"^  (\w+) ", done.stdout, re.M) if name in PLACES] == list(PLACES)


def test_plurals_are_understood_and_slips_get_a_suggestion(run: Run) -> None:
    assert run("visits list --help").exit_code == 0
    wrong = run("visti list")
    assert wrong.exit_code == 2
    assert "visit" in wrong.stderr
    assert run("visit lgo").exit_code == 2
