"""Records that come as they stand in the file: found again by id or by what tells them apart, else inserted."""

from collections.abc import Callable, Iterable
from functools import partial

from crm_cli.domain.folding import fold_name
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.importing import shape_parts
from crm_cli.services.importing.cells import Cells
from crm_cli.services.importing.intake import Intake, SourceRow
from crm_cli.services.importing.links import Links
from crm_cli.services.importing.shapes import SHAPES, Column, Shape, Values, refuse_blank
from crm_cli.storage import record_links

Taker = Callable[[Intake, Iterable[SourceRow]], None]


def take(intake: Intake, rows: Iterable[SourceRow], noun: str) -> None:
    """Take in the rows of a noun of SHAPES; one that is here already is passed over, or updated where its id says so.

    Raises RefusedError for who is no manager of a firm that has one, where only managers set such things.
    """
    shape = SHAPES[noun]
    if shape.managers:
        intake.desk.require_manager_if_any(_("changing how the firm works"))
    taking = _Taking(intake, shape)
    for chunk in intake.chunks(rows):
        for row in chunk:
            try:
                taking.take(Cells(intake, row))
            except CrmError as error:
                intake.ledger.reject(row.line, error)
    taking.links.tell()


def taker(noun: str) -> Taker:
    """Return what takes in the rows of a noun of SHAPES."""
    return partial(take, noun=noun)


class _Taking:
    """One file of one shape."""

    def __init__(self, intake: Intake, shape: Shape) -> None:
        self.intake = intake
        self.shape = shape
        self.links = Links(intake)
        self._names: dict[str, int] | None = None
        self._blanks = shape_parts.blanks(intake.desk.database, shape.table)

    def take(self, cells: Cells) -> None:
        """Take in one row; raise CrmError for one that cannot be."""
        database, table = self.intake.desk.database, self.shape.table
        record_id = cells.record_id()
        by_id = record_links.number_by_id(database, table, record_id) if record_id else None
        ledger, name = self.intake.ledger, self._name(cells)
        if by_id is not None and self.intake.options.on_match != "update":
            ledger.enter("skipped", cells.line, name, _("already on file"))
            return
        values = self._read(cells)
        if by_id is not None:
            self._update(cells, by_id, values, name)
        elif (made := self._made_by_touch(values)) is not None:
            self._complete(cells, made, values, name)
        elif (held := self._held(values)) is None:
            self._insert(cells, values)
            ledger.enter("created", cells.line, name)
        elif self.intake.options.on_match == "update":
            raise UsageError(
                _("It is called as {number}, and has not its id; that is not enough to change it.").format(
                    number=shape_parts.numbered(table, held)
                ),
                _("Export the firm's own records, change them there and import that file."),
            )
        else:
            ledger.enter("skipped", cells.line, name, _("already on file"))

    def _read(self, cells: Cells) -> Values:
        """Return the columns of a row that is complete; every fault of it is told at once."""
        values: Values = {}
        for column in self.shape.columns:
            values[column.name] = cells.attempt(partial(column.read, cells, self.links, column.field))
        cells.refuse()
        if self.shape.finish:
            shape_parts.FINISH[self.shape.finish](self.intake, cells, values)
        for column in self.shape.columns:
            if column.needed and values[column.name] is None:
                raise refuse_blank(column)
        return values

    def _made_by_touch(self, values: Values) -> int | None:
        """Return the record that the row's touch made when it came in."""
        told = {name: values[name] for name in self.shape.made_by}
        if not told or told[self.shape.made_by[0]] is None:
            return None
        return record_links.number_by_values(self.intake.desk.database, self.shape.table, told)

    def _complete(self, cells: Cells, no: int, values: Values, name: str) -> None:
        """Tell a record that its touch made what became of it and whose it is; one that was lifted here stays so."""
        said = {key: value for key, value in {**values, **cells.stamps()}.items() if value is not None}
        stands = self.intake.change.row(self.shape.table, no)["lifted_at"] is None
        changed = stands and self.intake.change.update(self.shape.table, no, **said)
        told = _("what became of it") if changed else _("already on file")
        self.intake.ledger.enter("updated" if changed else "skipped", cells.line, name, told)

    def _held(self, values: Values) -> int | None:
        """Return the record that these columns tell to be the same."""
        if self.shape.named:
            return self._named().get(fold_name(str(values[self.shape.named])))
        key = self.shape.key or tuple(column.name for column in self.shape.columns)
        told = {name: self._blanks.get(name) if values[name] is None else values[name] for name in key}
        return record_links.number_by_values(self.intake.desk.database, self.shape.table, told)

    def _named(self) -> dict[str, int]:
        if self._names is None:
            rows = record_links.texts(self.intake.desk.database, self.shape.table, self.shape.named)
            self._names = {fold_name(text): no for no, text in reversed(rows)}
        return self._names

    def _insert(self, cells: Cells, values: Values) -> None:
        said = {name: value for name, value in values.items() if value is not None}
        no = self.intake.change.insert(self.shape.table, **cells.identity(), **said)
        if self.shape.named:
            self._named()[fold_name(str(values[self.shape.named]))] = no
        if self.shape.parts:
            shape_parts.PARTS[self.shape.parts](self.intake, cells, no, values)

    def _update(self, cells: Cells, no: int, values: Values, name: str) -> None:
        """Change a record whose id the row says by its filled cells."""
        said = {key: value for key, value in values.items() if value is not None}
        if self.shape.named and self._named().get(fold_name(str(values[self.shape.named])), no) != no:
            raise UsageError(_("Another is called {name}.").format(name=values[self.shape.named]))
        changed = self.intake.change.update(self.shape.table, no, **said)
        if self.shape.named:
            # It may have another name from here on, and its old one is free.
            self._names = None
        action = "updated" if changed else "skipped"
        self.intake.ledger.enter(action, cells.line, name, "" if changed else _("already so"))

    def _name(self, cells: Cells) -> str:
        """Return what a row is called in a preview: the first cells that say something."""
        told = (cells.text(column.field) for column in _told_first(self.shape.columns))
        return " ".join(list(filter(None, told))[:2])[:60]


def _told_first(columns: Iterable[Column]) -> list[Column]:
    return sorted(columns, key=lambda column: not column.needed)
