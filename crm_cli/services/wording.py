"""Says what stands in rows as people do: labels and names instead of codes and numbers."""

from collections.abc import Iterator, Mapping
from typing import Any

from crm_cli.domain import words
from crm_cli.domain.codes import LETTER_OF, number
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.field_names import BOOKKEEPING, title_of
from crm_cli.services.records import LABELLED, NOUN_OF_FIELD
from crm_cli.storage.past import columns_of, current

_NAMING = ("name", "words", "raw", "file_name", "value")
"""What a row is known by, the first column that it has."""
_NOUNS = {
    **NOUN_OF_FIELD,
    "outcome_no": "outcome",
    "field_no": "custom_field",
    "competitor_no": "competitor",
    "phone_no": "phone",
}
_HIDDEN = BOOKKEEPING | {"position", "day_only", "progress_of_outcome"}


class Wording:
    """Says values as people do; names of records are read once."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._names: dict[tuple[str, int], str] = {}
        self._kinds: dict[str, dict[str, str]] = {}

    def lines(self, table: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
        """Yield `grade: C → B` for each field with another value, `grade: B` for those of a new row."""
        for title, said in self.fields(table, before, after):
            yield f"{title}: {said}"

    def fields(
        self, table: str, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> Iterator[tuple[str, str]]:
        """Yield the title of each field with another value and what became of it, `C → B`; of a new row its value."""
        for column in dict.fromkeys((*before, *after)):
            old, new = before.get(column), after.get(column)
            if (
                column in _HIDDEN
                or (column == "unit_no" and "unit" in after)
                or old == new
                or (not before and new in (None, "", 0))
            ):
                continue
            value = self.value(table, column, new)
            if before:
                value = f"{self.value(table, column, old)} → {value}"
            yield title_of(column), value

    def value(self, table: str, column: str, value: Any) -> str:
        """Return one value in words, `-` for none."""
        if value is None or value == "":
            return "-"
        if column in _NOUNS and isinstance(value, int):
            return self.record(_NOUNS[column], value)
        kinds = LABELLED.get(table, {})
        if column in kinds:
            return words.label(kinds[column], str(value))
        if column == "talk_seconds":
            from crm_cli.domain.durations import format_seconds

            return format_seconds(int(value))
        if column.endswith("_minor"):
            from crm_cli.services.records import major

            return f"{major(int(value), self.desk.currency):,.2f}"
        return self._by_type(table, column, value)

    def _by_type(self, table: str, column: str, value: Any) -> str:
        if table not in self._kinds:
            self._kinds[table] = columns_of(self.desk.database, table)
        declared = self._kinds[table].get(column, "")
        if declared == "BOOLEAN":
            return _("yes") if value else _("no")
        if declared == "VARCHAR(24)" and isinstance(value, str):
            from datetime import datetime

            return f"{self.desk.wall(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
        return str(value)

    def named(self, image: Mapping[str, Any]) -> list[str]:
        """Return the records that a row names, in words."""
        return [
            self.record(noun, image[column])
            for column, noun in _NOUNS.items()
            if isinstance(image.get(column), int)
        ]

    def called(self, image: Mapping[str, Any]) -> str:
        """Return what a row is known by, '' where it has no name."""
        return next((str(image[name]) for name in _NAMING if image.get(name)), "")

    def record(self, noun: str, no: int) -> str:
        """Return a record's number and name; outcomes and fields, which have no number people type, by name."""
        if (noun, no) not in self._names:
            row = current(self.desk.database, noun, no) or {}
            name = self.called(row)
            if noun == "outcome" and row:
                name = words.outcome_label(row["subject"], row["code"], row.get("name"))
            shown = number(noun, no) if noun in LETTER_OF and noun != "rep" else ""
            self._names[noun, no] = " ".join(filter(None, (shown, name))) or f"{noun} {no}"
        return self._names[noun, no]
