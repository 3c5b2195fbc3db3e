"""What becomes of every column when a person is erased: a static map that a test compares with the models.

Rows stay where numbers count them, as facts about nobody: that a call was made, how long and with what outcome.
"""

KEEP = "keep"
"""A figure, moment, code or reference, or a word of the firm's own about itself: it stays."""
BLANK = "blank"
"""Words of or about a person: '' in the rows of the person, and cut out of all others where they name the person."""
OWN = "own"
"""A number, address, id or other name: '' in the rows of the person, and whole in all others, whose own it is."""
NOTHING = "nothing"
"""A day, amount or number of a person: null in the rows of the person."""
NAME = "name"
"""What the person is called: `× c12` in its place, since a name is required."""
MENTION = "mention"
"""The firm's own words, which may name a person: only the mention is cut out."""
REPORT = "report"
"""A report as it was handed in: its figures stay, its words of the person go."""

ERASED = "×"
"""What stands where a person was named; a word of no language."""

RECORD = ("no", "id", "created_at", "created_by", "changed_at", "changed_by", "version")
"""Columns every record has. Who typed it is a colleague, which is another matter than whom it is about."""

DROPPED = frozenset(
    {
        "attachment", "call_lease", "customer_name", "customer_tag", "field_value", "front_desk_note",
        "kept_proposal", "memo",
    }
)  # fmt: skip
"""Tables whose rows go altogether: no number counts them, and they hold nothing but the person.

That a call was recorded is counted, so such a row stays, with an empty file for its recording.
"""

EMPTY_FILE = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""The SHA-256 of a file without a byte in it."""

UNTOUCHED = frozenset({"change", "change_row", "journal_archive", "alembic_version"})
"""Tables with rules of their own: the journal's images follow the rows they are of, its commands lose their words."""

_K, _B, _N, _M = KEEP, BLANK, NOTHING, MENTION


def _columns(**actions: str) -> dict[str, str]:
    """Return column -> action, given as action=names."""
    return {name: action for action, names in actions.items() for name in names.split()}


