"""Hostile words in every text column of a firm do no harm on any way out, nor on any way in."""

import csv
import importlib.util
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from crm_cli.cli.groups import Noun
from crm_cli.main import PLACES, app
from tests.cli.conftest import Result, Run, _friday_at_five, run  # noqa: F401  # fixtures, found by name
from tests.trust import hostile
from tests.trust.figures import Figure

SHOWN = {
    "customer": "c1", "contact": "n1", "call": "k1", "visit": "v1", "followup": "f1", "step": "s1", "plan": "p1",
    "building": "b1", "sweep": "w1", "calllist": "l1", "import": "i1",
}  # fmt: skip
REPORTS = (
    "daily --live", "weekly", "monthly", "followup", "goals", "morning", "team", "visits", "calls", "sources", "fairplay",
)  # fmt: skip
OTHERS = (
    "today", "search x", "search '%'", "search 13", "history", "agenda", "unit list b1", "customer neglected",
    "pool list", "report list", "report missing", "import list", "channel list", "outbox list", "dupes", "plan list",
    "call next", "config list", "backup list",
)  # fmt: skip
FORMATS = ("text", "json", "jsonl", "csv", "tsv", "md", "ids")
FORMULA = re.compile("'*[=+\\-@\t\r＝＋－＠]")
NUMBER = re.compile(r"[+-]?[0-9 ().-]+")
OURS = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "section", "footer", "h1", "h2", "h3", "p", "table",
    "caption", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "div", "span", "b", "strong", "em", "br", "ul", "ol", "li",
    "dl", "dt", "dd", "small", "figure", "figcaption", "article", "a", "nav", "hr", "wbr", "time", "bdi", "pre", "i", "tfoot",
}  # fmt: skip


class Page(HTMLParser):
    """Finds what nobody of ours wrote into a page."""

    def __init__(self) -> None:
        super().__init__()
        self.strange: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a strange element, an event, a place that is fetched."""
        if tag not in OURS:
            self.strange.append(tag)
        for name, value in attrs:
            if name.startswith("on") or (
                name in {"href", "src"} and not (value or "").startswith(("#", "tel:", "mailto:", "http"))
            ):
                self.strange.append(f"{tag} {name}={value}")


def page_is_ours(text: str) -> None:
    """Fail for a page that fetches or runs anything."""
    page = Page()
    page.feed(text)
    assert page.strange == []
    assert "default-src 'none'" in text


def markdown_is_text(text: str) -> None:
    """Fail where a word became an element, a picture or a link that runs something."""
    for token in MarkdownIt("commonmark", {"html": True}).enable("table").parse(text):
        for one in [token, *(token.children or [])]:
            assert one.type not in {"html_block", "image"}, one.content
            assert one.type != "html_inline" or one.content in {"<br>", "<br/>", "<br />"}, one.content
            assert "javascript" not in str(one.attrGet("href") or ""), one


def cells_are_no_formulas(text: str) -> None:
    """Fail for a cell that a spreadsheet would run."""
    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            assert not FORMULA.match(cell) or NUMBER.fullmatch(cell) or cell.startswith("'"), cell


def workbook_is_text(path: Path) -> None:
    """Fail for a formula or a link in a workbook."""
    for sheet in load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
                assert cell.hyperlink is None, cell.value


def terminal_is_safe(text: str) -> None:
    """Fail for what could steer or deceive a terminal."""
    found = hostile.BAD.search(text)
    assert found is None, repr(text[max(0, found.start() - 40) : found.end() + 40])


def lists() -> Iterator[str]:
    """Yield every command line that lists, of the whole tree of commands."""
    for noun, place in PLACES.items():
        if importlib.util.find_spec(place.module):
            built = app.get_command(None, noun)
            if isinstance(built, Noun):
                yield from (f"{noun} {verb}" for verb in built.verbs() if verb == "list" and noun != "unit")


@pytest.fixture
def poisoned(busy: Path, database_path: Path) -> Callable[[int], int]:
    """Return what makes the firm of this test the busy one with hostile words of a turn in it."""

    def poison(turn: int) -> int:
        shutil.copy(busy, database_path)
        return hostile.poison(database_path, turn)[0]

    return poison


def _said(done: Result, line: str) -> None:
    assert done.exit_code in {0, 1, 2, 3, 4}, f"{line}: {done.exit_code} {done.stderr[:500]}"
    assert "--debug" not in done.stderr, f"{line}: {done.stderr}"
    terminal_is_safe(done.stderr)


def _check(done: Result, line: str, form: str | None) -> int:
    """Fail where an output does harm; return whether it was one."""
    _said(done, line)
    text = done.stdout
    match form:
        case "json":
            json.loads(text or "null")
        case "jsonl":
            [json.loads(row) for row in text.encode("utf-8", "surrogatepass").splitlines()]
        case "csv":
            cells_are_no_formulas(text)
        case "tsv":
            pass
        case "html":
            page_is_ours(text)
        case "md":
            markdown_is_text(text)
            terminal_is_safe(text)
        case _:
            terminal_is_safe(text)
    return done.exit_code == 0


@pytest.mark.trust("S1", "S2", "S3", "S4", "S9", "S10", "S15")
@pytest.mark.parametrize("turns", [1, pytest.param(16, marks=pytest.mark.slow)])
def test_no_way_out_lets_hostile_words_do_harm(
    run: Run,  # noqa: F811
    poisoned: Callable[[int], int],
    monkeypatch: pytest.MonkeyPatch,
    turns: int,
    tmp_path: Path,
    figure: Figure,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    fields = outputs = worked = 0
    for turn in range(turns):
        fields += poisoned(turn)
        shows = [f"{noun} show {number}" for noun, number in SHOWN.items()]
        for place, line in enumerate([*lists(), *shows, *OTHERS]):
            worked += _check(run(line, who="周敏", terminal=True), line, None)
            forms = FORMATS if turns > 1 else [FORMATS[(place + turn) % len(FORMATS)]]
            for form in forms:
                worked += _check(run(line, "--format", form, who="周敏"), f"{line} {form}", form)
            outputs += 1 + len(forms)
        for place, report in enumerate(REPORTS):
            every = ("table", "text", "md", "html", "json", "csv")
            for form in every if turns > 1 else (every[place % 6], every[(place + 3) % 6]):
                line = f"report {report}"
                worked += _check(run(line, "--format", form, who="周敏"), f"{line} {form}", form)
                outputs += 1
    assert worked > 0.9 * outputs, f"{worked} of {outputs}"
    figure({"fields poisoned": fields, "outputs read": outputs, "did harm": 0})
