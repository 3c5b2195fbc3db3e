"""Keys, typed lines and the screen of a run, without a terminal: whatever its size and whatever is typed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_cli import i18n
from crm_cli.cli import call_view
from crm_cli.cli.call_keys import Decoder, Key
from crm_cli.cli.call_prompts import Line, begun, pressed, window
from crm_cli.cli.call_screen import View, frame, legend
from crm_cli.domain.cleaning import cell_width
from crm_cli.i18n import LANGUAGES
from crm_cli.services import call_cards
from crm_cli.services.call_drafts import Half
from crm_cli.services.desk import Desk

TEXTS = st.text(st.sampled_from("a9 白云👩‍🚀e\u0301ｶ一"), max_size=30)
TYPED = [
    "a",
    "白",
    "\r",
    "\x7f",
    "\x1b[A",
    "\x1b[3~",
    "\x03",
    "\x1bOD",
    "\x1b[200~有\r两行\x1b[201~",
    " ",
    "👍",
    "\t",
]
MOVES = ["left", "right", "home", "end", "backspace", "delete", "clear", "word_back", "up", "other"]


def _all(decoder: Decoder) -> list[Key]:
    keys = []
    while key := decoder.next():
        keys.append(key)
    return keys


@given(st.lists(st.sampled_from(TYPED), max_size=7), st.data())
def test_keys_are_the_same_however_the_bytes_come_in(typed: list[str], data: st.DataObject) -> None:
    whole = "".join(typed).encode()
    one, other = Decoder(), Decoder()
    keys = []
    for text in typed:
        one.feed(text.encode())
        keys += _all(one)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=5)))
    got = []
    for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True):
        other.feed(whole[start:end])
        got += _all(other)
    assert len(keys) == len(typed)
    assert got == keys


def test_a_key_is_told_from_what_is_pasted() -> None:
    decoder = Decoder()
    decoder.feed(b"13800138000")
    assert _all(decoder) == [Key("paste", "13800138000")]
    decoder.feed("\x1b[200~第一行\n第二行\x1b[201~6".encode())
    assert _all(decoder) == [Key("paste", "第一行\n第二行"), Key("text", "6")]
    decoder.feed(b"\x1b")
    assert decoder.next() is None
    assert decoder.next(whole=True) == Key("escape")


@given(
    TEXTS,
    st.lists(
        st.one_of(TEXTS.map(lambda text: Key("paste", text)), st.sampled_from(MOVES).map(Key)), max_size=12
    ),
)
def test_a_line_being_typed_always_shows_its_cursor(text: str, keys: list[Key]) -> None:
    line = begun(text)
    for key in keys:
        line = pressed(line, key)
        assert 0 <= line.cursor <= len(line.text)
        for width in (3, 10, 40):
            shown, column = window(line, width)
            assert column < width
            assert cell_width(shown) < width or cell_width(shown[:1]) > 1


def test_what_was_typed_is_mended_character_by_character() -> None:
    line = begun("白云e\u0301👩‍🚀")
    for wanted in ("白云e\u0301", "白云", "白", "", ""):
        line = pressed(line, Key("backspace"))
        assert line.text == wanted
    line = pressed(Line("送 三套 样品", 0), Key("delete"))
    assert line.text == " 三套 样品"
    assert pressed(begun("送 三套 样品"), Key("word_back")).text == "送 三套 "
    assert pressed(begun("a"), Key("paste", "x\ny\x1b[2J")).text == "ax y\ufffd[2J"


VIEW = View(
    head="回电  春季年会礼品名单",
    clock="10:05",
    number="020-8000 0000 转 801",
    who=("广州白云国际机场航空地面服务集团有限公司  王丽 采购经理", "c12  广州  B  潜在  李娜", "第 2 次"),
    body=[
        "11-20 17:23  通话  陈伟  秒挂  听到是礼品公司就挂了\x1b[2J",
        *[f"? 问题 {place} [/b]" for place in range(9)],
    ],
    noted=["备注: 要目录"],
    message="通话 k12: 已保存。" * 9,
    state="通话中 3:05",
    keys=[(str(place % 10), "前台/秘书拦截") for place in range(20)],
    foot="拨打 23  接通 5  剩 41  春季  0:42",
)


@pytest.mark.parametrize(("width", "height"), [(79, 24), (44, 20), (20, 10), (200, 60), (10, 4), (44, 8)])
@pytest.mark.parametrize("question", ["", "下一步？例如：+3d 送目录；直接回车则没有："])
def test_a_screen_is_filled_and_never_overflows(width: int, height: int, question: str) -> None:
    drawn = frame(VIEW._replace(question=question, line=begun("周五 打电话" * 20)), width, height)
    assert len(drawn.lines) == height
    assert {cell_width(line) for line in drawn.lines} == {width}
    assert drawn.lines[-1].startswith("拨打 23"[: width // 2])
    assert not any("\x1b" in line for line in drawn.lines)
    if height >= 20:
        assert any("0 2 0" in line or "020-8000 0000" in line for line in drawn.lines)
        assert any("通话中 3:05" in line for line in drawn.lines)
    if question:
        assert drawn.cursor is not None
        row, cell = drawn.cursor
        assert drawn.lines[row].startswith("> ")
        assert cell < width


def test_what_does_not_fit_can_be_scrolled_to() -> None:
    view = VIEW._replace(body=[f"line {place}" for place in range(50)], message="")
    seen = "".join("\n".join(frame(view._replace(offset=offset), 44, 24).lines) for offset in range(50))
    assert all(f"line {place} " in seen for place in range(50))


def test_the_legend_says_that_there_is_more() -> None:
    keys = [(chr(97 + place), "outcome") for place in range(20)]
    assert legend(keys, 79, 9)[0].startswith("a outcome  b outcome")
    cut = legend(keys, 30, 2)
    assert len(cut) == 2
    assert cut[-1].endswith("? more keys")
    assert all(cell_width(line) <= 30 for line in cut)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_a_new_firm_does_one_thing(desk: Desk, language: str) -> None:
    i18n.use(language)
    keys = [key for key, _meaning in call_view.legend(desk.outcomes("call"), None)]
    outcomes = [one.key for one in call_cards.by_key(desk.outcomes("call"))]
    assert outcomes[:10] == list("1234567890")
    assert len({*keys, *outcomes}) == len(keys) + len(outcomes)


@pytest.mark.parametrize(
    ("typed", "meant"), [("１", "1"), ("N", "n"), ("A", "A"), (" ", ""), ("ｑ", "q"), ("你", "你")]
)
def test_a_key_means_the_same_in_any_width_and_case(typed: str, meant: str) -> None:
    assert call_cards.plain_key(typed) == meant


@given(st.text(max_size=20), TEXTS)
@example("", "")
def test_noted_is_one_line_for_each_kind(note: str, words: str) -> None:
    half = Half(None, note=note, objections=(words, "b"), replies=("", "r"), grade="A")  # type: ignore[arg-type]
    assert len(call_cards.noted(half)) == (2 if note else 1)
