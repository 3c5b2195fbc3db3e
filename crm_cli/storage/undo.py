"""Taking a whole command back, or doing it again: every row it changed, or none."""

import json
from typing import Any

from crm_cli.domain.codes import LETTER_OF
from crm_cli.errors import RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.storage.change import STAMPS, Change, Image
from crm_cli.storage.database import Database
from crm_cli.storage.journal import CHANGE_ROWS, ChangeRowRow


def revert(database: Database, change: Change, target_no: int) -> int:
    """Write the inverse of every row of change `target_no` into the open `change`; return how many.

    Raises RefusedError when something changed later stands on a row.
    """
    rows = database.all(CHANGE_ROWS, change_no=target_no)
    for row in reversed(rows):
        if row.operation == "insert":
            _take_out(database, change, row)
        elif row.operation == "delete":
            change.restore(row.table_name, _image(row.before))
        else:
            _put_back(change, row)
    return len(rows)


def _take_out(database: Database, change: Change, row: ChangeRowRow) -> None:
    since = database.all(
        CHANGE_ROWS,
        table_name=row.table_name,
        row_no=row.row_no,
        after_no=row.no,
        kind="do",
        standing=True,
    )
    # What the command itself did to its own row afterwards has just been taken back.
    later = [one for one in since if one.change_no != row.change_no]
    if later:
        raise _in_the_way(row, later[0])
    change.delete(row.table_name, row.row_no)


def _put_back(change: Change, row: ChangeRowRow) -> None:
    before, after = _image(row.before), _image(row.after)
    current = change.row(row.table_name, row.row_no)
    told = {name for name in after if name not in STAMPS}
    if any(current[name] != after[name] for name in told):
        raise _in_the_way(row, None)
    wanted: dict[str, Any] = {name: before[name] for name in told}
    # Unless somebody else's stamp is on the row, it gets back the one it had, so that nothing shows.
    if current["changed_at"] == after.get("changed_at", current["changed_at"]):
        wanted.update({name: before.get(name, current[name]) for name in ("changed_at", "changed_by")})
    change.write(row.table_name, current, wanted)


def _image(text: str | None) -> Image:
    image: Image = json.loads(text or "{}")
    return image


def _in_the_way(row: ChangeRowRow, later: ChangeRowRow | None) -> RefusedError:
    name = f"{LETTER_OF[row.table_name]}{row.row_no}" if row.table_name in LETTER_OF else row.table_name
    hint = _("Nothing was changed. See what came after with: crm history {name}").format(name=name)
    if later is None:
        return RefusedError(_("{name} was changed again since.").format(name=name), hint)
    return RefusedError(
        _("{name} was changed again since by {who} (h{no}: {command}).").format(
            name=name, who=later.actor, no=later.change_no, command=later.command
        ),
        hint,
    )
