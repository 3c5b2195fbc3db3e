"""The first start: a sample, a firm of one's own with its spreadsheet, or an empty one; and what may go wrong there."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.widgets import Input

from crm_cli import config, i18n
from crm_cli.errors import RefusedError
from crm_cli.exchange import sample
from crm_cli.exchange.xlsx import write_xlsx
from crm_cli.services import customers, reps
from crm_cli.services.desk import open_desk
from crm_cli.services.firm import create_firm
from crm_cli.services.firm_start import is_empty
from crm_cli.storage.kept_files import folder_of
from crm_cli.storage.unpublished import Unpublished
from crm_cli.tui.first_start import Begun, StartApp, sample_path
from tests.tui.conftest import Sitting

LIST = "单位,总机,窗口,片区码,备注\n白云航空,020-80000001,王丽,A1,要礼品\n天河汽车,020-80000002,,A2,\n,020-80000003,,A3,\n"


class Start(Sitting):
    """Somebody at the first start."""

    async def until(self, words: str) -> None:
        """Wait until something stands on the screen."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            if words in self.screen:
                return
            await self.pilot.pause(0.02)
        raise AssertionError(f"{words}\n{self.screen}")

    async def fill(self, **told: str) -> None:
        """Fill blanks in."""
        for field, text in told.items():
            self.app.screen.query_one(f"#{field}", Input).value = text
        await self.pilot.pause()

    async def pick(self, path: Path) -> None:
        """Type a path and take it."""
        self.app.screen.query_one(Input).value = str(path)
        await self.press("enter")


def begin(
    path: Path, act: Callable[[Start], Awaitable[Any]], *, size: tuple[int, int] = (80, 24), desk: Any = None
) -> Begun | None:
    """Run an act at the first start, and return how it ended."""
    app = StartApp(path, None, desk=desk)

    async def go() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await act(Start(app, pilot))  # type: ignore[arg-type]

    asyncio.run(go())
    return app.return_value


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "crm.db"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    file = tmp_path / "客户.csv"
    file.write_text(LIST, encoding="utf-8")
    return file


