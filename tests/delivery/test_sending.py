"""Each message once: many processes at once, processes that die, and what a person decides."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from crm_cli import clock
from crm_cli.delivery import channels, sending
from crm_cli.delivery.letters import Letter, keys, queue, queued_before, sentence
from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.services import outbox
from crm_cli.services.desk import Desk
from tests.delivery.conftest import Configure
from tests.delivery.servers import Mailbox, Robots, reply

LETTER = Letter("日报", "正文")
SEND = "import sys; from crm_cli.__main__ import main; sys.stdin.readline(); main()"


def _states(desk: Desk) -> list[str]:
    return [row.state for row in outbox.messages(desk, sort="no")]


def _after_the_lease() -> Any:
    return time_machine.travel(clock.now() + timedelta(minutes=outbox.LEASE_MINUTES + 1), tick=True)


def started(path: Path) -> "subprocess.Popen[bytes]":
    """Start `crm outbox send`, which waits for a line on stdin."""
    return subprocess.Popen(
        [sys.executable, "-c", SEND, "outbox", "send"],
        env={**os.environ, "CRM_DB": str(path), "PYTHONPATH": str(Path(__file__).parents[2])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_two_processes_at_once_send_each_message_once(
    robot_address: str, robots: Robots, desk: Desk, database_path: Path
) -> None:
    for i in range(24):
        queue(desk, channels.find("wecom"), f"note {i}", Letter(f"第{i}号", "正文"))
    first: list[str] = []

    def meet(handler: Any) -> None:
        # The first to ask is held until another process asks too, so that they truly share the work.
        for _tick in range(1000):
            if robots.asked > 1:
                break
            time.sleep(0.01)
        first.append("taken")
        reply(handler, 200, {"errcode": 0, "errmsg": "ok"})

    robots.answers = [meet]
    senders = [started(database_path) for _one in range(3)]
    for one in senders:
        assert one.stdin is not None
        one.stdin.write(b"go\n")
        one.stdin.flush()
    told = [one.communicate() for one in senders]
    assert [one.returncode for one in senders] == [0, 0, 0], told
    taken = [message["markdown"]["content"] for message in robots.taken]
    assert len(set(taken)) == len(taken) == 23
    assert robots.asked == 24
    assert set(_states(desk)) == {"sent"}


def test_a_process_killed_after_the_last_byte_leaves_it_unsure(
    robot_address: str, robots: Robots, desk: Desk, database_path: Path
) -> None:
    _kill_in_the_middle(robots, desk, database_path)
    assert _states(desk) == ["sending"]
    assert sending.flush(desk) == []
    with _after_the_lease():
        assert [sent.state for sent in sending.flush(desk)] == ["unsure"]
        assert sending.flush(desk) == []
    assert robots.asked == 1
    outbox.drop(desk, "q1")
    assert _states(desk) == ["dropped"]
    with pytest.raises(RefusedError, match="dropped"):
        outbox.retry(desk, "q1")


def _kill_in_the_middle(robots: Robots, desk: Desk, path: Path) -> None:
    """Kill a sender while the robot holds its answer back."""
    queue(desk, channels.find("wecom"), "daily", LETTER)
    reached, release = threading.Event(), threading.Event()

    def hold(_handler: Any) -> None:
        reached.set()
        release.wait(10)

    robots.answers = [hold]
    sender = started(path)
    assert sender.stdin is not None
    sender.stdin.write(b"go\n")
    sender.stdin.flush()
    assert reached.wait(10)
    os.kill(sender.pid, signal.SIGKILL)
    sender.communicate()
    release.set()


def test_a_process_that_died_before_the_last_byte_is_made_good(
    plain_server: int, mailbox: Mailbox, desk: Desk
) -> None:
    queue(desk, channels.find("boss")._replace(to=("boss@example.com",)), "daily", LETTER)
    assert outbox.claim(desk, ["boss"]) is not None
    assert sending.flush(desk) == []
    with _after_the_lease():
        assert [sent.state for sent in sending.flush(desk)] == ["sent"]
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize("moment", ["before", "after"])
def test_ctrl_c_in_the_middle_is_known_afterwards(
    moment: str, robot_address: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(desk, channels.find("wecom"), "daily", LETTER)

    def post(_url: str, _body: bytes, hand_over: Callable[[], None]) -> None:
        if moment == "after":
            hand_over()
        raise KeyboardInterrupt

    monkeypatch.setattr("crm_cli.delivery.https.post", post)
    with pytest.raises(KeyboardInterrupt):
        sending.flush(desk)
    assert _states(desk) == ["unsure" if moment == "after" else "queued"]


def test_who_was_held_for_dead_does_not_send_what_was_given_up(
    plain_server: int, mailbox: Mailbox, desk: Desk, open_as: Callable[[str | None], Desk]
) -> None:
    queue(desk, channels.find("boss")._replace(to=("boss@example.com",)), "daily", LETTER)
    slow = outbox.claim(desk, ["boss"])
    assert slow is not None
    other = open_as("李娜")
    with _after_the_lease():
        outbox.give_up_lost(other)
        outbox.drop(other, "q1")
    with pytest.raises(RefusedError, match="taken back"):
        outbox.hand_over(desk, slow)
    outbox.settle_failed(desk, slow, "late")
    assert _states(desk) == ["dropped"]


def test_who_was_held_for_dead_and_sent_it_after_all_keeps_it_from_going_twice(
    robot_address: str, robots: Robots, desk: Desk
) -> None:
    queue(desk, channels.find("wecom"), "daily", LETTER)
    slow = outbox.claim(desk, ["wecom"])
    assert slow is not None
    outbox.hand_over(desk, slow)
    with _after_the_lease():
        assert [row.state for row in outbox.give_up_lost(desk)] == ["unsure"]
        outbox.retry(desk, "q1")
        outbox.settle_sent(desk, slow)
        assert sending.flush(desk) == []
    assert robots.asked == 0


def test_the_same_key_is_queued_once_and_says_since_when(
    plain_server: int, desk: Desk, configure: Configure
) -> None:
    boss = channels.find("boss")
    assert queued_before(desk, boss, "daily 1") == []
    first = queue(desk, boss, "daily  1", LETTER)
    again = queue(desk, boss, "daily 1", Letter("ganz anders", "x"))
    assert [one.is_new for one in first + again] == [True, True, False, False]
    assert [one.row.subject for one in again] == ["日报", "日报"]
    assert [row.key for row in queued_before(desk, boss, "daily 1")] == keys(boss, "daily 1")
    assert "queued for boss boss@example.com" in sentence(desk, first[0])
    assert "already" in sentence(desk, again[0])
    sending.flush(desk)
    told = [sentence(desk, one) for one in queue(desk, boss, "daily 1", LETTER)]
    assert all("was sent to boss" in line for line in told), told
    # Whoever is added to the channel later gets it, and nobody a second time.
    wider = queue(desk, boss._replace(to=(*boss.to, "new@example.com")), "daily 1", LETTER)
    assert [one.is_new for one in wider] == [False, False, True]


def test_a_message_goes_with_the_change_it_tells_of_or_not_at_all(robot_address: str, desk: Desk) -> None:
    class BrokenOffError(Exception):
        pass

    def break_off() -> None:
        with desk.change():
            queue(desk, channels.find("wecom"), "daily", LETTER)
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        break_off()
    assert _states(desk) == []
    with desk.change():
        queue(desk, channels.find("wecom"), "daily", LETTER)
        with pytest.raises(RuntimeError):
            sending.flush(desk)
    assert [sent.state for sent in sending.flush(desk)] == ["sent"]
    # It is no row of the journal, so undo cannot take it back.
    assert not desk.database.connection.execute(
        "select * from change_row where table_name = 'outbox'"
    ).fetchall()


def test_what_this_machine_cannot_send_waits_and_is_told(
    robot_address: str, robots: Robots, desk: Desk, configure: Configure
) -> None:
    for kind in ("wecom", "dingtalk"):
        queue(desk, channels.find(kind), "daily", LETTER)
    configure(wecom={"kind": "wecom", "url_env": "ROBOT_wecom", "url": "https://x"})
    fared = sending.flush(desk)
    assert [(sent.no, sent.channel, sent.is_trouble) for sent in fared] == [
        (None, "dingtalk", True), (None, "wecom", True),
    ]  # fmt: skip
    assert "no channel dingtalk" in fared[0].words
    assert "must not stand in the file" in fared[1].words
    assert (_states(desk), robots.asked) == (["queued", "queued"], 0)


def test_a_secret_that_cannot_be_read_now_delays_the_message(
    robot_address: str, robots: Robots, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(desk, channels.find("dingtalk"), "daily", LETTER)
    monkeypatch.delenv("ROBOT_SECRET")
    [sent] = sending.flush(desk)
    assert (sent.state, robots.asked) == ("queued", 0)
    assert "ROBOT_SECRET is not set" in sent.words


def test_what_was_sent_is_not_decided_about_again(robot_address: str, desk: Desk) -> None:
    queue(desk, channels.find("wecom"), "daily", LETTER)
    outbox.claim(desk, ["wecom"])
    for act in (outbox.retry, outbox.drop):
        with pytest.raises(RefusedError, match="being sent"):
            act(desk, "q1")
    with _after_the_lease():
        sending.flush(desk)
    for act in (outbox.retry, outbox.drop):
        with pytest.raises(RefusedError, match="sent already"):
            act(desk, "q1")
    with pytest.raises(NotFoundError):
        outbox.retry(desk, "q2")
    with pytest.raises(UsageError):
        outbox.retry(desk, "k1")
