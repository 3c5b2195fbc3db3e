"""The machine's own file: what it may say of channels, and where secrets are read from."""

import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from crm_cli import config
from crm_cli.delivery import channels
from crm_cli.delivery.secret_sources import SecretSource, read_secret
from crm_cli.errors import CrmError, NotFoundError, RefusedError, UsageError
from tests.delivery.conftest import Configure

ROBOT = {"kind": "dingtalk", "url_env": "URL"}
MAIL = {"host": "smtp.example.com", "user": "crm@example.com", "password_env": "PW"}


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"kind": "telegram"}, "kind must be one of email, wecom, dingtalk, feishu"),
        ({}, "kind must be one of"),
        ({"kind": "email"}, "to must be a list of addresses"),
        ({"kind": "email", "to": []}, "to must be a list of addresses"),
        ({"kind": "email", "to": "boss"}, "boss is not an address"),
        ({"kind": "email", "to": ["a@b.com\nBcc: c@d.com"]}, "is not an address"),
        ({"kind": "email", "to": ["a@b.com, c@d.com"]}, "is not an address"),
        ({"kind": "email", "to": ["<a@b.com>"]}, "is not an address"),
        ({"kind": "email", "to": ["老板@example.com"]}, "is not an address"),
        ({"kind": "email", "to": ["a..b@example.com"]}, "is not an address"),
        ({"kind": "email", "to": [1]}, "is not an address"),
        ({"kind": "email", "to": ["a@b.com"], "url_env": "X"}, "url_env is not understood there"),
        ({"kind": "wecom"}, "does not say where the robot's URL is kept"),
        (
            {"kind": "wecom", "url": "https://qyapi.weixin.qq.com/?key=geheim"},
            "a secret must not stand in the file",
        ),
        ({"kind": "wecom", "url_env": "X", "secret_env": "Y"}, "secret_env is not understood there"),
        ({**ROBOT, "secret": "SECgeheim"}, "a secret must not stand in the file"),
        ({**ROBOT, "url_file": "x"}, "only one of url_env, url_file"),
        ({"kind": "dingtalk", "url_command": []}, "url_command must be text in quotes"),
        ({"kind": "dingtalk", "url_command": "pass 'x"}, "url_command cannot be read"),
        ({"kind": "dingtalk", "url_command": ["pass", 1]}, "url_command must be text in quotes"),
        ({"kind": "dingtalk", "url_env": ["X"]}, "url_env must be text in quotes"),
        ({**ROBOT, "To": "x"}, "To is not understood there"),
    ],
)
def test_what_is_wrong_about_a_channel_is_said_with_its_place(
    table: dict[str, Any], told: str, configure: Configure
) -> None:
    path = configure(sales=table)
    with pytest.raises(UsageError) as raised:
        channels.find("sales")
    assert str(raised.value).startswith(f"In {path}, [channel.sales]: ")
    assert told in str(raised.value)
    assert "geheim" not in str(raised.value) + raised.value.hint


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({}, "host must be"),
        ({"host": "smtp example"}, "host must be"),
        ({**MAIL, "port": 0}, "port must be a number"),
        ({**MAIL, "port": "465"}, "port must be a number"),
        ({**MAIL, "port": True}, "port must be a number"),
        ({**MAIL, "security": "ssl"}, "security must be one of tls, starttls, none"),
        ({**MAIL, "password": "geheim"}, "a secret must not stand in the file"),
        ({**MAIL, "security": "none"}, "not sent to another computer without tls"),
        ({"host": "localhost", "user": "crm@example.com"}, "a user needs a password"),
        ({"host": "localhost", "password_env": "PW", "sender": "a@b.cn"}, "a user needs a password"),
        ({"host": "localhost"}, "sender must be an address"),
        ({**MAIL, "user": "crm"}, "sender must be an address"),
        ({**MAIL, "sender": "A <a@b.cn>, b@b.cn"}, "sender must be an address"),
        ({**MAIL, "sender": "A\nBcc: x <a@b.cn>"}, "sender must be text in quotes"),
        ({**MAIL, "sender": 7}, "sender must be text in quotes"),
        ({**MAIL, "verify": False}, "verify is not understood there"),
    ],
)
def test_what_is_wrong_about_the_mail_server_is_said(
    table: dict[str, Any], told: str, configure: Configure
) -> None:
    configure(mail=table)
    with pytest.raises(UsageError, match=r"\[mail\]") as raised:
        channels.mail_server()
    assert told in str(raised.value)
    assert "geheim" not in str(raised.value) + raised.value.hint


