"""The walk list: the visits a rep planned for a day, in their order, to be taken along on paper."""

from collections.abc import Iterator, Sequence
from datetime import date

from crm_cli.domain.codes import number
from crm_cli.i18n import gettext as _
from crm_cli.reports.paper import Paper, PaperLine, facts, known
from crm_cli.services.desk import Desk
from crm_cli.services.sheets import Line, print_sheet
from crm_cli.services.visit_bars import barred_customers
from crm_cli.storage.plans import FIND_PLANS, PlanRow
from crm_cli.storage.reps import RepRow


def walk_list(desk: Desk, rep: RepRow, day: date) -> Paper:
    """Keep and return the sheet of a rep's open plans of a day.

    Who is do-not-call as a whole, or rests, is left off and named; a sweep is named, its doors have sheets of
    their own. Without a row no sheet is made.
    """
    with desk.change():
        plans = desk.database.all(FIND_PLANS, day=day, state="planned", rep_no=rep.no)
        # The first knock makes the plan of a sweep a visit made; its doors are not done with it.
        done = desk.database.all(FIND_PLANS, day=day, state="visited", rep_no=rep.no)
        under_way = [plan for plan in done if plan.sweep_no is not None and day >= desk.today()]
        customers = [plan.customer_no for plan in plans if plan.customer_no is not None]
        barred = barred_customers(desk, customers)
        going = [plan for plan in plans if plan.sweep_no is None and plan.customer_no not in barred]
        lines = tuple(_lines(desk, going))
        no = None
        if lines:
            rows = [Line(line.customer_no, None, line.plan_no) for line in lines]
            no = print_sheet(desk, "visits", day, rows, rep_no=rep.no)
    off = tuple(
        (_named(plan), barred[plan.customer_no].reason)
        for plan in plans
        if plan.customer_no is not None and plan.customer_no in barred
    )
    sweeps = tuple(
        (plan.building, f"crm sweep sheet --sweep {number('sweep', plan.sweep_no)}")
        for plan in (*plans, *under_way)
        if plan.sweep_no is not None
    )
    return Paper("visits", no, day, rep.name, rep.name, lines, off, sweeps)


def _named(plan: PlanRow) -> str:
    return f"{plan.customer} {number('plan', plan.no)}"


def _lines(desk: Desk, plans: Sequence[PlanRow]) -> Iterator[PaperLine]:
    found = known(desk, [plan.customer_no for plan in plans if plan.customer_no is not None])
    for plan in plans:
        one = found.get(plan.customer_no or 0)
        row = one.customer if one else None
        place = " ".join(filter(None, (row.building or row.address, row.floor, row.unit))) if row else ""
        own = facts(desk, one) or {"customer": plan.building}
        yield PaperLine(
            time=f"{desk.wall(plan.at):%H:%M}" if plan.at else "",
            place=place,
            purpose=_purpose(plan),
            plan_no=plan.no,
            **own,
        )


def _purpose(plan: PlanRow) -> str:
    expected = _("expected: {words}").format(words=plan.expected) if plan.expected else ""
    return "; ".join(filter(None, (plan.purpose, expected)))
