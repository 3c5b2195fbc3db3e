"""`crm outbox`: what waits, what is sent, and what a person decides; for cron one line and an exit code."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_cli.delivery import channels
from crm_cli.delivery.letters import Letter, queue
from crm_cli.services.desk import open_desk
from tests.cli.conftest import Run
from tests.delivery.servers import Mailbox, mail_server

KEYS = """
    attempts channel created_at created_by error id key lease_until medium message next_try_at no sent_at state to
"""


@pytest.fixture
def mailbox() -> Mailbox:
    """What the boss and the others get."""
    return Mailbox()


@pytest.fixture
def waiting(run: Run, mailbox: Mailbox, database_path: Path) -> Iterator[Run]:
    """A report queued for three addresses of the channel `boss`."""
    with mail_server(mailbox) as port:
        run(f"channel mail --host 127.0.0.1 --port {port} --security none --sender crm@example.com")
        run("channel add boss email --to gone@example.com --to boss@example.com --to late@example.com")
        mailbox.refused = {"gone@example.com": "550 no such user", "late@example.com": "451 later"}
        desk = open_desk(database_path, None)
        queue(desk, channels.find("boss"), "daily 2026-11-20", Letter("日报 [/b] =1+1", "正文"))
        desk.close()
        yield run


def test_what_is_due_is_sent_and_what_needs_somebody_is_one_line_on_stderr(
    waiting: Run, mailbox: Mailbox
) -> None:
    done = waiting("outbox send", who=None)
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "q1 boss gone@example.com failed: The mail server refuses it: 550 no such user",
        "q2 boss boss@example.com sent: 日报 [/b] =1+1 (250 taken)",
        "q3 boss late@example.com not sent yet, next try 2026-11-20 17:01: The mail server refuses it: 451 later",
    ]
    assert done.stderr.count("\n") == 1
    assert "q1 boss gone@example.com failed" in done.stderr
    # What failed once is told once; what is tried again looks after itself.
    again = waiting("outbox send", who=None)
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "Nothing is due.\n")
    assert waiting("outbox send --quiet", who=None) == (0, "", "")
    assert len(mailbox.mails) == 1


def test_for_cron_only_trouble_is_told(waiting: Run) -> None:
    done = waiting("outbox send --quiet", who=None)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1


def test_for_programs_there_are_rows(waiting: Run) -> None:
    done = waiting("outbox send --format json")
    assert done.exit_code == 1
    assert '"no": "q1"' in done.stdout
    assert '"next_try_at": "2026-11-20T17:01:0' in done.stdout


def test_a_list_shows_what_is_not_done_and_a_message_is_decided_about(waiting: Run, mailbox: Mailbox) -> None:
    assert [row["no"] for row in waiting("outbox list --format json").json()] == ["q3", "q2", "q1"]
    assert sorted(waiting("outbox list --format json").json()[0]) == KEYS.split()
    waiting("outbox send")
    rows = {row["no"]: row for row in waiting("outbox list --format json").json()}
    assert {no: row["state"] for no, row in rows.items()} == {"q3": "queued", "q1": "failed"}
    assert (rows["q1"]["next_try_at"], rows["q1"]["to"]) == (None, "gone@example.com")
    assert waiting("outbox list --state sent --format ids").stdout == "q2\n"
    assert (
        waiting("outbox list --state any --channel boss --sort no --limit 2 --format ids").stdout
        == "q1\nq2\n"
    )
    assert waiting("outbox list --state lost").exit_code == 2
    assert "550 no such user" in waiting("outbox show q1").stdout
    mailbox.refused.clear()
    assert waiting("outbox retry q1 q2").exit_code == 4
    assert waiting("outbox list --state failed --format ids").stdout == "q1\n"
    assert waiting("outbox retry -", stdin="q1 q3\n").exit_code == 0
    assert waiting("outbox drop q3").exit_code == 2
    dropped = waiting("outbox drop q3 --yes")
    assert (dropped.exit_code, dropped.stdout) == (0, "q3 dropped: 日报 [/b] =1+1\n")
    assert "q1 boss gone@example.com sent" in waiting("outbox send").stdout
    assert waiting("outbox list").stderr == ""
    assert [to for _from, [to], _mail in mailbox.mails] == ["boss@example.com", "gone@example.com"]


def test_a_channel_taken_away_leaves_its_messages_waiting_and_says_so(waiting: Run) -> None:
    waiting("channel remove boss --yes")
    done = waiting("outbox send --quiet")
    assert done.exit_code == 1
    assert "3 messages wait" in done.stderr
    assert "no channel boss" in done.stderr


def test_an_empty_outbox_is_no_error(run: Run) -> None:
    assert run("outbox send", who=None) == (0, "", "Nothing is due.\n")
    assert run("outbox list --format json").json() == []
    assert run("outbox show q1").exit_code == 3
    assert run("outbox show 客户").exit_code == 2