def test_what_is_said_is_understood(configure: Configure) -> None:
    path = configure(
        mail={**MAIL, "sender": '"A公司" <report@example.com>', "security": "starttls", "ca_file": "ca.pem"},
        主管={"kind": "email", "to": ["a@b.com", "c@d.com", "a@b.com"]},
        sales={"kind": "feishu", "url_command": "pass show 'crm feishu'", "secret_file": "f.secret"},
    )
    server = channels.mail_server()
    assert (server.port, server.sender) == (587, ("A公司", "report@example.com"))
    assert server.ca_file == path.parent / "ca.pem"
    assert channels.names() == ["主管", "sales"]
    assert channels.find("主管").to == ("a@b.com", "c@d.com")
    sales = channels.find("sales")
    assert sales.url is not None
    assert sales.url.words == ("pass", "show", "crm feishu")
    # What stands behind a command may say too much.
    assert str(sales.url) == "command pass"
    with pytest.raises(NotFoundError, match="nobody"):
        channels.find("nobody")


def test_a_machine_without_a_file_has_no_channel() -> None:
    assert channels.names() == []
    with pytest.raises(UsageError, match="No mail server"):
        channels.mail_server()


@pytest.mark.parametrize("text", ["channel = 7", "[[channel]]\nkind = 'email'", "[channel]\nx = 'y'"])
def test_tables_that_are_none_are_told(text: str) -> None:
    path = config.config_path()
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(UsageError, match="must be a table"):
        channels.find("x")


def _secret(way: str, *words: str, folder: Path) -> str:
    return read_secret(SecretSource(way, words, folder))


def test_a_secret_is_the_first_line_of_each_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", " 密钥 key \n")
    kept = tmp_path / "kept"
    kept.write_text("密钥 key\nsecond line\n", encoding="utf-8")
    kept.chmod(0o600)
    printing = "import sys; sys.stdout.buffer.write('密钥 key\\r\\nmore'.encode())"
    for way, *words in (
        ("env", "KEY"),
        ("file", "kept"),
        ("file", str(kept)),
        ("command", sys.executable, "-c", printing),
    ):
        assert _secret(way, *words, folder=tmp_path) == "密钥 key"


@pytest.mark.trust("S18")
def test_a_file_others_can_read_is_refused(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("geheim\n")
    for mode in (0o640, 0o604, 0o644, 0o660):
        kept.chmod(mode)
        with pytest.raises(RefusedError, match="read by others") as raised:
            _secret("file", "kept", folder=tmp_path)
        assert raised.value.hint == f"chmod 600 {kept}"
    with pytest.raises(RefusedError, match="ordinary"):
        _secret("file", ".", folder=tmp_path)
    with pytest.raises(CrmError, match="no such file"):
        _secret("file", "missing", folder=tmp_path)


@pytest.mark.trust("S18")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([sys.executable, "-c", "print('geheim'); raise SystemExit(3)"], "ended with 3"),
        ([sys.executable, "-c", "print()"], "no secret"),
        ([sys.executable, "-c", "print('\\x1b[2Jgeheim')"], "no secret"),
        (["/nowhere/pass", "geheim"], "no such file"),
        (["-rf"], "no such file"),
        (["echo geheim; ls"], "no such file"),
    ],
)
def test_a_command_that_fails_says_so_and_nothing_of_what_it_printed(
    words: list[str], told: str, tmp_path: Path
) -> None:
    with pytest.raises(CrmError, match=told) as raised:
        _secret("command", *words, folder=tmp_path)
    if words[0] != "echo geheim; ls":
        assert "geheim" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_command_that_waits_for_ever_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_cli.delivery.secret_sources._SECONDS", 0.3)
    with pytest.raises(CrmError, match="took too long"):
        _secret("command", sys.executable, "-c", "import time; time.sleep(9)", folder=tmp_path)


