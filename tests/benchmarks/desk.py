"""The full-screen desk in a firm of any size, at a pseudo-terminal: first paint, keys, memory.

First paint is from the start of the process until rows of the firm are drawn, against an empty program of the same
library in turn; a key takes from its being written until the first bytes come back: the median of the same key in
three desks, since a moment in which the machine does something else is never at the same key twice.
"""

import os
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.firm_of import firm_of
from tests.benchmarks.processes import Bench, Took, middle
from tests.benchmarks.terminal import Terminal
from tests.benchmarks.verdicts import Line, leave, ratio, show, under

PAINT, KEY_MS, MIB = 1.3, 40.0, 150.0
_TIMES = 3
_EMPTY = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static('READY')
Empty().run()
"""
Command = Sequence[str | Path]
_ROW = r"c\d+ +\S"
_DOWN, _PAGE, _UP, _END, _HOME, _ESCAPE = "\x1b[B", "\x1b[6~", "\x1b[A", "\x1b[F", "\x1b[H", "\x1b"


def lines(bench: Bench, firms: Path, customers: int, calls: int, rounds: int) -> Iterator[Line]:
    """Yield what the desk takes in a firm of so many customers and calls."""
    return lines_of(bench, firm_of(firms, customers, calls), f"{customers:,} : {calls:,} calls", rounds)


def lines_of(bench: Bench, path: Path, size: str, rounds: int) -> Iterator[Line]:
    """Yield what the desk takes in the firm at `path`."""
    desk: Command = [bench.programs / "crm", "--db", path, "--as", _rep(path), "tui", "--screen", "customers"]
    yield _paint(bench, desk, size, rounds)
    seen = [_seen(bench, desk) for _time in range(_TIMES)]
    took: list[float] = []
    for name in seen[0].parts:
        pressed = [statistics.median(times) for times in zip(*(one.parts[name] for one in seen), strict=True)]
        yield _keys(name, size, pressed)
        took += pressed
    yield _keys("all keys", size, took)
    yield under("desk, memory", size, max(one.memory for one in seen), MIB, "MiB")


class Seen(NamedTuple):
    """A desk from its first key to its last: the seconds of each key of each part, and its memory in MiB."""

    parts: dict[str, list[float]]
    memory: float


def _seen(bench: Bench, desk: Command) -> Seen:
    at = Terminal(desk, bench.environment)
    try:
        at.until(_ROW)
        return Seen(dict(_sittings(at)), at.memory())
    finally:
        at.end()


def _rep(path: Path) -> str:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    name = connection.execute("select name from rep where no = 1").fetchone()[0]
    connection.close()
    return str(name)


def _paint(bench: Bench, desk: Command, size: str, rounds: int) -> Line:
    empty: Command = [bench.programs / "python", "-c", _EMPTY]
    commands = {"empty": (empty, "READY"), "desk": (desk, _ROW)}
    taken: dict[str, list[Took]] = {name: [] for name in commands}
    for place in range(max(rounds, 5) + 1):
        for name, (command, drawn) in commands.items():
            at = Terminal(command, bench.environment)
            took = at.until(drawn)
            at.end()
            # The first of each reads the files, which the others find in memory.
            if place:
                taken[name].append(took)
    cpu = {name: middle(took, lambda one: one.cpu) for name, took in taken.items()}
    wall = {name: middle(took, lambda one: one.wall) for name, took in taken.items()}
    said = f"an empty one's {cpu['empty'] * 1000:.0f} ms of CPU; {wall['desk'] / wall['empty']:.2f} x on the wall"
    return ratio("desk, first paint", size, cpu["desk"] / cpu["empty"], PAINT, said)


def _keys(name: str, size: str, took: Sequence[float]) -> Line:
    found = sorted(seconds * 1000 for seconds in took)
    late = found[min(len(found) - 1, int(len(found) * 0.95))]
    said = f"p95 of {len(found)}, median {statistics.median(found):.1f}, most {found[-1]:.0f}"
    return under(f"desk, {name}", size, late, KEY_MS, "ms", said)


def _sittings(at: Terminal) -> Iterator[tuple[str, list[float]]]:
    """Yield what is done at the desk, with what each key of it took."""
    at.rest()
    yield "list, last touched", _walk(at)
    yield (
        "list, search",
        [at.key("/"), *_typed(at, "gzhd"), *_typed(at, "广州"), *_typed(at, "8888"), at.key(_DOWN)],
    )
    yield "list, while it is ordered", _ordered(at, "4")
    yield "list, by city", _walk(at)
    yield (
        "list, while it is narrowed",
        [*_narrowed(at, "grade=A,B"), *(at.key_at_once(_DOWN) for _key in range(20))],
    )
    _settle(at)
    yield "list, narrowed", _walk(at)
    yield "customer", _opened(at)


def _walk(at: Terminal) -> list[float]:
    keys = [*[_DOWN] * 30, *[_PAGE] * 20, _END, *[_UP] * 10, _HOME, *[_DOWN] * 5, _END, _HOME]
    return [at.key(key) for key in keys]


def _typed(at: Terminal, text: str) -> list[float]:
    """Type a text as people do, a letter after what the one before it found is drawn, and take it back at once."""
    took = [at.key(letter) for letter in text]
    return took + [at.key_at_once("\x7f") for _letter in text]


def _ordered(at: Terminal, key: str) -> list[float]:
    took = [at.key("o"), at.key(key)]
    took += [at.key_at_once(_DOWN if place % 2 == 0 else _UP) for place in range(40)]
    _settle(at)
    return took


def _narrowed(at: Terminal, words: str) -> list[float]:
    took = [at.key("f"), at.key(_END), at.key(_UP), at.key("\r")]
    took += [at.key_at_once(letter) for letter in words]
    return [*took, at.key("\r")]


def _opened(at: Terminal) -> list[float]:
    took = []
    for _time in range(10):
        took += [
            at.key("\r"),
            at.key("\t"),
            *(at.key(key) for key in "1230"),
            at.key("e"),
            *[at.key(_DOWN)] * 3,
        ]
        took += [at.key("q"), at.key(_DOWN)]
    return took


def _settle(at: Terminal) -> None:
    """Wait until what was asked beside the screen is there: it is drawn when it comes."""
    for _wait in range(20):
        at.rest()
        time.sleep(0.25)


def main() -> None:
    """Measure the desk in the firm at a path, with the programs of this environment."""
    bench = Bench(Path(sys.executable).parent, {**os.environ, "LANG": "C.UTF-8"})
    leave(show(lines_of(bench, Path(sys.argv[1]), Path(sys.argv[1]).name, 7)))


if __name__ == "__main__":
    main()
