"""Group robots against a server that checks what the vendors check, and can fail as they do."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine
import trustme

from crm_cli import clock
from crm_cli.delivery import channels, sending
from crm_cli.delivery.https import read_url
from crm_cli.delivery.letters import Letter, queue
from crm_cli.delivery.robots import signature
from crm_cli.errors import CrmError
from crm_cli.services import outbox
from crm_cli.services.desk import Desk
from tests.delivery.conftest import PATHS, Configure
from tests.delivery.servers import Robots, reply, robot_server, server_context, silence

KINDS = list(PATHS)
LONG = Letter(
    "日报 2026-11-20", "正文", markdown="# 日报\n" + "\n".join(f'- 客户"{i}"\\白云航空' for i in range(4000))
)


def _told(fared: list[sending.Sent]) -> str:
    return "\n".join(f"{sent.state} {sent.words}" for sent in fared)


@pytest.mark.parametrize("kind", KINDS)
def test_a_robot_takes_what_is_signed_now_and_short_enough(
    kind: str, robot_address: str, robots: Robots, desk: Desk
) -> None:
    queue(desk, channels.find(kind), "daily", LONG)
    # What is stored holds neither the key nor a signature, and outlives the hour a signature is good for.
    row = desk.database.connection.execute("select payload from outbox").fetchone()[0]
    assert not any(word in row for word in (Robots.KEY, Robots.SECRET, "sign", "timestamp"))
    with time_machine.travel(clock.now() + timedelta(hours=5), tick=True):
        fared = sending.flush(desk)
    assert [sent.state for sent in fared] == ["sent"], _told(fared)
    [message] = robots.taken
    assert "白云航空" in str(message)
    assert "more lines" in str(message)
    assert desk.database.connection.execute("select payload from outbox").fetchone()[0] == ""


def test_the_signature_is_the_one_the_vendors_compute() -> None:
    # Computed with openssl dgst -sha256: DingTalk signs with the secret, Feishu signs nothing at all.
    dingtalk = signature("this is secret", "1577262236757\nthis is secret")
    assert dingtalk == "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM="
    assert signature("1599360473\ndemo", "") == "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_key_fails_with_the_robots_words_and_not_the_key(
    kind: str, robot_address: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"ROBOT_{kind}", robot_address + PATHS[kind].replace(Robots.KEY, "wrong-0f1e"))
    monkeypatch.setenv("ROBOT_SECRET", "wrong-secret")
    queue(desk, channels.find(kind), "daily", Letter("日报", "正文"))
    [sent] = sending.flush(desk)
    assert (sent.state, sent.is_trouble) == ("failed", True)
    kept = outbox.message(desk, "q1").error
    assert kept == sent.words
    assert not any(word in kept for word in ("wrong-0f1e", "wrong-secret"))
    if kind == "wecom":
        assert "93000 invalid webhook url, key=***" in kept


Answer = Callable[[Any], None]


@pytest.mark.parametrize(
    ("kind", "answer", "state", "minutes"),
    [
        ("wecom", partial(reply, status=200, answer={"errcode": 45009, "errmsg": "freq"}), "queued", 10),
        ("wecom", partial(reply, status=200, answer={"errcode": -1, "errmsg": "busy"}), "queued", 10),
        ("dingtalk", partial(reply, status=200, answer={"errcode": 130101, "errmsg": "fast"}), "queued", 10),
        ("feishu", partial(reply, status=200, answer={"code": 11232, "msg": "frequency"}), "queued", 10),
        ("feishu", partial(reply, status=200, answer={"StatusCode": 0, "StatusMessage": "ok"}), "sent", 0),
        ("feishu", partial(reply, status=400, answer={"code": 11232, "msg": "frequency"}), "queued", 10),
        (
            "feishu",
            partial(reply, status=200, answer={"code": 9499, "msg": "Too Many Requests"}),
            "queued",
            10,
        ),
        ("feishu", partial(reply, status=400, answer={"code": 9499, "msg": "Bad Request"}), "failed", 0),
        ("wecom", partial(reply, status=429, answer=b""), "queued", 10),
        ("wecom", partial(reply, status=500, answer=b"oops"), "unsure", 0),
        ("wecom", partial(reply, status=202, answer=b""), "unsure", 0),
        ("wecom", partial(reply, status=200, answer=b"[" * 60_000), "unsure", 0),
        ("wecom", partial(reply, status=503, answer=b""), "queued", 1),
        ("wecom", partial(reply, status=404, answer=b"no"), "failed", 0),
        ("wecom", partial(reply, status=302, answer=b"", Location="http://elsewhere/"), "failed", 0),
        ("wecom", partial(reply, status=504, answer=b""), "unsure", 0),
        ("wecom", partial(reply, status=200, answer=b"<html>Please log in\x1b]0;x\x07</html>"), "unsure", 0),
        ("wecom", partial(reply, status=200, answer=b"[]"), "unsure", 0),
        ("wecom", partial(reply, status=200, answer=b"9" * 200_000), "unsure", 0),
        ("wecom", silence, "unsure", 0),
    ],
)
def test_what_each_answer_means(
    kind: str, answer: Answer, state: str, minutes: int, robot_address: str, robots: Robots, desk: Desk
) -> None:
    robots.answers = [answer]
    queue(desk, channels.find(kind), "daily", Letter("日报", "正文"))
    [sent] = sending.flush(desk)
    assert sent.state == state, sent.words
    assert sent.words.isprintable()
    assert len(sent.words) < 500
    if minutes:
        assert sent.next_try_at is not None
        wait = sent.next_try_at - clock.now()
        assert timedelta(minutes=minutes - 1) < wait <= timedelta(minutes=minutes)
        with time_machine.travel(sent.next_try_at + timedelta(seconds=1), tick=True):
            assert [one.state for one in sending.flush(desk)] == ["sent"]
    else:
        with time_machine.travel(clock.now() + timedelta(days=2), tick=True):
            assert sending.flush(desk) == []
    assert robots.asked == (2 if minutes else 1)


def test_a_server_that_is_not_there_is_tried_again(
    desk: Desk, configure: Configure, monkeypatch: Any
) -> None:
    monkeypatch.setenv("URL", "http://127.0.0.1:9/x?key=secret-key")
    configure(wecom={"kind": "wecom", "url_env": "URL"})
    queue(desk, channels.find("wecom"), "daily", Letter("日报", "正文"))
    [sent] = sending.flush(desk)
    assert sent.state == "queued"
    assert "127.0.0.1" in sent.words
    assert "secret-key" not in sent.words


@pytest.mark.parametrize(
    "url",
    [
        "http://oapi.dingtalk.com/robot/send?access_token=secret-key",
        "http://localhost.evil.example/x?key=secret-key",
        "ftp://localhost/secret-key",
        "https://",
        "secret-key",
        "https://example.com/secret-key\r\nHost: evil",
        "https://example.com/secret key",
        "https://例子.cn/secret-key",
        "https://user:secret-key@example.com/",
        "https://[::1/secret-key",
        "https://example.com:99999/secret-key",
    ],
)
def test_an_address_that_must_not_be_used_is_refused_unquoted(url: str) -> None:
    with pytest.raises(CrmError) as raised:
        read_url(url)
    assert "secret-key" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_robot_is_only_told_when_it_is_who_it_says(
    robots: Robots, authority: trustme.CA, configure: Configure, desk: Desk, tmp_path: Path, monkeypatch: Any
) -> None:
    with robot_server(robots, server_context(authority.issue_cert("localhost"))) as address:
        monkeypatch.setenv("URL", address + PATHS["wecom"])
        configure(wecom={"kind": "wecom", "url_env": "URL"})
        queue(desk, channels.find("wecom"), "daily", Letter("日报", "正文"))
        [stranger] = sending.flush(desk)
        assert (stranger.state, robots.asked) == ("queued", 0)
        assert "certificate" in stranger.words.lower()
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        with time_machine.travel(clock.now() + timedelta(minutes=2), tick=True):
            assert [sent.state for sent in sending.flush(desk)] == ["sent"]


def test_a_slow_robot_is_not_waited_for_forever(
    robot_address: str, robots: Robots, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_cli.delivery.https.SECONDS", 0.2)
    robots.answers = [lambda _handler: time.sleep(0.5)]
    queue(desk, channels.find("wecom"), "daily", Letter("日报", "正文"))
    assert [sent.state for sent in sending.flush(desk)] == ["unsure"]
