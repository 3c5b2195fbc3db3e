"""Each message once, whatever happens to the database, the clock or the process meanwhile."""

import resource
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from crm_cli import clock
from crm_cli.delivery import channels, sending
from crm_cli.delivery.letters import Letter, queue
from crm_cli.errors import DatabaseError
from crm_cli.services import outbox
from crm_cli.services.desk import Desk
from tests.delivery.conftest import Configure
from tests.delivery.servers import Mailbox, Robots, reply, script
from tests.delivery.test_sending import LETTER, started
from tests.delivery.test_smtp import TO_DATA

TAKEN = {"errcode": 0, "errmsg": "ok"}


def _states(desk: Desk) -> list[str]:
    return [row.state for row in outbox.messages(desk, sort="no")]


def _at(minutes: float) -> Any:
    return time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=True)


@contextmanager
def _locked(path: Path) -> Iterator[sqlite3.Connection]:
    """Hold the write lock, as a long import does."""
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("begin immediate")
        yield other


def _impatient(desk: Desk) -> None:
    desk.database.connection.execute("pragma busy_timeout = 20")


@pytest.mark.parametrize("patience", [5, 0])
def test_an_import_that_holds_the_file_keeps_nothing_sent_from_being_noted(
    patience: int, robot_address: str, robots: Robots, desk: Desk, database_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(outbox, "SETTLE_SECONDS", patience)
    _impatient(desk)
    queue(desk, channels.find("wecom"), "daily", LETTER)
    with _locked(database_path) as other:
        other.execute("rollback")

        def lock_and_take(handler: Any) -> None:
            other.execute("begin immediate")
            reply(handler, 200, TAKEN)

        robots.answers = [lock_and_take]
        release = threading.Timer(0.4, lambda: other.execute("rollback"))
        if patience:
            release.start()
            assert [sent.state for sent in sending.flush(desk)] == ["sent"]
            release.join()
            assert _states(desk) == ["sent"]
        else:
            with pytest.raises(DatabaseError, match="q1 was sent, which could not be noted") as raised:
                sending.flush(desk)
            assert "outbox drop q1" in raised.value.hint
    if not patience:
        with _at(outbox.LEASE_MINUTES + 1):
            assert [sent.state for sent in sending.flush(desk)] == ["unsure"]
    assert robots.asked == 1


def test_a_full_disk_when_it_was_sent_does_not_double_it(
    robot_address: str, robots: Robots, desk: Desk, database_path: Path
) -> None:
    queue(desk, channels.find("wecom"), "daily", LETTER)
    sender = started(database_path)

    def fill_the_disk(handler: Any) -> None:
        resource.prlimit(sender.pid, resource.RLIMIT_FSIZE, (0, 0))
        reply(handler, 200, TAKEN)

    robots.answers = [fill_the_disk]
    _out, told = sender.communicate(b"go\n")
    assert sender.returncode == 5, told
    assert b"q1 was sent" in told
    assert sending.flush(desk) == []
    with _at(outbox.LEASE_MINUTES + 1):
        assert [sent.state for sent in sending.flush(desk)] == ["unsure"]
    assert robots.asked == 1


def test_from_a_database_that_cannot_be_written_nothing_is_sent(
    robot_address: str, robots: Robots, desk: Desk
) -> None:
    queue(desk, channels.find("wecom"), "daily", LETTER)
    desk.database.connection.execute("pragma query_only = on")
    with pytest.raises(DatabaseError):
        sending.flush(desk)
    assert robots.asked == 0


def test_where_nothing_is_due_an_import_is_no_trouble(
    robot_address: str, desk: Desk, database_path: Path
) -> None:
    _impatient(desk)
    with _locked(database_path):
        assert sending.flush(desk) == []


KILLED = {
    "in the middle of it": ([*TO_DATA, (b"subject", b"")], "sent"),
    "after the final dot": ([*TO_DATA, (b".\r\n", b"")], "unsure"),
}


@pytest.mark.parametrize("moment", KILLED)
def test_a_process_killed_in_the_dialogue(
    moment: str, desk: Desk, configure: Configure, database_path: Path
) -> None:
    lines, state = KILLED[moment]
    table = {"host": "127.0.0.1", "security": "none", "sender": "crm@example.com"}
    boss = {"kind": "email", "to": "boss@example.com"}
    sender: list[subprocess.Popen[bytes]] = []
    with script([*lines, (b"", lambda: sender[0].send_signal(signal.SIGKILL))]) as (port, _heard):
        configure(mail={**table, "port": port}, boss=boss)
        # More than the sockets hold, so that in the middle it is still being sent.
        text = "正文" * 500_000 if state == "sent" else "正文"
        queue(desk, channels.find("boss"), "daily", Letter("日报", text))
        sender.append(started(database_path))
        sender[0].communicate(b"go\n")
    assert sender[0].returncode == -signal.SIGKILL
    assert _states(desk) == ["sending"]
    with script([*TO_DATA, (b".\r\n", b"250 ok\r\n")] if state == "sent" else []) as (port, heard):
        configure(mail={**table, "port": port}, boss=boss)
        with _at(outbox.LEASE_MINUTES + 1):
            assert [sent.state for sent in sending.flush(desk)] == [state]
            assert sending.flush(desk) == []
        if state == "unsure":
            socket.create_connection(("127.0.0.1", port)).close()
    assert heard.count(b".\r\n") == (state == "sent")


@pytest.mark.parametrize("minutes", [-60, 60])
def test_a_clock_that_jumps_neither_doubles_nor_loses(
    minutes: int, robot_address: str, robots: Robots, desk: Desk, open_as: Callable[[str | None], Desk]
) -> None:
    other = open_as("李娜")
    fared: list[sending.Sent] = []
    for name in ("wecom", "dingtalk"):
        queue(desk, channels.find(name), "daily", LETTER)

    def jump(handler: Any) -> None:
        # While the first is under way another process flushes, by whose clock an hour has gone by or come back.
        with _at(minutes):
            fared.extend(sending.flush(other))
        reply(handler, 200, TAKEN)

    other.database.connection.execute("pragma busy_timeout = 5000")
    robots.answers = [jump]
    mine = [sent.state for sent in sending.flush(desk)]
    assert {"wecom": mine, "other": [sent.state for sent in fared]} == (
        {"wecom": ["sent"], "other": ["unsure", "sent"]}
        if minutes > 0
        else {"wecom": ["sent", "sent"], "other": []}
    )
    assert _states(desk) == ["sent", "sent"]
    assert robots.asked == 2


def test_who_was_overtaken_stops_before_the_final_dot(
    plain_server: int,
    mailbox: Mailbox,
    desk: Desk,
    open_as: Callable[[str | None], Desk],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = open_as("李娜")
    queue(desk, channels.find("boss")._replace(to=("boss@example.com",)), "daily", LETTER)
    real = outbox.hand_over

    def overtaken(mine: Desk, taken: Any) -> None:
        if mine is desk:
            with _at(outbox.LEASE_MINUTES + 1):
                assert [sent.state for sent in sending.flush(other)] == ["sent"]
        real(mine, taken)

    monkeypatch.setattr(outbox, "hand_over", overtaken)
    [sent] = sending.flush(desk)
    assert (sent.state, sent.is_trouble) == ("sent", False)
    assert "taken back" in sent.words
    assert (_states(desk), len(mailbox.mails)) == (["sent"], 1)


def test_handing_over_begins_the_lease_anew(plain_server: int, desk: Desk) -> None:
    queue(desk, channels.find("boss")._replace(to=("boss@example.com",)), "daily", LETTER)
    taken = outbox.claim(desk, ["boss"])
    assert taken is not None
    with _at(outbox.LEASE_MINUTES - 1):
        outbox.hand_over(desk, taken)
    with _at(outbox.LEASE_MINUTES + 1):
        assert outbox.give_up_lost(desk) == []


def test_a_robot_asked_too_often_is_left_alone_by_all_its_messages(
    robot_address: str, robots: Robots, desk: Desk
) -> None:
    for number in range(3):
        queue(desk, channels.find("wecom"), f"note {number}", LETTER)
    queue(desk, channels.find("dingtalk"), "daily", LETTER)
    robots.answers = [lambda handler: reply(handler, 200, {"errcode": 45009, "errmsg": "freq"})]
    assert [(sent.channel, sent.state) for sent in sending.flush(desk)] == [
        ("wecom", "queued"), ("dingtalk", "sent"),
    ]  # fmt: skip
    with _at(9):
        assert sending.flush(desk) == []
    assert [row.attempts for row in outbox.messages(desk, sort="no")] == [1, 0, 0, 1]
    with _at(11):
        assert [sent.state for sent in sending.flush(desk)] == ["sent"] * 3


def test_a_robot_that_cannot_be_reached_is_asked_once_in_a_run(
    desk: Desk, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("URL", "https://a..b/x?key=secret-key")
    configure(wecom={"kind": "wecom", "url_env": "URL"})
    for number in range(3):
        queue(desk, channels.find("wecom"), f"note {number}", LETTER)
    [sent] = sending.flush(desk)
    assert sent.state == "queued"
    assert "secret-key" not in sent.words


def test_an_answer_that_never_ends_is_ended(
    robot_address: str, robots: Robots, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_cli.delivery.https.IN_ALL_SECONDS", 0.3)

    def trickle(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        with suppress(OSError):
            while True:
                handler.wfile.write(b" ")
                time.sleep(0.02)

    robots.answers = [trickle]
    queue(desk, channels.find("wecom"), "daily", LETTER)
    began = time.monotonic()
    assert [sent.state for sent in sending.flush(desk)] == ["unsure"]
    assert time.monotonic() - began < 5


def test_a_mail_server_that_talks_for_ever_is_ended(
    desk: Desk, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_cli.delivery.smtp.MAIL_SECONDS", 0.3)
    with script([*TO_DATA, (b".\r\n", [b"250-well\r\n"] * 1000)]) as (port, heard):
        configure(
            mail={"host": "127.0.0.1", "port": port, "security": "none", "sender": "crm@example.com"},
            boss={"kind": "email", "to": "b@example.com"},
        )
        queue(desk, channels.find("boss"), "daily", LETTER)
        began = time.monotonic()
        assert [sent.state for sent in sending.flush(desk)] == ["unsure"]
        assert time.monotonic() - began < 5
    # This computer's own name is nobody's business.
    assert heard[0] == b"ehlo [127.0.0.1]\r\n"
