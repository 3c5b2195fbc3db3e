"""A frozen class is a NamedTuple in every way that is used, and says what is wrong with what it is given."""

import copy
import pickle
from typing import Any, NamedTuple

import pytest

from crm_cli.domain.frozen import Frozen


class Field(Frozen):
    key: str
    line: int = 1
    weight: int = 2

    @property
    def twice(self) -> int:
        return 2 * self.weight


class Model(NamedTuple):
    key: str
    line: int = 1
    weight: int = 2


class Other(Frozen):
    key: str
    line: int
    weight: int


GIVEN: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    (("a",), {}),
    (("a", 3), {}),
    (("a", 3, 4), {}),
    ((), {"key": "a"}),
    (("a",), {"weight": 5}),
    ((), {"weight": 5, "line": 6, "key": "a"}),
]
WRONG: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((), {}),
    ((), {"line": 1}),
    (("a",), {"key": "b"}),
    (("a",), {"strange": 1}),
    (("a", 1, 2, 3), {}),
    (("a", 1, 2, 3), {"weight": 2}),
]


@pytest.mark.parametrize(("cells", "named"), GIVEN)
def test_it_is_filled_as_a_namedtuple_is(cells: tuple[Any, ...], named: dict[str, Any]) -> None:
    made, model = Field(*cells, **named), Model(*cells, **named)
    assert tuple(made) == model
    assert (made.key, made.line, made.weight) == model
    assert made._asdict() == model._asdict()
    assert made._fields == model._fields
    assert repr(made) == repr(model).replace("Model", "Field")
    assert tuple(made._replace(line=9)) == model._replace(line=9)


@pytest.mark.parametrize(("cells", "named"), WRONG)
def test_values_missing_strange_or_given_twice_are_refused(
    cells: tuple[Any, ...], named: dict[str, Any]
) -> None:
    for kind in (Field, Model):
        with pytest.raises(TypeError):
            kind(*cells, **named)


def test_what_is_replaced_is_a_field() -> None:
    with pytest.raises(TypeError, match="strange"):
        Field("a")._replace(strange=1)


def test_nothing_is_changed_in_place() -> None:
    with pytest.raises(AttributeError):
        Field("a").line = 2  # type: ignore[misc]  # what is tried


def test_classes_keep_their_fields_and_defaults_apart() -> None:
    assert Field("a").twice == 4
    with pytest.raises(TypeError, match="Other takes"):
        Other("a")  # type: ignore[call-arg]  # what is tried


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_a_copy_is_equal_and_of_its_class(again: Any) -> None:
    found = again(Field("a", weight=7))
    assert type(found) is Field
    assert found == Field("a", 1, 7)
