"""The story of one record: each change of it and of what hangs on it, with what stood there before and after."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from crm_cli.domain.frozen import Frozen
from crm_cli.errors import NotFoundError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.history import record_key
from crm_cli.storage.change import Image
from crm_cli.storage.journal import CHANGE_ROWS, FIND_CHANGES, ChangeBrief
from crm_cli.storage.past import Version, current, naming, versions

PARTS = {
    "customer": ("phone", "customer_tag", "field_value", "customer_name"),
    "contact": ("phone", "field_value"),
    "call": ("objection_met", "competitor_heard"),
    "visit": ("objection_met", "competitor_heard"),
    "followup": ("objection_met", "competitor_heard"),
    "plan": ("plan_rep",),
    "team": ("team_industry",),
    "call_list": ("call_list_rep", "list_rule"),
    "script": ("script_version",),
}
"""Tables whose rows people take for fields of the record that they name in `<record>_no`."""
_MOST = 100
"""A change of more rows is an import or a command over a whole list: its parts are found by the record alone."""


class Done(Frozen):
    """What a change did to one row; of a row that was added or removed all that stood in it."""

    table: str
    no: int
    operation: str
    before: Image
    after: Image


class Entry(Frozen):
    """One change in the story of a record."""

    change: ChangeBrief
    done: tuple[Done, ...]


class Story(Frozen):
    """A record's changes, the newest first; `image` is how it stands or last stood, `is_gone` whether it was removed.

    `begins` says whether the journal still knows how it came.
    """

    table: str
    no: int
    image: Image
    is_gone: bool
    begins: bool
    entries: tuple[Entry, ...]


def story(
    desk: Desk,
    record: str,
    *,
    names: frozenset[str] = frozenset(),
    since: datetime | None = None,
    until: datetime | None = None,
    actor: str | None = None,
    limit: int | None = None,
) -> Story:
    """Return the story of the record numbered so (`c12`), removed ones too.

    `names` keeps the changes of these columns of its own row, `since` and `until` those between two instants.
    Raises NotFoundError when neither the database nor its journal knows it.
    """
    table, no = record_key(record)
    own, standing = versions(desk.database, table, no), current(desk.database, table, no)
    if not own and standing is None:
        raise NotFoundError(
            _("Nothing is known of {number}.").format(number=record), _("Look for it with: crm search …")
        )
    told = list(_told(table, no, own))
    if not names:
        for part in PARTS.get(table, ()):
            for part_no in sorted(_part_numbers(desk, table, no, part, own)):
                states = versions(desk.database, part, part_no)
                acts = list(_told(part, part_no, states))
                if any(_hangs(table, no, image) for _no, one in acts for image in (one.before, one.after)):
                    told += acts
    by_change: dict[int, list[Done]] = {}
    for change_no, done in told:
        if not names or (done.operation == "update" and names & done.after.keys()):
            by_change.setdefault(change_no, []).append(done)
    asked: dict[str, Any] = {"since": since, "until": until, "actor": actor, "limit": limit}
    changes = desk.database.all(FIND_CHANGES, numbers=list(by_change), **asked)
    return Story(
        table,
        no,
        standing or next((one.image for one in reversed(own) if one.image), None) or _removed(own),
        standing is None,
        bool(own) and own[0].said.operation == "insert",
        tuple(Entry(change, tuple(by_change[change.no])) for change in changes),
    )


def _removed(own: list[Version]) -> Image:
    """Return a removed row as it was last."""
    image: Image = json.loads(own[-1].said.before or "{}") if own else {}
    return image


def _told(table: str, no: int, states: list[Version]) -> Iterator[tuple[int, Done]]:
    for one in states:
        before: Image = json.loads(one.said.before or "{}")
        after: Image = (
            (one.image or {}) if one.said.operation == "insert" else json.loads(one.said.after or "{}")
        )
        yield one.said.change_no, Done(table, no, one.said.operation, before, after)


def _part_numbers(desk: Desk, table: str, no: int, part: str, own: list[Version]) -> set[int]:
    """Return rows of a table of parts that hang on a record now, or were changed together with it."""
    found = set(naming(desk.database, part, f"{table}_no", [no]))
    for change in desk.database.all(FIND_CHANGES, numbers=list({one.said.change_no for one in own})):
        if change.rows <= _MOST:
            rows = desk.database.all(CHANGE_ROWS, change_no=change.no, table_name=part)
            found.update(no for row in rows for no in range(row.row_no, row.row_no + row.size))
    return found


def _hangs(table: str, no: int, image: Image) -> bool:
    """Say whether a part is this record's own: a number of a contact is not its customer's."""
    if image.get(f"{table}_no") != no:
        return False
    return table != "customer" or image.get("contact_no") is None
