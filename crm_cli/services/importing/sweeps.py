"""Which sweep a visit or a plan of a file belongs to, and which door of the building the visit was at."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from crm_cli.domain.door_names import DoorBook
from crm_cli.domain.folding import fold_name
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import UsageError
from crm_cli.i18n import ngettext
from crm_cli.services.importing.intake import Intake
from crm_cli.services.importing.spellings import is_yes
from crm_cli.services.naming import number_of
from crm_cli.services.tenants import move_in, vacate
from crm_cli.storage.buildings import BUILDING_NAMES, FIND_UNITS, UnitRow
from crm_cli.storage.sweeps import FIND_SWEEPS, SweepRow

if TYPE_CHECKING:
    from crm_cli.services.importing.touches import Log


class Place(Frozen):
    """The sweep a row names and the door it was at; None where there is no such sweep or door."""

    sweep_no: int | None
    unit_no: int | None


class Sweeps:
    """The firm's sweeps by building; one that there is not is no fault of the row, and is told at the end."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._sweeps: dict[int, list[SweepRow]] | None = None
        self._buildings: dict[str, int] = {}
        self._books: dict[int, DoorBook[UnitRow]] = {}
        self._units: dict[int, UnitRow] = {}
        self._strange: Counter[str] = Counter()

    def find(self, text: str, day: date, building: str, floor: str = "", unit: str = "") -> Place:
        """Return the sweep of a cell (yes, a building's name or w3) that was under way on a day, and the row's door.

        A row of no sweep has a door all the same where its building is on file.
        Yes is the sweep of the row's own building. A number counts only where it is of that building: that of
        another firm's file is of something else here.
        """
        if not text or (wanted := self._building(text, building)) is None:
            return Place(None, self._door(building, floor, unit))
        under_way = [
            row for row in self._of(wanted)
            if row.starts_on <= day and (row.ended_on is None or day <= row.ended_on)
        ]  # fmt: skip
        if not under_way:
            self._strange[building or text] += 1
            return Place(None, self._door(building, floor, unit))
        return Place(under_way[0].no, self._door_of(wanted, floor, unit))

    def _door(self, building: str, floor: str, unit: str) -> int | None:
        if not unit or not building:
            return None
        self._of(0)
        held = self._buildings.get(fold_name(building))
        return self._door_of(held, floor, unit) if held else None

    def _door_of(self, building_no: int, floor: str, unit: str) -> int | None:
        doors = self._book(building_no).said(unit, floor)[0] if unit else []
        return doors[0].no if len(doors) == 1 else None

    def _building(self, text: str, building: str) -> int | None:
        """Return the number of the building that a cell is about, 0 for one not on file, None for a no."""
        self._of(0)
        said = building
        if number_of("sweep", text) is None:
            try:
                if not is_yes(text):
                    return None
            except UsageError:
                said = text
        return self._buildings.get(fold_name(said), 0)

    def _of(self, building_no: int) -> list[SweepRow]:
        if self._sweeps is None:
            database = self._intake.desk.database
            self._buildings = {fold_name(row.name): row.no for row in database.all(BUILDING_NAMES)}
            self._sweeps = {}
            for row in database.all(FIND_SWEEPS):
                self._sweeps.setdefault(row.building_no, []).append(row)
        return self._sweeps.get(building_no, [])

    def _book(self, building_no: int) -> DoorBook[UnitRow]:
        if building_no not in self._books:
            units = self._intake.desk.database.all(FIND_UNITS, building_no=building_no)
            self._books[building_no] = DoorBook(units)
            self._units |= {unit.no: unit for unit in units}
        return self._books[building_no]

    def tell(self) -> None:
        """Warn of the sweeps that the firm has not, each with how many rows name it."""
        for name, rows in self._strange.most_common():
            self._intake.ledger.warn(
                ngettext(
                    "{count} row is of a sweep of {name}, which there is not: it comes without.",
                    "{count} rows are of a sweep of {name}, which there is not: they come without.",
                    rows,
                ).format(count=rows, name=name)
            )

    def settle(self, logs: "Iterable[Log]") -> None:
        """Have the tenants follow what the visits of sweeps found behind their doors, the earliest first."""
        intake = self._intake
        for log in logs:
            unit = self._units.get(log.values["unit_no"] or 0)
            if unit is None or log.outcome is None or log.values["sweep_no"] is None:
                continue
            if log.outcome.effect == "close":
                vacate(intake.desk, intake.change, unit.no, log.day)
            elif log.customer is not None:
                move_in(intake.desk, intake.change, unit, log.customer.no)
