"""Local servers, and the machine's own file that names them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from crm_cli import config
from tests.delivery.servers import Mailbox, Robots, mail_server, robot_server

PATHS = {
    "wecom": f"/cgi-bin/webhook/send?key={Robots.KEY}",
    "dingtalk": f"/robot/send?access_token={Robots.KEY}",
    "feishu": f"/open-apis/bot/v2/hook/{Robots.KEY}",
}

Configure = Callable[..., Path]


@pytest.fixture
def configure() -> Configure:
    """Write the machine's own file: `mail` is its table, other names are channels."""

    def write(**tables: Any) -> Path:
        lines = []
        for name, table in tables.items():
            lines.append(
                f"[{'mail' if name == 'mail' else f'channel.{json.dumps(name, ensure_ascii=False)}'}]"
            )
            lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in table.items()]
        path = config.config_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """An authority of certificates that only who is told of it trusts."""
    return trustme.CA()


@pytest.fixture
def mailbox() -> Mailbox:
    """The box behind the mail server."""
    return Mailbox()


@pytest.fixture
def plain_server(mailbox: Mailbox, configure: Configure) -> Iterator[int]:
    """A mail server on this computer that asks for nothing, and a channel `boss` with two addresses."""
    with mail_server(mailbox) as port:
        configure(
            mail={"host": "127.0.0.1", "port": port, "security": "none", "sender": "crm@example.com"},
            boss={
                "kind": "email",
                "to": ["boss@example.com", "老板".encode("punycode").decode() + "@example.cn"],
            },
        )
        yield port


@pytest.fixture
def robots() -> Robots:
    """What the robots heard."""
    return Robots()


@pytest.fixture
def robot_address(robots: Robots, configure: Configure, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The robots' server, and a channel for each of them, named as its kind."""
    with robot_server(robots) as address:
        monkeypatch.setenv("ROBOT_SECRET", Robots.SECRET)
        for kind, path in PATHS.items():
            monkeypatch.setenv(f"ROBOT_{kind}", address + path)
        configure(
            wecom={"kind": "wecom", "url_env": "ROBOT_wecom"},
            dingtalk={"kind": "dingtalk", "url_env": "ROBOT_dingtalk", "secret_env": "ROBOT_SECRET"},
            feishu={"kind": "feishu", "url_env": "ROBOT_feishu", "secret_env": "ROBOT_SECRET"},
        )
        yield address
