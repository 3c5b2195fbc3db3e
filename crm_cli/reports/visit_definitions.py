"""What each number of visits means, said beside its parts (PRODUCT §7)."""

from collections.abc import Mapping
from typing import NamedTuple

from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.visit_groups import KEYS, VisitNumber
from crm_cli.services.desk import Desk

DEFINITIONS = {
    "visits": N_("every visit, cold and invited"),
    "doors": N_("doors of cold visits and sweeps, each once a day; being turned away from a whole building is no door"),
    "opened": N_("visits whose outcome has flag O: the door opened"),
    "opened_cold": N_("of these the cold ones"),
    "opened_invited": N_("of these the invited ones"),
    "met": N_("visits whose outcome has flag C: someone who matters was met"),
    "met_cold": N_("of these the cold ones"),
    "met_invited": N_("of these the invited ones"),
    "effective": N_("visits whose outcome has flag E: effective"),
    "effective_cold": N_("of these the cold ones"),
    "effective_invited": N_("of these the invited ones"),
    "cards": N_("visits on which a card was obtained"),
    "wechat_added": N_("visits on which WeChat was added"),
    "new_customers": N_("customers met on a visit of the day on which anybody ever met or reached them first"),
    "past_front_desk": N_("visits that got past the front desk ÷ doors opened"),
    "target_met": N_("visits that met the target person ÷ doors opened"),
    "card_rate": N_("cards obtained at doors that opened ÷ doors opened"),
    "planned": N_("plans standing when their day began and those added that day; those cancelled by them are left out"),
    "done": N_("plans that came to a visit"),
    "plan_completion": N_("plans done ÷ plans; those moved to another day or cancelled by us are among the plans"),
    "plans_standing": N_("plans that stood when their day began"),
    "plans_added": N_("plans typed after their day began"),
    "moved": N_("plans moved to another day"),
    "cancelled_by_us": N_("plans we cancelled"),
    "incident": N_("plans that something unforeseen came between"),
    "cancelled_by_them": N_("plans the customer cancelled; they are not among the plans"),
    "paced_doors": N_("doors that followed another of the same rep and day without a pause, where that took ten minutes or more"),
    "door_seconds": N_("the time from door to door, without pauses of more than {gap} minutes; a day with less than ten minutes is left out"),
    "doors_per_hour": N_("doors that followed another ÷ that time"),
    "knocked": N_("doors with any outcome up to the last of these days ÷ doors of the building; in a sweep of it the outcomes of the sweep"),
    "on_file": N_("doors with a tenant on file on the last of these days ÷ doors of the building that are not empty"),
    "door_gaps": N_("times of {gap} minutes or more between two doors in which nothing was logged"),
    "door_bursts": N_("doors logged within {burst} seconds of the one before, and lines of doors no one can have knocked at"),
    "copied_notes": N_("notes that stand on {copies} touches of a day or more"),
    "typed_late": N_("times at which touches were typed together, each more than an hour after it happened"),
    "expenses": N_("expenses of the visits"),
    "expenses_per_visit": N_("expenses ÷ visits"),
    "orders": N_("orders of these days that came from a visit"),
    "expenses_per_order": N_("expenses ÷ orders that came from a visit"),
}  # fmt: skip
"""The definition of each of KEYS; in braces the settings it depends on."""


class Definition(NamedTuple):
    """A number, what it came to, and what it means in the language in use."""

    number: str
    value: VisitNumber
    words: str


def definitions(desk: Desk, numbers: Mapping[str, VisitNumber]) -> list[Definition]:
    """Return what every number means; the settings in it are the firm's own."""
    settings = {
        "gap": desk.setting("door_gap_minutes"),
        "burst": desk.setting("burst_seconds"),
        "copies": desk.setting("copied_notes"),
    }
    return [Definition(key, numbers[key], _(DEFINITIONS[key]).format(**settings)) for key in KEYS]
