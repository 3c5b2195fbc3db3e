"""Words that broke other programs, by class; and the columns of a firm that people type words into.

The classes are those of the Big List of Naughty Strings, CWE-150, CWE-1236, CVE-2021-42574 and RELIABILITY's S1 to S16.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crm_cli.domain.cleaning import storable
from crm_cli.errors import CrmError
from crm_cli.services.desk import open_desk

STRINGS: dict[str, tuple[str, ...]] = {
    "SQL": ("'; drop table customer; --", "1' or '1'='1", "%", "_", "\\", '"', "`", "x'00'", ":no", "?1", "[and call]"),
    "search": ("C++", "foo@bar.com", "O'Brien", "-x", "1-2", 'a"b', "NEAR(a b)", "a AND", "*", "^a", "col:x", "(", "{a b}"),
    "markup": ("[/b]", "[", "[@click=app.quit]x", "[link=http://x]y[/link]", "ACME [2024]", "[red]r", "[bold", "\\[b]"),
    "HTML": (
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</td></table>", "&lt;b&gt;", "&#0;", "<!--", "]]>",
        '" onmouseover="alert(1)', "javascript:alert(1)", "<svg/onload=alert(1)>", "<iframe src=//x>", "{{7*7}}", "${7*7}",
    ),
    "Markdown": ("| a | b |", "```", "# x", "![x](http://x/y.png)", "[x](javascript:alert(1))", "---", "<http://x>", "**"),
    "formulas": (
        "=1+1", "+1+1", "-1+1", "@SUM(1)", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "＝1+1",
        "＋1", "－1", "＠x", "'=1", "''=x", "-3.5", "+86 20 8000 0000", "={1}",
    ),
    "terminal": (
        "\x1b[31mred", "\x1b]0;title\x07", "\x1b]52;c;cm0gLXJm\x07", "\x1b]9;7;calc\x07", "\x1bP+q\x1b\\", "\x1bc", "\x9b31m",
        "\x9d0;t\x9c", "\x07", "\x08\x08x", "\x7f", "\x0e", "a\rb", "\x1b[6n", "\x1b[?1049h", "\x0c", "\x85",
    ),
    "bidi": ("\u202egpj.exe", "\u2066a\u2069", "\u200fabc", "\u061cx", "مرحبا بالعالم", "שלום 12", "a\u202bb\u202c"),
    "zero width": ("a\u200bb", "\ufeffx", "\u2060", "\u00ad", "\u200d", "\u200d\u200d", "\u034f", "\u180e", "\U000e0041"),
    "emoji": ("👨‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇨🇳🇹🇼🇨", "❤️", "1️⃣", "🧑🏿‍🚀", "☺︎"),
    "letters": (
        "Z̸͖̔͠a̷l̵g̶o̷", "e\u0301é", "ﷺ", "ﬁ", "İıſß", "Ω Ω", "𠀀𪜶", "𝓐", "カタカナ ｶﾅ", "한글", "หนู", "क्षि", "Ａ１", "龘" * 40,
        "\ufffd", "\uffff", "\U0010ffff", "a\u2028b\u2029c", "\u3000", "廣州／广州",
    ),
    "control": ("a\0b", "\0", "\ud800", "\udfff\ud800", "a\tb", "a\nb", "\r\n", "\x1a", "\x01\x02"),
    "formats": ("%s%s%n", "%(a)s", "{0}", "{name}", "{", "}", "{}{}", "$HOME", "%d", "{0.__class__}", "%%"),
    "paths": ("../../etc/passwd", "/etc/passwd", "..\\x", "con.txt", "~", "a/b", ".", "..", "file:///etc/passwd", "-rf"),
    "shell": ("$(id)", "`id`", ";reboot", "| cat", "-oProxyCommand=x", "--help", "--", "&& x", "!!", "<(x)", "'\"'\"'"),
    "mail": ("a\r\nBcc: x@y", "=?utf-8?q?=0D=0ABcc:_x?=", "<x@y>, z", "\n.\n", "a\u2028Bcc: x"),
    "cards": ("a;b,c\\n", "END:VCARD", "\nTEL:110", "END:VEVENT\nBEGIN:VEVENT", "x;ENCODING=BASE64:", "a:b", "\\;\\,"),
    "robots": ('<at id="all">', "@all", "@所有人", "<@U1>", "<font color=red>", "https://x.example/y?z=1&q=2"),
    "empty": ("", " ", "\u00a0", "\n", "-", "null", "None", "undefined", "NaN", "inf", "0", "false", "[]", "{}", "nil", "()"),
    "numbers": ("1e309", "-0", "0x10", "１２３", "٣", "1,000", "99999999999999999999", "1/0", "½", "Ⅳ", "壹佰", "00", "13800138000"),
    "long": ("x" * 40_000, "王" * 5_000, "a " * 3_000, "\n" * 500, "👨‍👩‍👧" * 300),
}  # fmt: skip
ALL = [text for texts in STRINGS.values() for text in texts]

BAD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufff9-\ufffc"
    "\ufffe\uffff\U000e0000-\U000e007f]"
)
"""What must not reach a terminal; U+FFFD is what stands in its place."""
_TYPED_ELSEWHERE = {
    "attachment": {"sha256"}, "building": {"rule"}, "call_list": {"hours", "filled_by"}, "custom_field": {"choices"},
    "customer": {"timezone", "hours", "source"}, "customer_name": {"was_id"}, "do_not_call": {"e164"},
    "erasure": {"noun", "record_id"}, "firm": {"region", "timezone", "currency", "area_code"},
    "followup": {"channel", "grade_before"}, "goal": {"metric"}, "import_batch": {"noun", "sha256", "encoding", "source"},
    "import_map": {"noun", "headers", "words"}, "journal_archive": {"sha256"}, "list_number": {"zone", "half"},
    "money": {"currency"}, "notice": {"was", "now"}, "outbox": {"key", "channel", "payload"},
    "outcome": {"code", "key", "asks"}, "phone": {"raw", "e164"}, "plan_series": {"rule"},
    "plan_template": {"at_time", "rule"}, "saved_filter": {"words", "sort"}, "setting": {"key", "value"},
    "step": {"dial_zone"}, "submission": {"snapshot"}, "sweep": {"meet"}, "sweep_front": {"from_floor", "to_floor"},
    "unit": {"code", "floor"},
}  # fmt: skip
"""Text columns that hold codes, digests and rules of ours: they are never free words."""
_STAMPS = re.compile(r"^id$|_(at|by|on|key|no|day|until)$|^day$|^at$|pinyin|initials|_day$")


def columns(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each text column of each table that people may type words into."""
    desk = open_desk(path, None)
    connection = desk.database.connection
    for (table,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall():
        if table.startswith(("sqlite_", "search_", "alembic", "change")):
            continue
        for _no, name, kind, *_rest in connection.execute(f'pragma table_info("{table}")').fetchall():
            is_word = kind.startswith(("VARCHAR", "TEXT")) and not _STAMPS.search(name)
            if is_word and name not in _TYPED_ELSEWHERE.get(table, ()):
                yield table, name
    desk.close()


def poison(path: Path, turn: int) -> tuple[int, int]:
    """Put a hostile text into each column of each row of a firm, others at each turn; return how many went in and not.

    What a column refuses by a rule of its own (a code, a name that is there) stays as it was.
    """
    fields = list(columns(path))
    desk = open_desk(path, None)
    connection = desk.database.connection
    connection.execute("pragma synchronous = off")
    taken = refused = 0
    # Who types is found by name.
    typing = connection.execute("select no from rep where role = 'manager'").fetchone()
    for place, (table, column) in enumerate(fields):
        rows = connection.execute(f'select no from "{table}" order by no').fetchall()
        if (table, column) == ("rep", "name"):
            rows = [row for row in rows if row[0] not in typing]
        for shift, (no,) in enumerate(rows):
            text = storable(ALL[(turn * 37 + place * 11 + shift * 5) % len(ALL)])
            try:
                with desk.change() as change:
                    values: dict[str, Any] = {column: text}
                    change.update(table, no, **values)
                taken += 1
            except CrmError:
                refused += 1
    desk.close()
    return taken, refused
