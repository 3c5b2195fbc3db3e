"""What each number of calls means, said beside its parts (PRODUCT §7)."""

from collections.abc import Mapping
from typing import NamedTuple

from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.call_groups import KEYS
from crm_cli.reports.periods import Number
from crm_cli.services.desk import Desk

DEFINITIONS = {
    "attempts": N_("every outgoing call"),
    "dials": N_("outgoing calls whose outcome has flag D: the number can be rung"),
    "invalid_rate": N_("outgoing calls without flag D ÷ attempts"),
    "answered": N_("outgoing calls with flag A: the call was answered"),
    "answer_rate": N_("answered ÷ dials"),
    "human": N_("outgoing calls with flag H: a human answered"),
    "reached": N_("outgoing calls with flag C: the right party was reached"),
    "reach_rate": N_("right party reached ÷ dials"),
    "conversations": N_("outgoing calls with flag C and a talk time of {talk} seconds or more"),
    "interested": N_("outgoing calls with a grade A, B or C typed, or an outcome that makes a quote, a sample, a plan or an order"),
    "talk_seconds": N_("the talk time of answered calls together"),
    "average_talk_time": N_("talk time of answered calls ÷ answered"),
    "paced_dials": N_("dials of reps' days with ten minutes of dialling or more"),
    "dialling_seconds": N_("the time from a rep's first dial of a day to the last, without pauses of more than {pause} minutes; a day with less than ten minutes is left out"),
    "dials_per_hour": N_("dials of those days ÷ that time"),
    "appointments": N_("outgoing calls whose outcome is an appointment, whether or not a plan was typed or came with a file"),
    "appointment_rate": N_("appointments ÷ right party reached"),
    "orders": N_("orders of these days that came from outgoing calls"),
    "conversion": N_("orders ÷ right party reached"),
    "customers_tried": N_("customers called, each once"),
    "customers_reached": N_("customers of whom the right party was reached, each once"),
    "conversion_per_customer": N_("orders ÷ customers tried"),
    "callback_kept": N_("callbacks for which a call went out within {callback} minutes of the time ÷ callbacks due, without those that may be kept yet"),
    "penetration": N_("numbers tried ÷ numbers on the list, each once; a rep's are those given to him or to nobody, numbers taken off are left out"),
    "list_reach_rate": N_("customers reached ÷ customers on the list, each once"),
    "wechat_added": N_("outgoing calls on which WeChat was added"),
    "transfers": N_("calls handed to another rep, outgoing and incoming"),
    "recorded": N_("answered outgoing calls with a recording"),
    "recorded_rate": N_("answered calls with a recording ÷ answered"),
    "incoming": N_("incoming calls; they count in no number above but calls handed on"),
    "incoming_answered": N_("incoming calls with flag A: the call was answered"),
    "incoming_reached": N_("incoming calls with flag C: the right party was reached"),
    "incoming_recorded": N_("incoming calls with a recording"),
}  # fmt: skip
"""The definition of each of KEYS; in braces the settings it depends on."""


class Definition(NamedTuple):
    """A number, what it came to, and what it means in the language in use."""

    number: str
    value: Number
    words: str


def definitions(desk: Desk, numbers: Mapping[str, Number]) -> list[Definition]:
    """Return what every number means; the settings in it are the firm's own."""
    settings = {
        "talk": desk.setting("conversation_seconds"),
        "pause": desk.setting("pause_minutes"),
        "callback": desk.setting("callback_minutes"),
    }
    return [Definition(key, numbers[key], _(DEFINITIONS[key]).format(**settings)) for key in KEYS]