COLUMNS: dict[str, dict[str, str]] = {
    "customer": _columns(
        name="name",
        own="short_name address building floor unit email website wechat qq line whatsapp",
        blank="""referrer need_occasion need_quantity need_supplier need_decides need_influences need_executes
            notes closed_reason hours territory""",
        nothing="referrer_no need_on need_budget_minor",
        keep="""kind industry city district source owner_no team_no stage grade grade_at value_class need_state
            closed_on timezone rest_outcome_no rest_list_no rest_at last_tried_at last_touch_at name_key initials
            pinyin sort_key""",
    ),
    "contact": _columns(
        name="name",
        own="email wechat line whatsapp qq",
        blank="title department home_town school hobbies consent_how consent_from notes",
        nothing="reports_to_no birthday consent_at",
        keep="customer_no role wechat_added left_on name_key initials pinyin",
    ),
    "phone": _columns(
        own="raw extension reversed",
        blank="label bad_reason",
        nothing="e164",
        keep="customer_no contact_no position bad_at tries last_tried_at",
    ),
    "call": _columns(
        own="number",
        blank="note heard",
        keep="""at day direction customer_no contact_no phone_no rep_no outcome_no talk_seconds grade wechat_added
            call_list_no hours_waived transferred_to_no""",
    ),
    "visit": _columns(
        own="floor unit",
        blank="need supplier heard note",
        # What was tried there is the rep's, and visits are counted by it.
        mention="tactic",
        # Days are counted by the doors and buildings they went to.
        keep="""arrived_at left_at day how kind customer_no contact_no building rep_no outcome_no progress
            progress_of_outcome card
            wechat_added grade expense_minor sweep_no unit_no day_only""",
    ),
    "followup": _columns(
        blank="note heard", keep="at day customer_no contact_no rep_no channel grade_before grade"
    ),
    "step": _columns(
        blank="words reason",
        keep="""kind customer_no contact_no phone_no rep_no scope due_on due_at state call_no visit_no followup_no
            done_at done_by_call_no done_by_visit_no done_by_followup_no became_no handed_at dial_phone_no dial_zone
            dial_at rest_outcome_no rest_list_no rest_at""",
    ),
    "plan": _columns(
        own="building",
        blank="purpose expected reason",
        keep="""day at position customer_no state moved_to_no minutes sweep_no series_no apart done_by_visit_no
            call_no visit_no followup_no""",
    ),
    "money": _columns(
        blank="note", keep="kind day customer_no rep_no amount_minor currency call_no visit_no followup_no"
    ),
    "memo": _columns(blank="words", keep="rep_no customer_no contact_no pinned"),
    "attachment": _columns(
        blank="name note",
        keep="""customer_no contact_no call_no visit_no followup_no step_no plan_no money_no sha256 size
            recording""",
    ),
    "customer_name": _columns(own="name", keep="customer_no was_no was_id name_key initials pinyin"),
    "customer_tag": _columns(mention="name", keep="customer_no"),
    "field_value": _columns(blank="value", keep="field_no customer_no contact_no"),
    "kept_proposal": _columns(keep="customer_no field value"),
    "front_desk_note": _columns(blank="words", keep="building_no customer_no kind rep_no visit_no"),
    # That somebody behind a door wants no visits outlives who it is.
    "tenancy": _columns(blank="reason", keep="unit_no customer_no since until"),
    "call_lease": _columns(
        keep="""customer_no phone_no rep_no tier call_list_no step_no taken_at lease_until hours_waived
            dialled_at"""
    ),
    "do_not_call": _columns(
        blank="reason lift_reason",
        # The number goes and its keyed hash stays: see `storage/erasing.py`.
        nothing="e164",
        keep="number_hash customer_no call_no lifted_at lifted_by",
    ),
    "list_number": _columns(
        blank="removed_reason",
        keep="""call_list_no customer_no contact_no phone_no position rep_no removed_at turn stage_rank zone
            outcome_no tried_at half tries follower_no rest_outcome_no rest_list_no rest_at""",
    ),
    "call_pause": _columns(blank="reason", keep="phone_no rep_no kind until_at"),
    "pool_move": _columns(blank="reason", keep="customer_no rep_no kind day due_on"),
    "not_duplicate": _columns(blank="reason", keep="customer_no other_no"),
    "objection_met": _columns(blank="reply", keep="objection_no call_no visit_no followup_no"),
    "competitor_heard": _columns(keep="competitor_no call_no visit_no followup_no"),
    "notice": _columns(
        blank="was now words reason", keep="rep_no kind plan_no step_no sweep_no at items seen_at"
    ),
    "sheet_row": _columns(keep="sheet_no code customer_no unit_no plan_no phone_no visit_no call_no"),
    "submission": _columns(report="snapshot", keep="day rep_no revision submitted_at"),
    "outbox": _columns(
        mention="subject error",
        # A message that names the person is dropped unsent, as its sheets and pages cannot be cut.
        keep="key channel medium payload state attempts next_try_at lease_until sent_at",
    ),
    "saved_filter": _columns(mention="name words", keep="rep_no sort reversed"),
    "import_batch": _columns(
        mention="file_name",
        keep="noun sha256 encoding source created_count updated_count skipped_count rejected_count",
    ),
    "import_map": _columns(mention="headers words", keep="noun"),
    "call_list": _columns(mention="name filled_by note", keep="state priority script_no hours closed_on"),
    "report_note": _columns(mention="problem answer help_needed", keep="day rep_no"),
    "sign_off": _columns(mention="comment", keep="submission_no rep_no signed_at"),
    "sweep": _columns(mention="meet note reason", keep="building_no starts_on state ended_on"),
    "sweep_mark": _columns(mention="reason", keep="sweep_no unit_no kind at rep_no"),
    "building": _columns(mention="note", keep="name kind city district address rule retired_on"),
    "unit": _columns(mention="note", keep="building_no code floor floor_order position side retired_on"),
    "objection": _columns(mention="words answer", keep="agreed_on retired_on"),
    "script_version": _columns(mention="body note", keep="script_no number"),
    "plan_template": _columns(mention="name purpose expected", keep="at_time minutes rule retired_on"),
    "absence": _columns(mention="reason", keep="rep_no starts_on ends_on"),
    "hours_waiver": _columns(mention="reason", keep="rep_no day"),
    "erasure": _columns(mention="reason", keep="noun record_no record_id rows"),
    "call_list_rep": _columns(keep="call_list_no rep_no"),
    "competitor": _columns(keep="name"),
    "custom_field": _columns(keep="noun name kind choices position retired_on"),
    "dial_plan": _columns(keep="call_list_no rep_no starts_on dials"),
    "door_lease": _columns(keep="unit_no sweep_no rep_no taken_at lease_until"),
    "firm": _columns(keep="name region timezone currency area_code"),
    "goal": _columns(keep="metric period rep_no team_no starts_on amount"),
    "list_rule": _columns(
        keep="call_list_no outcome_no retry_minutes retry_days other_half_day tries rest_days"
    ),
    "outcome": _columns(
        keep="""subject code name key position dialled answered human reached off_list opened effective exhausted
            effect asks retry_minutes retry_days other_half_day tries rest_days retired_on name_key
            initials progress"""
    ),
    "plan_rep": _columns(keep="plan_no rep_no"),
    "plan_series": _columns(keep="rule starts_on ends_on planned_until on_holiday"),
    "rep": _columns(keep="name role team_no active left_on name_key initials pinyin"),
    "script": _columns(keep="name retired_on"),
    "sheet": _columns(keep="kind day rep_no sweep_no call_list_no"),
    "setting": _columns(keep="key value"),
    "sweep_front": _columns(keep="sweep_no position name team_no direction from_floor to_floor"),
    "sweep_front_rep": _columns(keep="front_no rep_no"),
    "sweep_hand": _columns(keep="sweep_no unit_no rep_no"),
    "team": _columns(keep="name name_key"),
    "team_industry": _columns(keep="team_no industry"),
}
"""Table -> column -> what is done with it."""

