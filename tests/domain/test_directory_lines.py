"""Tenant directories as they are pasted."""

import pytest

from crm_cli.domain.directory_lines import read_lines


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("3001 广州宏达礼品 020-8888 1234", ("3001", "", "广州宏达礼品", "", ("020-8888 1234",))),
        ("30/F 3001-3003 ABC Ltd", ("3001-3003", "30", "ABC Ltd", "", ())),
        ("3001、3002 某某公司", ("3001、3002", "", "某某公司", "", ())),
        ("3001/3002　某某公司", ("3001/3002", "", "某某公司", "", ())),
        ("3001室：某某公司", ("3001", "", "某某公司", "", ())),
        ("3001某某公司 王总 138 0013 8000", ("3001", "", "某某公司", "王总", ("138 0013 8000",))),
        ("3001\t某某公司\t王丽\t13800138000", ("3001", "", "某某公司", "王丽", ("13800138000",))),
        ("3001,某某公司,020-88881234", ("3001", "", "某某公司", "", ("020-88881234",))),
        (
            "Unit 3001  ABC Trading Co., Ltd  Tel: 2345 6789",
            ("3001", "", "ABC Trading Co., Ltd", "", ("2345 6789",)),
        ),
        ("3001 3M中国有限公司", ("3001", "", "3M中国有限公司", "", ())),
        ("3001 360安全公司", ("3001", "", "360安全公司", "", ())),
        ("12A 某某公司", ("12A", "", "某某公司", "", ())),
        ("3001 某某公司 电话：020-88881234转801", ("3001", "", "某某公司", "", ("020-88881234转801",))),
        ("３００１　某某公司", ("3001", "", "某某公司", "", ())),
        ("[/b] 某某公司 020-88881234", ("", "", "[/b] 某某公司", "", ("020-88881234",))),
    ],
)
def test_a_line_is_split(line: str, told: tuple[object, ...]) -> None:
    (entry,) = read_lines(line)
    assert (entry.doors, entry.floor, entry.company, entry.contact, entry.phones) == told


def test_a_floor_alone_is_that_of_the_lines_below_it() -> None:
    text = "中信广场 租户名录\n\n30楼\n01 甲公司\n02 空置\n31/F\n01 乙公司\n3205 丙公司"
    found = [
        (entry.line, entry.floor, entry.doors, entry.company, entry.is_vacant) for entry in read_lines(text)
    ]
    assert found == [
        (4, "30", "01", "甲公司", False),
        (5, "30", "02", "空置", True),
        (7, "31", "01", "乙公司", False),
        (8, "31", "3205", "丙公司", False),
    ]


def test_no_figure_of_a_number_is_lost() -> None:
    for line in (
        "3001 甲 13800138000/020-88881234",
        "3001 甲 T: 8888 1234 M: 138 0013 8000",
        "甲公司 4008001234",
    ):
        (entry,) = read_lines(line)
        left = "".join(filter(str.isdigit, entry.doors + entry.company + "".join(entry.phones)))
        assert left == "".join(filter(str.isdigit, line))