def test_the_sample_goes_into_a_file_of_its_own_and_says_where(
    path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(made: Path, _author: str) -> None:
        # The month itself takes seconds, and is tested where it is made.
        shutil.copy(template, made)
        kept = folder_of(made) / "ab"
        kept.mkdir(parents=True)
        (kept / "abc").write_bytes(b"a recording")

    monkeypatch.setattr(sample, "load_sample", load)

    async def act(at: Start) -> None:
        await at.until("Welcome to crm")
        await at.press("1")
        await at.until("crm --db")
        await at.press("enter")

    begun = begin(path, act, size=(120, 30))
    assert begun == Begun(sample_path(path), "陈伟")
    assert not path.exists()
    open_desk(begun.path, "陈伟").close()
    assert (folder_of(begun.path) / "ab" / "abc").read_bytes() == b"a recording"
    assert sorted(one.name for one in path.parent.iterdir()) == ["crm-sample.db", "crm-sample.db.files"]


def test_a_firm_of_ones_own_with_its_spreadsheet(path: Path, sheet: Path) -> None:
    async def act(at: Start) -> None:
        await at.press("2")
        await at.fill(firm="白云礼品", me="陈伟")
        await at.press("ctrl+s")
        await at.until("Which spreadsheet")
        await at.pick(sheet)
        await at.until("Would come in: 2 new, 1 rejected")
        assert "片区码" in at.screen
        assert not path.exists()
        # A column that nobody knows becomes the industry.
        await at.press("down", "down", "down", "enter")
        await at.until("What does the column 片区码 hold?")
        fields = at.app.screen._lines  # type: ignore[attr-defined]
        at.app.screen.dismiss(fields.index("industry"))
        await at.until("industry")
        await at.press("i")
        await at.until("Open the desk")
        await at.press("enter")

    begun = begin(path, act)
    assert begun is not None
    assert (begun.path, begun.author) == (path, "陈伟")
    desk = open_desk(path, "陈伟")
    assert desk.me is not None
    assert (desk.firm.name, desk.me.role, config.load().actor) == ("白云礼品", "manager", "陈伟")
    assert sorted((row.name, row.industry, row.owner) for row in customers.customers(desk)) == [
        ("天河汽车", "A2", ""),
        ("白云航空", "A1", ""),
    ]
    desk.close()
    assert (sheet.parent / "客户.rejects.csv").exists()
    assert [one.name for one in path.parent.iterdir()] == ["crm.db"]


def test_an_empty_firm_asks_again_for_what_is_missing(path: Path) -> None:
    async def act(at: Start) -> None:
        await at.press("3")
        await at.fill(firm="空公司")
        await at.press("ctrl+s")
        assert "What are you called?" in at.screen
        await at.fill(me="李娜", role="chief")
        await at.press("ctrl+s")
        assert not list(path.parent.glob(".crm-new*"))
        await at.fill(role="owner", timezone="Nowhere/Land")
        await at.press("ctrl+s")
        assert not path.exists()
        await at.fill(timezone="Asia/Taipei", region="TW")
        await at.press("ctrl+s")
        await at.until("Your firm is in")
        await at.press("enter")

    assert begin(path, act) == Begun(path, "李娜")
    desk = open_desk(path, "李娜")
    assert (desk.zone, desk.currency, is_empty(desk)) == ("Asia/Taipei", "TWD", False)
    desk.close()


def test_another_sheet_of_a_workbook_is_chosen(path: Path, tmp_path: Path) -> None:
    book = tmp_path / "客户.xlsx"
    write_xlsx(book, [("说明", ["说明"], [["看第二页"]]), ("名单", ["公司名称"], [["甲公司"], ["乙公司"]])])

    async def act(at: Start) -> None:
        await at.press("2")
        await at.fill(firm="白云礼品", me="陈伟")
        await at.press("ctrl+s")
        await at.until("Which spreadsheet")
        await at.pick(book)
        await at.until("sheet 说明, one of 2")
        await at.press("s")
        await at.until("Which sheet are the customers on?")
        await at.press("2")
        await at.until("Would come in: 2 new")
        assert "sheet 名单, one of 2" in at.screen
        await at.press("i")
        await at.until("Open the desk")
        await at.press("enter")

    assert begin(path, act, size=(120, 30)) is not None
    desk = open_desk(path, "陈伟")
    assert {one.name for one in customers.customers(desk)} == {"甲公司", "乙公司"}
    desk.close()


def test_a_firm_in_which_nobody_is_yet_is_gone_on_with(path: Path, sheet: Path) -> None:
    path.parent.mkdir()
    create_firm(path, "老公司", "root")
    desk = open_desk(path, None)
    assert is_empty(desk)

    async def act(at: Start) -> None:
        assert "老公司" in at.screen
        await at.press("2")
        assert "Time zone" not in at.screen
        await at.fill(me="陈伟", role="rep")
        await at.press("ctrl+s")
        await at.until("Which spreadsheet")
        await at.pick(sheet)
        await at.until("Would come in: 2 new")
        assert is_empty(desk)
        await at.press("i")
        await at.until("Open the desk")
        await at.press("enter")

    assert begin(path, act, desk=desk) == Begun(path, "陈伟")
    assert len(reps.reps(desk)) == 1
    assert [(row.owner, row.created_by) for row in customers.customers(desk)] == [("陈伟", "陈伟")] * 2
    desk.close()


def test_what_was_typed_comes_back_after_it_was_left(path: Path) -> None:
    async def leave(at: Start) -> None:
        await at.press("2")
        await at.fill(firm="半个公司")
        await at.press("escape")

    async def go_on(at: Start) -> None:
        await at.press("2")
        assert "半个公司" in at.screen

    assert begin(path, leave) is None
    assert begin(path, go_on) is None


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "is empty"),
        ("zeros.xlsx", bytes(5000), "zeros.xlsx"),
        ("fake.xlsx", b"PK\x03\x04" + bytes(100), "fake.xlsx"),
        ("picture.csv", bytes(range(256)) * 20, "is not gb18030 text"),
    ],
)
def test_a_hostile_file_is_a_sentence_and_another_is_asked_for(
    path: Path, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)

    async def act(at: Start) -> None:
        await at.press("2")
        await at.fill(firm="甲", me="乙某")
        await at.press("ctrl+s")
        await at.until("Which spreadsheet")
        await at.pick(tmp_path / "nowhere.csv")
        await at.until("There is no file")
        await at.pick(tmp_path / name)
        for _turn in range(100):
            if at.told:
                break
            await at.pilot.pause(0.02)
        assert said in at.told[-1]
        await at.until("Which spreadsheet")
        await at.press("escape")

    assert begin(path, act, size=(100, 30)) is None
    assert not path.exists()
    assert not list(path.parent.glob(".crm*"))


