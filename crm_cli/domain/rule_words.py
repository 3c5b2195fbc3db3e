"""The rule of an outcome, its own or a call list's, as a person says it."""

from collections.abc import Mapping
from typing import Any

from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext


def retry_words(outcome: Mapping[str, Any]) -> str:
    """Return when a number or door is tried again after an outcome, as a person says it."""
    parts = []
    if minutes := outcome["retry_minutes"]:
        hours, rest = divmod(minutes, 60)
        said = (
            _("{count} min").format(count=minutes)
            if rest
            else ngettext("{count} hour", "{count} hours", hours).format(count=hours)
        )
        parts.append(said)
    if days := outcome["retry_days"]:
        parts.append(ngettext("{count} day", "{count} days", days).format(count=days))
    if outcome["other_half_day"]:
        parts.append(_("other half-day"))
    return ", ".join(parts)


def rule_words(rule: Mapping[str, Any]) -> str:
    """Return a whole rule as a person says it: when, how often, how long the customer rests."""
    tries, rest = rule["tries"], rule["rest_days"]
    parts = [
        retry_words(rule) or _("no new try"),
        ngettext("{count} try", "{count} tries", tries).format(count=tries) if tries else "",
        ngettext("rests {count} day", "rests {count} days", rest).format(count=rest) if rest else "",
    ]
    return ", ".join(filter(None, parts))
