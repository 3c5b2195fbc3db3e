"""The firm's settings: each value that decides a number or a rule, with its default."""

from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import N_

LISTED = {"channels": "channel", "tactics": "tactic"}
"""Settings that are lists of words, by the list of ours whose names they may hold as codes."""


class Setting(Frozen):
    """One setting: `kind` is number, days (of the week, 1 Monday), dates, words, time (HH:MM), hours, grades, choice.

    A choice is one of domain/words.LABELS under the setting's own key. Hours are those of domain/calling_hours.py. A
    setting of kind grades holds a number of days for each grade named; a grade left out has no rule. `of_firm` is the
    column of the firm's own row that holds it, '' for one that is kept as a setting.
    """

    default: object
    kind: str
    meaning: str
    of_firm: str = ""


SETTINGS: dict[str, Setting] = {
    "firm_name": Setting("", "name", N_("what the firm is called, on every report"), "name"),
    "area_code": Setting(
        "", "area", N_("area code of numbers written without one: 020, or a city"), "area_code"
    ),
    "conversation_seconds": Setting(
        30, "number", N_("talk time from which a call is a conversation, seconds")
    ),
    "callback_minutes": Setting(15, "number", N_("minutes either side in which a callback counts as kept")),
    "calling_hours": Setting(
        "1-5 09:00-12:00 13:30-18:00", "hours", N_("when calls go out, on the clock of who is called")
    ),
    "lease_minutes": Setting(
        20, "number", N_("minutes for which the next number is kept for the rep who was shown it")
    ),
    "door_minutes": Setting(
        15, "number", N_("minutes for which the next door of a sweep is kept for the rep who was sent there")
    ),
    "find_goes_to": Setting("finder", "choice", N_("who takes what a sweep found: finder or industry")),
    "callback_grace_minutes": Setting(
        30, "number", N_("minutes after which a callback anyone may make is offered to everyone")
    ),
    "pause_minutes": Setting(20, "number", N_("over this many minutes without calling out are a pause")),
    "protect_days": Setting(
        30, "number", N_("days a customer is protected for its owner after the last touch, whoever made it")
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
    "provisional_at": Setting("18:00", "time", N_("when the day's report goes out as provisional (未结)")),
    "missing_at": Setting("20:00", "time", N_("when the list of who has not reported goes out")),
    "final_at": Setting("08:00", "time", N_("when the report is final, on the next working day")),
    "morning_at": Setting("08:45", "time", N_("when the morning sheet goes out")),
    "plan_days_ahead": Setting(92, "number", N_("days ahead up to which repeating plans are made")),
    "visit_minutes": Setting(60, "number", N_("minutes a planned visit takes where its plan does not say")),
    "remind_minutes": Setting(
        10, "number", N_("minutes ahead in which callbacks and timed steps are announced")
    ),
    "neglect_days": Setting(
        {"A": 3, "B": 7, "C": 15, "D": 40},
        "grades",
        N_("working days without a touch after which a customer of a grade is neglected"),
    ),
    "silent_days": Setting(
        7, "number", N_("days after which a quote or a sample without an answer is silent")
    ),
    "use_date_days": Setting(30, "number", N_("days ahead in which a use date is shown as near")),
    "grade_days": Setting(
        {"A": 30, "B": 90, "C": 180}, "grades", N_("days before the use date from which a grade is proposed")
    ),
    "dormant_days": Setting(
        180, "number", N_("days without an order or a touch after which a won customer is dormant")
    ),
    "pool_days": Setting(
        {}, "grades", N_("working days without a touch after which a customer of a grade goes to the pool")
    ),
    "pool_warning_days": Setting(
        3, "number", N_("working days of warning before a customer goes to the pool")
    ),
    "pool_daily_claims": Setting(10, "number", N_("customers a rep may claim from the pool in a day")),
    "pool_reclaim_days": Setting(
        7, "number", N_("days in which who lost a customer to the pool may not claim it back")
    ),
    "door_gap_minutes": Setting(90, "number", N_("minutes between two doors from which a gap is doubted")),
    "copied_notes": Setting(
        3, "number", N_("touches of a day with the same note from which copying is doubted")
    ),
    "backup_last": Setting(5, "number", N_("how many of the last backups are kept")),
    "backup_days": Setting(14, "number", N_("of how many days one backup each is kept")),
    "backup_months": Setting(12, "number", N_("of how many months one backup each is kept")),
    "backup_rows": Setting(
        1000, "number", N_("rows of a file from which a backup is made before it comes in; 0 for never")
    ),
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
