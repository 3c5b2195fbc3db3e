"""What was typed of an outcome, read into its flags, its effect, what it asks and its rule."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm_cli.domain import outcome_rules as rules
from crm_cli.domain.folding import fold
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.outcomes import flag_columns
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.reading import choices, known_code, read_code
from crm_cli.storage.outcomes import OutcomeRow

_COPIED = ("effect", "asks", "progress", *rules.RULE)
_NOTHING: Mapping[str, Any] = {
    "effect": "none",
    "asks": "",
    "progress": "",
    "retry_minutes": 0,
    "retry_days": 0,
    "other_half_day": False,
    "tries": 0,
    "rest_days": 0,
}


class TypedRule(Frozen):
    """A rule as typed: `retry` a delay (`4h`, `1d`, `none`); None is not said."""

    retry: str | None = None
    retry_days: int | None = None
    other_half: bool | None = None
    tries: int | None = None
    rest_days: int | None = None


class Typed(Frozen):
    """What was typed of an outcome; None is not said. `asks` are of ASKABLE, `swap` gives the key's holder mine.

    `progress` is how far a visit got that came to it, `none` for an outcome that does not tell.
    """

    code: str | None = None
    name: str | None = None
    subject: str | None = None
    flags: str | None = None
    effect: str | None = None
    key: str | None = None
    asks: Sequence[str] | None = None
    rule: TypedRule = TypedRule()
    swap: bool = False
    progress: str | None = None


def meaning(subject: str, typed: Typed, row: OutcomeRow | None) -> dict[str, Any]:
    """Return flags, effect, asks, progress and rule: those of `row` with what is typed over them.

    An effect or flags of the other subject are not taken over.
    """
    model = row if row is not None and row.subject == subject else None
    values = {name: getattr(model, name) for name in _COPIED} if model else dict(_NOTHING)
    columns = flag_columns(subject).values()
    values.update({column: bool(model and getattr(model, column)) for column in columns})
    if typed.flags is not None:
        values.update(rules.read_flags(subject, typed.flags))
    if typed.effect is not None:
        values["effect"] = read_effect(subject, typed.effect)
    rules.check_effect(subject, values["effect"], values)
    if typed.asks is not None or typed.effect is not None:
        asked = str(values["asks"]).split() if typed.asks is None else _read_asks(typed.asks)
        values["asks"] = rules.asks_for(values["effect"], asked)
    values["progress"] = _read_progress(subject, typed.progress, values)
    values.update(read_rule(subject, values, values, typed.rule))
    return values


def _read_progress(subject: str, text: str | None, held: Mapping[str, Any]) -> str:
    """Return how far one got by an outcome, the code; where no door opens any more it goes by itself."""
    if text is None:
        return str(held["progress"]) if subject == "visit" and held["opened"] else ""
    code = "" if fold(text) in {"none", "无", "無", ""} else read_code("progress", text)
    rules.check_progress(subject, code, held)
    return code


def read_effect(subject: str, text: str) -> str:
    """Return the code of the effect that `text` means in any of our languages; raise UsageError for another."""
    known = rules.EFFECTS_OF[subject]
    code = "none" if fold(text) in {"none", "无", ""} else known_code("effect", text, known)
    if code not in known:
        raise UsageError(
            _("{text} is not one of them.").format(text=text),
            _("Choose from: {codes}").format(codes=choices("effect", known)),
        )
    return code


def _read_asks(texts: Sequence[str]) -> list[str]:
    found = [fold(text) for text in texts if fold(text) != "none"]
    if strange := [text for text in found if text not in rules.ASKABLE]:
        raise UsageError(
            _("{text} is not one of them.").format(text=strange[0]),
            _("Choose from: {codes}").format(codes=", ".join(rules.ASKABLE)),
        )
    return found


def read_rule(
    subject: str, outcome: dict[str, Any], held: dict[str, Any], typed: TypedRule
) -> dict[str, Any]:
    """Return the columns of the rule `held` with what is typed over them, checked against the outcome.

    A retry taken away takes its tries and its other half-day along. Raises UsageError as `check_rule` does.
    """
    rule: dict[str, Any] = {name: held[name] for name in rules.RULE}
    if typed.retry is not None:
        from crm_cli.domain.delays import parse_delay

        delay = parse_delay(typed.retry)
        if delay.days and typed.retry_days is not None:
            raise UsageError(_("The days of the retry are said twice."), "--retry 4h --retry-days 1")
        rule["retry_minutes"] = delay.minutes
        if delay.days or not delay.minutes:
            rule["retry_days"] = delay.days
    if (days := rules.read_days(typed.retry_days)) is not None:
        rule["retry_days"] = days
    gone = not (rule["retry_minutes"] or rule["retry_days"])
    rule["other_half_day"] = _said(typed.other_half, bool(rule["other_half_day"] and rule["retry_days"]))
    rule["tries"] = _said(rules.read_tries(typed.tries), 0 if gone else rule["tries"])
    rule["rest_days"] = _said(rules.read_days(typed.rest_days), rule["rest_days"])
    rules.check_rule(subject, outcome, rule)
    return rule


def _said(typed: Any, held: Any) -> Any:
    return held if typed is None else typed
