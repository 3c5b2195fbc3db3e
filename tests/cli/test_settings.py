"""`crm config` and the machine's own file."""

import stat
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli import config
from crm_cli.services.machine_file import replaced
from tests.cli.conftest import Run


def test_the_firms_settings_are_a_managers(run: Run) -> None:
    assert run("config", "set", "protect_days", "40").exit_code == 4
    assert run("config", "set", "protect_days", "40", who="周敏").exit_code == 0
    shown = run("config", "show", "protect_days", "--format", "json").json()
    assert (shown["value"], shown["default"], shown["where"]) == (40, 30, "firm")
    run("config", "set", "protect_days", "", who="周敏")
    assert run("config", "show", "protect_days", "--format", "json").json()["value"] == 30
    run("undo", who="周敏")
    assert run("config", "show", "protect_days", "--format", "json").json()["value"] == 40


def test_a_firm_without_a_manager_is_not_locked_out(run: Run) -> None:
    run("rep", "edit", "周敏", "--role", "rep", who="周敏")
    assert run("config", "set", "working_days", "1,2,3,4,5,6").exit_code == 0


def test_the_machines_settings_are_in_a_file_of_its_owner(run: Run) -> None:
    path = config.config_path()
    path.parent.mkdir(parents=True)
    path.write_text('# mine\nas = "陈伟"\n\n[mine]\ncommand = "adb"\n', encoding="utf-8")
    assert run("config", "set", "language", "zh_CN.UTF-8").exit_code == 0
    assert run("config", "set", "as", "李娜").exit_code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text(encoding="utf-8")
    assert text == '# mine\nas = "李娜"\nlanguage = "zh-Hans"\n\n[mine]\ncommand = "adb"\n'
    rows = {row["key"]: row for row in run("config", "list", "--format", "json").json()}
    assert (rows["language"]["value"], rows["language"]["where"]) == ("zh-Hans", "machine")
    run("config", "set", "language", "")
    assert config.load().language is None


def test_a_relative_database_is_kept_whole_and_lists_need_none(run: Run) -> None:
    run("config", "set", "database", "firm.db")
    assert str(config.load().database).startswith("/")
    missing = run("config", "list", "--db", "/nowhere/at/all.db", "--format", "json")
    assert sorted(row["key"] for row in missing.json()) == sorted(config.KEYS)
    assert missing.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("config set colour red", 3),
        ("config show colour", 3),
        ("config set language klingon", 2),
        ("config set format pdf", 2),
        ("config set protect_days soon --as 周敏", 2),
    ],
)
def test_what_cannot_be_is_refused(run: Run, words: str, code: int) -> None:
    assert run(words).exit_code == code
    assert not config.config_path().exists()


LINES = st.lists(
    st.sampled_from(["# a note", "", 'other = "x"', 'as = "old"', "[dial]", 'as2 = "y"']), max_size=6
)


@given(lines=LINES, value=st.text(st.characters(exclude_categories=["C", "Z"])))
def test_one_key_changes_and_every_other_line_stays(lines: list[str], value: str) -> None:
    text = "\n".join(lines)
    try:
        before = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    after = tomllib.loads(replaced(text, "as", value))
    kept = {key: held for key, held in before.items() if key != "as"}
    assert after == ({**kept, "as": value} if value else kept)


def test_a_receipt_says_what_the_setting_is(run: Run) -> None:
    def told(key: str, value: str) -> str:
        return run("config", "set", key, value, who="周敏").stdout

    assert told("pool_days", "b=20，A=10").endswith(" is now A=10,B=20.\n")
    assert told("pool_days", "") == (
        "pool_days (working days without a touch after which a customer of a grade goes to the pool) has no rule now.\n"
    )
    assert told("neglect_days", "").endswith(" is now A=3,B=7,C=15,D=40.\n")
    assert told("holidays", "") == "holidays (days off) is now none.\n"
    assert told("protect_days", "").endswith(" is now 30.\n")
