"""The lines of the first issue, typed as written and in order, in a process each."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LINES = """
init --firm "A公司"
team add 航空汽车组 --industry 航空,汽车
rep add 陈伟 --team 航空汽车组
customer add 广州白云航空服务有限公司 --phone "020-8000 0000" --city 广州 --industry 航空 --as 陈伟
contact add 王丽 --customer 白云 --title 采购经理 --role decision_maker --phone "190 0000 8000"
plan add 白云 --date 2026-11-20 --purpose 送样 --expect 下单 --as 陈伟
call log 白云 talked --at "2026-11-20 10:00" --talk 3:05 --as 陈伟
visit log 白云 met_decision_maker --arrive "2026-11-20 14:00" --leave "2026-11-20 14:40" --card --grade B --next "2026-11-25 发报价" --as 陈伟
followup add 白云 --at "2026-11-20 17:00" --channel wechat --note 已发样品图 --next "+3d 打电话" --as 陈伟
order add 白云 --amount 50000 --date 2026-11-20 --as 陈伟
"""

Typed = Callable[[str], str]


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Typed:
    """A firm in which every line was typed; gives back what a further line prints."""
    home = tmp_path_factory.mktemp("home")
    kept = {
        name: os.environ[name]
        for name in ("PATH", "SYSTEMROOT", "COVERAGE_PROCESS_START")
        if name in os.environ
    }
    environment = {**kept, "HOME": str(home), "CRM_DB": str(home / "firm.db")}

    def type_it(line: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "crm_cli", *shlex.split(line)], env=environment, capture_output=True,
            encoding="utf-8", check=False, cwd=Path(__file__).parents[1],
        )  # fmt: skip
        assert done.returncode == 0, f"{line}: {done.stderr}"
        return done.stdout

    for line in LINES.strip().splitlines():
        type_it(line)
    return type_it


def rows(typed: Typed, line: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(typed(f"{line} --format json"))
    return found


def test_what_was_typed_is_on_record(typed: Typed) -> None:
    [visit] = rows(typed, "visit list")
    assert (visit["card"], visit["grade"], visit["contact"], visit["how"], visit["plan_no"]) == (
        True, "B", "王丽", "invited", "p1",
    )  # fmt: skip
    [call] = rows(typed, "call list")
    assert (call["talk_seconds"], call["outcome"]) == (185, "talked")
    [order] = rows(typed, "order list")
    assert (order["amount"], order["currency"], order["day"]) == (50000.0, "CNY", "2026-11-20")
    [plan] = rows(typed, "plan list")
    assert (plan["state"], plan["reps"], plan["purpose"], plan["expected"]) == (
        "visited",
        ["陈伟"],
        "送样",
        "下单",
    )


def test_each_followup_has_its_next_day_and_step(typed: Typed) -> None:
    [followup] = rows(typed, "followup list")
    assert (followup["next_day"], followup["next_step"], followup["channel"]) == (
        "2026-11-23",
        "打电话",
        "wechat",
    )


def test_steps_keep_their_state(typed: Typed) -> None:
    assert {(step["words"], step["due_on"], step["state"]) for step in rows(typed, "step list --all")} == {
        ("打电话", "2026-11-23", "open"),
        ("发报价", "2026-11-25", "open"),
    }


def test_the_customer_knows_its_last_touch(typed: Typed) -> None:
    [customer] = rows(typed, "customer list --all")
    assert (customer["grade"], customer["next_day"], customer["last_touch_at"]) == (
        "B", "2026-11-23", "2026-11-20T17:00:00+08:00",
    )  # fmt: skip


@pytest.mark.parametrize("text", ["航空服務", "白云", "云", "byhk", "baiyun", "8000"])
def test_it_is_found_by_any_of_its_writings(typed: Typed, text: str) -> None:
    assert "广州白云航空服务有限公司" in typed(f"search {text}")


def test_the_daily_report_counts_them(typed: Typed, tmp_path: Path) -> None:
    report = json.loads(typed("report daily --date 2026-11-20 --format json"))
    assert report["date"] == "2026-11-20"
    assert [len(report[block]) for block in ("visits", "calls", "followups")] == [1, 1, 1]
    assert report["visits"][0]["customer"] == "广州白云航空服务有限公司"
    paper = tmp_path / "daily.xlsx"
    typed(f"report daily --date 2026-11-20 --rep 陈伟 --format xlsx --output {shlex.quote(str(paper))}")
    assert paper.read_bytes().startswith(b"PK")


PHONE_LINES = """
rep add 陈伟 李娜
rep add 周敏 --role manager
customer add 广州甲禮品有限公司 --phone "020-8000 1111" --phone 19000001111 --industry 礼品 --as 陈伟
customer add 广州乙礼品有限公司 --phone "020-8000 2222" --industry 礼品 --as 李娜
customer add 广州丙礼品有限公司 --phone "020-8000 3333" --industry 礼品 --as 陈伟
customer add 广州丁汽车有限公司 --phone "020-8000 4444" --industry 汽车 --as 陈伟
donotcall add 80003333 --reason 要投诉 --as 陈伟
script add 首次来电 --file "{script}"
calllist add 礼品名单 --filter industry=礼品 --script 首次来电 --rep 陈伟 --rep 李娜 --planned 20 --as 周敏
calllist assign 禮品名單 --rep 陈伟 --rep 李娜 --by even --as 周敏
outcome edit no_answer --name 没人接 --as 周敏
"""
WAIVED = "--ignore-hours --reason examples --format json"
WORDS = {
    "en": ("do-not-call", "attempts"), "zh-Hans": ("禁拨", "拨打量"), "zh-Hant": ("禁撥", "撥打量"),
}  # fmt: skip


@pytest.fixture(scope="module")
def phone_firm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A firm with a call list that is dealt out, before anybody called."""
    home = tmp_path_factory.mktemp("phone")
    script = home / "script.md"
    script.write_text("# 开场\n{姓}{职务}您好，我是{业务员}。\n", encoding="utf-8")
    typed_at(home, 'init --firm "A公司" --region CN --area-code 020')
    for line in PHONE_LINES.format(script=script).strip().splitlines():
        typed_at(home, line)
    return home / "firm.db"


