"""`crm remind`: what is due in a few minutes, told once through each way, and again when it is put off."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from tests.cli.conftest import Run
from tests.delivery.servers import Mailbox, Robots, mail_server, reply, robot_server


@pytest.fixture
def robots() -> Robots:
    """What the group hears."""
    return Robots()


@pytest.fixture
def mailbox() -> Mailbox:
    """What the boss gets."""
    return Mailbox()


@pytest.fixture
def office(firm: Run, robots: Robots, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The firm at 17:00 with a group robot, a mail channel, and a callback to 王丽 at 17:08."""
    with robot_server(robots) as address, mail_server(mailbox) as port:
        monkeypatch.setenv("ROBOT", f"{address}/cgi-bin/webhook/send?key={Robots.KEY}")
        firm(f"channel mail --host 127.0.0.1 --port {port} --security none --sender crm@example.com")
        firm("channel add sales wecom --url-env ROBOT")
        firm("channel add boss email --to boss@example.com --to second@example.com")
        done = firm("call log 王丽 callback --at 16:50 --callback '17:08 报价 [/b]'")
        assert done.exit_code == 0, done.stderr
        yield firm


def _at(clock: str) -> time_machine.travel:
    return time_machine.travel(f"2026-11-20T{clock}:00+08:00")


def _heard(robots: Robots) -> list[str]:
    return [message["markdown"]["content"] for message in robots.taken]


def test_once_per_channel_and_again_when_it_is_put_off(office: Run, robots: Robots, mailbox: Mailbox) -> None:
    assert office("remind").stdout == (
        "17:08 · 陈伟 · callback · 广州白云航空服务有限公司 · 王丽 · 190 0000 8000 · 报价 [/b] · s1\n"
    )
    for _minute in range(3):
        assert office("--quiet remind --to sales --to boss", who=None) == (0, "", "")
    assert [text.count("s1") for text in _heard(robots)] == [1]
    assert "190 **** 8000" in _heard(robots)[0]
    assert [to for _from, to, _mail in mailbox.mails] == [["boss@example.com"], ["second@example.com"]]
    assert office("step snooze s1 '17:09'").exit_code == 0
    office("--quiet remind --to sales")
    assert ["17:08" in _heard(robots)[0], "17:09" in _heard(robots)[1]] == [True, True]


def test_all_at_once_in_one_message_and_only_what_is_near(office: Run, robots: Robots) -> None:
    for when, words in (("17:10", "寄样品"), ("17:11", "太远"), ("16:31", "刚过"), ("16:29", "太久")):
        assert office(f"step add 白云 '2026-11-20 {when} {words}'").exit_code == 0
    assert office("task add '2026-11-20 17:05 任务'", who="李娜").exit_code == 0
    assert office("task add 'today 没有时间'").exit_code == 0
    office("step done s5")
    office("--quiet remind --to sales")
    (text,) = _heard(robots)
    assert [line.split(" · ")[-2] for line in text.splitlines() if line.startswith("- ")] == [
        "刚过", "任务", "报价 [/b]", "寄样品",
    ]  # fmt: skip
    office("--quiet remind --to sales --ahead 11")
    assert "太远" in _heard(robots)[1]
    assert "李娜" not in office("remind --rep 陈伟").stdout
    assert office("remind --ahead 5").stdout.count("\n") == 2
    assert office("remind --rep 陈伟 --team 航空汽车组").exit_code == 2


def test_two_at_once_announce_once(office: Run, robots: Robots, database_path: Path) -> None:
    script = (
        "import time_machine; time_machine.travel('2026-11-20T17:00:00+08:00').start();"
        "from crm_cli.__main__ import main; main()"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script, "--db", str(database_path), "remind", "--to", "sales"],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _one in range(4)
    ]  # fmt: skip
    told = [one.communicate() for one in started]
    assert [one.returncode for one in started] == [0] * 4, told
    assert len(_heard(robots)) == 1


def test_what_could_not_be_told_in_time_is_not_told(office: Run, robots: Robots) -> None:
    robots.answers = [lambda handler: reply(handler, 503, b"")] * 3
    office("--quiet remind --to sales")
    with _at("17:06"):
        office("--quiet outbox send")
    with _at("17:39"):
        office("--quiet remind --to sales")
        assert office("outbox send").stderr == "Nothing is due.\n"
    assert _heard(robots) == []
    assert office("outbox list --state dropped --format json").json()[0]["channel"] == "sales"


def test_on_the_desktop(office: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, program = tmp_path / "log", tmp_path / "bin" / "notify-send"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nfor word; do echo "<$word>" >> {log}; done\n')
    program.chmod(0o755)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    office("step add 白云 '17:09 <b>&'")
    for _minute in range(2):
        assert office("--quiet remind --desktop").exit_code == 0
    assert log.read_text().splitlines()[:4] == [
        "<--app-name=crm>", "<-->", "<2 reminders>",
        "<17:08 · 陈伟 · callback · 广州白云航空服务有限公司 · 王丽 · 190 0000 8000 · 报价 [/b] · s1",
    ]  # fmt: skip
    assert "&lt;b&gt;&amp;" in log.read_text()
    assert log.read_text().count("--app-name") == 1
    # Who sits at another screen is told there.
    assert office("--quiet remind --desktop", who="李娜").exit_code == 0
    assert log.read_text().count("--app-name") == 2
    program.write_text("#!/bin/sh\necho no bus >&2; exit 1\n")
    broken = office("--quiet remind --desktop", who="周敏")
    assert (broken.exit_code, "no bus" in broken.stderr) == (1, True)
    assert office("--quiet remind --desktop", who="周敏") == (0, "", "")


def test_the_bell_rings_once_and_only_in_a_terminal(office: Run) -> None:
    assert office("remind --bell").exit_code == 2
    assert office("remind --bell", terminal=True).stdout.startswith("\a17:08")
    assert office("remind --bell", terminal=True).stdout == ""


def test_nothing_due_is_silent_and_fails_at_nothing(run: Run) -> None:
    assert run("remind --to nobody --desktop --bell", who=None) == (0, "", "")


def test_a_colleagues_callback_is_announced_once_more_when_its_grace_is_over(
    firm: Run, robots: Robots, monkeypatch: pytest.MonkeyPatch
) -> None:
    with robot_server(robots) as address:
        monkeypatch.setenv("ROBOT", f"{address}/cgi-bin/webhook/send?key={Robots.KEY}")
        firm("channel add sales wecom --url-env ROBOT")
        assert firm("callback add 王丽 '17:05 报价' --anyone --rep 李娜").exit_code == 0
        assert "s1" in firm("remind --rep 李娜").stdout
        assert firm("remind --rep 陈伟").stdout == ""
        firm("remind --to sales")
        for minute in ("17:20", "17:35", "17:36", "17:50"):
            with _at(minute):
                firm("--quiet remind --to sales")
        heard = _heard(robots)
        assert [("crm callback take s1" in text) for text in heard] == [False, True]
        with _at("17:40"):
            assert "not made: crm callback take s1" in firm("remind --rep 陈伟").stdout
            assert "take" not in firm("remind --rep 李娜").stdout
            firm("donotcall add '190 0000 8000'")
            firm("donotcall add 020-80000000")
            assert firm("remind --rep 陈伟").stdout == ""
