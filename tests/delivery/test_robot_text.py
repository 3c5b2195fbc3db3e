"""Markdown for robots: tables become lists, nobody is called, and what is cut keeps whole lines."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.delivery.robot_text import byte_length, cut, spoken
from crm_cli.delivery.robots import LIMITS, compose

LINES = st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=60), max_size=40)


@given(lines=LINES, limit=st.integers(40, 900))
def test_what_is_cut_keeps_whole_lines_and_the_limit(lines: list[str], limit: int) -> None:
    text = "\n".join(lines)
    short = cut(text, limit)
    assert byte_length(short) <= limit
    if short == text:
        return
    assert byte_length(text) > limit
    *kept, remark = short.split("\n")
    if kept:
        assert kept == lines[: len(kept)]
        left = len(lines) - len(kept)
        assert remark == _remark(left)
        # One more line would have been too much.
        fuller = "\n".join([*lines[: len(kept) + 1], _remark(left - 1)])
        assert left == 1 or byte_length(fuller) > limit
    else:
        assert lines[0].startswith(short.removesuffix("…"))
        assert byte_length(f"{lines[0]}\n{_remark(len(lines) - 1)}") > limit


def _remark(left: int) -> str:
    return f"… and {left} more line{'s' if left != 1 else ''}"


@given(
    title=st.text(max_size=300),
    lines=st.lists(st.text(max_size=200).filter(lambda line: "\n" not in line), max_size=300),
    kind=st.sampled_from(list(LIMITS)),
)
def test_a_body_is_never_longer_than_its_robot_takes(title: str, lines: list[str], kind: str) -> None:
    payload = compose(kind, title, "\n".join(lines * 4))
    body = json.loads(payload)
    if kind == "wecom":
        assert 0 < len(body["markdown"]["content"].encode()) <= 4096
    else:
        # There is room for the stamp and the signature of Feishu.
        assert len(payload.encode()) + 120 <= 20_000
        named = (
            body["markdown"]["title"] if kind == "dingtalk" else body["card"]["header"]["title"]["content"]
        )
        assert named


@pytest.mark.parametrize(
    ("markdown", "told"),
    [
        ("| 客户 | 数 |\n| --- | --- |\n| 白云 | 3 |\n| 南山 |  |\n后", "- 白云 · 数 3\n- 南山\n后"),
        ("| 客户 |\n| --- |\n| a\\|b |", "- a|b"),
        ("a \\*b\\* \\[x\\]\\(y\\)", "a *b* [x] (y)"),
        ("<@all> <at id=all></at>", "＜@all> ＜at id=all>＜/at>"),
        ("[报表](http://evil)", "[报表] (http://evil)"),
        ("没有 | 表", "没有 | 表"),
        ("| 一行 |", "| 一行 |"),
        ("\n\n- 甲\x1b[0m\u202e\n", "- 甲\ufffd[0m\ufffd"),
    ],
)
def test_what_robots_draw(markdown: str, told: str) -> None:
    assert spoken(markdown) == told


def test_each_robot_gets_the_heading_where_it_shows_one() -> None:
    markdown = "# 日报 11-20\n\n## 拜访\n- 甲\n正文\n又一行"
    wecom, dingtalk, feishu = (json.loads(compose(kind, "日报", markdown)) for kind in LIMITS)
    assert wecom["markdown"]["content"] == markdown
    assert dingtalk["markdown"] == {
        "title": "日报",
        "text": "# 日报 11-20\n\n## 拜访\n- 甲\n正文  \n又一行  ",
    }
    assert feishu["card"]["header"]["title"]["content"] == "日报"
    assert feishu["card"]["elements"][0]["content"] == "**拜访**\n- 甲\n正文\n又一行"
    assert (
        json.loads(compose("wecom", "提醒", "十分钟后回电"))["markdown"]["content"]
        == "# 提醒\n\n十分钟后回电"
    )
