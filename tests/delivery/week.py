"""A week of a firm in a computer's crontab: a small cron, people at work, and servers that have bad days."""

import os
import re
import shlex
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import time_machine
import trustme
from aiosmtpd.controller import Controller

from crm_cli.services import absences, calls, customers, outbox, reps, standings, steps, submissions, visits
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.effects import Answers
from crm_cli.services.firm import create_firm, set_setting
from tests.delivery.servers import Mailbox, Robots, robot_server, server_context

ROOT = Path(__file__).parents[2]
FIRM, MACHINE = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
START, END = datetime(2026, 10, 19, tzinfo=FIRM), datetime(2026, 10, 26, 9, 30, tzinfo=FIRM)
HOLIDAY, EXTRA = date(2026, 10, 21), date(2026, 10, 24)
REPS = ("陈伟", "李娜", "黄志强", "何静", "罗斌")
AWAY = ("罗斌", (date(2026, 10, 22), date(2026, 10, 23)))
FAKE_CLOCK = """
import os
if "SIMULATED_NOW" in os.environ:
    import time_machine
    time_machine.travel(os.environ["SIMULATED_NOW"], tick=True).start()
"""


def at(day: date, clock: str) -> datetime:
    """Return the instant at which the firm's clock shows `clock` on `day`."""
    return datetime.fromisoformat(f"{day.isoformat()}T{clock}").replace(tzinfo=FIRM)


class Line(NamedTuple):
    """A line of a crontab: its five fields, or @reboot, and the command as the shell gets it."""

    fields: tuple[str, ...]
    command: str

    def is_due(self, wall: datetime) -> bool:
        """Say whether cron runs it in the minute that the computer's clock shows."""
        shown = (wall.minute, wall.hour, wall.day, wall.month, wall.isoweekday() % 7)
        return len(self.fields) == 5 and all(map(_matches, self.fields, shown))


def _matches(field: str, value: int) -> bool:
    if field.startswith("*/"):
        return value % int(field[2:]) == 0
    return field == "*" or int(field) == value


def read_crontab(text: str) -> list[Line]:
    """Read a crontab as crontab(5) says; an unescaped per cent sign would cut a command and is refused."""
    found = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split(None, 1 if line.startswith("@") else 5)
        assert not re.search(r"(?<!\\)%", parts[-1]), line
        found.append(Line(tuple(parts[:-1]), parts[-1].replace("\\%", "%")))
    return found


class Touch(NamedTuple):
    """What somebody did and when it was typed: the books by which the reports are checked."""

    typed_at: datetime
    day: date
    rep: str
    kind: str
    dialled: bool = False
    amount: int | None = None


class Post(Mailbox):
    """The boss's mail server; it notes when each mail came and may kill who sends it."""

    def __init__(self) -> None:
        super().__init__()
        self.came: list[datetime] = []
        self.kills: list[str] = []
        self.victim: subprocess.Popen[bytes] | None = None

    def _kill(self, place: str) -> None:
        if self.victim is not None and self.kills[:1] == [place]:
            self.kills.pop(0)
            os.killpg(self.victim.pid, signal.SIGKILL)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        self._kill("rcpt")
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        self.came.append(datetime.now(UTC))
        self._kill("data")
        return answer


class Outage(list[Callable[[Any], None]]):
    """What robots answer while their server is broken: the same to everyone, for as long as it is there."""

    def pop(self, _place: Any = -1) -> Callable[[Any], None]:
        return self[0]


