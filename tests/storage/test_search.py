"""What the search index finds is what a scan of the rows finds, whatever was added, changed and undone."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_cli.domain.folding import fold
from crm_cli.domain.search_words import Word, in_ids, in_name, in_phone, in_place, rank, read_words
from crm_cli.services.desk import Desk
from crm_cli.storage import search, search_find, search_pick, search_together
from crm_cli.storage.change import Author, Change
from crm_cli.storage.database import Database
from crm_cli.storage.opening import open_database
from crm_cli.storage.undo import revert

NAMES = [
    "广州白云航空服务有限公司",
    "白云",
    "雲海貿易",
    "C++ O'Brien",
    "朴素",
    "王丽",
    "王丽丽",
    "kfc餐厅",
    "方案",
    '"*',
    "西安",
    "b",
]
CITIES = ["", "广州", "廣州市", "Paris"]
IDS = ["", "wangli@foo.com", "WL_88", "baiyun@bar.cn"]
NOTES = ["", "要一千个C++杯子", "白云 O'Brien", "樣品\n八千"]
PHONES = [
    ("020-8000 0000", "+862080000000", "0000000802"),
    ("190 0000 8000", "+8619000008000", "00080000091"),
    ("12ab", None, "21"),
]
QUERIES = [
    *("白云", "云", "航空服務", "byhk", "baiyun", "by", "b", "王丽", "wangli", "wl", "C++", "O'Brien", '"*', "8000"),
    *("020-8000 0000", "+86 20 80000000", "foo.com", "wl_8", "杯子", "样品", "白云 8000", "白云 广州", "王丽 白云 杯子"),
    *("xian", "fangan", "ng", "piao", "NEAR(a b)", "-x", "公司\n白", "广州 巴黎", "8", "kfcct", "白云航空服务有限公司的"),
]  # fmt: skip


def scan(connection: sqlite3.Connection, words: list[Word]) -> list[tuple[int, int]]:
    """Return rank and number of the customers with every word, in the order of the list, from the rows alone."""
    connection.row_factory = sqlite3.Row
    try:
        tables = ("customer", "contact", "phone", "call", "memo")
        rows = {table: connection.execute(f'select * from "{table}"').fetchall() for table in tables}
        rows["field_value"] = connection.execute(
            "select value, coalesce(field_value.customer_no, contact.customer_no) as customer_no from field_value"
            " left join contact on contact.no = contact_no where value not in ('0', '1')"
        ).fetchall()
    finally:
        connection.row_factory = None
    found = []
    for customer in rows["customer"]:
        of = {
            table: [one for one in held if one["customer_no"] == customer["no"]]
            for table, held in rows.items()
            if table != "customer"
        }
        ranks = [_found(customer, of, word, several=len(words) > 1) for word in words]
        best = [one for one in ranks if one is not None]
        if len(best) < len(words):
            continue
        whole = " ".join(word.text for word in words)
        place = best[0] if len(words) == 1 else rank(whole, customer["name_key"])
        found.append((place, customer["last_touch_at"] or "", customer["no"]))
    found.sort(key=lambda one: (one[1], one[2]), reverse=True)
    return [(place, no) for place, _touch, no in sorted(found, key=lambda one: one[0])]


def _found(customer, of, word: Word, several: bool) -> int | None:
    ranks = [
        rank(word.text, row["name_key"])
        for row in (customer, *of["contact"])
        if in_name(word, row["name_key"], row["initials"], row["pinyin"])
        or in_ids(word, [row[column] for column in search.IDS])
    ]
    for phone in of["phone"]:
        if in_phone(word, phone["reversed"], phone["e164"]):
            ranks.append(
                0 if word.tail == phone["reversed"] or (word.e164 and word.e164 == phone["e164"]) else 2
            )
    if several and in_place(word, [customer[column] for column in search.PLACES]):
        ranks.append(2)
    notes = [customer["notes"], *(row["notes"] for row in of["contact"])]
    notes += ["\n".join(filter(None, (row["note"], row["heard"]))) for row in of["call"]]
    notes += [row["words"] for row in of["memo"]] + [row["value"] for row in of["field_value"]]
    if any(word.text in fold(note) for note in notes):
        ranks.append(3)
    return min(ranks, default=None)


class Play:
    """Commands on a database, each undone where the dice say so."""

    def __init__(self, database: Database) -> None:
        self.database = database
        tables = ("customer", "contact", "phone", "call", "memo", "field_value")
        self.numbers: dict[str, list[int]] = {table: [] for table in tables}
        self.rep, self.outcome = (
            database.connection.execute(f"select min(no) from {table}").fetchone()[0]
            for table in ("rep", "outcome")
        )
        with Change(database, Author("t"), "t", "UTC") as change:
            self.field = change.insert("custom_field", noun="customer", name="偏好")

    def run(self, data: st.DataObject) -> None:
        with Change(self.database, Author("t"), "t", "UTC") as change:
            kind = data.draw(st.sampled_from([*self.numbers, "edit", "edit", "delete"]))
            table = data.draw(st.sampled_from([name for name, held in self.numbers.items() if held] or [""]))
            if kind == "customer" or not self.numbers["customer"]:
                self._add(change, "customer", **self._customer(data))
            elif kind in self.numbers:
                customer_no = data.draw(st.sampled_from(self.numbers["customer"]))
                self._add(change, kind, customer_no=customer_no, **getattr(self, f"_{kind}")(data))
            elif kind == "edit":
                change.update(
                    table, data.draw(st.sampled_from(self.numbers[table])), **getattr(self, f"_{table}")(data)
                )
            elif self.numbers["call"]:
                change.delete("call", self.numbers["call"].pop())
        if change.no and data.draw(st.booleans()):
            with Change(self.database, Author("t"), "undo", "UTC", kind="undo") as undo:
                revert(self.database, undo, change.no)
            for table, held in self.numbers.items():
                there = {row[0] for row in self.database.connection.execute(f'select no from "{table}"')}
                self.numbers[table] = sorted(there & {*held, *there})

    def _add(self, change: Change, table: str, **values: object) -> None:
        self.numbers[table].append(change.insert(table, **values))

    def _customer(self, data: st.DataObject) -> dict[str, object]:
        draw = data.draw
        return {
            "name": draw(st.sampled_from(NAMES)), "short_name": draw(st.sampled_from(["", *NAMES])),
            "city": draw(st.sampled_from(CITIES)), "email": draw(st.sampled_from(IDS)), "notes": draw(st.sampled_from(NOTES)),
        }  # fmt: skip

    def _contact(self, data: st.DataObject) -> dict[str, object]:
        draw = data.draw
        return {
            "name": draw(st.sampled_from(NAMES)),
            "wechat": draw(st.sampled_from(IDS)),
            "notes": draw(st.sampled_from(NOTES)),
        }

    def _phone(self, data: st.DataObject) -> dict[str, object]:
        return dict(zip(("raw", "e164", "reversed"), data.draw(st.sampled_from(PHONES)), strict=True))

    def _call(self, data: st.DataObject) -> dict[str, object]:
        at = datetime(2026, 11, data.draw(st.integers(1, 5)), tzinfo=UTC)
        return {
            "at": at, "rep_no": self.rep, "outcome_no": self.outcome,
            "note": data.draw(st.sampled_from(NOTES)), "heard": data.draw(st.sampled_from(NOTES)),
        }  # fmt: skip

    def _memo(self, data: st.DataObject) -> dict[str, object]:
        return {"rep_no": self.rep, "words": data.draw(st.sampled_from(NOTES[1:]))}

    def _field_value(self, data: st.DataObject) -> dict[str, object]:
        return {"field_no": self.field, "value": data.draw(st.sampled_from(["1", *NOTES[1:]]))}


@pytest.fixture(scope="module")
def image(template: Path) -> bytes:
    desk = open_database(template)
    try:
        return desk.connection.serialize()
    finally:
        desk.close()


@pytest.mark.trust("S10")
@settings(max_examples=12)
@given(st.data())
def test_hits_are_the_scans_after_any_changes_and_undos(image: bytes, data: st.DataObject) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(image)
    play = Play(Database(connection, Path("memory")))
    for _ in range(data.draw(st.integers(1, 10))):
        play.run(data)
    assert search.check(connection) == []
    for text in QUERIES:
        words = read_words(text)
        found = search_find.find(connection, words)
        assert [(hit.rank, hit.customer_no) for hit in found] == scan(connection, words), text
    connection.close()


@pytest.fixture
def crowd(desk: Desk) -> Desk:
    """Three hundred customers, people and touches, so many that both sides of the plan can be made to run."""
    with desk.change() as change:
        names = [f"{NAMES[i % len(NAMES)]}{'商行' * (i % 3)}{i % 7}" for i in range(300)]
        numbers = change.insert_many(
            "customer", [{"name": name, "city": CITIES[i % 4]} for i, name in enumerate(names)]
        )
        people = [{"customer_no": no, "name": NAMES[(no + 5) % len(NAMES)]} for no in numbers[::2]]
        change.insert_many("contact", [*people, *people[:20]])
    desk.database.connection.execute(
        "update customer set last_touch_at = '2026-11-' || (no * 7 % 28 + 1) where no % 3 > 0"
    )
    return desk


@pytest.mark.parametrize("most_walked", [7, 60, 10_000])
@pytest.mark.parametrize(
    "text", ["白云", "云", "b", "wl", "wang", "王丽", "商行", "白云 商行", "b 广州", "白云0", "xian 王丽", "b 1 白", "王丽 西安", "wang bai"]
)  # fmt: skip
def test_walking_gives_what_sorting_gives(
    crowd: Desk, monkeypatch: pytest.MonkeyPatch, text: str, most_walked: int
) -> None:
    connection, words = crowd.database.connection, read_words(text)
    wanted = [hit[:3] for hit in search_find.find(connection, words, limit=9)]
    assert [(place, no) for no, _touch, place in wanted] == scan(connection, words)[:9]
    monkeypatch.setattr(search_pick, "MOST_SORTED", 3)
    monkeypatch.setattr(search_pick, "MOST_LISTED", 3)
    for budget in ("MOST_WALKED", "MOST_WALKED_TOGETHER", "GLANCED_TOGETHER"):
        monkeypatch.setattr(search_pick, budget, most_walked)
    for bound in ("MOST_UNASKED", "MOST_LOOKED_AT", "MOST_LISTED_OWN"):
        monkeypatch.setattr(search_together, bound, most_walked // 6)
    assert [hit[:3] for hit in search_find.find(connection, words, limit=9)] == wanted


def test_naming_finds_the_likeliest_first(crowd: Desk) -> None:
    connection = crowd.database.connection
    assert search_find.customer_numbers(connection, "", 5) == []
    named = search_find.customer_numbers(connection, "白云", 400)
    words = read_words("白云")
    keys = dict(connection.execute("select no, name_key from customer"))
    assert [rank("白云", keys[no]) for no in named] == sorted(rank("白云", keys[no]) for no in named)
    assert set(named) == {no for no, key in keys.items() if words[0].text in key}
    exact = search_find.contact_numbers(connection, "王丽", 400, exact=True)
    assert exact == [
        row[0]
        for row in connection.execute(
            "select contact.no from contact join customer on customer.no = customer_no where contact.name = '王丽'"
            " order by customer.last_touch_at desc, customer.no desc, contact.no"
        )
    ]


def test_a_lost_or_false_index_is_told_and_rebuilt(crowd: Desk) -> None:
    connection = crowd.database.connection
    assert search.check(connection) == []
    connection.execute("insert into search_contact (rowid, tokens) values (999999, 'x')")
    connection.execute("drop table search_note")
    assert search.check(connection) == ["search_contact", "search_note"]
    assert search.create_index(connection)
    assert search.check(connection) == []
    assert not search.create_index(connection)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("  ", []),
        ("白雲　王麗", ["白云", "王丽"]),
        ("020-8000 0000 白云", ["020-8000 0000", "白云"]),
        ("１９０ ００００ ８０００", ["190 0000 8000"]),
        ("a a", ["a"]),
    ],
)
def test_words_are_folded_and_figures_kept_together(text: str, words: list[str]) -> None:
    assert [word.text for word in read_words(text)] == words
