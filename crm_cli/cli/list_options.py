"""Option types that lists and reports share: whose rows, of which days, in what order, how many."""

from typing import Annotated

import typer

from crm_cli.i18n import N_

Rep = Annotated[
    str | None, typer.Option("--rep", metavar="NAME", help=N_("Whose work it is; who types when left out."))
]
OfRep = Annotated[str | None, typer.Option("--rep", metavar="NAME", help=N_("Only this rep's."))]
OfTeam = Annotated[str | None, typer.Option("--team", metavar="NAME", help=N_("Only this team's."))]
OfCustomer = Annotated[
    str | None, typer.Option("--customer", metavar="WHO", help=N_("Only at this customer."))
]
Everyone = Annotated[bool, typer.Option("--all", help=N_("Everyone's, not only mine."))]
OnDay = Annotated[str | None, typer.Option("--date", metavar="DAY", help=N_("Only of this day."))]
Since = Annotated[str | None, typer.Option("--since", metavar="DAY", help=N_("From this day on."))]
Until = Annotated[str | None, typer.Option("--until", metavar="DAY", help=N_("Up to this day."))]
Sort = Annotated[str | None, typer.Option("--sort", metavar="KEY", help=N_("The column to sort by."))]
Reverse = Annotated[bool, typer.Option("--reverse", help=N_("Turn the order round."))]
Limit = Annotated[
    int | None, typer.Option("--limit", metavar="N", min=0, help=N_("At most so many; 0 means all."))
]
