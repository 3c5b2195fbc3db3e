"""`crm memo`, and memos in the customer file and in the search."""

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def kept(firm: Run) -> Run:
    """e1 pinned at c1, e2 at n1, e3 at none, e4 of 李娜."""
    for line in (
        "memo add '付款要三个月' --customer 白云 --pin",
        "memo add '王总爱喝 C++ 普洱\n不喝咖啡' --contact 王丽",
        "memo add '[/b] =1+1 樣品櫃鑰匙在前台'",
        "memo add 她的 --customer c1 --rep 李娜",
    ):
        done = firm(line)
        assert done.exit_code == 0, done.said
    return firm


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("memo list", "e1 e3 e2"),
        ("memo list --all", "e4 e3 e2 e1"),
        ("memo list --rep 李娜", "e4"),
        ("memo list --customer 白云", "e1 e4 e2"),
        ("memo list --pinned", "e1"),
        ("memo list --not-pinned --all", "e4 e3 e2"),
        ("memo list --search 样品柜", "e3"),
        ("memo list --search c++", "e2"),
        ("memo list --search 她 --all", "e4"),
        ("memo list --search 她", ""),
        ("memo list --limit 1", "e1"),
        ("memo list --search 的 --all --limit 1", "e4"),
    ],
)
def test_lists_are_narrowed(kept: Run, line: str, found: str) -> None:
    assert kept(f"{line} --format ids").stdout.split() == found.split()


def test_a_memo_is_at_whom_it_was_said_to_be(kept: Run) -> None:
    rows = {one["no"]: one for one in kept("memo list --all --format json").json()}
    assert (rows["e2"]["customer_no"], rows["e2"]["contact"]) == ("c1", "王丽")
    assert (rows["e3"]["customer_no"], rows["e3"]["contact_no"], rows["e4"]["rep"]) == (None, None, "李娜")
    kept("memo edit e3 --customer n1 --words 改过")
    moved = kept("memo show e3 --format json").json()
    assert (moved["words"], moved["contact"]) == ("改过", "王丽")
    kept("memo edit e3 --contact ''")
    assert kept("memo show e3 --format json").json()["customer_no"] == "c1"
    kept("memo edit e3 --customer ''")
    assert kept("memo show e3 --format json").json()["customer_no"] is None


def test_the_customer_file_has_pinned_memos_before_everything(kept: Run) -> None:
    text = kept("customer show c1").stdout
    assert text.index("Pinned") < text.index("付款要三个月") < text.index("Need") < text.index("Memos")
    assert "王总爱喝 C++ 普洱 不喝咖啡" in text
    kept("memo unpin e1")
    kept("memo pin e2 e4")
    found = kept("customer show c1 --format json").json()["memos"]
    assert [(one["no"], one["pinned"]) for one in found] == [("e4", True), ("e2", True), ("e1", False)]
    kept("undo")
    assert "not pinned any more" not in kept("customer show c1").stdout


def test_the_search_finds_what_memos_and_own_fields_say(kept: Run) -> None:
    kept("field add contact 口味")
    kept("contact edit n1 --field 口味=嗜辣")
    assert [one["no"] for one in kept("search 三個月 --format json").json()] == ["c1"]
    assert [one["matched"] for one in kept("search 普洱 --format json").json()] == ["王总爱喝 C++ 普洱"]
    assert [one["no"] for one in kept("search 嗜辣 王丽 --format json").json()] == ["c1"]
    kept("memo remove e1 --yes")
    assert kept("search 三个月 --format json").json() == []
    kept("undo")
    assert len(kept("search 三个月 --format json").json()) == 1


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("memo add ' '", 2),
        ("memo add x --customer 无此", 3),
        ("memo show e9", 3),
        ("memo show c1", 2),
        ("memo edit e1 --words ''", 2),
        ("memo remove e1", 2),
    ],
)
def test_what_cannot_be_is_refused(kept: Run, line: str, code: int) -> None:
    assert kept(line).exit_code == code


def test_memos_outlive_a_contact_but_not_a_customer(kept: Run) -> None:
    assert kept("contact remove n1 --yes").exit_code == 0
    assert kept("memo show e2 --format json").json()["contact_no"] is None
    assert kept("customer remove c1 --yes").exit_code == 0
    assert kept("memo list --all --format ids").stdout.split() == ["e3"]
    kept("undo")
    kept("undo")
    assert kept("memo show e2 --format json").json()["contact"] == "王丽"


def test_a_stranger_says_whose_memo_it_is(firm: Run) -> None:
    assert firm("memo add x", who=None).exit_code == 2
    assert firm("memo add x --rep 陈伟", who=None).exit_code == 0
