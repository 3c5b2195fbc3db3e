"""A person erased for good: every word gone from every byte, every figure as it was."""

import gzip
import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine

from crm_cli import clock
from crm_cli.errors import RefusedError, UsageError
from crm_cli.reports.daily import daily_report
from crm_cli.reports.scope import find_scope
from crm_cli.reports.snapshot import freeze
from crm_cli.services import (
    attachments,
    backups,
    bans,
    contacts,
    customers,
    drafts,
    forgetting,
    history,
    queue_gate,
)
from crm_cli.services.desk import Desk, open_desk
from crm_cli.storage import backup, checkup, erasures, personal, search
from crm_cli.storage.checkup import Deadline
from tests.storage import busy_firm

DAY = date(2026, 11, 20)
pytestmark = pytest.mark.trust("S20")


@pytest.fixture(scope="module")
def worked(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A firm that worked for a few days, made once."""
    import shutil

    path = tmp_path_factory.mktemp("worked") / "crm.db"
    shutil.copy(template, path)
    with time_machine.travel("2026-11-20T09:00:00+00:00"):
        busy_firm.fill(path)
    return path


@pytest.fixture
def manager(worked: Path, database_path: Path) -> Iterator[Desk]:
    import shutil

    shutil.copy(worked, database_path)
    with time_machine.travel("2026-11-20T09:30:00+00:00"):
        desk = open_desk(database_path, "周敏", command="crm customer forget c1 --yes")
        yield desk
        desk.close()


def test_every_column_has_a_rule() -> None:
    import importlib
    import pkgutil

    import crm_cli.domain.models as models
    from crm_cli.domain.models.base import Base

    for module in pkgutil.iter_modules(models.__path__):
        importlib.import_module(f"{models.__name__}.{module.name}")
    tables = {name: set(table.columns.keys()) for name, table in Base.metadata.tables.items()}
    ruled = {name: set(columns) for name, columns in personal.COLUMNS.items()}
    assert set(tables) - personal.UNTOUCHED == set(ruled)
    for name, columns in ruled.items():
        assert tables[name] - set(personal.RECORD) == columns, name
    actions = {action for columns in personal.COLUMNS.values() for action in columns.values()}
    assert actions == {
        personal.KEEP,
        personal.BLANK,
        personal.OWN,
        personal.NOTHING,
        personal.NAME,
        personal.MENTION,
        personal.REPORT,
    }


def test_everything_that_refers_to_a_person_is_followed() -> None:
    from crm_cli.domain.models.base import Base

    ours = {"customer", "contact", "phone", "call", "visit", "followup", "step", "plan"}
    aside = {
        ("customer", "referrer_no"), ("contact", "reports_to_no"), ("do_not_call", "call_no"), ("sheet_row", "phone_no"),
        ("sheet_row", "customer_no"), ("sheet_row", "plan_no"), ("sheet_row", "visit_no"), ("sheet_row", "call_no"),
        ("front_desk_note", "visit_no"), ("plan_rep", "plan_no"), ("plan", "moved_to_no"), ("step", "became_no"),
    }  # fmt: skip
    followed = {(table, column) for table, pairs in personal.HANGS_ON.items() for column, _on in pairs}
    for name, table in Base.metadata.tables.items():
        if name in {"change", "change_row"}:
            continue
        for key in table.foreign_keys:
            told = (name, key.parent.name)
            of_touch = name in {"step", "plan", "money", "competitor_heard"} and told[1].endswith(
                ("call_no", "visit_no", "followup_no")
            )
            if key.column.table.name in ours and not of_touch:
                assert told in followed | aside, told


def plant(desk: Desk) -> list[str]:
    """Write a word of its own into every cell of words of c1's rows, by the journal; return the words."""
    words: list[str] = []
    owned: dict[str, set[int]] = {"customer": {1}}
    from crm_cli.storage.erasing import _follow

    _follow(desk.database.connection, owned)
    desk.command = "crm customer edit 藏在命令里的话 --notes 也藏着"
    with desk.change() as change:
        for table, numbers in owned.items():
            if table == "call_lease":
                continue
            for no in sorted(numbers):
                planted: dict[str, Any] = {}
                for column, action in personal.COLUMNS[table].items():
                    if action in {personal.BLANK, personal.OWN, personal.NAME} or (table, column) == (
                        "customer_tag",
                        "name",
                    ):
                        words.append(f"密{table}语{column}暗{no}号")
                        planted[column] = words[-1]
                change.update(table, no, **planted)
    desk.command = "crm x"
    with desk.change() as change:
        row = change.row("customer", 1)
        words.append(row["name"])
        change.update("customer", 2, notes=f"听{row['name']}说的, 不要外传")
        words.append("藏在命令里的话")
    return words


def cell(desk: Desk, column: str, no: int) -> Any:
    return desk.database.connection.execute(f"select {column} from customer where no = ?", [no]).fetchone()[0]


def everything_in(folder: Path) -> bytes:
    """Return every byte of every file below a folder, archives opened."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            found.append(gzip.decompress(data) if path.suffix == ".gz" else data)
    return b"\0".join(found)


def fragments(word: str) -> set[bytes]:
    """Return pieces of a word as bytes, which may begin in the middle of a character."""
    data = word.encode()
    return {data, data[1:], data[: len(data) * 2 // 3], data[-12:]} if len(data) > 18 else {data}


def figures(value: Any) -> Any:
    """Return a report's numbers, in place; words, and the order of what is called otherwise now, aside."""
    if isinstance(value, dict):
        # What customers said, listed under the market, is words and no figure.
        return {
            key: figures(one) for key, one in value.items() if not isinstance(one, str) and key != "heard"
        }
    if isinstance(value, list):
        return [figures(one) for one in value if not isinstance(one, str)]
    return value


def reports(desk: Desk) -> list[Any]:
    scope = find_scope(desk, everyone=True)
    days = [DAY + timedelta(days=n) for n in range(-5, 9)]
    return [figures(json.loads(freeze(daily_report(desk, scope, day)))) for day in days]


@pytest.mark.trust("S20")
def test_no_byte_is_left_and_every_figure_is(manager: Desk, database_path: Path, tmp_path: Path) -> None:
    recording = tmp_path / "voice.amr"
    recording.write_bytes("#!AMR 我叫白云飞, 请不要录音".encode())
    attachments.attach(manager, "c1", [recording])
    recording.unlink()
    words = plant(manager)
    drafts.keep(manager, "call", {"offer": {"customer_no": 1}, "note": words[0]})
    before = reports(manager)
    held = everything_in(tmp_path)
    assert all(word.encode() in held for word in words), "the test must plant what it looks for"

    wish = forgetting.find_whom(manager, "c1", reason=f"{words[0]}要求")
    shown = forgetting.preview(manager, wish)
    assert shown.changed is False
    assert reports(manager) == before
    assert all(word.encode() in everything_in(tmp_path) for word in words)
    receipt = forgetting.forget(manager, wish)

    assert "\n".join(differences(before, reports(manager))) == ""
    manager.close()
    left = everything_in(tmp_path)
    for word in [*words, "我叫白云飞", "王丽", "wang@example.com", "19000008000", "13900000000x"]:
        for piece in fragments(word):
            assert piece not in left, (word, piece)
    assert receipt.lines[0].startswith("c1 is erased for good")
    check_sound(database_path)


def check_sound(path: Path) -> None:
    """The search index, facts and journal say what the rows say, and the file is whole."""
    connection = sqlite3.connect(path, isolation_level=None)
    assert connection.execute("pragma integrity_check").fetchone()[0] == "ok"
    assert connection.execute("pragma foreign_key_check").fetchall() == []
    assert search.check(connection) == []
    forever = Deadline(None)
    assert checkup.journal(connection, full=True, deadline=forever).wrong == ()
    assert checkup.derived_facts(connection, full=True, deadline=forever).wrong == ()

    connection.execute("create virtual table temp.terms using fts5vocab(main, search_note, row)")
    terms = "".join(row[0] for row in connection.execute("select term from temp.terms"))
    assert "密" not in terms
    connection.close()


def differences(one: Any, other: Any, at: str = "") -> Iterator[str]:
    """Yield where two reports differ."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one:
            yield from differences(one[key], other[key], f"{at}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from differences(left, right, f"{at}[{place}]")
    elif one != other:
        yield f"{at}: {one} {other}"


def test_one_person_of_a_firm(manager: Desk, database_path: Path) -> None:
    before = reports(manager)
    customers.edit_customer(
        manager, "c1", notes="王丽 说了算, 手机 190-0000-8000, wang@example.com; 前台姓赵"
    )
    wish = forgetting.find_whom(manager, "c1", "王丽")
    assert (wish.whom.noun, wish.whom.no) == ("contact", 1)
    forgetting.forget(manager, wish)
    assert cell(manager, "notes", 1) == "× 说了算, 手机 ×, ×; 前台姓赵"
    assert cell(manager, "name", 1) == busy_firm.BAIYUN
    assert "\n".join(differences(before, reports(manager))) == ""
    manager.close()
    left = database_path.read_bytes()
    for word in ("王丽", "wang@example.com", "19000008000", "王总"):
        assert word.encode() not in left, word
    assert "李强".encode() in left
    check_sound(database_path)


def test_who_is_a_person_at_a_firm_is_asked_for(manager: Desk) -> None:
    with pytest.raises(UsageError) as caught:
        forgetting.find_whom(manager, "王丽")
    assert "--contact n1" in caught.value.hint


def test_only_a_manager_erases(open_as: Callable[[str | None], Desk], manager: Desk) -> None:
    with pytest.raises(RefusedError):
        forgetting.find_whom(open_as("陈伟"), "c1")


def test_it_is_not_undone_and_what_was_before_still_is(manager: Desk, database_path: Path) -> None:
    manager.command = "crm customer edit c2 --notes 改"
    grade = cell(manager, "grade", 1)
    customers.edit_customer(manager, "c1", notes="第一次", grade="C")
    forgetting.forget(manager, forgetting.find_whom(manager, "c1"))
    with pytest.raises(RefusedError, match="cannot be undone"):
        history.undo(manager)
    newest = manager.database.connection.execute("select max(no), command from change").fetchone()
    assert newest[1] == "crm customer forget"
    history.undo(manager, f"h{newest[0] - 1}")
    assert [cell(manager, column, 1) for column in ("name", "notes", "grade")] == ["× c1", "", grade]
    manager.close()
    check_sound(database_path)


def test_a_number_not_to_be_called_is_barred_when_it_comes_again(manager: Desk) -> None:
    contacts.add_contact(manager, "赵六", "c2", phones=["13900001234"])
    bans.ban(manager, "13900001234", whole_customer=False, reason="赵六说别打")
    forgetting.forget(manager, forgetting.find_whom(manager, "c2", "赵六"))
    marks = manager.database.connection.execute(
        "select e164, number_hash, reason from do_not_call"
    ).fetchall()
    assert "赵六" not in json.dumps(marks, ensure_ascii=False)
    assert (barred := queue_gate.may_dial(manager, "+8613900001234", waived=True))
    assert barred.kind == "do_not_call"
    receipt = customers.add_customer(manager, "新来的", phones=["139 0000 1234"])
    phone = manager.database.connection.execute(
        "select e164 from phone where customer_no = ?", [receipt.no]
    ).fetchone()[0]
    assert queue_gate.may_dial(manager, phone, waived=True) is not None


def test_a_customer_that_was_not_to_be_called_leaves_a_hash_of_each_number(manager: Desk) -> None:
    made = customers.add_customer(manager, "孤单的人", kind="person", phones=["13900007777"])
    with manager.change() as change:
        change.insert("do_not_call", customer_no=made.no)
    forgetting.forget(manager, forgetting.find_whom(manager, f"c{made.no}"))
    assert queue_gate.may_dial(manager, "+8613900007777", waived=True) is not None


def test_what_others_share_stays_theirs(manager: Desk) -> None:
    made = customers.add_customer(
        manager, "周敏", kind="person", phones=["020-80000000 转 9"], short_name="阿敏"
    )
    customers.edit_customer(manager, "c2", notes="周敏来过, 阿敏也来过")
    receipt = forgetting.forget(manager, forgetting.find_whom(manager, f"c{made.no}"))
    assert cell(manager, "notes", 2) == "周敏来过, ×也来过"
    assert any("周敏" in warning for warning in receipt.warnings)
    held = manager.database.connection.execute("select e164 from phone where customer_no = 1").fetchall()
    assert ("+862080000000",) in held


def test_a_removed_customer_is_erased_from_the_journal(manager: Desk, database_path: Path) -> None:
    made = customers.add_customer(manager, "删掉的张三丰", phones=["13911112222"], kind="person")
    customers.remove_customer(manager, f"c{made.no}")
    assert "删掉的张三丰".encode() in database_path.read_bytes()
    forgetting.forget(manager, forgetting.find_whom(manager, f"c{made.no}"))
    manager.close()
    left = database_path.read_bytes()
    assert "删掉的张三丰".encode() not in left
    assert b"13911112222" not in left


def test_a_message_that_waits_is_dropped(manager: Desk) -> None:
    payload = letter(f"今天见了{busy_firm.BAIYUN}")
    assert busy_firm.BAIYUN not in payload
    from crm_cli.storage.outbox import insert_messages

    for key, body in (("1", payload), ("2", letter("今天没人"))):
        message = {"key": key, "channel": "x", "medium": "email", "subject": "日报", "payload": body}
        insert_messages(manager.database, [message], now=clock.now(), author="x")
    receipt = forgetting.forget(manager, forgetting.find_whom(manager, "c1"))
    rows = dict(manager.database.connection.execute("select key, state from outbox where key in ('1', '2')"))
    assert rows == {"1": "dropped", "2": "queued"}
    assert any(line.startswith("Not sent") for line in receipt.lines)


def letter(words: str) -> str:
    made = EmailMessage()
    made["Subject"] = "日报"
    made.set_content(words, cte="base64")
    return made.as_string()


def test_a_backup_from_before_is_told_and_comes_back_without_them(manager: Desk, database_path: Path) -> None:
    old = backup.make(database_path).path
    receipt = forgetting.forget(manager, forgetting.find_whom(manager, "c1"))
    assert any(old.name in warning for warning in receipt.warnings)
    prepared = backups.prepare(database_path, str(old), old.parent)
    backups.go_back(prepared, old.parent / backup.STORE, database_path)
    manager.close()
    again = open_desk(database_path, "周敏")
    assert cell(again, "name", 1) == "× c1"
    assert forgetting.came_back(again) == []
    again.close()
    assert busy_firm.BAIYUN.encode() not in database_path.read_bytes()


def test_backups_that_hold_them_are_dropped_when_asked(
    manager: Desk, database_path: Path, tmp_path: Path
) -> None:
    recording = tmp_path / "voice.amr"
    recording.write_bytes("只有这里有的声音".encode())
    attachments.attach(manager, "c1", [recording])
    recording.unlink()
    old = backup.make(database_path).path
    with time_machine.travel("2026-11-20T09:40:00+00:00"):
        forgetting.forget(manager, forgetting.find_whom(manager, "c1"), drop_backups=True)
    left = [one.path for one in backup.backups_in(old.parent)]
    assert old not in left
    assert len(left) == 1
    assert backup.state_of(backup.Backup(left[0], backup.read_sums(left[0])[0]), deep=True) == "good"
    held = everything_in(tmp_path)
    assert "只有这里有的声音".encode() not in held
    assert busy_firm.BAIYUN.encode() not in held


def test_who_comes_in_again_is_told_and_erased_again(manager: Desk, database_path: Path) -> None:
    forgetting.forget(manager, forgetting.find_whom(manager, "c1"))
    customers.edit_customer(manager, "c1", name="又回来的白云")
    assert [one.no for one in forgetting.came_back(manager)] == [1]
    found = {one.check: one for one in _examined(database_path)}
    assert found["erased"].state == "person"
    assert "--again" in found["erased"].found
    forgetting.again(manager)
    assert forgetting.came_back(manager) == []
    assert len(manager.database.all(erasures.FIND_ERASURES)) > 1


def _examined(path: Path) -> Any:
    from crm_cli.services import doctor

    return list(doctor.examine(doctor.Round(path, path.parent / "backups")))
