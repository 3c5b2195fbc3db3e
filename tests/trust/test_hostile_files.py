"""Files that go out of a firm full of hostile words: workbooks, tables, cards, calendars, and what robots are sent."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import icalendar
import pytest
import vobject

from crm_cli.delivery.robots import LIMITS, compose
from crm_cli.exchange.export_nouns import NOUNS
from crm_cli.exchange.exporting import FORMATS
from tests.cli.conftest import Run, _friday_at_five, run  # noqa: F401  # fixtures, found by name
from tests.trust import hostile
from tests.trust.figures import Figure
from tests.trust.test_hostile_strings import cells_are_no_formulas, terminal_is_safe, workbook_is_text


def _cards_are_cards(path: Path, said: int) -> None:
    """Fail where a word became a property or a card of its own."""
    cards = list(vobject.readComponents(path.read_text(encoding="utf-8")))
    assert len(cards) == said
    for card in cards:
        assert {one.name for one in card.getChildren()} <= {
            "VERSION", "PRODID", "UID", "REV", "N", "FN", "ORG", "TITLE", "ROLE", "TEL", "EMAIL", "ADR", "NOTE", "BDAY", "URL",
            "CATEGORIES", "IMPP", "X-WECHAT", "X-QQ", "X-LINE", "X-WHATSAPP", "X-ABLABEL", "NICKNAME", "KIND", "X-ABSHOWAS",
            "SOURCE", "X-SOCIALPROFILE", "RELATED",
        }, card  # fmt: skip


def _checked(path: Path) -> None:
    match path.suffix:
        case ".xlsx":
            workbook_is_text(path)
        case ".csv":
            cells_are_no_formulas(path.read_text(encoding="utf-8-sig"))
        case ".jsonl":
            [json.loads(line) for line in path.read_bytes().splitlines()]
        case ".vcf":
            _cards_are_cards(path, path.read_bytes().count(b"BEGIN:VCARD\r\n"))


@pytest.mark.trust("S4", "S16")
@pytest.mark.parametrize("turns", [1, pytest.param(16, marks=pytest.mark.slow)])
def test_files_hold_words_as_words(
    run: Run,  # noqa: F811
    busy: Path,
    database_path: Path,
    tmp_path: Path,
    turns: int,
    figure: Figure,
) -> None:
    written = 0
    for turn in range(turns):
        shutil.copy(busy, database_path)
        hostile.poison(database_path, turn)
        for place, noun in enumerate(NOUNS):
            if turns == 1 and place % 4 != 0 and noun != "contacts":
                continue
            for ending in (
                "csv",
                "xlsx",
                "jsonl",
                *(("vcf",) if "vcard" in FORMATS and noun == "contacts" else ()),
            ):
                path = tmp_path / f"{turn}-{noun}.{ending}"
                done = run(f"export {noun} --output", str(path), who="周敏")
                assert done.exit_code == 0, f"{noun} {ending}: {done.stderr}"
                terminal_is_safe(done.stderr)
                _checked(path)
                written += 1
        calendar = run("agenda calendar", who="周敏").stdout
        plain = [one.name for one in icalendar.Calendar.from_ical(calendar).walk()]
        assert set(plain) <= {"VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VEVENT", "VALARM"}
        written += 1
    figure({"files full of hostile words": written, "did harm": 0})


CALLS: list[Callable[[str], str]] = [
    lambda word: word,
    lambda word: f"| {word} | {word} |",
    lambda word: f"# {word}",
]


@pytest.mark.trust("S14")
def test_robots_call_nobody(figure: Figure) -> None:
    bodies = 0
    for kind in LIMITS:
        for word in hostile.ALL:
            for shape in CALLS:
                body = compose(kind, word, shape(word))
                json.loads(body)
                body.encode()
                assert "<" not in body, word
                bodies += 1
    figure({"bodies for robots": bodies, "did harm": 0})
