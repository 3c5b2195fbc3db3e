"""Many rows given back at once what a change had changed in each: the undo and the redo of a merge of thousands of calls."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from crm_cli.storage import derived, search
from crm_cli.storage.change import DAY_OF, JOURNAL, STAMPS, Change, Image
from crm_cli.storage.database import sentences
from crm_cli.storage.journal import ChangeRowRow
from crm_cli.storage.statement import instant_text

_BLOCK = 500
# json.dumps makes one for every row.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def put_back_many(change: Change, rows: Sequence[ChangeRowRow]) -> bool:
    """Give the columns that these rows of the journal changed, of one table and each of another row, their values back.

    Returns False, having written nothing, where it must be done or refused row by row: a column decides more than
    facts, or somebody changed a row again.
    """
    table = rows[0].table_name
    images = [(json.loads(row.before or "{}"), json.loads(row.after or "{}")) for row in rows]
    told = [[name for name in after if name not in STAMPS] for _before, after in images]
    if any(_decides_more(table, names) for names in set(map(tuple, told))):
        return False
    held = _held(change, table, [row.row_no for row in rows])
    for row, names, (_before, after) in zip(rows, told, images, strict=True):
        current = held.get(row.row_no)
        if current is None or any(current[name] != after[name] for name in names):
            return False
    stamps = {"changed_at": instant_text(change.now), "changed_by": change.author.name}
    wanted: list[tuple[Image, Image]] = []
    for row, names, (before, after) in zip(rows, told, images, strict=True):
        current = held[row.row_no]
        values = {**stamps, **{name: before[name] for name in names}}
        # Unless somebody else's stamp is on the row, it gets back the one it had, so that nothing shows.
        if current["changed_at"] == after.get("changed_at", current["changed_at"]):
            values |= {name: before.get(name, current[name]) for name in stamps}
        wanted.append((current, {**values, "version": int(current["version"]) + 1}))
    _write(change, table, wanted)
    return True


def _decides_more(table: str, names: Sequence[str]) -> bool:
    """Say whether one of these columns decides others, is searched or says a day, so that each row is its own work."""
    return derived.is_deciding(table, names) or DAY_OF.get(table) in names or search.is_indexed(table, names)


def _held(change: Change, table: str, numbers: Sequence[int]) -> dict[int, Image]:
    found: dict[int, Image] = {}
    with sentences(change.database.path):
        for start in range(0, len(numbers), _BLOCK):
            marks = ", ".join(map(str, numbers[start : start + _BLOCK]))
            cursor = change.connection.execute(f'select * from "{table}" where no in ({marks})')
            names = [column[0] for column in cursor.description]
            found.update(
                (row["no"], row) for row in (dict(zip(names, cells, strict=True)) for cells in cursor)
            )
    return found


def _write(change: Change, table: str, rows: Sequence[tuple[Image, Image]]) -> None:
    journal: list[tuple[Any, ...]] = []
    updates: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    no = change.journal_no()
    for current, values in rows:
        changed = [name for name, value in values.items() if current[name] != value]
        images = [_json({name: image[name] for name in changed}) for image in (current, values)]
        journal.append((no, table, current["no"], current["id"], "update", *images))
        updates.setdefault(tuple(values), []).append((*values.values(), current["no"]))
        change.note(table, current)
        change.note(table, {**current, **values})
    with sentences(change.database.path):
        for names, values_of in updates.items():
            given = ", ".join(f"{name} = ?" for name in names)
            change.connection.executemany(f'update "{table}" set {given} where no = ?', values_of)
        change.connection.executemany(JOURNAL, journal)


def _json(image: Mapping[str, Any]) -> str:
    return _ENCODER.encode(image)
