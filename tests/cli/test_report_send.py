"""`crm report send`: each report once for each who gets it, at its moment, whole in a mail and short for a group."""

import io
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
import time_machine

from crm_cli import config
from tests.cli.conftest import Run
from tests.delivery.servers import Mailbox, Robots, mail_server, robot_server
from tests.delivery.week import FAKE_CLOCK


@pytest.fixture
def mailbox() -> Mailbox:
    """What the boss gets."""
    return Mailbox()


@pytest.fixture
def robots() -> Robots:
    """What the group hears."""
    return Robots()


@pytest.fixture
def office(firm: Run, mailbox: Mailbox, robots: Robots, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The firm after a day's work, with a mail channel of two addresses and a group robot."""
    with mail_server(mailbox) as port, robot_server(robots) as address:
        monkeypatch.setenv("ROBOT", f"{address}/cgi-bin/webhook/send?key={Robots.KEY}")
        firm(
            f"channel mail --host 127.0.0.1 --port {port} --security none --sender 'A公司 <crm@example.com>'"
        )
        firm("channel add boss email --to boss@example.com --to second@example.com")
        firm("channel add sales wecom --url-env ROBOT")
        firm("call log 王丽 talked --at 10:00 --talk 3m --next '+3d 报价' --grade B")
        firm("call log c1 order --at 11:00 --amount 5万")
        yield firm


def _at(moment: str) -> time_machine.travel:
    return time_machine.travel(f"2026-11-{moment}:00+08:00")


def test_what_is_not_due_yet_says_when_and_what_is_due_goes_out_once(
    office: Run, mailbox: Mailbox, robots: Robots
) -> None:
    early = office("report send daily --moment provisional --to boss")
    assert (early.exit_code, early.stdout) == (
        0, "Daily report 2026-11-20: goes out from 18:00 on; at once with --date 2026-11-20.\n",
    )  # fmt: skip
    with _at("20T18:00"):
        first = office("report send daily --moment provisional --to boss --to sales", who=None)
        assert first.exit_code == 0, first.stderr
        again = office("--lang zh-Hans report send 日报 --moment provisional --to boss --to sales")
        assert (again.exit_code, again.stdout.count("已在")) == (0, 3)
        assert office("--quiet report send daily --moment provisional --to boss") == (0, "", "")
    assert [to for _from, to, _mail in mailbox.mails] == [["boss@example.com"], ["second@example.com"]]
    assert len(robots.taken) == 1
    with _at("23T08:00"):
        office("report send daily --moment final --to boss --to sales")
    assert [str(mail["subject"]) for _f, _to, mail in mailbox.mails] == [
        *["Daily report 2026-11-20 A公司 (provisional)"] * 2,
        *["Daily report 2026-11-20 A公司 (final)"] * 2,
    ]
    assert len({mail["message-id"] for _f, _to, mail in mailbox.mails}) == 4


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data + " "


def test_a_mail_holds_one_page_and_carries_the_report_whole(
    office: Run, mailbox: Mailbox, robots: Robots
) -> None:
    done = office("--lang zh-Hans report send daily --date today --to boss --to sales")
    assert done.exit_code == 0, done.stderr
    mail = mailbox.mails[0][2]
    assert str(mail["from"]) == "A公司 <crm@example.com>"
    plain, page = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert page is not None
    attached = {str(part.get_filename()): part.get_content() for part in mail.iter_attachments()}
    html, workbook = (
        attached[f"日报 2026-11-20 A公司 (未结).{end}".replace(" (未结)", "")] for end in ("html", "xlsx")
    )
    parser = _Text()
    parser.feed(html)
    cells = {
        str(cell.value)
        for sheet in openpyxl.load_workbook(io.BytesIO(workbook))
        for row in sheet.iter_rows()
        for cell in row
    }
    for whole in (parser.text, " ".join(cells)):
        assert "广州白云航空服务有限公司" in whole
    for short in (plain.get_content(), page.get_content(), robots.taken[0]["markdown"]["content"]):
        assert "50,000.00 CNY" in short
        assert "2/2 = 100.0 %" in short
        assert "王丽" not in short
    assert robots.taken[0]["markdown"]["content"].startswith("# A公司商务专员日报表")


def test_days_off_send_nothing_and_worked_weekends_do(office: Run, mailbox: Mailbox) -> None:
    with _at("21T18:30"):
        assert office("report send --to boss").stdout == "2026-11-21 is a day off; nothing is sent.\n"
        office("config set extra_working_days 2026-11-21", who="周敏")
        done = office("report send --to boss")
        assert done.exit_code == 0, done.stderr
    subjects = [str(mail["subject"]) for _f, to, mail in mailbox.mails if to == ["boss@example.com"]]
    assert subjects == [
        "Daily report 2026-11-20 A公司 (final)",
        "Daily report 2026-11-21 A公司 (provisional)",
    ]


def test_every_kind_can_be_asked_for_and_again(office: Run, mailbox: Mailbox, robots: Robots) -> None:
    kinds = "daily missing morning weekly monthly team followup goals"
    done = office(f"report send {kinds} --date today --to boss --to sales")
    assert done.exit_code == 0, done.stderr
    assert (len(mailbox.mails), len(robots.taken)) == (16, 8)
    assert office(f"report send {kinds} --date today --to boss").stdout.count("already") == 16
    assert office("report send missing --date today --to sales --again").exit_code == 0
    assert office("report send missing --date today --to sales --again").exit_code == 0
    assert (len(mailbox.mails), len(robots.taken)) == (16, 10)
    one = office("report send daily --date today --rep 李娜 --to sales")
    assert (one.exit_code, "李娜" in robots.taken[-1]["markdown"]["content"]) == (0, True)


def test_the_final_report_asked_for_by_its_day_is_the_one_sent_already(office: Run, mailbox: Mailbox) -> None:
    with _at("23T08:10"):
        assert office("report send daily --moment final --to boss").exit_code == 0
        assert "2026-11-20" in office("report send daily --date 2026-11-20 --to boss").stdout
        assert len(mailbox.mails) == 2
        assert office("report send daily --date 2026-11-20 --to boss --again").exit_code == 0
        assert len(mailbox.mails) == 4


def test_a_channel_in_trouble_keeps_no_other_back(office: Run, mailbox: Mailbox, robots: Robots) -> None:
    mailbox.refused = {"boss@example.com": "550 no such user"}
    done = office("--quiet report send daily --date today --to boss --to sales")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert (len(mailbox.mails), len(robots.taken)) == (1, 1)
    path = config.config_path()
    path.write_text(path.read_text().replace("security", "insecurity"))
    broken = office("report send missing --date today --to boss --to sales")
    assert (broken.exit_code, len(robots.taken)) == (2, 2), broken.stderr


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("report send", 2),
        ("report send --to nobody", 3),
        ("report send nonsense --to boss", 2),
        ("report send daily --moment noon --to boss", 2),
        ("report send missing --moment final --to boss", 2),
        ("report send daily --date 2026-11-27 --to boss", 2),
        ("report send followup --date 2026-11-19 --to boss", 2),
        ("report send team --rep 李娜 --date today --to boss", 2),
        ("report send daily --rep 李娜 --team 航空汽车组 --to boss", 2),
        ("report send daily --date 2026-11-19 --moment final --to boss", 0),
    ],
)
def test_what_cannot_be_is_said(line: str, code: int, office: Run) -> None:
    done = office(line)
    assert done.exit_code == code, done.said


