"""The firm's settings: each value that decides a number or a rule, with its default."""

from typing import NamedTuple

from crm_cli.i18n import N_

LISTED = {"channels": "channel", "tactics": "tactic"}
"""Settings that are lists of words, by the list of ours whose names they may hold as codes."""


class Setting(NamedTuple):
    """One setting: `kind` is number, days (of the week, 1 Monday), dates, or words."""

    default: object
    kind: str
    meaning: str


SETTINGS: dict[str, Setting] = {
    "conversation_seconds": Setting(
        30, "number", N_("talk time from which a call is a conversation, seconds")
    ),
    "callback_minutes": Setting(15, "number", N_("minutes either side in which a callback counts as kept")),
    "pause_minutes": Setting(20, "number", N_("a gap between dials over this many minutes is a pause")),
    "protect_days": Setting(
        30, "number", N_("days a customer is protected for its owner after the owner's last touch")
    ),
    "immediate_days": Setting(
        30, "number", N_("days before the use date from which a customer is immediate")
    ),
    "undo_do_not_call_minutes": Setting(
        10, "number", N_("minutes in which a do-not-call typed by mistake can be undone")
    ),
    "burst_seconds": Setting(20, "number", N_("two doors logged live within this many seconds are doubted")),
    "working_days": Setting([1, 2, 3, 4, 5], "days", N_("the working days of the week, 1 is Monday")),
    "holidays": Setting([], "dates", N_("days off")),
    "extra_working_days": Setting([], "dates", N_("weekend days that are worked (调休)")),
    "channels": Setting(
        ["phone", "visit", "email", "wechat", "line", "whatsapp", "meeting", "other"],
        "words",
        N_("channels of a follow-up"),
    ),
    "tactics": Setting(
        ["rapport", "praise", "feint", "hard_to_get", "improvise", "detour"],
        "words",
        N_("tactics at the front desk"),
    ),
}
