"""What the database refuses of a change, said for people."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from crm_cli.errors import RefusedError
from crm_cli.i18n import gettext as _


def stale(row: Mapping[str, Any]) -> RefusedError:
    """Return the refusal of an edit that was made from an old copy of `row`."""
    return RefusedError(
        _("This record was changed by {who} in the meantime.").format(
            who=row.get("changed_by") or row["created_by"]
        ),
        _("Nothing was changed. Look at it again and repeat your edit."),
    )


def refusal(error: sqlite3.IntegrityError) -> RefusedError:
    """Return the sentence for a constraint the database refused when a row was written."""
    text = str(error)
    if text.startswith("UNIQUE"):
        return RefusedError(
            _("That already exists ({what}).").format(what=text.rpartition(": ")[2]),
            _("Nothing was changed."),
        )
    if text.startswith("FOREIGN KEY"):
        return RefusedError(
            _("A record it belongs to was removed in the meantime."),
            _("Nothing was changed. Look again and repeat it."),
        )
    if text.startswith("NOT NULL"):
        return RefusedError(
            _("A value is missing ({what}).").format(what=text.rpartition(": ")[2]), _("Nothing was changed.")
        )
    return RefusedError(_("That value is not allowed ({what}).").format(what=text), _("Nothing was changed."))
