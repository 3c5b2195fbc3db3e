"""An outcome as the words of a form, and what somebody changed in them."""

from collections.abc import Mapping

from crm_cli.domain.delays import parse_delay
from crm_cli.domain.outcome_rules import ASKABLE
from crm_cli.domain.outcomes import flag_letters
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.importing.spellings import is_yes
from crm_cli.services.outcome_meaning import Typed, TypedRule
from crm_cli.services.outcomes import label
from crm_cli.storage.outcomes import OutcomeRow

FIELDS = (
    "name", "key", "swap", "flags", "effect", "asks", "progress", "retry", "other_half", "tries",
    "rest_days", "code",
)  # fmt: skip
"""What a form asks of an outcome."""


def words_of(row: OutcomeRow) -> dict[str, str]:
    """Return what stands in the form of an outcome."""
    flags = flag_letters(row.subject, row._asdict())
    return {
        "code": row.code,
        "name": label(row),
        "key": row.key,
        "swap": "",
        "flags": flags,
        "effect": row.effect,
        # What its effect needs is asked whatever is said here.
        "asks": " ".join(word for word in row.asks.split() if word in ASKABLE),
        "progress": row.progress,
        "retry": _delay(row),
        "other_half": _("yes") if row.other_half_day else "",
        "tries": str(row.tries or ""),
        "rest_days": str(row.rest_days or ""),
    }


def read_words(told: Mapping[str, str], before: Mapping[str, str], subject: str | None = None) -> Typed:
    """Return what was typed over the words that stood there `before`; what is as it was is not said.

    Raises UsageError for a number that is none; every other rule is outcome_editing's.
    """
    new = {
        field: text.strip()
        for field, text in told.items()
        if field in FIELDS and text.strip() != before.get(field, "").strip()
    }
    half = new.get("other_half")
    retry = None if "retry" not in new else new["retry"] or "none"
    rule = TypedRule(
        retry,
        # The days that stood there behind the hours are not there any more.
        0 if retry is not None and not parse_delay(retry).days else None,
        None if half is None else bool(half) and is_yes(half),
        _count(new.get("tries")),
        _count(new.get("rest_days")),
    )
    return Typed(
        new.get("code"),
        new.get("name"),
        subject,
        _or_none(new.get("flags"), "-"),
        _or_none(new.get("effect"), "none"),
        new.get("key"),
        new["asks"].replace(",", " ").split() if "asks" in new else None,
        rule,
        bool(new.get("swap")) and is_yes(new["swap"]),
        new.get("progress"),
    )


def _or_none(text: str | None, word: str) -> str | None:
    return None if text is None else text or word


def _delay(row: OutcomeRow) -> str:
    """Return when it is tried again as `parse_delay` reads it, '' for never."""
    hours, minutes = divmod(row.retry_minutes, 60)
    first = f"{hours}h" if hours and not minutes else f"{row.retry_minutes}m" if minutes else ""
    return " then ".join(filter(None, (first, f"{row.retry_days}d" if row.retry_days else "")))


def _count(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return int(text or 0)
    except ValueError as error:
        raise UsageError(_("{text} is not a whole number.").format(text=text)) from error
