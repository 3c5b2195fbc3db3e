"""A plan said in one line: whom, when, and what for, as in `广州百货 fri 10:00 samples`."""

import re
from datetime import date

from crm_cli.domain.codes import number
from crm_cli.domain.dates import begins_with_a_time, split_when
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import AmbiguousError, NotFoundError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.buildings import building_called
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_customer, missing
from crm_cli.services.plans import add_plan
from crm_cli.services.receipts import Receipt

_MOST_WORDS = 8
"""A name of more words than these is not looked for where nothing says where it ends."""
_EXAMPLE = "广州百货 fri 10:00 samples"


class PlanLine(Frozen):
    """What a line says: a customer or a building, the day with its time if one was said, and what for."""

    customer: str | None
    building: str | None
    when: str
    purpose: str


def plan_line(
    desk: Desk, text: str, *, day: date, rep: str | None = None, template: str | None = None
) -> Receipt:
    """Plan what a line says, on `day` where it says none; by a template where one is named."""
    said = read_plan_line(desk, text, day)
    return add_plan(
        desk,
        said.customer,
        building=said.building,
        when=said.when,
        purpose=said.purpose,
        reps=[rep] if rep else (),
        template=template,
    )


def read_plan_line(desk: Desk, text: str, day: date) -> PlanLine:
    """Return what a line says: the name, then the date or time, then what for; or the date first.

    Where it says no date, the name is as many of its first words as name somebody. A time alone is one of `day`.
    Raises UsageError for no name, NotFoundError where nobody and no building is called so.
    """
    text = text.strip()
    if not text:
        raise UsageError(_("Which customer or building?"), _EXAMPLE)
    starts = [match.end() for match in re.finditer(r"\s+|[,，;；]\s*", text)]
    if (when := _when(desk, text, day)) is not None and _ends_a_word(text, when[1]):
        customer, building, purpose = _named(desk, when[1])
        return PlanLine(customer, building, when[0], purpose)
    for start in starts:
        if (when := _when(desk, text[start:], day)) is not None:
            return PlanLine(*_whom(desk, text[:start].strip(" ,，;；\t")), *when)
    customer, building, purpose = _named(desk, text)
    return PlanLine(customer, building, day.isoformat(), purpose)


def _when(desk: Desk, text: str, day: date) -> tuple[str, str] | None:
    """Return the day and time that a text begins with, as typed in full, and the words after it; None for none."""
    found = split_when(text, desk.now(), desk.zone)
    if found is None:
        return None
    on = day if begins_with_a_time(text, desk.now()) else found.day
    return f"{on.isoformat()} {found.time:%H:%M}" if found.time else on.isoformat(), found.rest


def _ends_a_word(text: str, rest: str) -> bool:
    """Say whether a blank is before what comes after a date: 周五福 is a shop and no Friday."""
    return not rest or text[: len(text) - len(rest)][-1:] in " \t,，;；"


def _named(desk: Desk, text: str) -> tuple[str | None, str | None, str]:
    """Return whom the first words name, as many as do, and the words after them."""
    words = text.split()
    for count in range(min(len(words), _MOST_WORDS), 0, -1):
        try:
            customer, building = _whom(desk, " ".join(words[:count]))
        except AmbiguousError:
            raise
        except NotFoundError:
            continue
        return customer, building, " ".join(words[count:])
    raise missing(text, _("Say whom, when and what for: {example}").format(example=_EXAMPLE))


def _whom(desk: Desk, text: str) -> tuple[str | None, str | None]:
    """Return the number of the customer called so, else the name of the building."""
    if (building := building_called(desk, text)) is not None:
        return None, building.name
    return number("customer", find_customer(desk, text).no), None
