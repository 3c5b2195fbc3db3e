"""The fields of a script: names in braces that the customer on the phone fills in."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from crm_cli.domain.folding import fold
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _

GAP = "____"
"""What stands for a field of which nothing is known, so that the rep sees what to ask or to leave out."""

FIELDS = MappingProxyType({
    "customer": ("客户", "公司", "客户名称"),
    "short_name": ("简称",),
    "contact": ("联系人", "联络人", "姓名"),
    "surname": ("姓", "姓氏"),
    "title": ("职务", "职称", "职位", "头衔"),
    "department": ("部门",),
    "rep": ("业务员", "我"),
    "firm": ("我司", "本公司", "我公司"),
    "industry": ("行业", "产业"),
    "city": ("城市",),
    "district": ("区", "地区"),
    "building": ("大厦", "大楼", "楼宇"),
    "occasion": ("场合", "用途"),
    "use_date": ("使用日期", "使用日"),
    "quantity": ("数量",),
    "budget": ("预算",),
    "supplier": ("供应商", "现有供应商"),
    "list": ("名单", "电话名单"),
    "today": ("今天", "今日"),
})  # fmt: skip
"""Each field with what it is also called; traditional characters are understood by folding."""

_MARK = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|\{")
_PUNCTUATION = frozenset("\\`*_{}[]<>#|~&!+-.()=")
_COMPOUND = "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 司空 夏侯 端木 独孤 南宫 西门 东郭 闻人 轩辕 钟离 澹台"


def check_fields(body: str) -> None:
    """Raise UsageError for a brace that is not closed and for fields that there are not."""
    unknown: list[str] = []
    for _text, field in _pieces(body):
        if field is not None and not known_field(field) and field not in unknown:
            unknown.append(field)
    if unknown:
        raise UsageError(
            _("A script has no field {names}.").format(names=", ".join(f"{{{name}}}" for name in unknown)),
            _("Fields: {names}. A brace that is no field is written twice.").format(
                names=", ".join(f"{field} {others[0]}" for field, others in FIELDS.items())
            ),
        )


def known_field(name: str) -> str:
    """Return the field that `name` means in English or Chinese, '' for none."""
    wanted = fold(name).replace(" ", "_")
    if wanted in FIELDS:
        return wanted
    return next((field for field, others in FIELDS.items() if wanted in others), "")


def fill(body: str, values: Mapping[str, str] | None) -> str:
    """Return Markdown with the fields of a checked script filled in, each value as plain text.

    A field without a value is GAP; with no `values` at all fields stand as they were written.
    """
    filled = []
    for text, field in _pieces(body):
        filled.append(text)
        if field is not None:
            filled.append(
                escaped(f"{{{field}}}" if values is None else values.get(known_field(field)) or GAP)
            )
    return "".join(filled)


def escaped(text: str) -> str:
    """Return `text` on one line as Markdown that means just that: a firm called `*A*` is not stressed."""
    return "".join(f"\\{char}" if char in _PUNCTUATION else char for char in " ".join(text.split()))


def surname(name: str) -> str:
    """Return the family name: the first character or two of a Chinese name, the last word of another."""
    bare = name.strip()
    if not bare or ord(bare[0]) < 0x2E80:
        return bare.rpartition(" ")[2]
    return bare[:2] if len(bare) > 2 and fold(bare[:2]) in _COMPOUND.split() else bare[:1]


def _pieces(body: str) -> Iterator[tuple[str, str | None]]:
    """Yield text and the field after it, None where there is none; raise UsageError for an open brace."""
    at = 0
    for mark in _MARK.finditer(body):
        before, at = body[at : mark.start()], mark.end()
        if mark[0] in {"{{", "}}"}:
            yield before + escaped(mark[0][0]), None
        elif mark[1] is None:
            line = body.count("\n", 0, mark.start()) + 1
            raise UsageError(
                _("Line {line}: a brace is opened and not closed.").format(line=line),
                _("A brace that is no field is written twice."),
            )
        else:
            yield before, mark[1].strip()
    yield body[at:], None