HANGS_ON = {
    "contact": (("customer_no", "customer"),),
    "phone": (("customer_no", "customer"), ("contact_no", "contact")),
    "customer_name": (("customer_no", "customer"),),
    "customer_tag": (("customer_no", "customer"),),
    "kept_proposal": (("customer_no", "customer"),),
    "tenancy": (("customer_no", "customer"),),
    "pool_move": (("customer_no", "customer"),),
    "not_duplicate": (("customer_no", "customer"), ("other_no", "customer")),
    "call": (("customer_no", "customer"), ("contact_no", "contact"), ("phone_no", "phone")),
    "visit": (("customer_no", "customer"), ("contact_no", "contact")),
    "followup": (("customer_no", "customer"), ("contact_no", "contact")),
    "step": (("customer_no", "customer"), ("contact_no", "contact"), ("phone_no", "phone")),
    "plan": (("customer_no", "customer"),),
    "money": (("customer_no", "customer"),),
    "memo": (("customer_no", "customer"), ("contact_no", "contact")),
    "field_value": (("customer_no", "customer"), ("contact_no", "contact")),
    "front_desk_note": (("customer_no", "customer"),),
    "call_lease": (("customer_no", "customer"), ("phone_no", "phone")),
    "call_pause": (("phone_no", "phone"),),
    "list_number": (("customer_no", "customer"), ("contact_no", "contact"), ("phone_no", "phone")),
    "do_not_call": (("customer_no", "customer"),),
    "objection_met": (("call_no", "call"), ("visit_no", "visit"), ("followup_no", "followup")),
    "attachment": (
        ("customer_no", "customer"), ("contact_no", "contact"), ("call_no", "call"), ("visit_no", "visit"),
        ("followup_no", "followup"), ("step_no", "step"), ("plan_no", "plan"), ("money_no", "money"),
    ),
    "notice": (("plan_no", "plan"), ("step_no", "step")),
}  # fmt: skip
"""Table -> (column, table of what it names): a row is the person's where one of these is; in an order in which what
is named comes first."""


def called(noun: str, no: int) -> str:
    """Return what an erased customer or contact is called: `× c12`."""
    return f"{ERASED} {'c' if noun == 'customer' else 'n'}{no}"


def swept(table: str) -> tuple[str, ...]:
    """Return the columns of a table in which somebody else's row may name a person."""
    return tuple(name for name, action in COLUMNS.get(table, {}).items() if action in {BLANK, MENTION})