def test_a_column_for_the_name_is_asked_for_where_none_is_recognised(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("啥,电话\n[/b]白云,020-80000001\n", encoding="utf-8")

    async def act(at: Start) -> None:
        await at.press("2")
        await at.fill(firm="甲", me="乙某")
        await at.press("ctrl+s")
        await at.until("Which spreadsheet")
        await at.pick(file)
        await at.until("No column is taken for the")
        await at.press("i")
        assert at.told[-1] == "Nothing would come in."
        await at.press("enter")
        fields = at.app.screen._lines  # type: ignore[attr-defined]
        at.app.screen.dismiss(fields.index("name"))
        await at.until("Would come in: 1 new")
        assert "[/b]白云" in at.screen

    assert begin(path, act) is None


def test_the_picker_offers_spreadsheets_and_completes(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "资料"
    folder.mkdir()
    (folder / "客户[b].xlsx").write_bytes(b"x")
    (folder / "readme.md").write_bytes(b"x")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.csv")).write_bytes(b"x")
    monkeypatch.chdir(tmp_path)

    async def act(at: Start) -> None:
        await at.press("2")
        await at.fill(firm="甲", me="乙某")
        await at.press("ctrl+s")
        await at.until("Which spreadsheet")
        at.app.screen.query_one(Input).value = f"{tmp_path}/资"
        await at.pilot.pause()
        await at.press("tab")
        await at.until("客户[b].xlsx")
        assert "readme.md" not in at.screen
        await at.type("客")
        await at.press("tab")
        assert at.app.screen.query_one(Input).value == str(folder / "客户[b].xlsx")

    begin(path, act, size=(100, 30))


def test_the_language_is_chosen_before_anything_is_typed(path: Path) -> None:
    async def act(at: Start) -> None:
        await at.press("l", "l")
        assert "繁體中文" in at.screen
        assert config.load().language == "zh-Hant"
        await at.press("3")
        assert all(cell_len(line) <= 45 for line in at.screen.split("\n"))

    begin(path, act, size=(45, 20))
    assert i18n.language() == "zh-Hant"


KILLED = """
import os, signal, sys
from pathlib import Path
from crm_cli.services import firm_start
from crm_cli.services.desk import open_desk
from crm_cli.storage.kept_files import folder_of
from crm_cli.storage.unpublished import Unpublished
from crm_cli.tui import first_import
making = Unpublished(Path(sys.argv[1]))
firm_start.make(making.path, firm_start.Beginning("甲公司", "陈伟"))
desk = open_desk(making.path, "陈伟")
first_import._take(
    desk, Path(sys.argv[2]), first_import.Reading(), None, lambda count: os.kill(os.getpid(), signal.SIGKILL)
)
"""


def test_a_kill_during_the_import_leaves_nothing(path: Path, sheet: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), str(sheet)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert not path.exists()
    assert len(list(path.parent.iterdir())) == 1
    Unpublished(path).drop()
    assert not list(path.parent.iterdir())


def test_what_another_made_meanwhile_is_not_overwritten(path: Path) -> None:
    made = Unpublished(path)
    made.path.write_bytes(b"mine")
    path.write_bytes(b"theirs")
    with pytest.raises(RefusedError):
        made.publish()
    assert path.read_bytes() == b"theirs"
    made.drop()
