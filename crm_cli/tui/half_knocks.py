"""Forms of doors that were begun and left, kept on this machine by the door until they are logged."""

from collections.abc import Iterable, Mapping
from typing import Any

from crm_cli.services import drafts
from crm_cli.services.desk import Desk


class HalfKnocks:
    """What was typed at the doors of one sweep: the code of the outcome, and the fields of the knock."""

    def __init__(self, desk: Desk, sweep_no: int) -> None:
        self._desk = desk
        self._name = f"knock:w{sweep_no}"
        self._held: dict[str, Any] = drafts.take(desk, self._name) or {}

    @property
    def units(self) -> frozenset[int]:
        """The numbers of the doors at which something was typed."""
        return frozenset(int(unit) for unit in self._held if unit.isdecimal())

    def outcome(self, unit_no: int) -> str | None:
        """Return the code of the outcome whose form was begun at a door, None where none was."""
        found: str | None = self._of(unit_no).get("outcome")
        return found

    def told(self, unit_no: int) -> dict[str, Any]:
        """Return what was typed at a door, by the field of a knock."""
        return dict(self._of(unit_no).get("told", {}))

    def _of(self, unit_no: int) -> Mapping[str, Any]:
        held = self._held.get(str(unit_no))
        return held if isinstance(held, dict) else {}

    def keep(self, unit_no: int, outcome: str, told: Mapping[str, Any]) -> None:
        """Have on the disk what was typed at a door, and nothing where nothing was."""
        if said := {name: value for name, value in told.items() if value}:
            self._held[str(unit_no)] = {"outcome": outcome, "told": said}
            self._write()
        else:
            self.forget([unit_no])

    def forget(self, units: Iterable[int]) -> None:
        """Have no more what was typed at doors: it is logged."""
        held = [str(unit) for unit in units if str(unit) in self._held]
        for unit in held:
            del self._held[unit]
        if held:
            self._write()

    def _write(self) -> None:
        if self._held:
            drafts.keep(self._desk, self._name, self._held)
        else:
            drafts.forget(self._desk, self._name)
