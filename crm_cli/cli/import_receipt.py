"""What is told after a file came in, or would have."""

from crm_cli.cli import output, session
from crm_cli.domain.codes import number
from crm_cli.exchange.address_books import NAMES
from crm_cli.exchange.import_words import counts_of, reasons_of
from crm_cli.exchange.importing import Outcome
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.importing.intake import Report

MACHINES = frozenset({"json", "jsonl", "csv", "tsv", "ids"})
"""Formats of which another program is told, everything."""
MEANINGS = 40
"""Words of the file that are told with the outcomes they were taken for."""
SKIPPED = 20
"""Rows that are here already that are told one by one."""


def show(outcome: Outcome) -> None:
    """Tell what became of a file: counts and the way back on stdout, doubts on stderr."""
    report = outcome.report
    _tell_doubts(outcome)
    if session.chosen("format") in MACHINES:
        _for_machines(outcome)
        return
    source = NAMES.get(outcome.loaded.source)
    if source and not session.chosen("quiet"):
        output.tell(_("Recognised: {program}").format(program=_(source)))
    if report.dry_run:
        _preview(report)
    if session.chosen("quiet"):
        return
    for line in [*_meanings(report), *_sentences(outcome)]:
        output.tell(line)


def _tell_doubts(outcome: Outcome) -> None:
    report, table = outcome.report, outcome.loaded.table
    for warning in (*table.warnings, *report.warnings):
        output.warn(warning)
    if report.more_warnings:
        output.warn(
            ngettext("{count} more warning.", "{count} more warnings.", report.more_warnings).format(
                count=report.more_warnings
            )
        )
    if outcome.loaded.unknown:
        output.warn(
            _("Not read, because nobody knows the column: {names} (--map, or crm field add)").format(
                names=", ".join(outcome.loaded.unknown)
            )
        )
    for sentence in reasons_of(report):
        output.warn(sentence)
    _ask_what_is_meant(report)


def _ask_what_is_meant(report: Report) -> None:
    """Tell every word that is no outcome, how often it is there, and the option that says what it means."""
    if not report.unknown:
        return
    output.warn(
        ngettext(
            "{count} word of the file is no outcome. Say what it means and import again with:",
            "{count} words of the file are no outcomes. Say what each means and import again with:",
            len(report.unknown),
        ).format(count=len(report.unknown))
    )
    for word in report.unknown:
        rows = ngettext("{count} row", "{count} rows", word.rows).format(count=word.rows)
        if len(word.codes) == 1:
            output.say(f'  --outcome "{word.word}={word.codes[0]}"  ({rows}; {word.names[0]}?)')
            continue
        named = ", ".join(f"{name} {code}" for name, code in zip(word.names, word.codes, strict=True))
        output.say(f'  --outcome "{word.word}=…"  ({rows}; {named or "crm outcome list"})')


def _meanings(report: Report) -> list[str]:
    """Return what each word of the file was taken for, unless nothing came of it."""
    if not report.taken or not (report.dry_run or report.batch_no is not None):
        return []
    lines = [f"  {word.word} → {word.code} {word.name} ({word.rows})" for word in report.taken[:MEANINGS]]
    if len(report.taken) > MEANINGS:
        lines.append(_("… and {count} more words.").format(count=len(report.taken) - MEANINGS))
    return [_("The file's words for outcomes were taken for:"), *lines]


def _sentences(outcome: Outcome) -> list[str]:
    report, counts = outcome.report, counts_of(outcome.report)
    name = outcome.loaded.path.name
    if report.dry_run:
        sentence = _("{file} would bring: {counts}. Nothing was changed.")
    else:
        sentence = _("{file}: {counts}.")
    lines = [sentence.format(file=name, counts=counts or _("nothing")), *_skipped(report), *report.notes]
    lines += _read_as(outcome)
    if outcome.rejects is not None:
        lines.append(
            _("Rejected rows are in {path}; correct them there and import that file.").format(
                path=outcome.rejects
            )
        )
    if report.batch_no is not None:
        batch = number("import_batch", report.batch_no)
        lines.append(
            _("This was import {number}; take it back with: crm import undo {number}").format(number=batch)
        )
    elif not report.dry_run:
        lines.append(_("Nothing was changed."))
    return lines


def _read_as(outcome: Outcome) -> list[str]:
    """Return what is known of the file's columns beside their headers."""
    if (number := outcome.loaded.map_no) is not None:
        told = _("Read as --map said of a file with these headers (no. {number}; see crm import maps).")
        return [told.format(number=number)]
    if outcome.report.batch_no is not None and outcome.loaded.mapping:
        return [_("The next file with these headers is read alike without --map; see crm import maps.")]
    return []


def _skipped(report: Report) -> list[str]:
    """Return which customers' rows were passed over as on file and why; a rehearsal shows them in its table."""
    if report.noun != "customers" or not report.skipped or report.dry_run:
        return []
    lines = [
        "  " + _("line {line}: {name}: {reason}").format(**line._asdict())
        for line in report.skipped[:SKIPPED]
    ]
    more = report.counts["skipped"] - len(lines)
    if more > 0:
        told = ngettext(
            "… and {count} more row; --format json tells all.",
            "… and {count} more rows; --format json tells all.",
            more,
        )
        lines.append("  " + told.format(count=more))
    return [_("Already here, so not taken in again:"), *lines]


def _preview(report: Report) -> None:
    labels = {
        "created": _("new"),
        "updated": _("changed"),
        "skipped": _("already here"),
        "rejected": _("rejected"),
    }
    style = session.style()
    # A reason that is cut to the room beside the names does not say what to do: it gets lines of its own.
    apart = style.width is not None and style.columns is None
    rows = [
        {**line._asdict(), "action": labels[line.action]}
        for line in report.preview
        if not (apart and line.action == "rejected")
    ]
    titles = {"line": _("line"), "action": _("what"), "name": _("name"), "reason": _("why")}
    if rows:
        output.emit(rows, [output.Column(key, title) for key, title in titles.items()], style)
    if apart:
        from crm_cli.domain.table import block

        refused = [
            (f"{labels['rejected']} {line.line}", line.reason)
            for line in report.preview
            if line.action == "rejected"
        ]
        for head, text in block(refused, style.width):
            output.tell(f"{head}{text}".rstrip())
    rows_read = sum(report.counts.values())
    if rows_read > len(report.preview):
        output.say(_("{shown} of {count} rows are shown.").format(shown=len(report.preview), count=rows_read))
        if sum(report.counts[action] for action in ("updated", "skipped", "rejected")) > len(report.preview):
            output.say(_("Every row that is here already is told with: --format json"))


def _for_machines(outcome: Outcome) -> None:
    report = outcome.report
    found: dict[str, object] = {
        "import": number("import_batch", report.batch_no),
        "noun": report.noun,
        "file": str(outcome.loaded.path),
        "source": outcome.loaded.source,
        "map": outcome.loaded.map_no,
        **report.counts,
        "totals": report.totals,
        "dry_run": report.dry_run,
        "rejects": str(outcome.rejects) if outcome.rejects else None,
        "rejected_lines": sorted(report.rejected),
        "skipped_rows": [
            {"line": line.line, "name": line.name, "reason": line.reason} for line in report.skipped
        ],
        "notes": list(report.notes),
        "warnings": list(report.warnings),
        "outcomes": [{"text": word.word, "count": word.rows, "code": word.code} for word in report.taken],
        "unknown_outcomes": [
            {"text": word.word, "count": word.rows, "codes": list(word.codes)} for word in report.unknown
        ],
    }
    output.emit([found], [output.Column(key, key) for key in found], session.style())
