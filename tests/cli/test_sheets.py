"""Paper: walk lists and call sheets with codes, boxes to tick, and nobody on them who must be left alone."""

import re
from pathlib import Path

import pytest

from crm_cli.domain.cleaning import cell_width
from tests.cli.conftest import Run

MONDAY = "--date 2026-11-23"


@pytest.fixture
def road(firm: Run) -> Run:
    """陈伟's Monday: 白云 at half past nine, 前海 after it, a building, and 番禺 that must be left alone."""
    for line in (
        "customer add 深圳前海贸易 --phone 13800138000 --owner 陈伟 --occasion 年会",
        "customer add 番禺食品 --phone 13900139000 --owner 陈伟",
        "visit log 白云 met_staff --at '2026-11-18 10:00' --note 样册已给",
        f"plan add 白云 {MONDAY}' 9:30' --purpose 报价 --expect 下单",
        f"plan add 前海 {MONDAY}",
        f"plan add --building 中信广场 {MONDAY}",
        f"plan add 番禺 {MONDAY}",
        "donotcall add 番禺 --reason 投诉",
    ):
        done = firm(line)
        assert done.exit_code == 0, (line, done.stderr)
    return firm


def test_walk_list_has_the_plans_of_the_day_in_order(road: Run) -> None:
    paper = road(f"plan sheet {MONDAY} --format json").json()
    assert (paper["sheet_no"], paper["date"], paper["rep"]) == ("g1", "2026-11-23", "陈伟")
    rows = paper["rows"]
    assert [(row["code"], row["customer"]) for row in rows] == [
        (1, "广州白云航空服务有限公司"),
        (2, "深圳前海贸易"),
        (3, "中信广场"),
    ]
    first = rows[0]
    assert (first["time"], first["contact"], first["phone"]) == ("09:30", "王丽", "190 0000 8000")
    assert "样册已给" in first["last"]
    assert first["purpose"] == "报价; expected: 下单"
    assert rows[1]["need"] == "年会"
    assert paper["left_off"] == [{"who": "番禺食品 p4", "why": "do-not-call"}]


def test_printed_again_is_a_new_sheet_and_undo_takes_one_back(road: Run) -> None:
    numbers = [road(f"plan sheet {MONDAY} --format json").json()["sheet_no"] for _again in range(2)]
    assert numbers == ["g1", "g2"]
    assert road("undo").exit_code == 0
    assert road(f"plan sheet {MONDAY} --format json").json()["sheet_no"] in {"g2", "g3"}


def test_a_number_marked_is_not_printed_and_who_rests_is_left_off(road: Run) -> None:
    assert road("donotcall add '190 0000 8000' --reason 不接").exit_code == 0
    assert road("visit log 前海 no_need --reason 没有预算").exit_code == 0
    paper = road(f"plan sheet {MONDAY} --format json").json()
    assert [row["customer"] for row in paper["rows"]] == ["广州白云航空服务有限公司", "中信广场"]
    assert paper["rows"][0]["phone"] == "020-80000000"
    assert "rests until" in {one["who"]: one["why"] for one in paper["left_off"]}["深圳前海贸易 p2"]


def test_a_day_without_plans_makes_no_sheet(road: Run) -> None:
    paper = road("plan sheet --date 2026-12-01 --format json").json()
    assert (paper["sheet_no"], paper["rows"]) == (None, [])
    assert "no sheet was made" in road("plan sheet --date 2026-12-01").stdout


def test_plain_text_fits_eighty_columns_in_each_language(road: Run) -> None:
    for language in ("en", "zh-Hans", "zh-Hant"):
        text = road(f"plan sheet {MONDAY} --format text --lang {language}").stdout
        assert max(map(cell_width, text.splitlines())) <= 80
        assert "☐n" in text
        assert re.match(r"g\d  ", text)


def test_page_has_boxes_to_tick_and_escapes_what_people_typed(road: Run, tmp_path: Path) -> None:
    name = "</td><script>[/b]=1+1"
    assert road("customer add", name, "--owner", "陈伟").exit_code == 0
    assert road("plan add", name, "--date", "2026-11-23").exit_code == 0
    target = tmp_path / "walk.html"
    assert road(f"plan sheet {MONDAY} --output {target}").exit_code == 0
    page = target.read_text("utf-8")
    assert '<p class="badge">g1</p>' in page
    assert page.count('<span class="tick">n</span>') == 4
    assert "<script>" not in page
    assert "&lt;script&gt;[/b]=1+1" in page


@pytest.fixture
def phone(road: Run) -> Run:
    """A list of the three customers, open to both reps."""
    done = road("calllist add 年会 --ids c1 --ids c2 --ids c3 --rep 陈伟 --rep 李娜")
    assert done.exit_code == 0, done.stderr
    return road


def test_call_sheet_has_the_numbers_in_the_order_of_the_queue(phone: Run) -> None:
    assert phone("callback add 前海 '2026-11-20 17:40 报价'").exit_code == 0
    paper = phone("calllist sheet 年会 --format json").json()
    rows = [(row["code"], row["time"], row["phone"]) for row in paper["rows"]]
    # 白云's second number comes when its first is tried no more.
    assert rows == [(1, "17:40", "13800138000"), (2, "", "190 0000 8000")]
    assert phone("calllist sheet 年会 --count 1 --format json").json()["rows"][0]["code"] == 1


def test_two_reps_never_have_one_number_on_paper(phone: Run) -> None:
    first = phone("calllist sheet 年会 --count 1 --format json").json()["rows"]
    second = phone("calllist sheet 年会 --format json", who="李娜").json()
    assert [row["phone"] for row in first] == ["190 0000 8000"]
    assert [row["phone"] for row in second["rows"]] == ["13800138000"]
    assert second["left_off"] == [{"who": "1 number", "why": "on another rep's sheet of today"}]


def test_what_is_on_paper_can_still_be_removed(phone: Run) -> None:
    assert phone(f"plan sheet {MONDAY}").exit_code == 0
    assert phone("calllist sheet 年会").exit_code == 0
    for line in ("plan remove p2 --yes", "customer remove 前海 --yes", "calllist remove 年会 --yes"):
        done = phone(line)
        assert done.exit_code == 0, (line, done.stderr)
    assert phone("undo").exit_code == 0
