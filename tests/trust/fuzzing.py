"""Spoilt files taken in by forked children: python -m tests.trust.fuzzing KIND DATABASE COUNT SEED.

Each becomes rows, rejects or one sentence. Anything else, a death, a slow or a large one fails with the number that makes
the same file again.
"""

import json
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from crm_cli.errors import CrmError
from crm_cli.exchange.encoding import decode
from crm_cli.exchange.importing import import_file
from crm_cli.exchange.jsonl import read_jsonl
from crm_cli.exchange.vcard import read_vcard, sections
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.importing.intake import Options
from tests.trust.killing import changes_in, require_sound
from tests.trust.mutations import mutated, seeds_of

PER_CHILD = 500
MOST_SECONDS, MOST_BYTES = 5.0, 300 << 20
"""What one file may take, and what all that a child reads may add to its memory."""
NOUNS = ("customers", "customers", "contacts", "calls", "visits", "steps")


def file_of(kind: str, seed: int) -> bytes:
    """Return the file that a number makes, the same each time."""
    chance = random.Random(seed)
    seeds = seeds_of(kind)
    return mutated(kind, chance.choice(seeds), chance.choice(seeds), chance)


def _take(desk: Desk, kind: str, path: Path, seed: int) -> str:
    """Take a file in; return what became of it, and let anything but a sentence pass through."""
    data = file_of(kind, seed)
    path.write_bytes(data)
    before = changes_in(desk.database.connection)
    ends = []
    try:
        if kind == "vcf":
            for is_card, part in sections(decode(data)[0]):
                if is_card:
                    read_vcard(part)
        if kind == "jsonl":
            list(read_jsonl(data))
    except CrmError as error:
        ends.append(_sentence(error))
    try:
        options = Options(add_customers=True, dry_run=seed % 4 > 0)
        report = import_file(desk, NOUNS[seed % len(NOUNS)], path, options=options, keep_rejects=False).report
        made = changes_in(desk.database.connection) - before
        assert made <= (0 if options.dry_run else 1)
        assert made or options.dry_run or not (report.counts["created"] or report.counts["updated"])
        ends.append("taken in")
    except CrmError as error:
        assert changes_in(desk.database.connection) == before
        ends.append(_sentence(error))
    assert not desk.database.in_transaction
    return ends[-1]


def _sentence(error: CrmError) -> str:
    assert error.sentence
    assert "Traceback" not in error.sentence
    assert len(error.sentence) < 2000, error.sentence[:300]
    return "refused in a sentence"


def _child(kind: str, database: Path, seeds: range, out: int) -> None:
    """Take in the files of some numbers; write what became of them, or which number went wrong."""
    path, seed = database.with_name(f"fuzz.{kind}"), seeds[0]
    ends: Counter[str] = Counter()
    slowest = 0.0
    try:
        desk = open_desk(database, "陈伟")
        desk.database.connection.execute("pragma synchronous = off")
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
        for seed in seeds:
            # A file that takes longer would never come back by itself.
            signal.alarm(int(12 * MOST_SECONDS))
            begun = time.process_time()
            ends[_take(desk, kind, path, seed)] += 1
            slowest = max(slowest, time.process_time() - begun)
        signal.alarm(0)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10) - held
        assert slowest < MOST_SECONDS, f"{slowest:.1f} s"
        assert grown < MOST_BYTES, f"{grown >> 20} MB"
        require_sound(desk.database.connection)
        os.write(out, json.dumps([ends, slowest, grown >> 20]).encode())
        os._exit(0)
    except BaseException:  # noqa: BLE001  # whatever it is, this process is the parent's copy and must end here
        import traceback

        os.write(2, f"{kind}, file {seed}:\n{traceback.format_exc()}".encode())
        os._exit(1)


def main() -> None:
    """Take in as many files as asked, fresh from a copied firm for each child, and print what became of them."""
    kind, firm, count, first = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    ends: Counter[str] = Counter()
    slowest, grown = 0.0, 0
    for start in range(first, first + count, PER_CHILD):
        database = firm.with_name("fuzz.db")
        shutil.copy(firm, database)
        seeds = range(start, min(start + PER_CHILD, first + count))
        source, out = os.pipe()
        pid = os.fork()
        if not pid:
            _child(kind, database, seeds, out)
        os.close(out)
        with os.fdopen(source, "rb") as pipe:
            told = pipe.read()
        status = os.waitpid(pid, 0)[1]
        if status:
            sys.exit(f"{kind}, files {seeds[0]} to {seeds[-1]}: status {status}")
        found, slow, more = json.loads(told)
        ends.update(found)
        slowest, grown = max(slowest, slow), max(grown, more)
    print(json.dumps({"ends": ends, "slowest": slowest, "grown": grown}))


if __name__ == "__main__":
    main()
