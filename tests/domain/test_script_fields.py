"""Fields of scripts, and their Markdown as lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.prose import Line, Span, plain_text, read_prose, sections
from crm_cli.domain.script_fields import FIELDS, GAP, check_fields, escaped, fill, known_field, surname
from crm_cli.errors import UsageError

ANY_LINE = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)


@given(ANY_LINE)
def test_a_value_is_read_back_as_the_words_it_is(name: str) -> None:
    check_fields("您好，{customer}！")
    [line] = read_prose(fill("您好，{customer}！", {"customer": name}))
    assert (line.text, line.kind) == (f"您好，{name}！", "text")
    assert not any(span.strong for span in line.spans)


@given(st.lists(st.sampled_from(["{{", "}}", "a", "}", "{客户}", "{ Use Date }", "\n", "你"]), max_size=12))
def test_fields_stand_for_themselves_until_they_are_filled(parts: list[str]) -> None:
    body = "".join(parts)
    check_fields(body)
    meant = "".join({"{{": "{", "}}": "}"}.get(part, part) for part in _joined(parts))
    shown = fill(body, None).replace("\\", "")
    assert shown.replace("{Use Date}", "{ Use Date }") == meant
    assert fill(body, {}).count(escaped(GAP)) == parts.count("{客户}") + parts.count("{ Use Date }")


def _joined(parts: list[str]) -> list[str]:
    """Return the parts as the text has them: two single braces side by side are a doubled one."""
    found: list[str] = []
    for part in parts:
        if part[:1] == "}" and found and found[-1] == "}":
            found[-1] = "}}"
            found += [part[1:]] if part[1:] else []
        else:
            found.append(part)
    return found


@pytest.mark.parametrize(
    ("typed", "field"),
    [("customer", "customer"), ("客戶", "customer"), ("聯絡人", "contact"), ("業務員", "rep"), ("本公司", "firm"),
     ("Use Date", "use_date"), ("使用日期", "use_date"), ("職稱", "title"), ("价格", ""), ("", "")],
)  # fmt: skip
def test_a_field_has_names_in_every_language(typed: str, field: str) -> None:
    assert known_field(typed) == field


def test_an_unknown_field_is_told_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"\{foo\}, \{价格\}") as refused:
        check_fields("{foo} {customer} {价格} {foo}")
    assert all(field in refused.value.hint for field in FIELDS)
    with pytest.raises(UsageError, match="Line 2"):
        check_fields("{{ is a brace\n{customer is not closed")


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("王丽", "王"),
        ("欧阳修", "欧阳"),
        ("歐陽修文", "歐陽"),
        ("欧阳", "欧"),
        ("John Smith", "Smith"),
        ("", ""),
    ],
)
def test_the_family_name(name: str, family: str) -> None:
    assert surname(name) == family


def test_markdown_is_cut_at_its_headings_and_keeps_its_lines() -> None:
    markdown = "先听\n\n# 开场 #\r\n您好，**王总**。\n再说一句\n\n\n## 提问\n- 现在？\n  1) *何时*？\n> 引\n---\n2 * 3 * 4\n"
    first, opening, questions = sections(read_prose(markdown))
    assert (first.title, first.lines[0].text) == ("", "先听")
    assert opening.title == "开场"
    assert opening.lines == (
        Line("text", (Span("您好，"), Span("王总", strong=True), Span("。"))),
        Line("text", (Span("再说一句"),)),
    )
    kinds = [(line.kind, line.depth, line.mark, line.text) for line in questions.lines]
    assert kinds == [
        ("item", 0, "•", "现在？"), ("item", 1, "1)", "何时？"), ("quote", 0, "", "引"), ("blank", 0, "", ""),
        ("text", 0, "", "2 * 3 * 4"),
    ]  # fmt: skip
    assert plain_text(questions.lines).startswith("• 现在？\n  1) 何时？\n引")


@given(st.text(max_size=200))
def test_no_text_is_lost_or_refused(text: str) -> None:
    """Any text is readable: all its letters are in the lines, in order."""
    letters = "".join(char for line in read_prose(text) for char in line.text if char.isalpha())
    assert letters == "".join(char for char in text if char.isalpha())
