"""Whatever crm writes only its owner may read, and no secret is in any of it (S17, S18)."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_cli.services import call_drafts, drafts
from crm_cli.services.desk import open_desk
from tests.cli.conftest import Run


@pytest.fixture
def _open_to_all() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def written(folder: Path, apart: set[Path]) -> list[Path]:
    """Return all that is below a folder now and was not before."""
    return [path for path in sorted(folder.rglob("*")) if path not in apart]


@pytest.mark.trust("S17")
@pytest.mark.usefixtures("_open_to_all")
def test_nobody_else_may_read_what_any_command_writes(firm: Run, database_path: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("价目")
    leads = tmp_path / "leads.csv"
    leads.write_text("名称,电话\n新公司,13800001111\n,\n坏的,12\n")
    card = tmp_path / "card.vcf"
    card.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:王二\nORG:二王公司\nTEL:13800002222\nEND:VCARD\n")
    apart = set(tmp_path.rglob("*"))
    out = tmp_path / "out"
    lines = [
        f"attachment add c1 {note}", f"import customers {leads}", "call log 王丽 2 --talk 60",
        "visit log 白云", "followup add 白云 --note 已发", "backup", "report submit",
        *(f"export customers --output {out}.{ending}" for ending in ("csv", "xlsx", "jsonl")),
        f"export all {out}", f"report daily --output {out}.html", f"report daily --output {out}.report.xlsx",
        f"card read {card}", "customer edit c1 --notes 改", "undo",
    ]  # fmt: skip
    failed = [(line, said.stderr) for line in lines if (said := firm(line)).exit_code]
    assert failed == []
    worked = [line for line in lines if firm(line).exit_code == 0]
    assert firm("customer forget c1 --yes", who="周敏").exit_code == 0
    desk = open_desk(database_path, "陈伟")
    drafts.keep(desk, "knock:u1", {"note": "半句"})
    with call_drafts.alone(desk, 1, "陈伟"):
        pass
    desk.close()
    found = written(tmp_path, apart)
    open_ones = [
        (str(path.relative_to(tmp_path)), oct(stat.S_IMODE(path.stat().st_mode)))
        for path in found
        if path.stat().st_mode & 0o077 and (path.is_file() or any(one.is_file() for one in path.iterdir()))
    ]
    assert open_ones == []
    assert len(worked) >= 10, "too few of the commands wrote anything: " + "; ".join(worked)
    assert {path.suffix for path in found} >= {".bak", ".csv", ".xlsx", ".jsonl", ".json"}


@pytest.mark.trust("S18")
@pytest.mark.parametrize("way", ["env", "file", "command"])
def test_a_secret_is_in_no_file_no_argument_and_no_error(
    way: str, database_path: Path, tmp_path: Path
) -> None:
    """By every way a secret can be given, to servers that do not answer, with --debug."""
    secret = f"geheim-by-{way}"
    url = f"http://127.0.0.1:9/robot/send?access_token={secret}"
    for name, text in (("secret", secret), ("url", url)):
        (tmp_path / f"{name}.kept").write_text(text)
        (tmp_path / f"{name}.kept").chmod(0o600)
    told = {
        "env": 'password_env = "SECRET"', "file": f'password_file = "{tmp_path}/secret.kept"',
        "command": f'password_command = ["cat", "{tmp_path}/secret.kept"]',
    }[way]  # fmt: skip
    settings = tmp_path / "config" / "crm" / "config.toml"
    settings.parent.mkdir(parents=True)
    url_told, secret_told = (
        told.replace("password_", f"{name}_")
        .replace("SECRET", variable)
        .replace("secret.kept", f"{file}.kept")
        for name, variable, file in (("url", "URL", "url"), ("secret", "SECRET", "secret"))
    )
    settings.write_text(
        f'[mail]\nhost = "127.0.0.1"\nport = 9\nsender = "a@example.com"\nuser = "u"\n{told}\n'
        f'[channel.boss]\nkind = "email"\nto = ["b@example.com"]\n'
        f'[channel.group]\nkind = "dingtalk"\n{url_told}\n{secret_told}\n'
    )
    settings.chmod(0o600)
    environment = {
        **os.environ, "CRM_DB": str(database_path), "CRM_AS": "周敏", "SECRET": secret, "URL": url, "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"), "PYTHONIOENCODING": "utf-8",
    }  # fmt: skip
    said = []
    for line in (
        "channel list",
        "channel test boss group",
        "report send daily --date 2026-11-20 --to boss --to group",
        "outbox list",
    ):
        done = subprocess.run(
            [sys.executable, "-m", "crm_cli", *line.split(), "--debug"],
            env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60,
        )  # fmt: skip
        said.append(done.stdout + done.stderr)
    assert "127.0.0.1" in said[1], said
    assert "queued" in said[3] or "boss" in said[3], said
    assert secret not in "".join(said)
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.suffix != ".kept":
            assert secret.encode() not in path.read_bytes(), path