class Week:
    """The firm, its computer and the servers; `run_until` lets the time pass."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "公司 100%.db"
        self.now = START - timedelta(days=3)
        self.books: list[Touch] = []
        self.submitted: dict[tuple[str, date], datetime] = {}
        self.complaints: list[tuple[datetime, str]] = []
        self.post, self.robots = Post(), Robots()
        self.is_off = False
        self.runs = 0
        self._server: Controller | None = None
        self._options: dict[str, Any] = {}

    # The computer.

    def surroundings(self) -> dict[str, str]:
        """Return what cron gives a command, and the clock of the week."""
        return {
            "HOME": str(self.folder),
            "PATH": "/usr/bin:/bin",
            "SHELL": "/bin/sh",
            "LOGNAME": "crm",
            "TZ": MACHINE.key,
            "PYTHONPATH": f"{self.folder / 'site'}{os.pathsep}{ROOT}",
            "SIMULATED_NOW": self.now.isoformat(),
        }

    def run(self, command: str) -> "subprocess.CompletedProcess[bytes]":
        """Run a command as cron does, at the present moment; what it says on stderr is kept as a complaint."""
        self.runs += 1
        with time_machine.travel(self.now, tick=True):
            started = subprocess.Popen(
                ["/bin/sh", "-c", command], env=self.surroundings(), cwd=self.folder, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )  # fmt: skip
            self.post.victim = started
            out, err = started.communicate(timeout=120)
            self.post.victim = None
        return subprocess.CompletedProcess(command, started.returncode, out, err)

    def crontab(self, options: str) -> list[Line]:
        """Return the lines that `crm cron` prints for this computer."""
        program = f"{shlex.quote(sys.executable)} -m crm_cli --db {shlex.quote(str(self.database))}"
        done = self.run(f"{program} --lang zh-Hans cron {options}")
        assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
        return read_crontab(done.stdout.decode())

    def tick(self, lines: Sequence[Line], wanted: Callable[["Week", Line], bool]) -> None:
        """Run what a minute brings; `wanted` may leave out what would find nothing to do."""
        wall = self.now.astimezone(MACHINE)
        for line in lines:
            if line.is_due(wall) and wanted(self, line):
                self.cron(line)

    def cron(self, line: Line) -> None:
        """Run a line; cron mails what it says, and a line that is killed says nothing."""
        done = self.run(line.command)
        assert done.stdout == b"", done.stdout.decode()
        assert (done.returncode == 0) == (not done.stderr) or done.returncode < 0, done
        if done.stderr:
            self.complaints.append((self.now, done.stderr.decode()))

    # The people.

    @contextmanager
    def desk(self, name: str | None) -> Iterator[Desk]:
        """Sit somebody down at the present moment."""
        with time_machine.travel(self.now, tick=False):
            desk = open_desk(self.database, name)
            try:
                yield desk
            finally:
                desk.close()

    def call(self, rep: str, outcome: str, *, day: date | None = None, amount: int | None = None) -> None:
        """Log a call of today, or one of an earlier day that was forgotten."""
        answers = Answers(amount=str(amount) if amount else None)
        with self.desk(rep) as desk:
            when = f"{day.isoformat()} 16:00" if day else None
            typed = calls.Typed(f"c{REPS.index(rep) + 1}", outcome, at=when)
            calls.log_call(desk, typed, answers=answers)
        dialled = outcome != "invalid_number"
        self.books.append(Touch(self.now, day or self.now.date(), rep, "call", dialled, amount))

    def visit(self, rep: str) -> None:
        """Log a visit of today."""
        with self.desk(rep) as desk:
            visits.log_visit(desk, visits.Typed(f"c{REPS.index(rep) + 1}", "met_staff"))
        self.books.append(Touch(self.now, self.now.date(), rep, "visit"))

    def promise(self, rep: str, when: datetime) -> str:
        """Note a task for a time, which no call closes; return its number."""
        with self.desk(rep) as desk:
            return steps.add_step(desk, f"{when:%Y-%m-%d %H:%M} 打电话").number or ""

    def submit(self, rep: str, day: date) -> None:
        """Hand a day's report in."""
        from crm_cli.reports.handing_in import hand_in
        from crm_cli.services.naming import find_worker

        with self.desk(rep) as desk:
            hand_in(desk, find_worker(desk, None), day)
        self.submitted.setdefault((rep, day), self.now)

    def has_waiting(self) -> bool:
        """Say whether anything is in the outbox that is not done; looked at past the program, which is quicker."""
        with closing(sqlite3.connect(self.database)) as connection:
            question = "select 1 from outbox where state in ('queued', 'sending') limit 1"
            return connection.execute(question).fetchone() is not None

    def decide(self, act: Callable[[Desk, str], object], state: str) -> None:
        """Let the technical person decide about what cron complained of."""
        with self.desk(None) as desk:
            for row in outbox.messages(desk, states=[state]):
                act(desk, f"q{row.no}")

    def sign(self) -> None:
        """Let the manager sign what was handed in and is not signed."""
        with self.desk("周敏") as desk:
            for row in standings.submissions(desk, unsigned=True, is_last=True):
                submissions.sign(desk, f"u{row.no}")

    # The servers.

    def mail_up(self) -> None:
        """Start the mail server at the port it always has."""
        self._server = Controller(self.post, **self._options)
        self._server.start()

    def mail_down(self) -> None:
        """Stop the mail server."""
        if self._server is not None:
            self._server.stop()
            self._server = None


