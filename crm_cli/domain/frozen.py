"""The base of every small class that is only its named values: a frozen tuple that costs no start-up."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any, ClassVar, Self, dataclass_transform

_PLACES: list[property] = []
"""What reads each place of a tuple: the same for every class."""


@dataclass_transform(frozen_default=True)
class Frozen(tuple[Any, ...]):
    """A tuple whose annotations name its values in order; what a class gives one there is its default.

    It behaves like a NamedTuple, which compiles a constructor for each class: a fifth of a millisecond of
    every command for each of the sixty classes one may need, half of one with fifty fields.
    """

    __slots__ = ()
    _fields: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        own = vars(cls)
        cls._fields = tuple(cls.__annotations__)
        cls._defaults = {field: own[field] for field in cls._fields if field in own}
        for place, field in enumerate(cls._fields):
            if place == len(_PLACES):
                _PLACES.append(property(itemgetter(place)))
            setattr(cls, field, _PLACES[place])

    def __new__(cls, *cells: Any, **named: Any) -> Self:
        """Return the tuple of these values; raise TypeError when one is missing, strange or given twice."""
        if named or len(cells) != len(cls._fields):
            cells = cls._in_order(cells, named)
        return tuple.__new__(cls, cells)

    @classmethod
    def _in_order(cls, cells: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
        rest = cls._fields[len(cells) :]
        values = {**cls._defaults, **named}
        if len(cells) > len(cls._fields) or not named.keys() <= set(rest) or not values.keys() >= set(rest):
            raise TypeError(f"{cls.__name__} takes {cls._fields}, not {cells} and {named}")
        return (*cells, *map(values.__getitem__, rest))

    @classmethod
    def _make(cls, cells: Iterable[Any]) -> Self:
        """Return the tuple of exactly as many cells, which are not counted: those of a driver's row."""
        return tuple.__new__(cls, cells)

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))

    def _replace(self, **changed: Any) -> Self:
        return type(self)(**{**self._asdict(), **changed})

    def __repr__(self) -> str:
        cells = ", ".join(f"{field}={value!r}" for field, value in self._asdict().items())
        return f"{type(self).__name__}({cells})"