def test_for_programs_there_are_rows(office: Run) -> None:
    rows = office("report send daily --date today --to sales --format json").json()
    assert [(row["state"], row["channel"]) for row in rows] == [("sent", "sales")]
    assert office("report send daily --date today --to sales --format json").json() == []


def _process(database: Path, line: str, shell: str = "") -> "subprocess.CompletedProcess[bytes]":
    """Run `crm` with nothing of this shell: no language, no terminal, an encoding that knows no Chinese."""
    site = database.parent / "site"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(FAKE_CLOCK)
    environment = {
        "HOME": os.environ["HOME"],
        "PYTHONPATH": f"{site}{os.pathsep}{Path(__file__).parents[2]}",
        "LC_ALL": "C",
        "PYTHONIOENCODING": "ascii",
        "CRM_CONFIG": str(config.config_path()),
        "SIMULATED_NOW": "2026-11-20T20:00:00+08:00",
    }
    command = f"{shlex.quote(sys.executable)} -m crm_cli --db {shlex.quote(str(database))} --lang zh-Hans {line} {shell}"
    return subprocess.run(
        ["/bin/sh", "-c", command],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def test_under_cron_a_failing_secret_is_one_line_and_the_next_run_sends(
    office: Run, mailbox: Mailbox, database_path: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    office("channel mail --user crm@example.com", "--password-command", f"cat '{secret}'")
    send = "--quiet report send missing --to boss"
    broken = _process(database_path, send)
    assert (broken.returncode, broken.stdout, broken.stderr.count(b"\n")) == (1, b"", 1), broken
    assert "cat" in broken.stderr.decode()
    assert str(secret) not in broken.stderr.decode()
    office("channel mail --user ''")
    office("outbox retry q1 q2")
    closed = _process(database_path, "outbox send", ">&-")
    assert (closed.returncode, closed.stderr) == (0, b"")
    assert len(mailbox.mails) == 2
    again = _process(database_path, send.removeprefix("--quiet "), "| cat")
    assert again.stdout.decode().count("A公司") == 2
