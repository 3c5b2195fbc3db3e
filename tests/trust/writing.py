"""A writer or a reader among many, warm before it begins: python -m tests.trust.writing (a process per name).

Prints how many writes were acknowledged, how many errors were shown, and the longest wait in seconds.
"""

import json
import os
import sys
import time
from pathlib import Path

from crm_cli.errors import CrmError
from crm_cli.services import calls, customers, followups, search
from crm_cli.services.desk import Desk, open_desk


def _write(path: Path, name: str, count: int) -> tuple[int, list[str], float]:
    """Log calls and add customers, each opened anew as a command does."""
    errors, longest, told = [], 0.0, 0
    for number in range(count):
        begun = time.perf_counter()
        try:
            desk = open_desk(path, "陈伟")
            if number % 5:
                calls.log_call(desk, calls.Typed("c1", "no_answer", note=f"{name}-{number}"))
            else:
                customers.add_customer(
                    desk, f"{name}-{number}", phones=[f"020-8{number % 10}{int(name[1:]):03}{number:04}"]
                )
            desk.close()
            told += 1
        except CrmError as error:
            errors.append(error.sentence)
        longest = max(longest, time.perf_counter() - begun)
    return told, errors, longest


def _read(desk: Desk) -> None:
    customers.customers(desk, limit=50)
    calls.calls(desk, limit=50)
    search.search(desk, "白云")
    followups.followups(desk, limit=50)


def _read_on(path: Path, until: Path) -> tuple[int, list[str], float]:
    """Read what a rep reads until a file says that it is over."""
    errors, longest, told = [], 0.0, 0
    while not until.exists():
        begun = time.perf_counter()
        try:
            desk = open_desk(path, "李娜")
            _read(desk)
            desk.close()
            told += 1
        except CrmError as error:
            errors.append(error.sentence)
        longest = max(longest, time.perf_counter() - begun)
    return told, errors, longest


def main() -> None:
    """Wait for the word, then write or read."""
    path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    os.write(1, b"ready\n")
    sys.stdin.readline()
    found = _write(path, name, count) if name.startswith("p") else _read_on(path, path.with_name("over"))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
