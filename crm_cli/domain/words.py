"""What the codes are called: the English label of each, translated when it is asked for."""

from datetime import date

from crm_cli.i18n import N_, gettext

LABELS: dict[str, dict[str, str]] = {
    "role": {
        "rep": N_("rep"),
        "assistant": N_("assistant"),
        "manager": N_("manager"),
        "owner": N_("firm's owner"),
        "decision_maker": N_("decision maker"),
        "influencer": N_("influencer"),
        "executor": N_("executor"),
        "gatekeeper": N_("gatekeeper"),
    },
    "customer_kind": {
        "company": N_("company"),
        "person": N_("person"),
        "household": N_("household"),
        "group": N_("group account"),
    },
    "source": {
        "yellow_pages": N_("yellow pages"),
        "expo": N_("expo"),
        "forum": N_("forum"),
        "annual_meeting": N_("annual meeting"),
        "referral": N_("referral"),
        "sweep": N_("sweep"),
        "web": N_("web"),
        "import": N_("import"),
    },
    "stage": {
        "potential": N_("potential"),
        "target": N_("target"),
        "immediate": N_("immediate"),
        "won": N_("won"),
        "dormant": N_("dormant"),
        "lost": N_("lost"),
        "dropped": N_("dropped"),
    },
    "value_class": {
        "key": N_("key account"),
        "second": N_("second class"),
        "ordinary": N_("ordinary"),
        "negative": N_("negative"),
    },
    "need_state": {
        "unknown": N_("unknown"),
        "now": N_("needed now"),
        "later": N_("needed later"),
        "none": N_("no need"),
    },
    "channel": {
        "phone": N_("phone"),
        "visit": N_("visit"),
        "email": N_("e-mail"),
        "wechat": N_("WeChat"),
        "meeting": N_("meeting"),
        "other": N_("other"),
    },
    "direction": {"out": N_("outgoing"), "in": N_("incoming")},
    "how": {"cold": N_("cold"), "invited": N_("invited")},
    "visit_kind": {
        "first": N_("first visit"),
        "return": N_("return visit"),
        "payment": N_("collecting payment"),
        "sample": N_("bringing samples"),
    },
    "progress": {
        "front_desk": N_("front desk"),
        "secretary": N_("secretary"),
        "target": N_("target person"),
    },
    "step_kind": {"step": N_("next step"), "task": N_("task"), "callback": N_("callback")},
    "step_state": {"open": N_("open"), "done": N_("done"), "cancelled": N_("cancelled")},
    "scope": {"mine": N_("mine"), "anyone": N_("anyone's")},
    "plan_state": {
        "planned": N_("planned"),
        "visited": N_("visited"),
        "moved": N_("moved"),
        "cancelled_by_us": N_("cancelled by us"),
        "cancelled_by_them": N_("cancelled by them"),
        "incident": N_("incident"),
    },
    "money_kind": {
        "quote": N_("quote"),
        "sample": N_("sample"),
        "order": N_("order"),
        "payment": N_("payment"),
    },
    "tactic": {
        "rapport": N_("finding common ground"),
        "praise": N_("praise"),
        "feint": N_("feint"),
        "hard_to_get": N_("playing hard to get"),
        "improvise": N_("improvising"),
        "detour": N_("going round"),
    },
    "call": {
        "no_answer": N_("no answer"),
        "busy": N_("busy line"),
        "unreachable": N_("switched off / unreachable"),
        "voicemail": N_("voicemail"),
        "suspended": N_("line suspended"),
        "invalid_number": N_("invalid number"),
        "wrong_number": N_("wrong number"),
        "hung_up": N_("hung up at once"),
        "gatekeeper": N_("stopped by front desk / secretary"),
        "referred": N_("referred to someone else"),
        "callback": N_("callback agreed"),
        "talked": N_("talked"),
        "info_wanted": N_("wants information"),
        "quote_wanted": N_("wants a quote"),
        "sample_wanted": N_("wants samples"),
        "appointment": N_("appointment made"),
        "order": N_("order placed"),
        "has_supplier": N_("has a supplier"),
        "not_interested": N_("not interested"),
        "do_not_call": N_("do not call"),
    },
    "visit": {
        "met_decision_maker": N_("met the decision maker"),
        "met_staff": N_("met the person in charge of it"),
        "quote_wanted": N_("wants a quote"),
        "sample_wanted": N_("wants samples"),
        "deal": N_("ordered on the spot"),
        "has_supplier": N_("has a supplier"),
        "no_need": N_("has no need"),
        "refused": N_("refused"),
        "secretary": N_("stopped by the secretary"),
        "front_desk": N_("stopped at the front desk"),
        "not_in": N_("person not in"),
        "closed": N_("door closed / nobody"),
        "no_entry": N_("turned away by security"),
        "vacant": N_("vacant"),
        "moved": N_("moved away"),
    },
}


def label(kind: str, code: str | None) -> str:
    """Return what `code` of the list `kind` is called in the language in use, the code itself when unknown."""
    if not code:
        return ""
    english = LABELS.get(kind, {}).get(code)
    return gettext(english) if english else code


def outcome_label(subject: str, code: str | None, own_name: str | None = "") -> str:
    """Return what an outcome is called: the firm's own name for it, else ours."""
    return own_name or label(subject, code)


_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def weekday(day: date) -> str:
    """Return the short name of the weekday of `day` in the language in use."""
    return gettext(_WEEKDAYS[day.weekday()])
