"""The base of every row a statement returns: a frozen tuple with named fields."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any, ClassVar, Self


class Row(tuple[Any, ...]):
    """A tuple whose annotations name its columns in order.

    It behaves like a NamedTuple, which compiles a constructor for each class: with fifty columns that
    costs half a millisecond of every command, and a row is only ever made from the driver's tuple.
    """

    __slots__ = ()
    _fields: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls._fields = tuple(cls.__annotations__)
        for place, field in enumerate(cls._fields):
            setattr(cls, field, property(itemgetter(place)))

    @classmethod
    def _make(cls, cells: Iterable[Any]) -> Self:
        return tuple.__new__(cls, cells)

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))

    def _replace(self, **changed: Any) -> Self:
        return self._make(changed.get(field, value) for field, value in zip(self._fields, self, strict=True))

    def __repr__(self) -> str:
        cells = ", ".join(f"{field}={value!r}" for field, value in self._asdict().items())
        return f"{type(self).__name__}({cells})"
