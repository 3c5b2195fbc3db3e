"""What everyday commands take on the sample firm, as whole processes, against `import typer` of the same run."""

import re
import subprocess
from collections.abc import Iterator

from tests.benchmarks.processes import TOWER, Bench, interleaved, middle
from tests.benchmarks.verdicts import Line, ratio

PROMISE = 1.4
EVERYDAY = {
    "call log": ["call", "log", "80008078", "no_answer"],
    "call next": ["call", "next", "--ignore-hours"],
    "visit log": ["visit", "log", "曜嵘投资", "met_staff", "--next", "+3d 报价"],
    "knock": ["knock", "3012", "not_in", "--sweep", TOWER],
    "followup add": ["followup", "add", "曜嵘投资", "--note", "发目录", "--next", "+3d 打电话"],
    "today": ["today"],
    "search": ["search", "byhk"],
    "report daily": ["report", "daily"],
}
YARDSTICKS = {"import typer": "import typer", "empty": "pass"}


def commands(bench: Bench) -> dict[str, list[str]]:
    """Return the yardsticks and the everyday commands by name."""
    python = {name: [str(bench.programs / "python"), "-c", code] for name, code in YARDSTICKS.items()}
    return python | {name: [str(bench.programs / "crm"), *words] for name, words in EVERYDAY.items()}


def lines(bench: Bench, rounds: int) -> Iterator[Line]:
    """Yield each command's time on the wall against `import typer`."""
    taken = interleaved(bench, commands(bench), rounds)
    wall = {name: middle(took, lambda one: one.wall) for name, took in taken.items()}
    cpu = {name: middle(took, lambda one: one.cpu) for name, took in taken.items()}
    for name in EVERYDAY:
        against = wall[name] / wall["import typer"]
        said = f"import typer ({cpu[name] * 1000:.0f} ms of CPU)"
        yield ratio(f"crm {name}", "sample firm", against, PROMISE, said)


def counted(bench: Bench) -> Iterator[Line]:
    """Yield millions of instructions under valgrind, which no busy machine disturbs."""
    counts = {name: _instructions(bench, command) for name, command in commands(bench).items()}
    for name, count in counts.items():
        against = f"{count / counts['import typer']:.2f} x import typer"
        yield Line(name, "sample firm", f"{count / 1e6:.0f} M instructions, {against}")


def _instructions(bench: Bench, command: list[str]) -> int:
    found = subprocess.run(
        ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", *command],
        env={**bench.environment, "PYTHONHASHSEED": "0"}, cwd="/", capture_output=True, text=True, check=True,
    )  # fmt: skip
    refs = re.search(r"I\s+refs:\s+([\d,]+)", found.stderr)
    if refs is None:
        raise RuntimeError(found.stderr)
    return int(refs[1].replace(",", ""))
