"""One file taken in as one change: all of it or nothing, and undone at once."""

import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from crm_cli.services.desk import Desk
from crm_cli.services.importing.intake import Intake, Options, Report, Rows
from crm_cli.services.importing.shapes import SHAPES

_TAKERS = {
    "customers": ("customers", "take"),
    "contacts": ("contacts", "take"),
    "calls": ("calls", "take"),
    "visits": ("visits", "take"),
    "followups": ("followups", "take"),
    "steps": ("steps", "take"),
    "plans": ("plans", "take"),
    "money": ("money", "take"),
    **{f"{kind}s": ("money", f"take_{kind}s") for kind in ("quote", "sample", "order", "payment")},
    "reps": ("firm", "take_reps"),
    "teams": ("firm", "take_teams"),
    "goals": ("firm", "take_goals"),
    "notes": ("firm", "take_notes"),
    "outcomes": ("outcomes", "take"),
}
_WITH_OUTCOMES = frozenset({"calls", "visits"})
NOUNS = (*_TAKERS, *SHAPES)
"""What can be imported."""


class Batch(NamedTuple):
    """A file about to come in: what it holds, its name and fingerprint, its rows and its own headers.

    `source` is whose export it is where that was recognised; `mapping` is what was typed of its columns, which is kept
    for the next file with these `headers`.
    """

    noun: str
    file_name: str
    sha256: str
    encoding: str
    rows: Rows
    titles: Mapping[str, str]
    own_fields: Sequence[str] = ()
    source: str = ""
    headers: str = ""
    mapping: Mapping[str, str] = {}


class _NothingKept(Exception):  # noqa: N818  # no error: it takes a rehearsal back
    """Ends a rehearsal so that the change takes everything back."""


def take_in(
    desk: Desk, batch: Batch, options: Options, *, before_commit: Callable[[Report], None] | None = None
) -> Report:
    """Take in a file in one change and say what became of its rows.

    A dry run does the same and takes it back. `before_commit` may still stop it by raising. A file of which
    everything is here already leaves no trace.
    """
    take = _taker(batch.noun)
    asked, desk.choose = desk.choose, None
    reports: list[Report] = []
    try:
        with desk.change() as change:
            known = options._replace(outcomes={**_words(desk, batch.noun), **options.outcomes})
            intake = Intake(desk, change, known, batch.titles, batch.own_fields)
            take(intake, batch.rows)
            reports.append(_report(intake, batch, options.outcomes))
            if options.dry_run:
                raise _NothingKept  # noqa: TRY301  # the change has to see it
            if before_commit is not None:
                before_commit(reports[0])
    except _NothingKept:
        desk.forget_settings()
        desk.forget_outcomes()
    finally:
        desk.choose = asked
    return reports[0]


def _taker(noun: str) -> Callable[[Intake, Rows], None]:
    if noun not in _TAKERS:
        from crm_cli.services.importing.shaped import taker

        return taker(noun)
    module, function = _TAKERS[noun]
    found: Callable[[Intake, Rows], None]
    found = getattr(importlib.import_module(f"crm_cli.services.importing.{module}"), function)
    return found


def _words(desk: Desk, noun: str) -> Mapping[str, str]:
    if noun not in _WITH_OUTCOMES:
        return {}
    from crm_cli.services.import_maps import words_for

    return words_for(desk, noun)


def _report(intake: Intake, batch: Batch, said: Mapping[str, str]) -> Report:
    ledger, batch_no = intake.ledger, None
    if ledger.is_change:
        batch_no = intake.change.insert(
            "import_batch",
            noun=batch.noun,
            file_name=batch.file_name,
            sha256=batch.sha256,
            encoding=batch.encoding,
            source=batch.source,
            **{f"{action}_count": count for action, count in ledger.counts.items()},
        )
        if batch.mapping:
            from crm_cli.services.import_maps import keep_map

            keep_map(intake.desk, intake.change, batch.noun, batch.headers, batch.mapping)
        if said and batch.noun in _WITH_OUTCOMES:
            from crm_cli.services.import_maps import keep_words
            from crm_cli.services.importing.outcome_words import Outcomes

            codes = Outcomes(intake, batch.noun.removesuffix("s")).codes
            keep_words(intake.desk, intake.change, batch.noun, {word: codes[word] for word in said})
    return Report(
        batch.noun,
        dict(ledger.counts),
        tuple(ledger.preview),
        dict(ledger.rejected),
        tuple(ledger.notes),
        tuple(ledger.warnings),
        ledger.more_warnings,
        ledger.unknown,
        None if intake.options.dry_run else batch_no,
        intake.options.dry_run,
        ledger.taken,
        ledger.totals,
        ledger.customers,
        tuple(ledger.told["skipped"]),
    )
