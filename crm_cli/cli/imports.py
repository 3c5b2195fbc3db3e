"""`crm import`: bring in the firm's own lists and logs."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from crm_cli.cli import output, session
from crm_cli.cli.groups import Verb
from crm_cli.cli.reading_options import Delimiter, Encoding, HeaderRow, Map, Sheet, pairs_of, reading_of
from crm_cli.domain.titles import TITLES
from crm_cli.errors import UsageError
from crm_cli.exchange import importing
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.importing.intake import Block, Options

ON_MATCH = ("create", "update", "skip")
MATCHES = ("id", "phone", "email", "name")

File = Annotated[Path, typer.Argument(metavar="FILE", help=N_("CSV, TSV, Excel or JSON Lines file."))]
Book = Annotated[
    Path,
    typer.Argument(metavar="FILE", help=N_("CSV, TSV, Excel or vCard file, or an exported address book.")),
]
NoBackup = Annotated[
    bool, typer.Option("--no-backup", help=N_("Make no backup first, however long the file is."))
]
DryRun = Annotated[bool, typer.Option("--dry-run", help=N_("Only show what would happen."))]
Match = Annotated[
    str, typer.Option("--match", metavar="WHAT", help=N_("What a customer is known by: id,phone,email,name."))
]
OnMatch = Annotated[
    str,
    typer.Option(
        "--on-match", metavar="HOW", help=N_("What becomes of one on file: create, update or skip.")
    ),
]
OnMatchId = Annotated[
    str,
    typer.Option(
        "--on-match", metavar="HOW", help=N_("What becomes of one on file by its id: update or skip.")
    ),
]
AddReps = Annotated[bool, typer.Option("--add-reps", help=N_("Add the reps that the file names."))]
AddCustomers = Annotated[
    bool, typer.Option("--add-customers", help=N_("Add the customers that the file names."))
]
LooseNames = Annotated[
    bool,
    typer.Option("--loose-names", help=N_("Take part of a name for the only customer whose name has it.")),
]
Rep = Annotated[
    str | None, typer.Option("--rep", metavar="NAME", help=N_("Whose rows those without a rep are."))
]
Owner = Annotated[
    str | None,
    typer.Option("--owner", metavar="NAME", help=N_("Who owns new customers that the file gives no owner.")),
]
Outcomes = Annotated[
    list[str] | None,
    typer.Option("--outcome", metavar="TEXT=CODE", help=N_("What a word of the file means as an outcome.")),
]
AtCustomer = Annotated[
    str | None,
    typer.Option("--customer", metavar="NAME", help=N_("Whose people those without a firm are.")),
]
Rejects = Annotated[
    Path | None,
    typer.Option("--rejects", metavar="FILE", help=N_("Where rejected rows go; beside the file otherwise.")),
]


def customers(
    file: Book,
    dry_run: DryRun = False,
    no_backup: NoBackup = False,
    map: Map = None,  # noqa: A002  # the option's own name
    match: Match = "id,phone,email,name",
    on_match: OnMatch = "skip",
    owner: Owner = None,
    add_reps: AddReps = False,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: Sheet = None,
    header_row: HeaderRow = None,
    rejects: Rejects = None,
) -> None:
    """Bring in a list of customers, with the people in its rows."""
    reading = reading_of(map, encoding, delimiter, sheet, header_row)
    options = Options(_on_match(on_match), _match(match), add_reps, rep=owner, dry_run=dry_run)
    _run("customers", file, reading, options, rejects, no_backup=no_backup)


def contacts(
    file: Book,
    dry_run: DryRun = False,
    no_backup: NoBackup = False,
    map: Map = None,  # noqa: A002
    on_match: OnMatch = "skip",
    add_customers: AddCustomers = False,
    customer: AtCustomer = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: Sheet = None,
    header_row: HeaderRow = None,
    rejects: Rejects = None,
) -> None:
    """Bring in people at customers."""
    reading = reading_of(map, encoding, delimiter, sheet, header_row)
    options = Options(
        _on_match(on_match), add_customers=add_customers, customer=customer or "", dry_run=dry_run
    )
    _run("contacts", file, reading, options, rejects, no_backup=no_backup)


def _log(noun: str) -> Callable[..., None]:
    def take(
        file: File,
        dry_run: DryRun = False,
        no_backup: NoBackup = False,
        map: Map = None,  # noqa: A002
        outcome: Outcomes = None,
        add_customers: AddCustomers = False,
        loose_names: LooseNames = False,
        add_reps: AddReps = False,
        rep: Rep = None,
        encoding: Encoding = None,
        delimiter: Delimiter = None,
        sheet: Sheet = None,
        header_row: HeaderRow = None,
        rejects: Rejects = None,
    ) -> None:
        reading = reading_of(map, encoding, delimiter, sheet, header_row)
        options = Options(
            add_reps=add_reps,
            add_customers=add_customers,
            loose_names=loose_names,
            rep=rep,
            outcomes=pairs_of(outcome, "--outcome"),
            dry_run=dry_run,
        )
        _run(noun, file, reading, options, rejects, no_backup=no_backup)

    return take


def _plain(noun: str) -> Callable[..., None]:
    def take(
        file: File,
        dry_run: DryRun = False,
        no_backup: NoBackup = False,
        map: Map = None,  # noqa: A002
        add_customers: AddCustomers = False,
        loose_names: LooseNames = False,
        add_reps: AddReps = False,
        rep: Rep = None,
        encoding: Encoding = None,
        delimiter: Delimiter = None,
        sheet: Sheet = None,
        header_row: HeaderRow = None,
        rejects: Rejects = None,
    ) -> None:
        reading = reading_of(map, encoding, delimiter, sheet, header_row)
        options = Options(
            add_reps=add_reps,
            add_customers=add_customers,
            loose_names=loose_names,
            rep=rep,
            dry_run=dry_run,
        )
        _run(noun, file, reading, options, rejects, no_backup=no_backup)

    return take


def _record(noun: str) -> Callable[..., None]:
    def take(
        file: File,
        dry_run: DryRun = False,
        no_backup: NoBackup = False,
        map: Map = None,  # noqa: A002
        on_match: OnMatchId = "skip",
        add_reps: AddReps = False,
        rep: Rep = None,
        encoding: Encoding = None,
        delimiter: Delimiter = None,
        sheet: Sheet = None,
        header_row: HeaderRow = None,
        rejects: Rejects = None,
    ) -> None:
        reading = reading_of(map, encoding, delimiter, sheet, header_row)
        if on_match == "create":
            raise UsageError(_("One that is here already is not made twice."), "--on-match update|skip")
        options = Options(_on_match(on_match), add_reps=add_reps, rep=rep, dry_run=dry_run)
        _run(noun, file, reading, options, rejects, no_backup=no_backup)

    return take


def outcomes(
    file: File,
    dry_run: DryRun = False,
    no_backup: NoBackup = False,
    map: Map = None,  # noqa: A002
    on_match: Annotated[
        str,
        typer.Option("--on-match", metavar="HOW", help=N_("What becomes of one on file: update or skip.")),
    ] = "skip",
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: Sheet = None,
    header_row: HeaderRow = None,
    rejects: Rejects = None,
) -> None:
    """Bring in the outcomes and rules of another firm, or of this one as they were exported."""
    reading = reading_of(map, encoding, delimiter, sheet, header_row)
    if on_match == "create":
        raise UsageError(_("Every outcome has a code of its own."), "--on-match update|skip")
    _run(
        "outcomes", file, reading, Options(_on_match(on_match), dry_run=dry_run), rejects, no_backup=no_backup
    )


def fields(
    noun: Annotated[str, typer.Argument(metavar="NOUN", help=N_("customers, calls, visits …"))],
) -> None:
    """Print which headers are understood."""
    rows = [
        {"field": field, "title": _(TITLES[field]), "headers": ", ".join(words)}
        for field, words in importing.header_words(noun)
    ]
    style = session.style()
    if style.width is not None and style.format in {None, "table"} and style.columns is None:
        from crm_cli.domain.table import block

        # A list of headers that is cut says nothing, so on a screen it runs on below itself.
        pairs = [(f"{row['field']} {row['title']}", row["headers"] or "-") for row in rows]
        for head, text in block(pairs, style.width):
            output.tell(f"{head}{text}".rstrip())
        return
    columns = [
        output.Column("field", _("field")),
        output.Column("title", _("name")),
        output.Column("headers", _("headers")),
    ]
    output.emit(rows, columns, style)


def _on_match(text: str) -> str:
    if text not in ON_MATCH:
        raise UsageError(
            _("{text} is not one of them.").format(text=text),
            _("Choose from: {codes}").format(codes=", ".join(ON_MATCH)),
        )
    return text


def _match(text: str) -> tuple[str, ...]:
    chosen = tuple(part.strip() for part in text.split(",") if part.strip())
    if strange := [part for part in chosen if part not in MATCHES]:
        raise UsageError(
            _("{text} is not one of them.").format(text=", ".join(strange)),
            _("Choose from: {codes}").format(codes=", ".join(MATCHES)),
        )
    return chosen


def _run(
    noun: str,
    file: Path,
    reading: importing.Reading,
    options: Options,
    rejects: Path | None,
    *,
    no_backup: bool,
) -> None:
    from crm_cli.cli import import_receipt

    options = options._replace(tell_all=session.chosen("format") in import_receipt.MACHINES)
    with session.desk() as desk:
        try:
            outcome = importing.import_file(
                desk,
                noun,
                file,
                reading,
                options,
                rejects=rejects,
                watch=_watched if no_backup or options.dry_run else partial(_secured, desk),
            )
        except KeyboardInterrupt:
            from crm_cli.cli.progress import wipe

            wipe()
            output.say(_("Stopped: nothing of the file was taken in."))
            raise typer.Exit(130) from None
        import_receipt.show(outcome)
    counts = outcome.report.counts
    if counts["rejected"] and counts["rejected"] == sum(counts.values()):
        raise typer.Exit(1)


def _secured(desk: Desk, blocks: Iterable[Block], total: int) -> Iterator[Block]:
    """Back the firm up before a long file comes in, once it was read and found to be one."""
    from crm_cli.cli.backups import make_first

    make_first(desk, total)
    return _watched(blocks, total)


def _watched(blocks: Iterable[Block], total: int) -> Iterator[Block]:
    from crm_cli.cli.progress import watched

    return watched(blocks, total, quiet=bool(session.chosen("quiet")))


VERBS = {
    "customers": Verb(customers, N_("Customers, with the people in their rows.")),
    "contacts": Verb(contacts, N_("People at customers.")),
    "calls": Verb(_log("calls"), N_("A call log.")),
    "visits": Verb(_log("visits"), N_("A visit log.")),
    "followups": Verb(_plain("followups"), N_("Follow-ups.")),
    "plans": Verb(_plain("plans"), N_("Plans of visits.")),
    "steps": Verb(_plain("steps"), N_("Next steps and tasks.")),
    "money": Verb(_plain("money"), N_("Quotes, samples, orders and payments.")),
    "reps": Verb(_plain("reps"), N_("The firm's people.")),
    "teams": Verb(_plain("teams"), N_("Teams and their industries.")),
    "goals": Verb(_plain("goals"), N_("Numbers to reach.")),
    "notes": Verb(_plain("notes"), N_("What reps noted for their days' reports.")),
    "quotes": Verb(_plain("quotes"), N_("Quotes.")),
    "samples": Verb(_plain("samples"), N_("Samples.")),
    "orders": Verb(_plain("orders"), N_("Orders.")),
    "payments": Verb(_plain("payments"), N_("Payments.")),
    "outcomes": Verb(outcomes, N_("Outcomes of calls and visits, with their rules.")),
    "ownfields": Verb(_record("fields"), N_("Fields of the firm's own.")),
    "buildings": Verb(_record("buildings"), N_("Buildings and streets.")),
    "units": Verb(_record("units"), N_("Doors of buildings.")),
    "tenants": Verb(_record("tenants"), N_("Who is, or was, behind which door.")),
    "frontdesks": Verb(_record("frontdesks"), N_("Notes of front desks.")),
    "sweeps": Verb(_record("sweeps"), N_("Sweeps, with who comes from where.")),
    "sweephands": Verb(_record("sweephands"), N_("Doors of a sweep handed to a rep.")),
    "sweepmarks": Verb(_record("sweepmarks"), N_("Doors of a sweep passed over or opened again.")),
    "scripts": Verb(_record("scripts"), N_("Scripts, version by version.")),
    "objections": Verb(_record("objections"), N_("Objections and the answers agreed.")),
    "objectionsmet": Verb(_record("objectionsmet"), N_("Which objections were met on which touch.")),
    "calllists": Verb(_record("calllists"), N_("Call lists.")),
    "listnumbers": Verb(_record("listnumbers"), N_("The numbers on call lists.")),
    "listrules": Verb(_record("listrules"), N_("Rules of outcomes on a call list.")),
    "dialplans": Verb(_record("dialplans"), N_("Dials planned by list and rep.")),
    "templates": Verb(_record("templates"), N_("Templates of plans.")),
    "series": Verb(_record("series"), N_("Series of plans.")),
    "memos": Verb(_record("memos"), N_("Memos.")),
    "filters": Verb(_record("filters"), N_("Saved filters.")),
    "donotcall": Verb(_record("donotcall"), N_("Marks do-not-call.")),
    "absences": Verb(_record("absences"), N_("Days on which reps are away.")),
    "poolmoves": Verb(_record("poolmoves"), N_("Comings and goings of the pool.")),
    "keptproposals": Verb(_record("keptproposals"), N_("Proposals turned down.")),
    "all": Verb("crm_cli.cli.whole_firm:take_in", N_("A whole firm, into a new database.")),
    "list": Verb("crm_cli.cli.import_history:list_imports", N_("The files that came in.")),
    "show": Verb("crm_cli.cli.import_history:show", N_("One of them, and what was edited since.")),
    "undo": Verb(
        "crm_cli.cli.import_history:undo", N_("Take back what a file brought, but for what was edited since.")
    ),
    "maps": Verb("crm_cli.cli.import_maps:maps", N_("How files explained with --map are read.")),
    "fields": Verb(fields, N_("Print which headers are understood.")),
}
