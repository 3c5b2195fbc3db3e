"""A firm's outcomes carried to another firm by file, and worked over in a spreadsheet."""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

BOSS = "周敏"
CHANGES = (
    "add factory --like appointment --name 看厂 --key g", "edit no_answer --name 没人接 --retry '2h then 2d' --tries 6",
    "edit talked --key c", "edit call:quote_wanted --key 6", "edit busy --rest-days 3 --name '=1+1'", "retire voicemail",
    "move callback 1", "edit visit:closed --retry none", "edit refused --asks reason",
)  # fmt: skip


def shown(run: Run) -> list[dict[str, Any]]:
    rows = run("outcome list --all --format json").json()
    # Where a retired one stands between the others is nobody's concern.
    rows.sort(key=lambda row: row["retired_on"] is not None)
    return [{key: row[key] for key in row if key not in {"no", "id"}} for row in rows]


def test_what_one_firm_exports_makes_the_same_of_another(run: Run, tmp_path: Path) -> None:
    presets = shown(run)
    for line in CHANGES:
        assert run(f"outcome {line}", who=BOSS).exit_code == 0, line
    wanted = shown(run)
    for ending in ("csv", "xlsx"):
        assert run(f"export outcomes --output {tmp_path / 'out.'}{ending}").exit_code == 0
    for _change in CHANGES:
        run("undo", who=BOSS)
    assert shown(run) == presets
    for ending in ("csv", "xlsx"):
        file = f"{tmp_path / 'out.'}{ending}"
        assert run(f"import outcomes {file} --on-match update --dry-run", who=BOSS).exit_code == 0
        assert shown(run) == presets
        done = run(f"import outcomes {file} --on-match update", who=BOSS)
        assert done.exit_code == 0, done.said
        assert shown(run) == wanted
        before = run("history --all --format json").json()
        run(f"import outcomes {file} --on-match update", who=BOSS)
        assert run("history --all --format json").json() == before, "the second time changes nothing"
        assert run("undo", who=BOSS).exit_code == 0
        assert shown(run) == presets


def write(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        out = csv.DictWriter(stream, list(rows[0]))
        out.writeheader()
        out.writerows(rows)
    return path


def test_a_file_of_a_spreadsheet_in_chinese(run: Run, tmp_path: Path) -> None:
    file = write(
        tmp_path / "结果.csv",
        {"适用于": "通话", "代码": "later", "名称": "年後再說", "标志": "DAHC", "键": "g", "休息天数": "60", "效果": "下一步"},
        {"适用于": "拜訪", "代码": "dog", "名称": "有狗", "标志": "", "键": "d", "休息天数": "", "效果": ""},
        {"适用于": "电话", "代码": "busy", "名称": "忙", "标志": "D", "键": "2", "休息天数": "", "效果": ""},
        {"适用于": "电话", "代码": "odd", "名称": "怪", "标志": "C", "键": "", "休息天数": "", "效果": ""},
        {"适用于": "信件", "代码": "odd", "名称": "怪", "标志": "D", "键": "", "休息天数": "", "效果": ""},
    )  # fmt: skip
    assert run(f"import outcomes {file}").exit_code == 4
    done = run(f"import outcomes {file}", who=BOSS)
    assert done.exit_code == 0, done.said
    rows = {row["code"]: row for row in shown(run)}
    assert (rows["later"]["flags"], rows["later"]["effect"], rows["later"]["rest_days"]) == (
        "DAHC",
        "step",
        60,
    )
    assert (rows["dog"]["flags"], rows["dog"]["key"]) == ("-", "d")
    assert (rows["busy"]["name"], rows["busy"]["tries"]) == ("", 3)
    assert "odd" not in rows
    rejected = (tmp_path / "结果.rejects.csv").read_text("utf-8-sig")
    assert "--flags DAHC" in rejected
    assert "信件" in rejected


@pytest.mark.parametrize(("day", "taken"), [("2026-11-19", 1), ("2026-11-20", 1), ("2026-11-21", 0)])
def test_a_retired_outcome_is_taken_for_the_days_it_was_in_use(
    run: Run,
    tmp_path: Path,
    day: str,
    taken: int,
) -> None:
    run("customer add 白云 --phone 020-80000000")
    run("outcome retire talked", who=BOSS)
    file = write(tmp_path / "log.csv", {"日期": day, "客户": "白云", "结果": "已沟通", "业务员": "陈伟"})
    run(f"import calls {file}")
    assert len(run("call list --format json").json()) == taken
    if not taken:
        assert "info_wanted" in (tmp_path / "log.rejects.csv").read_text("utf-8-sig")
