"""The outcomes a new firm starts with: their flags, effects and retry rules.

A firm may rename, add and retire outcomes; every number and rule reads flags and effects, never a code.
"""

from collections.abc import Mapping
from typing import NamedTuple

DAY = 1440


class Preset(NamedTuple):
    """One outcome of a new firm.

    `flags`: for calls D dialled, A answered, H a human, C the right party reached, T off this list; for
    visits O door opened, C someone who matters reached, E effective, X unit exhausted.
    `asks` names what the outcome makes the rep answer: next, callback, grade, reason, amount. `progress` is how far
    behind the door of a visit it tells that one got (of PROGRESS), '' where it tells nothing of that.
    """

    subject: str
    code: str
    chinese: str
    initials: str
    key: str
    flags: str
    effect: str = "none"
    asks: str = ""
    retry_minutes: int = 0
    retry_days: int = 0
    other_half_day: bool = False
    tries: int = 0
    rest_days: int = 0
    progress: str = ""


PRESETS = (
    Preset("call", "no_answer", "无人接听", "wrjt", "1", "D", "none", "", 240, 1, True, 4),
    Preset("call", "busy", "占线", "zx", "2", "D", "none", "", 30, 0, False, 3),
    Preset("call", "unreachable", "关机/无法接通", "gj", "3", "D", "none", "", 0, 1, False, 3),
    Preset("call", "voicemail", "来电提醒/语音信箱", "ldtx", "v", "D", "none", "", 0, 1),
    Preset("call", "suspended", "停机", "tj", "s", "D", "none", "", 0, 7, False, 2),
    Preset("call", "invalid_number", "空号", "kh", "i", "", "bad_number"),
    Preset("call", "wrong_number", "号码不符", "hmbf", "w", "DAH", "bad_number"),
    Preset("call", "hung_up", "秒挂", "mg", "h", "DAH", "none", "", 0, 3, False, 2),
    Preset("call", "gatekeeper", "前台/秘书拦截", "qtlj", "4", "DAH", "none", "", 0, 1),
    Preset("call", "referred", "转他人", "ztr", "r", "DAH", "next_number"),
    Preset("call", "callback", "约定回电", "ydhd", "5", "DAHC", "callback", "callback"),
    Preset("call", "talked", "已沟通", "ygt", "6", "DAHC", "none", "next"),
    Preset("call", "info_wanted", "要资料", "yzl", "f", "DAHC", "step", "next"),
    Preset("call", "quote_wanted", "要报价", "ybj", "7", "DAHC", "quote", "next"),
    Preset("call", "sample_wanted", "要样品", "yyp", "m", "DAHC", "sample", "next"),
    Preset("call", "appointment", "约见成功", "yjcg", "8", "DAHC", "plan", "plan"),
    Preset("call", "order", "成交", "cj", "0", "DAHCT", "order", "amount"),
    Preset("call", "has_supplier", "已有供应商", "yygys", "p", "DAHCT", rest_days=180),
    Preset("call", "not_interested", "无意向", "wyx", "9", "DAHCT", asks="reason", rest_days=90),
    Preset("call", "do_not_call", "禁拨", "jb", "x", "DAHT", "do_not_call"),
    Preset(
        "visit", "met_decision_maker", "见到负责人", "jdfzr", "1", "OCE", asks="grade next", progress="target"
    ),
    Preset("visit", "met_staff", "见到经办人", "jdjbr", "2", "OC", asks="next", progress="target"),
    Preset("visit", "quote_wanted", "要报价", "ybj", "3", "OCE", "quote", "next", progress="target"),
    Preset("visit", "sample_wanted", "要样品", "yyp", "4", "OCE", "sample", "next", progress="target"),
    Preset("visit", "deal", "当场成交", "dccj", "5", "OCE", "order", "amount", progress="target"),
    Preset("visit", "has_supplier", "已有供应商", "yygys", "6", "OC", rest_days=180, progress="target"),
    Preset("visit", "no_need", "无需求", "wxq", "7", "OC", rest_days=90, progress="target"),
    Preset("visit", "refused", "明确拒绝", "mqjj", "8", "O", rest_days=90),
    Preset("visit", "secretary", "秘书拦截", "mslj", "9", "O", "none", "", 0, 1, True, 0, 0, "secretary"),
    Preset("visit", "front_desk", "前台拦截", "qtlj", "0", "O", "none", "", 0, 1, True, 0, 0, "front_desk"),
    Preset("visit", "not_in", "负责人不在", "fzrbz", "n", "O", retry_days=1),
    Preset("visit", "closed", "锁门/无人", "sm", "c", "", retry_days=1, other_half_day=True),
    Preset("visit", "no_entry", "保安拒入", "bajr", "e", ""),
    Preset("visit", "vacant", "空置", "kz", "k", "X", "close"),
    Preset("visit", "moved", "已搬迁", "ybq", "q", "X", "close"),
)

RUN_KEYS = {
    "dial": "d",
    "skip": "n",
    "snooze": "z",
    "undo": "u",
    "note": "e",
    "objection": "o",
    "back": "b",
    "script": "t",
    "pause": "a",
    "quit": "q",
    "help": "?",
}
"""The keys of what can be done in `crm call run` besides naming an outcome; the presets' letters are not among them."""

RESERVED_KEYS = frozenset(RUN_KEYS.values())
"""Keys that no outcome of calls may have."""

_CALL_FLAGS = {"D": "dialled", "A": "answered", "H": "human", "C": "reached", "T": "off_list"}
_VISIT_FLAGS = {"O": "opened", "C": "reached", "E": "effective", "X": "exhausted"}


def flag_columns(subject: str) -> Mapping[str, str]:
    """Return the letters of the flags of calls or of visits with the column of each."""
    return _CALL_FLAGS if subject == "call" else _VISIT_FLAGS


def preset_row(preset: Preset, position: int) -> dict[str, object]:
    """Return the columns of a new firm's outcome row."""
    names = _CALL_FLAGS if preset.subject == "call" else _VISIT_FLAGS
    flags = dict.fromkeys({*_CALL_FLAGS.values(), *_VISIT_FLAGS.values()}, False)
    flags.update((names[letter], True) for letter in preset.flags)
    columns = preset._asdict()
    for left_out in ("flags", "chinese", "initials"):
        del columns[left_out]
    return {**columns, **flags, "position": position}


def flag_letters(subject: str, row: Mapping[str, object]) -> str:
    """Return the flags of an outcome's row as the letters of PRODUCT section 4, such as DAHC; `-` for none."""
    names = _CALL_FLAGS if subject == "call" else _VISIT_FLAGS
    return "".join(letter for letter, column in names.items() if row[column]) or "-"