def test_a_command_that_prints_for_ever_or_leaves_a_child_behind_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_cli.delivery.secret_sources._SECONDS", 0.5)
    monkeypatch.setattr("crm_cli.delivery.secret_sources._SECONDS_AFTER", 0.2)
    with pytest.raises(CrmError, match="took too long"):
        _secret("command", "sh", "-c", "while :; do echo geheim; done", folder=tmp_path)
    began = time.monotonic()
    # As gpg-agent does that lives on: the pipe stays open after the command has ended.
    assert _secret("command", "sh", "-c", "echo geheim; sleep 1 &", folder=tmp_path) == "geheim"
    assert time.monotonic() - began < 0.9


@pytest.mark.trust("S18")
def test_a_command_is_not_told_the_secrets_of_others(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(
        mail={"host": "localhost", "sender": "a@b", "user": "u", "password_env": "MAIL_PW"},
        sales={"kind": "dingtalk", "url_env": "DING_URL", "secret_env": "DING_SECRET"},
    )
    for name in ("MAIL_PW", "DING_URL", "DING_SECRET"):
        monkeypatch.setenv(name, "geheim")
    monkeypatch.setenv("VAULT_TOKEN", "its own")
    printing = "import os; print([k for k, v in os.environ.items() if v in ('geheim', 'its own')])"
    assert _secret("command", sys.executable, "-c", printing, folder=tmp_path) == "['VAULT_TOKEN']"


@pytest.mark.trust("S18")
def test_what_others_could_put_in_the_place_of_a_secret_file_is_refused(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(b"\xef\xbb\xbfgeheim\r\n")
    kept.chmod(0o600)
    link, pipe = tmp_path / "link", tmp_path / "pipe"
    link.symlink_to(kept)
    # Notepad's mark is no part of it, and a link leads to a file that is judged itself.
    assert _secret("file", "link", folder=tmp_path) == "geheim"
    kept.chmod(0o644)
    with pytest.raises(RefusedError, match="read by others"):
        _secret("file", "link", folder=tmp_path)
    os.mkfifo(pipe, 0o600)
    for place in (str(pipe), "/dev/zero", "/dev/tty"):
        with pytest.raises(CrmError, match=r"ordinary|cannot be read"):
            _secret("file", place, folder=tmp_path)
    if os.geteuid() == 0:
        kept.chmod(0o600)
        os.chown(kept, 12345, 12345)
        with pytest.raises(RefusedError):
            _secret("file", "kept", folder=tmp_path)
    with pytest.raises(CrmError, match="cannot be read"):
        _secret("file", "~nobody-of-that-name/x", folder=tmp_path)


@pytest.mark.trust("S18")
@pytest.mark.parametrize("key", ["url_env", "url_file", "url_command", "secret_env"])
def test_a_secret_typed_in_the_place_of_its_place_is_refused_unquoted(key: str, configure: Configure) -> None:
    table = {"kind": "dingtalk", "url_file": "x", key: "https://example.com/robot/send?access_token=geheim"}
    if key.startswith("url_") and key != "url_file":
        del table["url_file"]
    configure(sales=table)
    with pytest.raises(UsageError) as raised:
        channels.find("sales")
    assert "geheim" not in raised.value.sentence + raised.value.hint


def test_a_settings_file_that_cannot_be_read_is_not_taken_for_empty(configure: Configure) -> None:
    path = configure(sales={"kind": "wecom", "url_env": "URL"})
    path.unlink()
    path.mkdir()
    with pytest.raises(UsageError, match="cannot be read"):
        channels.names()


def test_a_variable_that_is_not_set_is_told(tmp_path: Path) -> None:
    with pytest.raises(CrmError, match="variable NOT_THERE is not set"):
        _secret("env", "NOT_THERE", folder=tmp_path)
