"""Giving the numbers of a call list to reps, and moving them from one to another."""

from collections import Counter
from collections.abc import Sequence

from crm_cli import clock
from crm_cli.domain import words
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.call_lists import find_open_list, name_reps
from crm_cli.services.desk import Desk
from crm_cli.services.list_dealing import WAYS, Choice, Firm, Wish, choose, firms_of
from crm_cli.services.naming import find_rep
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.call_list_filling import CALLED_FROM, LEASED, TO_DEAL, LeasedRow
from crm_cli.storage.change import Change
from crm_cli.storage.reps import RepRow


class Part(Frozen):
    """How much of one kind (a stage, an industry, a place) a rep got."""

    of: str
    customers: int
    numbers: int


class Share(Frozen):
    """What one rep got, in all and by kind; `owned` customers as their owner, `not_done` numbers now held."""

    rep_no: int
    rep: str
    customers: int
    numbers: int
    owned: int
    not_done: int
    parts: tuple[Part, ...]


class Assignment(Frozen):
    """Who got how many of what, and the receipt of it."""

    shares: tuple[Share, ...]
    receipt: Receipt


def assign(
    desk: Desk,
    call_list: str,
    reps: Sequence[str],
    *,
    by: str = "even",
    ignore_owner: bool = False,
    anew: bool = False,
) -> Assignment:
    """Deal the numbers nobody has out among reps, with `anew` all that are not done, in one change.

    A customer's numbers stay together and go to its owner where that is one of the reps; who has least gets
    the next, of each industry or stage too. `industry`: the reps of the team that looks after it; `territory`:
    each whole, to who owns most there. A customer somebody has on the screen is left alone.

    Raises UsageError for no rep and for a way that is none, RefusedError for a closed list and for who may not.
    """
    row, workers = find_open_list(desk, call_list), _workers(desk, reps)
    if by not in WAYS:
        raise UsageError(
            _("{text} is not one of them.").format(text=by),
            _("Choose from: {codes}").format(codes=", ".join(WAYS)),
        )
    notes = Notes()
    with desk.change() as change:
        leased = _leases(desk, row.no)
        firms = firms_of(desk.database.all(TO_DEAL, call_list_no=row.no))
        choices = choose(desk, firms, Wish(workers, by, leased.keys(), ignore_owner, anew))
        _give(change, choices)
        fresh = name_reps(desk, change, row.no, [one.no for one in workers])
    notes.tell(_say_dealt(row.name, firms, choices, anew=anew))
    if owned := sum(1 for one in choices if one.owned):
        told = ngettext(
            "{count} customer stays with its owner.", "{count} customers stay with their owners.", owned
        )
        notes.tell(told.format(count=f"{owned:,}"))
    for firm in firms if anew else ():
        if held := leased.get(firm.no):
            notes.warn(_on_the_screen(held))
    shares = tuple(_share(one, by, choices, firms, anew=anew) for one in workers)
    changed = bool(fresh or any(one.firm.given_to(one.rep_no) for one in choices))
    return Assignment(shares, notes.receipt("call_list", row.no, row.id, changed=changed))


def reassign(desk: Desk, call_list: str, giver: str, taker: str, *, only_untried: bool = False) -> Receipt:
    """Give one rep's numbers of a list that are not done to another, in one change.

    `only_untried` leaves the customers called from this list already. One that somebody has on the screen stays.
    Raises UsageError where both are one, RefusedError as `assign` does.
    """
    row, one, other = find_open_list(desk, call_list), find_rep(desk, giver), find_rep(desk, taker)
    if one.no == other.no:
        raise UsageError(
            _("{name} cannot hand over to themselves.").format(name=one.name),
            "crm calllist reassign l3 --from 陈伟 --to 李娜",
        )
    _require_right(desk, [one, other])
    _require_there(other)
    notes = Notes()
    with desk.change() as change:
        leased = _leases(desk, row.no)
        firms = firms_of(desk.database.all(TO_DEAL, call_list_no=row.no, rep_no=one.no))
        if only_untried:
            called = {one.no for one in desk.database.all(CALLED_FROM, call_list_no=row.no)}
            firms = [firm for firm in firms if firm.no not in called]
        going = [Choice(firm, other.no, "") for firm in firms if firm.no not in leased]
        _give(change, going)
        if going:
            name_reps(desk, change, row.no, [other.no])
    notes.tell(
        _("{taker} now has these of {giver}: {what}").format(
            taker=other.name, giver=one.name, what=_counts(going)
        )
    )
    for firm in firms:
        if held := leased.get(firm.no):
            notes.warn(_on_the_screen(held))
    return notes.receipt("call_list", row.no, row.id, changed=bool(going))


