"""Many who ask for the next number at the same instant are never given the same one."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from crm_cli.services.desk import open_desk

TORTURE = os.environ.get("HYPOTHESIS_PROFILE") == "torture"
REPS = 4 if TORTURE else 2
EACH = 100 if TORTURE else 8
WORK = """
import os, sys
from pathlib import Path
from crm_cli.services import calls, queue
from crm_cli.services.desk import open_desk
path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
desk = open_desk(path, name)
desk.database.connection.execute("pragma synchronous = off")
os.write(1, b"ready\\n")
sys.stdin.readline()
for _ in range(count):
    offer = queue.next_offer(desk)
    os.write(1, f"{offer.customer_no} {offer.phone_no}\\n".encode())
    assert queue.next_offer(desk).customer_no == offer.customer_no
    calls.log_call(desk, calls.Typed(f"c{offer.customer_no}", "no_answer", number=offer.number))
"""


@pytest.fixture
def listed(database_path: Path) -> Path:
    """A firm with a list of as many customers as all reps call, two numbers each."""
    desk = open_desk(database_path, "周敏")
    with desk.change() as change:
        for no in range(2 * REPS - 3):
            change.insert("rep", name=f"业务{no}")
        no = change.insert("call_list", name="名单", hours="1-7 00:00-24:00")
        count = 2 * REPS * EACH
        customers = change.insert_columns("customer", {"name": [f"客户{place}" for place in range(count)]})
        phones = change.insert_columns(
            "phone",
            {
                "customer_no": [one for one in customers for _number in range(2)],
                "raw": [f"138{place:08}" for place in range(2 * count)],
                "e164": [f"+86138{place:08}" for place in range(2 * count)],
                "reversed": [f"138{place:08}"[::-1] for place in range(2 * count)],
            },
        )
        change.insert_columns(
            "list_number",
            {
                "call_list_no": [no] * len(phones),
                "customer_no": [one for one in customers for _number in range(2)],
                "phone_no": phones,
                "position": range(len(phones)),
            },
        )
    desk.close()
    return database_path


@pytest.mark.trust("R7")
def test_no_two_are_given_the_same_customer(listed: Path) -> None:
    names = ["陈伟", "李娜", "周敏", *(f"业务{no}" for no in range(2 * REPS - 3))]
    working = [
        subprocess.Popen(
            [sys.executable, "-c", WORK, str(listed), name, str(EACH)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for name in names
    ]  # fmt: skip
    for one in working:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in working:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    told = [one.communicate(timeout=300) for one in working]
    assert [err for _out, err in told if err] == []
    lines = [line for out, _err in told for line in out.splitlines()]
    called = Counter(lines)
    # Each customer once, at its first number: the second one waits behind it.
    assert set(called.values()) == {1}
    assert len({line.split()[0] for line in called}) == len(called) == 2 * REPS * EACH
    assert {int(line.split()[1]) % 2 for line in called} == {1}
