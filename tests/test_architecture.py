"""The rooms keep to their arrows, everyday commands load little, and nothing grows too long."""

import ast
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_cli.main import PLACES
from crm_cli.services import buildings, contacts, customers, steps, sweep_planning
from crm_cli.services.desk import Desk

ROOT = Path(__file__).parents[1]
HEAVY = {
    "sqlalchemy", "sqlmodel", "alembic", "pydantic", "textual", "rich", "pypinyin", "phonenumbers", "dateutil",
    "python_calamine", "xlsxwriter", "asyncio", "urllib", "email", "http", "unittest",
}  # fmt: skip
# Python's own ways to parse addresses come with pathlib until 3.13; they are not ours to avoid.
HEAVY -= {"urllib", "email", "http", "unittest"} if sys.version_info < (3, 13) else set()
EVERYDAY = [
    ["call", "log", "c1", "no_answer"],
    ["call", "next", "--ignore-hours"],
    ["call", "log", "王丽", "talked", "--next", "+3d 报价"],
    ["visit", "log", "c1", "met_staff"],
    ["followup", "add", "c1", "--note", "发目录"],
    ["knock", "201", "not_in"],
    ["today"],
    ["search", "白云"],
    ["report", "daily"],
    ["report", "daily", "--format", "json"],
    ["customer", "list"],
    ["customer", "show", "c1"],
    ["undo"],
    ["remind"],
    ["remind", "--to", "sales", "--desktop"],
    ["--help"],
    ["call", "--help"],
    ["call", "log", "--help"],
]
# The commands that promise 1.4 x `import typer`, with the most modules of ours each may load: some tenth of a
# millisecond each. A NamedTuple costs twice that, so theirs are Frozen but for those of few commands.
MOST_MODULES = {
    "call log": 66, "call next": 78, "visit log": 62, "knock": 73, "followup add": 60, "today": 49, "search": 53,
    "report daily": 76,
}  # fmt: skip
NAMED_TUPLES = {"Config", "Author", "Phone", "Pieces"}
RUN = """
import sys
from crm_cli.__main__ import main
code = 0
try:
    main()
except SystemExit as ending:
    code = ending.code
loaded = list(sys.modules)
slow = [kind.__name__ for kind in tuple.__subclasses__() if kind.__module__.startswith("crm_cli.")]
import json
print(json.dumps([code, loaded, slow]), file=sys.stderr)
"""


def _is_built(command: list[str]) -> bool:
    place = PLACES.get(command[0])
    return place is None or importlib.util.find_spec(place.module) is not None


@pytest.fixture
def firm_path(desk: Desk, database_path: Path) -> Path:
    """A firm with a customer to call and doors to knock at."""
    customers.add_customer(desk, "广州白云航空服务有限公司", phones=["020-80000000"], owner="陈伟")
    contacts.add_contact(desk, "王丽", "c1", phones=["19000008000"])
    steps.add_step(desk, "打电话", customer="c1", due="2026-11-20")
    buildings.add_building(desk, "中信广场", buildings.Layout(floors="2", units="01-02"))
    sweep_planning.plan_sweep(desk, "中信广场", teams=["陈伟:down"])
    desk.close()
    return database_path


@pytest.mark.parametrize("command", EVERYDAY, ids=" ".join)
def test_an_everyday_command_loads_nothing_heavy(command: list[str], firm_path: Path) -> None:
    if not _is_built(command):
        pytest.skip(f"crm {command[0]} is not built yet")
    done = subprocess.run(
        [sys.executable, "-c", RUN, *command],
        env={**os.environ, "CRM_DB": str(firm_path), "CRM_AS": "陈伟", "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    code, modules, slow = json.loads(done.stderr.splitlines()[-1])
    assert code == 0, done.stderr
    assert HEAVY & {name.partition(".")[0] for name in modules} == set()
    for promised, most in MOST_MODULES.items():
        if " ".join(command).startswith(promised) and "json" not in command:
            assert len([name for name in modules if name.startswith("crm_cli")]) <= most
            assert set(slow) - NAMED_TUPLES == {"Frozen"}


def test_what_is_seldom_used_is_loaded_when_it_is_used(firm_path: Path) -> None:
    program = (
        "import json, sys\n"
        "from crm_cli.__main__ import main, stand_in\n"
        "stand_in()\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "from crm_cli.later import SELDOM_USED, Later\n"
        "print(json.dumps([name for name in SELDOM_USED if not isinstance(sys.modules[name], Later)]))\n"
        "import difflib, shutil\n"
        "from difflib import get_close_matches\n"
        "assert get_close_matches('dayly', ['daily', 'weekly']) == ['daily']\n"
        "assert sys.modules['difflib'].SequenceMatcher is difflib.SequenceMatcher\n"
        "assert shutil.which('sh') and not isinstance(sys.modules['shutil'], Later)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "report", "daily"],
        env={**os.environ, "CRM_DB": str(firm_path), "CRM_AS": "陈伟", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_the_rooms_arrows_only_point_down() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, env={**os.environ, "COLUMNS": "120"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def _sources() -> Iterator[Path]:
    for room in ("crm_cli", "tests", "tools"):
        for path in (ROOT / room).rglob("*.py"):
            if "versions" not in path.parts:
                yield path


def test_no_file_is_longer_than_400_lines() -> None:
    long = {str(path.relative_to(ROOT)): n for path in _sources() if (n := _lines(path)) > 400}
    assert long == {}


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def _long_functions(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            # A command has as many parameters as it has options, one to a line: the body is what is read.
            lines = (node.end_lineno or 0) - node.body[0].lineno + 1
            if lines > 60:
                yield f"{node.name} has {lines} lines"


def _without_docstring(module: ast.Module) -> Iterator[str]:
    if module.body and not ast.get_docstring(module):
        yield "no sentence says what it is"


def _loosely_named(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        name = getattr(node, "name", "")
        if isinstance(node, ast.ClassDef) and name.endswith(("Manager", "Helper", "Utils")):
            yield name


def test_every_module_keeps_the_house_style() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {said}"
        for path in _sources()
        if (module := ast.parse(path.read_text()))
        for check in (_long_functions, _without_docstring, _loosely_named)
        for said in check(module)
    ]
    assert wrong == []
    assert not [path for path in _sources() if path.stem in {"utils", "helpers", "common", "manager"}]


def test_only_storage_speaks_sql() -> None:
    """What import-linter cannot see: a connection used outside its room."""
    outside = [
        path for path in _sources() if path.is_relative_to(ROOT / "crm_cli") and "storage" not in path.parts
    ]
    assert [str(path) for path in outside if ".connection.execute" in path.read_text()] == []
    # `Database.reading` hands it out so that what goes wrong with the file is said in a sentence.
    assert [str(path) for path in outside if "database.connection" in path.read_text()] == []


def test_only_the_clock_asks_what_time_it_is() -> None:
    for path in _sources():
        if path.is_relative_to(ROOT / "crm_cli") and path.name != "clock.py":
            text = path.read_text()
            assert "datetime.now(" not in text, path
            assert "date.today(" not in text, path
