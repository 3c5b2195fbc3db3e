"""`crm init`: make the database of a firm."""

from typing import Annotated

import typer

from crm_cli.cli import output, session
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _


def init(
    firm: Annotated[str, typer.Option("--firm", metavar="NAME", help=N_("The firm's name."))],
    region: Annotated[
        str, typer.Option("--region", metavar="CC", help=N_("Two letters: CN, HK, TW, US."))
    ] = "CN",
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="ZONE", help=N_("For example Asia/Shanghai."))
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option("--currency", metavar="CODE", help=N_("Three letters; by region when left out.")),
    ] = None,
    area_code: Annotated[
        str,
        typer.Option(
            "--area-code", metavar="AREA", help=N_("Area code of numbers written without one: 020.")
        ),
    ] = "",
) -> None:
    """Make the database of a firm."""
    import getpass

    from crm_cli.services.firm import create_firm

    path = session.database_path()
    create_firm(
        path, firm, session.author() or getpass.getuser(), region=region, timezone=timezone, currency=currency,
        area_code=area_code,
    )  # fmt: skip
    if not session.chosen("quiet"):
        output.tell(_("{firm} is ready: {path}").format(firm=firm, path=path))
        output.tell(_("Next: crm rep add NAME, then crm customer add NAME or crm import customers FILE."))
