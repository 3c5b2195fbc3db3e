"""The closed lists of codes that rows may hold; imports nothing, so that everyone may."""

REP_ROLES = ("rep", "assistant", "manager", "owner")
CUSTOMER_KINDS = ("company", "person", "household", "group")
SOURCES = ("yellow_pages", "expo", "forum", "annual_meeting", "referral", "sweep", "web", "import")
STAGES = ("potential", "target", "immediate", "won", "dormant", "lost", "dropped")
GRADES = ("A", "B", "C", "D", "E")
VALUE_CLASSES = ("key", "second", "ordinary", "negative")
NEED_STATES = ("unknown", "now", "later", "none")
CONTACT_ROLES = ("decision_maker", "influencer", "executor", "gatekeeper")
DIRECTIONS = ("out", "in")
VISIT_HOWS = ("cold", "invited")
VISIT_KINDS = ("first", "return", "payment", "sample")
PROGRESS = ("front_desk", "secretary", "target")
STEP_KINDS = ("step", "task", "callback")
STEP_STATES = ("open", "done", "cancelled")
SCOPES = ("mine", "anyone")
PLAN_STATES = ("planned", "visited", "moved", "cancelled_by_us", "cancelled_by_them", "incident")
MONEY_KINDS = ("quote", "sample", "order", "payment")
SUBJECTS = ("call", "visit")
EFFECTS = (
    "none",
    "callback",
    "step",
    "plan",
    "quote",
    "sample",
    "order",
    "bad_number",
    "next_number",
    "do_not_call",
    "close",
)
FIELD_NOUNS = ("customer", "contact")
FIELD_KINDS = ("text", "number", "date", "choice", "flag")
GOAL_PERIODS = ("day", "month")
MEDIA = ("email", "wecom", "dingtalk", "feishu", "desktop", "bell")
OUTBOX_STATES = ("queued", "sending", "sent", "failed", "unsure", "dropped")
PROPOSED_FIELDS = ("grade", "stage")
POOL_MOVES = ("warned", "collected", "released", "claimed")
ATTACHABLE = ("customer", "contact", "call", "visit", "followup", "step", "plan", "money")
CALL_LIST_STATES = ("open", "paused", "closed")
TURNS = ("new", "again", "next", "wait", "barred", "over")
TIERS = ("callback", "others_callback", "step", "retry", "fresh")
PAUSE_KINDS = ("skip", "snooze")
BUILDING_KINDS = ("tower", "street")
SIDES = ("left", "right")
FRONT_DESK_KINDS = ("who", "past", "hour", "forbidden")
SWEEP_STATES = ("open", "finished", "cancelled")
SWEEP_DIRECTIONS = ("down", "up", "left", "right")
SWEEP_MARKS = ("skip", "reopen")
NOTICE_KINDS = ("planned", "moved", "cancelled", "assigned", "taken_away", "changed")
HOLIDAY_RULES = ("next", "skip", "keep")
SHEET_KINDS = ("visits", "calls", "sweep")
CHANGE_KINDS = ("do", "undo", "redo")
ROW_OPERATIONS = ("insert", "update", "delete")

MONEY_METRICS = ("order_amount", "payment_amount", "quote_amount", "expenses")
METRICS = (
    "attempts", "dials", "answered", "reached", "conversations", "interested", "appointments",
    "visits", "doors", "opened", "effective", "cards", "wechat_added", "new_customers",
    "quotes", "samples", "orders", "payments", *MONEY_METRICS,
)  # fmt: skip

LETTERS = {
    "c": "customer",
    "n": "contact",
    "k": "call",
    "v": "visit",
    "f": "followup",
    "s": "step",
    "p": "plan",
    "o": "money",
    "x": "objection",
    "m": "competitor",
    "l": "call_list",
    "d": "script",
    "r": "rep",
    "t": "team",
    "i": "import_batch",
    "a": "attachment",
    "e": "memo",
    "u": "submission",
    "y": "absence",
    "b": "building",
    "w": "sweep",
    "g": "sheet",
    "j": "notice",
    "z": "plan_series",
    "q": "outbox",
    "h": "change",
}
LETTER_OF = {noun: letter for letter, noun in LETTERS.items()}


def number(noun: str, no: int | None) -> str | None:
    """Return the local number with its letter (`number("customer", 12)` is `c12`), None for None."""
    return None if no is None else f"{LETTER_OF[noun]}{no}"
