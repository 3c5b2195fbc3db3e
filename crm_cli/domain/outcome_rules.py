"""What an outcome may be: its code and key, which flags go together, and which rule makes sense with them."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from crm_cli.domain.folding import fold
from crm_cli.domain.outcomes import RESERVED_KEYS, flag_columns
from crm_cli.domain.retry import MOST_TRIES
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _

EFFECTS_OF = {
    "call": (
        "none", "callback", "step", "plan", "quote", "sample", "order", "bad_number", "next_number", "do_not_call",
    ),
    "visit": ("none", "step", "quote", "sample", "order", "close"),
}  # fmt: skip
"""The effects that logging a call, or a visit, has the answers for."""

ASKABLE = ("grade", "next", "reason")
"""What an outcome may ask for besides what its effect needs."""

MOST_DAYS = 3650
_NEEDED = {
    "call": {"A": "D", "H": "DA", "C": "DAH"},
    "visit": {"C": "O", "E": "OC"},
}
"""Flags that stand on others: a rate must not have a part that is not in its whole (PRODUCT section 7)."""

_REACHED_ONLY = frozenset({"plan", "order"})
_PASSED_OVER = frozenset({"bad_number", "next_number", "do_not_call"})
_ASKED_BY = {
    "callback": "callback",
    "plan": "plan",
    "order": "amount",
    "step": "next",
    "quote": "next",
    "sample": "next",
}
_DONE_WITH = {
    "call": N_(
        "A number is not tried again after flag C or T, a bad number, the next number or do not call."
    ),
    "visit": N_("A unit is not visited again after flag X."),
}
RULE = ("retry_minutes", "retry_days", "other_half_day", "tries", "rest_days")
"""The columns of a rule, on an outcome and on a list."""


def read_code(text: str) -> str:
    """Return an outcome's code: small letters, figures and `_`, a letter first; raise UsageError for another."""
    code = re.sub(r"[\s-]+", "_", fold(text))
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", code):
        raise UsageError(
            _("{text} cannot be a code.").format(text=text or "''"),
            _("Two or more small letters, figures and _: site_visit; words go into --name."),
        )
    return code


def read_name(text: str) -> str:
    """Return a name on one line, '' for none; raise UsageError for one that would be taken for a key."""
    name = " ".join(text.split())
    if len(name) == 1 and fold(name).isascii():
        raise UsageError(
            _("{name} is too short a name: it would be taken for a key.").format(name=name), '--name "…"'
        )
    return name


def read_key(subject: str, text: str) -> str:
    """Return the key as it is kept: one figure or letter, '' for none.

    Raises UsageError for anything else, and for a key that does something in a run of calls.
    """
    key = fold(text)
    if not key:
        return ""
    if subject == "call" and key in RESERVED_KEYS:
        raise UsageError(
            _("The key {key} does something else in crm call run.").format(key=key),
            _("Not these: {keys}").format(keys=" ".join(sorted(RESERVED_KEYS))),
        )
    if not re.fullmatch("[0-9a-z]", key):
        raise UsageError(_("{text} cannot be a key.").format(text=text), _("One of 1-0 or a-z; '' for none."))
    return key


def read_flags(subject: str, text: str) -> dict[str, bool]:
    """Return the flags of `DAHC`, `-` or '' (none), by column; raise UsageError for letters that do not go together."""
    columns = flag_columns(subject)
    letters = {letter.upper() for letter in fold(text) if not letter.isspace() and letter not in "-,"}
    if strange := sorted(letters - columns.keys()):
        raise UsageError(
            _("{letter} is no flag here.").format(letter=strange[0]),
            _("Flags: {letters}; - for none.").format(letters=" ".join(columns)),
        )
    needed = {letter: set(_NEEDED[subject].get(letter, "")) for letter in sorted(letters)}
    if lacking := [letter for letter, below in needed.items() if not below <= letters]:
        whole = letters.union(*needed.values())
        raise UsageError(
            _("Flag {letter} stands on {needed}.").format(
                letter=lacking[0], needed=" ".join(one for one in columns if one in needed[lacking[0]])
            ),
            f"--flags {''.join(one for one in columns if one in whole)}",
        )
    return {column: letter in letters for letter, column in columns.items()}


def asks_for(effect: str, also: Collection[str]) -> str:
    """Return what an outcome makes the rep answer: what its effect needs, and `also` (of ASKABLE)."""
    words = [*([_ASKED_BY[effect]] if effect in _ASKED_BY else []), *(one for one in ASKABLE if one in also)]
    return " ".join(dict.fromkeys(words))


def check_effect(subject: str, effect: str, flags: Mapping[str, Any]) -> None:
    """Raise UsageError for an effect that its flags contradict: appointments and orders are shares of flag C."""
    if subject == "call" and effect in _REACHED_ONLY and not flags["reached"]:
        raise UsageError(
            _("The effect {effect} needs flag C: its rate is a share of those.").format(effect=effect),
            "--flags DAHC",
        )


def check_rule(subject: str, outcome: Mapping[str, Any], rule: Mapping[str, int]) -> None:
    """Raise UsageError for a rule (RULE's columns) that could never be followed after that outcome."""
    retried = rule["retry_minutes"] or rule["retry_days"]
    if retried and _is_over(subject, outcome):
        raise UsageError(_(_DONE_WITH[subject]), _("Leave the retry out: --retry none"))
    if rule["other_half_day"] and not rule["retry_days"]:
        raise UsageError(_("The other half-day needs a day."), "--retry 1d --other-half")
    if rule["tries"] and not retried:
        raise UsageError(_("Tries need a retry."), "--retry 4h --tries 3")


def _is_over(subject: str, outcome: Mapping[str, Any]) -> bool:
    if subject == "visit":
        return bool(outcome["exhausted"])
    return bool(outcome["reached"] or outcome["off_list"] or outcome["effect"] in _PASSED_OVER)


def check_progress(subject: str, progress: str, flags: Mapping[str, Any]) -> None:
    """Raise UsageError for how far one got where no door opened: the gate funnel's parts are shares of flag O."""
    if progress and subject == "call":
        raise UsageError(_("How far one got is said of visits."), _("Leave --progress out."))
    if progress and not flags["opened"]:
        raise UsageError(_("How far one got needs flag O: its rate is a share of those."), "--flags O")


def read_tries(text: int | None) -> int | None:
    """Return a number of tries, 0 for as many as it takes; raise UsageError above MOST_TRIES."""
    return _within(text, MOST_TRIES, _("At most {most} tries; 0 for as many as it takes."))


def read_days(text: int | None) -> int | None:
    """Return a number of days to rest; raise UsageError above MOST_DAYS."""
    return _within(text, MOST_DAYS, _("At most {most} days."))


def _within(count: int | None, most: int, sentence: str) -> int | None:
    if count is not None and not 0 <= count <= most:
        raise UsageError(sentence.format(most=most))
    return count
