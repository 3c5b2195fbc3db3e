"""`crm cron`: lines a shell and a cron can read, the firm's clock on this computer's, and a crontab kept whole."""

import os
import shlex
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_cli import config
from crm_cli.cli import cron_table, cron_units
from crm_cli.cli.cron_jobs import Installation, Job
from crm_cli.errors import RefusedError
from tests.cli.conftest import Run

BLOCK = ["# crm begin /x.db", "0 18 * * * crm", "# crm end /x.db"]


@pytest.fixture
def boss(run: Run) -> Run:
    """A machine with a mail channel and a group robot whose secret is in a variable."""
    run("channel mail --host 127.0.0.1 --port 2525 --security none --sender crm@example.com")
    run("channel add boss email --to boss@example.com")
    run("channel add sales wecom --url-env ROBOT")
    return run


@pytest.fixture
def machine_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Lets a test say where this computer stands; put right afterwards."""
    with monkeypatch.context() as patched:
        yield patched
    time.tzset()


def _times(text: str, words: str) -> list[str]:
    return [" ".join(line.split()[:5]) for line in text.splitlines() if words in line and "* * *" in line]


@pytest.mark.parametrize(
    ("zone", "provisional"),
    [
        ("Asia/Shanghai", ["0 18 * * *"]),
        ("UTC", ["0 10 * * *"]),
        ("Asia/Kolkata", ["30 15 * * *"]),
        ("America/New_York", ["0 5 * * *", "0 6 * * *"]),
        ("Australia/Lord_Howe", ["30 20 * * *", "0 21 * * *"]),
    ],
)
def test_the_firms_times_are_told_on_this_computers_clock(
    zone: str, provisional: list[str], boss: Run, machine_zone: pytest.MonkeyPatch
) -> None:
    machine_zone.setenv("TZ", zone)
    time.tzset()
    assert _times(boss("cron --to boss").stdout, "provisional --to") == provisional


def test_what_each_channel_gets(boss: Run) -> None:
    text = boss("cron --to boss=daily,周报 --to sales").stdout
    commands = [line for line in text.splitlines() if not line.startswith("#")]
    sent = [line.partition(" report send ")[2] for line in commands if " report send " in line]
    assert sent == [
        "daily --moment provisional --to boss --to sales",
        "daily --moment final --to boss --to sales",
        "missing --to sales",
        "morning --to sales",
        "weekly --to boss",
        *["daily weekly --to boss"] * 2,
        *["daily missing morning --to sales"] * 2,
    ]
    assert sum(line.startswith("@reboot ") for line in commands) == 2
    assert [line[:11].strip() for line in commands if line.endswith("outbox send")] == ["*/5 * * * *"]
    assert [line.partition(" --quiet ")[2] for line in commands if line.startswith("* * * * * ")] == [
        "remind --to sales"
    ]
    assert text.startswith("# crm begin /")
    assert text.splitlines()[-1].startswith("# crm end /")


def test_what_would_keep_it_from_working_is_said(boss: Run) -> None:
    said = boss("cron").stderr
    assert "cron does not have the variable ROBOT" in said
    assert "陈伟 may not run crm pool collect" in said
    assert "pool collect" not in boss("cron").stdout
    assert " pool collect" in boss("cron", who=None).stdout
    assert boss("cron --to nobody").exit_code == 3
    assert boss("cron --to boss=nonsense").exit_code == 2
    config.config_path().write_text('[channel.boss]\nkind = "email"\nto = ["x@example.com"]\n')
    assert "No mail server is known" in boss("cron").stderr
    config.config_path().write_text("")
    assert "no channel yet" in boss("cron").stderr


def test_a_hostile_path_comes_back_from_cron_and_the_shell_as_it_was(tmp_path: Path) -> None:
    here = Installation(
        Path("/a b/100%$HOME`x`'q\".db"), {"CRM_CONFIG": "/c d/%e.toml"}, ("/bin/echo", "--db")
    )
    job = Job("x", "y", (str(here.database), "--to", "老板"), minutes=5)
    lines = cron_table.block(here, [job], "UTC", lambda at: [at])
    command = lines[-2].removeprefix("*/5 * * * * ").replace("\\%", "%")
    assert "%" not in lines[-2].replace("\\%", "")
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=True, cwd=tmp_path)
    assert done.stdout.decode().rstrip("\n") == f"--db {here.database} --to 老板"
    assert shlex.split(command)[0] == "CRM_CONFIG=/c d/%e.toml"
    assert cron_units._quoted('a%b$c "d"', command=True) == '"a%%b$$c \\"d\\""'


_LINES = st.lists(
    st.sampled_from(["1 2 3 4 5 mine", "# note", "", "MAILTO=x", "  # crm begin /y.db", "# crm end /y.db"])
)


@given(before=_LINES, after=_LINES, has_ours=st.booleans(), ends=st.booleans())
@example(before=[], after=[], has_ours=False, ends=False)
def test_a_crontab_keeps_every_line_of_its_owner(
    before: list[str], after: list[str], has_ours: bool, ends: bool
) -> None:
    old = [*before, *(["# crm begin /x.db", "old", "# crm end /x.db"] if has_ours else []), *after]
    table = "\n".join(old) + ("\n" if ends and old else "")
    new = cron_table.merged(table, BLOCK)
    assert cron_table.merged(new, BLOCK) == new
    kept = new.splitlines()
    place = kept.index(BLOCK[0])
    assert kept[place : place + 3] == BLOCK
    mine = table.splitlines()
    if has_ours:
        del mine[len(before) : len(before) + 3]
    assert kept[:place] + kept[place + 3 :] == mine
    assert place == (len(before) if has_ours else len(mine))


@pytest.mark.parametrize(
    "table", ["# crm begin /x.db\n1 mine\n", "1 mine\n# crm end /x.db\n", "# crm begin /x.db\n" * 2]
)
def test_a_mark_without_its_partner_is_left_to_a_person(table: str) -> None:
    with pytest.raises(RefusedError):
        cron_table.merged(table, BLOCK)


def test_merge_and_install(boss: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    merged = boss("cron --to boss --merge", stdin="1 2 3 4 5 mine").stdout
    assert merged.startswith("1 2 3 4 5 mine\n# crm begin ")
    table, program = tmp_path / "table", tmp_path / "bin" / "crontab"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\ncase "$1" in\n-l) cat {table} 2>/dev/null || {{ echo "no crontab for you" >&2; exit 1; }};;\n'
        f"-) cat > {table};;\nesac\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    assert boss("cron --to boss --install").exit_code == 2
    assert not table.exists()
    assert boss("cron --to boss --install --yes").exit_code == 0
    table.write_bytes(b"# \xff\xb0 mine\n" + table.read_bytes())
    done = boss("cron --to boss --to sales --install --yes")
    assert (done.exit_code, table.read_bytes().count(b"# crm begin")) == (0, 1), done.stderr
    assert table.read_bytes().startswith(b"# \xff\xb0 mine\n# crm begin ")
    assert "already" in boss("cron --to boss --to sales --install").stderr
    program.write_text("#!/bin/sh\necho broken >&2; exit 2\n")
    before = table.read_bytes()
    assert boss("cron --install --yes").exit_code == 1
    assert table.read_bytes() == before


def test_units_of_systemd(boss: Run, tmp_path: Path) -> None:
    assert boss(f"cron --systemd --to boss --output {tmp_path / 'units'}").exit_code == 0
    found = {path.name: path.read_text() for path in (tmp_path / "units").iterdir()}
    assert "OnCalendar=*-*-* 18:00:00 Asia/Shanghai\nPersistent=true" in found["crm-daily-provisional.timer"]
    assert "report send daily --moment provisional --to boss" in found["crm-daily-provisional.service"]
    assert {name.rpartition(".")[0] for name in found if "timer" in name} == {
        name.rpartition(".")[0] for name in found if "service" in name
    }
    assert boss("cron --output x").exit_code == 2
