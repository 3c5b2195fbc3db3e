"""Where the customers of a call list come from: filters, a search, a file, or one by one."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from crm_cli.cli import session
from crm_cli.cli.batches import parts
from crm_cli.errors import RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.call_list_filling import chosen_customers, fill
from crm_cli.services.customer_filters import as_typed, filters_of, read_asked, say_asked
from crm_cli.services.desk import Desk
from crm_cli.services.filter_words import strange_words
from crm_cli.services.receipts import Receipt

if TYPE_CHECKING:
    from crm_cli.exchange.importing import Outcome, Reading
    from crm_cli.services.importing.intake import Block

MOST_FOUND = 20_000
"""Customers that a search may put on a list at once."""
_TOLD = 5


class Source(NamedTuple):
    """Which customers: those that pass `filters`, of `among` alone where that is given, or those of a file.

    `reading` is how the file is read, `strange` are sentences on filters' words that no customer has.
    """

    words: str
    filters: Mapping[str, Any]
    among: list[int] | None = None
    file: Path | None = None
    reading: "Reading | None" = None
    strange: tuple[str, ...] = ()

    @classmethod
    def read(
        cls,
        desk: Desk,
        filters: list[str] | None,
        search: str | None,
        file: Path | None,
        ids: list[str] | None,
        reading: "Reading",
    ) -> Self | None:
        """Return what was typed, None for nothing; raise UsageError where two ways of choosing exclude each other."""
        if sum(bool(one) for one in (search, file, ids)) > 1 or (file and filters):
            raise UsageError(_("Choose customers in one way: --file, --ids or --search with --filter."))
        if not (filters or search or file or ids):
            return None
        asked = read_asked(desk, filters or ())
        found = filters_of(desk, asked)
        strange = tuple(strange_words(desk, asked))
        words = [say_asked(asked)]
        among = None
        if search:
            among = _found(desk, search)
            words.append(f"--search {as_typed(search)}")
        elif ids:
            among = _named(desk, ids)
            words.append(f"--ids ({len(among)})")
        elif file:
            words.append(f"--file {as_typed(file.name)}")
        return cls(" ".join(filter(None, words)), found, among, file, reading, strange)


def _found(desk: Desk, text: str) -> list[int]:
    from crm_cli.services.search import search

    return [hit.no for hit in search(desk, text, limit=MOST_FOUND)]


def _named(desk: Desk, texts: list[str]) -> list[int]:
    from crm_cli.services.naming import find_customer

    return list(dict.fromkeys(find_customer(desk, text).no for text in session.each(parts(texts))))


def put_on(desk: Desk, call_list: str, source: Source, *, first_only: bool, quiet: bool) -> Receipt:
    """Put the customers of a source on a list, inside an open change; `quiet` keeps no file of rejects.

    Raises RefusedError where every row of a file was rejected.
    """
    lines: list[str] = []
    warnings = list(source.strange)
    if source.file is not None:
        outcome = _imported(desk, source.file, source.reading, quiet=quiet)
        lines, warnings = [_say_file(outcome)], [*warnings, *_say_rejects(outcome)]
        customers = list(outcome.report.customers)
    else:
        customers = chosen_customers(desk, source.filters, source.among)
    done = fill(desk, call_list, customers, source.words, first_only=first_only)
    return done._replace(lines=(*lines, *done.lines), warnings=(*warnings, *done.warnings))


def _imported(desk: Desk, file: Path, reading: "Reading | None", *, quiet: bool) -> "Outcome":
    from crm_cli.exchange import importing

    outcome = importing.import_file(
        desk,
        "customers",
        file,
        reading or importing.AS_FOUND,
        watch=_watched if quiet else partial(_secured, desk),
        keep_rejects=not quiet,
    )
    counts = outcome.report.counts
    if counts["rejected"] and counts["rejected"] == sum(counts.values()):
        raise RefusedError(
            _("Every row of {file} was rejected: {reason}").format(
                file=file.name, reason=next(iter(outcome.report.rejected.values()))
            ),
            _("Look at it alone with: crm import customers {file} --dry-run").format(file=file.name),
        )
    return outcome


def _secured(desk: Desk, blocks: "Iterable[Block]", total: int) -> "Iterator[Block]":
    """Back the firm up before a long file fills a list: the change is open, but nothing of it is in the file yet."""
    from crm_cli.cli.backups import make_first

    make_first(desk, total)
    return _watched(blocks, total)


def _watched(blocks: "Iterable[Block]", total: int) -> "Iterator[Block]":
    from crm_cli.cli.progress import watched

    return watched(blocks, total, quiet=bool(session.chosen("quiet")))


def _say_file(outcome: "Outcome") -> str:
    counts = outcome.report.counts
    known = counts["updated"] + counts["skipped"]
    return _("{file}: {added}, {known}.").format(
        file=outcome.loaded.path.name,
        added=ngettext("{count} customer added", "{count} customers added", counts["created"]).format(
            count=f"{counts['created']:,}"
        ),
        known=ngettext("{count} row of one on file", "{count} rows of those on file", known).format(
            count=f"{known:,}"
        ),
    )


def _say_rejects(outcome: "Outcome") -> Iterator[str]:
    rejected = outcome.report.rejected
    for line, reason in list(rejected.items())[:_TOLD]:
        yield _("Line {line} was rejected: {reason}").format(line=line, reason=reason)
    if rejected and outcome.rejects is not None:
        yield ngettext(
            "{count} row was rejected; it is in {path}.",
            "{count} rows were rejected; they are in {path}.",
            len(rejected),
        ).format(count=f"{len(rejected):,}", path=outcome.rejects)