@contextmanager
def office(folder: Path) -> Iterator[Week]:
    """Set up the firm on the Friday before, its computer and its servers."""
    week = Week(folder)
    (folder / "site").mkdir()
    (folder / "site" / "sitecustomize.py").write_text(FAKE_CLOCK)
    with time_machine.travel(week.now, tick=True):
        create_firm(week.database, "A公司", "tests", region="CN", timezone=FIRM.key)
    with week.desk(None) as desk:
        _settle_in(desk)
    with ExitStack() as stack:
        address = stack.enter_context(robot_server(week.robots))
        _mail_server(week, folder)
        _machine(folder, week._options["port"], address)
        week.mail_up()
        stack.callback(week.mail_down)
        yield week


def _settle_in(desk: Desk) -> None:
    for team in ("航空汽车组", "地产金融组"):
        reps.add_team(desk, team, [])
    for place, name in enumerate(REPS):
        reps.add_rep(desk, name, team="航空汽车组" if place < 2 else "地产金融组")
        customers.add_customer(desk, f"{name}的客户", phones=[f"138001380{place}0"], owner=name)
    reps.add_rep(desk, "周敏", role="manager")
    manager = open_desk(desk.database.path, "周敏")
    set_setting(manager, "holidays", HOLIDAY.isoformat())
    set_setting(manager, "extra_working_days", EXTRA.isoformat())
    absences.set_away(manager, AWAY[0], start=AWAY[1][0].isoformat(), end=AWAY[1][1].isoformat())
    manager.close()


def _mail_server(week: Week, folder: Path) -> None:
    import socket

    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    week._options = {
        "hostname": "127.0.0.1", "port": port, "authenticator": week.post.login, "auth_required": True,
        "require_starttls": True, "tls_context": server_context(authority.issue_cert("localhost")),
    }  # fmt: skip


def _machine(folder: Path, port: int, robots: str) -> None:
    """Write the machine's own file as the technical person would: secrets in files only they read."""
    secrets = {
        "password": 'right =pass"\\',
        "secret": Robots.SECRET,
        "sales": f"{robots}/robot/send?access_token={Robots.KEY}",
        "owner": f"{robots}/open-apis/bot/v2/hook/{Robots.KEY}",
    }
    path = folder / ".config" / "crm" / "config.toml"
    path.parent.mkdir(parents=True)
    for name, text in secrets.items():
        (path.parent / name).write_text(f"{text}\n")
        (path.parent / name).chmod(0o600)
    path.write_text(
        f'[mail]\nhost = "localhost"\nport = {port}\nsecurity = "starttls"\nuser = "crm@example.com"\n'
        f'password_file = "password"\nca_file = "{folder / "ca.pem"}"\n'
        '[channel.boss]\nkind = "email"\nto = ["boss@example.com", "second@example.com"]\n'
        '[channel.sales]\nkind = "dingtalk"\nurl_file = "sales"\nsecret_file = "secret"\n'
        '[channel.owner]\nkind = "feishu"\nurl_file = "owner"\nsecret_file = "secret"\n'
    )
