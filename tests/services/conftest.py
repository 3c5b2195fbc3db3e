"""What tests of several use cases stand on."""

from collections.abc import Callable

import pytest

from crm_cli.services.desk import Desk
from tests.services.call_list_firm import add_firm, make_list


@pytest.fixture
def manager(open_as: Callable[[str | None], Desk]) -> Desk:
    """The firm's desk with its manager typing."""
    return open_as("周敏")


@pytest.fixture
def twelve(manager: Desk) -> int:
    """A list of twelve customers with two numbers each: three stages, two industries, two districts."""
    for place in range(12):
        add_firm(
            manager, f"公司{place}", f"020-8000{place:04}", f"020-8100{place:04}",
            stage=("potential", "target", "immediate")[place % 3],
            industry=("航空", "印刷")[place % 2], district=("天河", "白云")[place >= 4],
        )  # fmt: skip
    return make_list(manager, *range(1, 13))
