"""What became of a file, or would become of it, in sentences."""

from collections import Counter

from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.importing.intake import Report

REASONS = 5
"""Reasons for rejection that are told, the commonest first."""


def counts_of(report: Report) -> str:
    """Return how many rows were or would be created, changed, passed over and rejected; '' for none."""
    counted = {
        "created": _("{count} new"),
        "updated": _("{count} changed"),
        "skipped": _("{count} already here"),
        "rejected": _("{count} rejected"),
    }
    counts = ", ".join(
        counted[action].format(count=count) for action, count in report.counts.items() if count
    )
    if report.totals:
        sums = ngettext("{count} row of totals", "{count} rows of totals", report.totals)
        counts = ", ".join(filter(None, (counts, sums.format(count=report.totals))))
    return counts


def reasons_of(report: Report) -> list[str]:
    """Return why rows are rejected, with how many and the first line of each; words that are no outcome are left out."""
    unknown = {word.reason for word in report.unknown}
    reasons = Counter(reason for reason in report.rejected.values() if reason not in unknown)
    first = {reason: line for line, reason in sorted(report.rejected.items(), reverse=True)}
    told = []
    for reason, count in reasons.most_common(REASONS):
        sentence = ngettext(
            "{count} row rejected (line {line}): {reason}",
            "{count} rows rejected (first line {line}): {reason}",
            count,
        )
        told.append(sentence.format(count=count, line=first[reason], reason=reason))
    if len(reasons) > REASONS:
        told.append(_("… and {count} more reasons.").format(count=len(reasons) - REASONS))
    return told