def typed_at(home: Path, line: str, language: str = "zh-Hans", given: str = "") -> str:
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(home), "CRM_DB": str(home / "firm.db"), "LANG": "C.UTF-8",
        "CRM_LANG": language,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "crm_cli", *shlex.split(line)], env=environment, capture_output=True,
        input=given, encoding="utf-8", check=False, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert done.returncode == 0, f"{line}: {done.stderr}"
    return done.stdout


@pytest.mark.parametrize("language", WORDS)
def test_an_hour_on_the_phone_in_every_language(language: str, phone_firm: Path, tmp_path: Path) -> None:
    shutil.copy(phone_firm, tmp_path / "firm.db")

    def type_it(line: str, given: str = "") -> str:
        return typed_at(tmp_path, line, language, given)

    mine, hers = (json.loads(type_it(f"call next {WAIVED} --as {rep}")) for rep in ("陈伟", "李娜"))
    assert (mine["customer"], hers["customer"]) == ("广州甲禮品有限公司", "广州乙礼品有限公司")
    assert {"number", "why"} <= mine.keys()
    assert WORDS[language][0] in type_it("calllist why 80003333")
    type_it(
        'call log 80001111 callback --callback "tomorrow 10:00" --objection 太贵 --reply 先寄样品 --as 陈伟'
    )
    type_it('call in 80002222 talked --talk 40 --transfer "李娜 tomorrow 11:00" --as 陈伟')
    promised = json.loads(type_it("callback list --all --format json"))
    assert [one["rep"] for one in promised] == ["陈伟", "李娜"]
    type_it("objection answer 太貴 先寄样品再谈价 --as 周敏")
    assert "先寄样品再谈价" in type_it("script show 首次来电 --for 80001111 --as 陈伟")
    type_it("call run --ignore-hours examples --as 李娜", given="q\n")
    [met] = json.loads(type_it("objection agenda --week --format json"))["rows"]
    assert (met["objection"], met["met"]) == ("太贵", 1)
    assert WORDS[language][1] in type_it("report calls --explain --all")
    report = json.loads(type_it("report calls --week --all --by list --format json"))
    assert sorted(row["attempts"] for row in report["rows"]) == [0, 1, 1]
