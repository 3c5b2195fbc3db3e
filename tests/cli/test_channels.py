"""`crm channel`: the machine's own file written line by line, and no secret in it or on the screen."""

import os
import stat
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli import config
from crm_cli.services.machine_file import with_table
from tests.cli.conftest import Run
from tests.delivery.servers import Mailbox, Robots, mail_server, robot_server

KEY = Robots.KEY


@pytest.fixture
def robots() -> Robots:
    """What the robot heard."""
    return Robots()


@pytest.fixture
def wecom(robots: Robots, run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """A machine with the channel `sales`, a WeCom robot on this computer."""
    with robot_server(robots) as address:
        monkeypatch.setenv("SALES_URL", f"{address}/cgi-bin/webhook/send?key={KEY}")
        assert run("channel add sales wecom --url-env SALES_URL").exit_code == 0
        yield run


def _file() -> dict[str, Any]:
    return tomllib.loads(config.config_path().read_text(encoding="utf-8"))


def test_channels_are_added_shown_and_removed_and_the_rest_of_the_file_stays(run: Run) -> None:
    path = config.config_path()
    path.parent.mkdir(parents=True)
    path.write_text('# mine\nas = "陈伟"\n\n[mine]\ncommand = "adb"\n', encoding="utf-8")
    assert run("channel add 主管 email --to boss@example.com --to wife@example.com").exit_code == 0
    run("channel add sales wecom --url-command 'pass show crm'")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert _file()["channel"] == {
        "主管": {"kind": "email", "to": ["boss@example.com", "wife@example.com"]},
        "sales": {"kind": "wecom", "url_command": "pass show crm"},
    }
    rows = run("channel list --format json").json()
    assert rows[1] == {
        "name": "sales", "kind": "wecom", "to": [], "url": "command pass", "secret": "", "problem": "",
    }  # fmt: skip
    assert "WeCom robot" in run("channel show sales").stdout
    assert run("channel add sales wecom --url-env X").exit_code == 4
    assert run("channel remove sales").exit_code == 2
    assert run("channel remove sales 主管 --yes").exit_code == 0
    assert path.read_text(encoding="utf-8") == '# mine\nas = "陈伟"\n\n[mine]\ncommand = "adb"\n'
    assert run("channel remove sales --yes").exit_code == 3


@pytest.mark.parametrize(
    "words",
    [
        "x telegram --to a@b.cn",
        "x email",
        "x email --to nobody",
        "x email --to a@b.cn --url-env X",
        "x wecom",
        "x wecom --url-env X --url-file Y",
        "'a b' email --to a@b.cn",
        "'[/b]' email --to a@b.cn",
        "'' email --to a@b.cn",
    ],
)
def test_a_channel_that_would_not_work_is_not_written(run: Run, words: str) -> None:
    assert run(f"channel add {words}").exit_code == 2
    assert not config.config_path().exists()


def test_a_secret_typed_at_a_terminal_is_kept_in_a_file_of_its_owner(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ["https://oapi.dingtalk.com/robot/send?access_token=geheim-token", "SECgeheim", "geheim-pw"]
    monkeypatch.setattr("getpass.getpass", lambda _prompt: answers.pop(0))
    said = run("channel add ding dingtalk", terminal=True).said
    said += run("channel mail --host smtp.example.com --user crm@example.com", terminal=True).said
    folder = config.config_path().parent
    (folder / "ding.url").write_text("made by hand, and no business of crm's\n")
    names = ("secrets/ding.url", "secrets/ding.secret", "secrets/mail.password")
    kept = {name: (folder / name).read_text() for name in names}
    assert [text.strip() for text in kept.values()] == [
        "https://oapi.dingtalk.com/robot/send?access_token=geheim-token", "SECgeheim", "geheim-pw",
    ]  # fmt: skip
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in kept} == {0o600}
    assert stat.S_IMODE((folder / "secrets").stat().st_mode) == 0o700
    assert run("channel add Ding wecom --url-env URL").exit_code == 4
    said += run("channel list").said + run("channel show ding").said + run("channel mail").said
    assert "geheim" not in said + config.config_path().read_text()
    assert "file secrets/ding.secret" in said
    run("channel remove ding --yes")
    assert sorted(one.name for one in folder.iterdir()) == ["config.toml", "ding.url", "secrets"]
    assert [one.name for one in (folder / "secrets").iterdir()] == ["mail.password"]


def test_an_address_that_is_none_is_not_kept(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "http://oapi.dingtalk.com/?access_token=geheim")
    done = run("channel add ding dingtalk", terminal=True)
    assert done.exit_code == 2
    assert "geheim" not in done.said
    assert not config.config_path().exists()


def test_the_mail_server_is_changed_key_by_key(run: Run) -> None:
    assert run("channel mail").exit_code == 2
    assert run("channel mail --host localhost --sender crm@example.com").exit_code == 0
    assert run("channel mail --port 2525 --security none").exit_code == 0
    assert _file()["mail"] == {
        "host": "localhost", "sender": "crm@example.com", "port": 2525, "security": "none",
    }  # fmt: skip
    assert run("channel mail --user crm@example.com").exit_code == 2
    run("channel mail --user crm@example.com --password-env PW")
    warned = run("channel mail --password-file pw.txt")
    assert "cannot be read" in warned.stderr
    assert "password_env" not in _file()["mail"]
    run("channel mail --user ''")
    assert "password_file" not in _file()["mail"]
    assert run("channel mail --format json").json()["port"] == 2525


def test_a_test_says_what_the_server_answered(wecom: Run, robots: Robots) -> None:
    done = wecom("channel test sales --text '<@all> 你好'")
    assert (done.exit_code, done.stdout) == (0, "sales sent: A test from crm (0 ok)\n")
    assert robots.taken[0]["markdown"]["content"] == "# A test from crm\n\n＜@all> 你好"
    assert wecom("channel test nope").exit_code == 3
    [row] = wecom("channel test sales --format json").json()
    assert (row["state"], row["channel"], row["words"]) == ("sent", "sales", "0 ok")


def test_a_mail_is_tested_at_every_address(run: Run) -> None:
    mailbox = Mailbox()
    mailbox.refused["gone@example.com"] = "550 no such user"
    with mail_server(mailbox) as port:
        run(f"channel mail --host 127.0.0.1 --port {port} --security none --sender crm@example.com")
        run("channel add boss email --to gone@example.com --to boss@example.com")
        done = run("channel test boss")
    assert done.exit_code == 1
    assert "boss gone@example.com failed: The mail server refuses it: 550 no such user" in done.stdout
    assert "boss boss@example.com sent" in done.stdout
    assert "1 of 2" in done.stderr
    assert [to for _from, [to], _mail in mailbox.mails] == ["boss@example.com"]


def test_no_secret_is_in_a_traceback(run: Run, monkeypatch: pytest.MonkeyPatch, database_path: Path) -> None:
    monkeypatch.setenv("SALES_URL", f"http://127.0.0.1:9/cgi-bin/webhook/send?key={KEY}")
    run("channel add sales wecom --url-env SALES_URL")
    for words in (["channel", "test", "sales"], ["outbox", "send"]):
        done = subprocess.run(
            [sys.executable, "-m", "crm_cli", *words, "--debug"],
            env={**os.environ, "CRM_DB": str(database_path)}, cwd=Path(__file__).parents[2],
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert KEY not in done.stdout + done.stderr
    assert "127.0.0.1" in run("channel test sales").stdout


def test_a_channel_written_wrong_by_hand_is_listed_with_what_is_wrong(run: Run) -> None:
    path = config.config_path()
    path.parent.mkdir(parents=True)
    path.write_text(f'[channel.sales]\nkind = "wecom"\nurl = "https://x/?key={KEY}"\n')
    done = run("channel list --format json")
    assert "must not stand in the file" in done.json()[0]["problem"]
    assert KEY not in done.said
    assert run("channel show sales").exit_code == 0
    assert run("channel test sales").exit_code == 2
    assert run("channel remove sales --yes").exit_code == 0


LINES = st.lists(
    st.sampled_from(
        [
            "# a note",
            "",
            'top = "x"',
            "[channel.b]",
            'kind = "b"',
            "[mail]",
            "[channel.a]",
            '[ channel . "a" ]',
            "[dial]",
        ]
    ),
    max_size=8,
)
NAMES = st.sampled_from(["a", "b", "主管", "a-b"])


@given(lines=LINES, name=NAMES, value=st.one_of(st.none(), st.just({"kind": "email", "to": ["x@y.cn"]})))
def test_one_table_changes_and_every_other_line_stays(
    lines: list[str], name: str, value: dict[str, Any] | None
) -> None:
    text = "\n".join(lines)
    try:
        before = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    after = tomllib.loads(with_table(text, ["channel", name], value))
    others = {key: held for key, held in before.get("channel", {}).items() if key != name}
    wanted = {**others, name: value} if value else others
    assert after.get("channel", {}) == wanted
    assert {key: held for key, held in after.items() if key != "channel"} == {
        key: held for key, held in before.items() if key != "channel"
    }


def test_a_file_typed_is_the_one_seen_from_here(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("geheim").write_text("x")
    Path("geheim").chmod(0o600)
    done = run("channel mail --host smtp.example.com --user a --password-file geheim --sender a@example.com")
    assert (done.exit_code, done.stderr) == (0, "")
    assert str(tmp_path / "geheim") in config.config_path().read_text()