def _workers(desk: Desk, reps: Sequence[str]) -> list[RepRow]:
    workers = list({one.no: one for one in (find_rep(desk, text) for text in reps)}.values())
    if not workers:
        raise UsageError(_("Who gets them?"), "crm calllist assign l3 --rep 陈伟 --rep 李娜")
    _require_right(desk, workers)
    for one in workers:
        _require_there(one)
    return workers


def _require_there(rep: RepRow) -> None:
    if not rep.active:
        raise RefusedError(_("{name} has left the firm.").format(name=rep.name), _("Nothing was changed."))


def _require_right(desk: Desk, reps: Sequence[RepRow]) -> None:
    # One's own work anyone may take on; the days of others are a manager's to fill.
    if desk.me is None or any(one.no != desk.me.no for one in reps):
        desk.require_manager_if_any(_("giving numbers to others"))


def _leases(desk: Desk, call_list_no: int) -> dict[int, LeasedRow]:
    found = desk.database.all(LEASED, call_list_no=call_list_no, now=clock.now())
    return {one.customer_no: one for one in found}


def _give(change: Change, choices: Sequence[Choice]) -> None:
    going: dict[int, list[int]] = {}
    for one in choices:
        going.setdefault(one.rep_no, []).extend(one.firm.given_to(one.rep_no))
    for rep_no, numbers in going.items():
        change.update_many("list_number", numbers, rep_no=rep_no)


def _say_dealt(name: str, firms: Sequence[Firm], choices: Sequence[Choice], *, anew: bool) -> str:
    if choices:
        return _("{name}: {what} given out.").format(name=name, what=_counts(choices, whole=anew))
    if firms:
        return _("{name}: every number is given out already; deal them anew with --anew.").format(name=name)
    told = _("{name}: there is nothing to give out.").format(name=name)
    return " ".join((told, _("Fill it with: {command}").format(command=f'crm calllist fill "{name}" …')))


def _share(rep: RepRow, by: str, choices: Sequence[Choice], firms: Sequence[Firm], *, anew: bool) -> Share:
    mine = [one for one in choices if one.rep_no == rep.no]
    chosen = {one.firm.no: one.rep_no for one in choices}
    held = sum(len(firm.numbers) for firm in firms if chosen.get(firm.no, firm.holder) == rep.no)
    customers, numbers = Counter[str](), Counter[str]()
    for one in mine:
        customers[one.kind] += 1
        numbers[one.kind] += _size(one, whole=anew)
    parts = tuple(
        Part(words.label("stage", kind) if by == "stage" else kind, count, numbers[kind])
        for kind, count in customers.most_common()
        if by != "even"
    )
    owned = sum(1 for one in mine if one.owned)
    return Share(rep.no, rep.name, len(mine), numbers.total(), owned, held, parts)


def _size(one: Choice, *, whole: bool) -> int:
    """Return how many numbers change hands; `whole` counts those that stay where they were, too."""
    return len(one.firm.numbers) if whole else len(one.firm.given_to(one.rep_no))


def _counts(choices: Sequence[Choice], *, whole: bool = False) -> str:
    """Return how many customers and numbers change hands, or are dealt anew, as one phrase."""
    going = [count for one in choices if (count := _size(one, whole=whole))]
    customers = ngettext("{count} customer", "{count} customers", len(going)).format(count=f"{len(going):,}")
    numbers = ngettext("{count} number", "{count} numbers", sum(going)).format(count=f"{sum(going):,}")
    return _("{numbers} of {customers}").format(numbers=numbers, customers=customers)


def _on_the_screen(held: LeasedRow) -> str:
    return _("{customer} is left as it is: {rep} has it on the screen.").format(
        customer=held.customer, rep=held.rep
    )
