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
        "line": N_("LINE"),
        "whatsapp": N_("WhatsApp"),
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
    "standing": {
        "waiting": N_("waiting"),
        "due": N_("due now"),
        "late": N_("running late"),
        "tried": N_("called, not reached"),
        "kept": N_("kept"),
        "made_early": N_("made early"),
        "made_late": N_("made late"),
        "missed": N_("missed"),
        "they_called": N_("they called"),
        "moved": N_("moved"),
        "cancelled": N_("cancelled"),
    },
    "plan_state": {
        "planned": N_("planned"),
        "visited": N_("visited"),
        "moved": N_("moved"),
        "cancelled_by_us": N_("cancelled by us"),
        "cancelled_by_them": N_("cancelled by them"),
        "incident": N_("incident"),
    },
    "notice_kind": {
        "planned": N_("planned"),
        "moved": N_("moved"),
        "cancelled": N_("cancelled"),
        "assigned": N_("given to me"),
        "taken_away": N_("taken away"),
        "changed": N_("changed"),
    },
    "building_kind": {"tower": N_("office tower"), "street": N_("street")},
    "directory_action": {
        "created": N_("new"),
        "moved_in": N_("on file, moved in"),
        "there": N_("there already"),
        "vacant": N_("vacant"),
        "rejected": N_("rejected"),
    },
    "side": {"left": N_("left side"), "right": N_("right side")},
    "front_desk_kind": {
        "who": N_("who sits there"),
        "past": N_("what got us past"),
        "hour": N_("best hour"),
        "forbidden": N_("forbidden"),
    },
    "plan_conflict": {
        "rep_twice": N_("one rep twice"),
        "customer_twice": N_("two at one customer"),
        "hours": N_("outside its hours"),
        "day_off": N_("day off"),
        "away": N_("rep away"),
        "barred": N_("not to be visited"),
    },
    "report_status": {
        "provisional": N_("not submitted yet (provisional)"),
        "missing": N_("not submitted"),
        "submitted": N_("submitted"),
        "late": N_("late, submitted"),
        "final": N_("final, submitted"),
    },
    "report_kind": {
        "daily": N_("Daily report"),
        "missing": N_("Missing reports"),
        "morning": N_("Morning sheet"),
        "weekly": N_("Weekly report"),
        "monthly": N_("Monthly report"),
        "team": N_("Team report"),
        "followup": N_("Follow-up sheet"),
        "goals": N_("Goals"),
    },
    "pool_move": {
        "warned": N_("warned"),
        "collected": N_("taken back"),
        "released": N_("given back"),
        "claimed": N_("claimed"),
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
    "period": {"day": N_("a day"), "month": N_("a month")},
    "effect": {
        "callback": N_("callback"),
        "step": N_("next step"),
        "plan": N_("plan"),
        "quote": N_("quote"),
        "sample": N_("sample"),
        "order": N_("order"),
        "bad_number": N_("number marked bad"),
        "next_number": N_("next number"),
        "do_not_call": N_("do not call"),
        "close": N_("customer closed"),
    },
    "field_noun": {"customer": N_("customer"), "contact": N_("contact")},
    "field_kind": {
        "text": N_("text"),
        "number": N_("a number"),
        "date": N_("date"),
        "choice": N_("choice"),
        "flag": N_("yes or no"),
    },
    "proposed_field": {"grade": N_("grade"), "stage": N_("stage")},
    "likeness": {
        "same_name": N_("same name"),
        "same_but_form": N_("same name but for the form"),
        "same_but_place": N_("same name but for the place"),
        "same_pinyin": N_("same pinyin"),
        "part_of_name": N_("part of the name"),
        "alike": N_("similar name"),
        "phone": N_("same phone"),
        "extension": N_("same phone, another extension"),
        "shared_phone": N_("shared phone"),
        "email": N_("same e-mail"),
        "domain": N_("same mail domain"),
        "address": N_("same door"),
    },
    "neglect": {
        "grade": N_("left alone"),
        "quote": N_("silent quote"),
        "sample": N_("silent sample"),
        "use_date": N_("use date near"),
    },
    "change_kind": {"do": N_("done"), "undo": N_("undo"), "redo": N_("redo")},
    "medium": {
        "email": N_("mail"),
        "wecom": N_("WeCom robot"),
        "dingtalk": N_("DingTalk robot"),
        "feishu": N_("Feishu robot"),
        "desktop": N_("desktop notice"),
        "bell": N_("bell"),
    },
    "outbox_state": {
        "queued": N_("queued"),
        "sending": N_("being sent"),
        "sent": N_("sent"),
        "failed": N_("failed"),
        "unsure": N_("unsure"),
        "dropped": N_("given up"),
    },
    "match_state": {
        "new": N_("new"),
        "attached": N_("attached already"),
        "unnamed": N_("its name says no time"),
        "unmatched": N_("no such call"),
        "other": N_("no sound"),
        "refused": N_("refused"),
    },
    "file_state": {
        "missing": N_("missing"),
        "damaged": N_("damaged"),
        "unused": N_("unused"),
        "unfinished": N_("unfinished"),
    },
    "call_list_state": {"open": N_("being called"), "paused": N_("paused"), "closed": N_("closed")},
    "tier": {
        "callback": N_("callback"),
        "others_callback": N_("colleague's callback"),
        "step": N_("next step"),
        "retry": N_("another try"),
        "fresh": N_("first call"),
    },
    "turn": {
        "new": N_("untried"),
        "again": N_("to be tried again"),
        "resting": N_("rests"),
        "used_up": N_("no tries left"),
        "next": N_("the customer's next number"),
        "wait": N_("behind another number"),
        "barred": N_("do not call"),
        "over": N_("done with"),
    },
    "find_goes_to": {"finder": N_("the finder"), "industry": N_("the team of the industry")},
    "sheet_kind": {"visits": N_("Walk list"), "calls": N_("Call sheet"), "sweep": N_("Sheet of a sweep")},
    "sweep_state": {"open": N_("under way"), "finished": N_("finished"), "cancelled": N_("cancelled")},
    "sweep_direction": {
        "down": N_("from the top down"),
        "up": N_("from the bottom up"),
        "left": N_("left side"),
        "right": N_("right side"),
    },
    "door_state": {
        "todo": N_("to do"),
        "effective": N_("effective"),
        "met": N_("someone met"),
        "opened": N_("opened only"),
        "revisit": N_("to revisit"),
        "pending": N_("no outcome yet"),
        "no_opening": N_("not opened"),
        "exhausted": N_("vacant or moved"),
        "skipped": N_("skipped"),
        "do_not_call": N_("do not call"),
        "resting": N_("resting"),
        "busy": N_("someone is there"),
    },
    "setting_of": {"firm": N_("firm"), "machine": N_("this machine")},
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


class _Labels(dict[str, dict[str, str]]):
    """The lists of codes; those that few commands show are read when one of them is first named."""

    def __missing__(self, kind: str) -> dict[str, str]:
        if kind != "metric":
            from crm_cli.domain import record_words

            return self.setdefault(kind, record_words.LABELS[kind]) if kind in record_words.LABELS else {}
        from crm_cli.domain.number_words import TITLES

        return self.setdefault(kind, TITLES)


LABELS = _Labels(LABELS)


def label(kind: str, code: str | None) -> str:
    """Return what `code` of the list `kind` is called in the language in use, the code itself when unknown."""
    if not code:
        return ""
    english = LABELS[kind].get(code)
    return gettext(english) if english else code


def capital(text: str) -> str:
    """Return a label as it begins a sentence."""
    return text[:1].upper() + text[1:]


def outcome_label(subject: str, code: str | None, own_name: str | None = "") -> str:
    """Return what an outcome is called: the firm's own name for it, else ours."""
    return own_name or label(subject, code)


_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def weekday(day: date) -> str:
    """Return the short name of the weekday of `day` in the language in use."""
    return gettext(_WEEKDAYS[day.weekday()])
