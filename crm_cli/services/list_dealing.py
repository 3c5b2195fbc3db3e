"""Who gets which customer of a call list: owners first, then who has least, by the way the manager chose."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from crm_cli.domain.dealing import Held, Piece, deal, deal_whole
from crm_cli.domain.folding import fold
from crm_cli.domain.frozen import Frozen
from crm_cli.services.desk import Desk
from crm_cli.storage.call_list_filling import PLACES_OF_OWNERS, DealtRow
from crm_cli.storage.reps import TEAM_INDUSTRIES, RepRow

WAYS = ("even", "industry", "territory", "stage")


class Firm(Frozen):
    """A customer on a list: its numbers not done yet, and who has one of them already."""

    no: int
    numbers: tuple[DealtRow, ...]
    holder: int | None

    def kind(self, by: str) -> str:
        """Return what this customer is one of, by the way of dealing: its stage, industry or place."""
        row = self.numbers[0]
        if by == "territory":
            return row.territory or row.district or row.city
        return {"stage": row.stage, "industry": row.industry}.get(by, "")

    def given_to(self, rep_no: int) -> list[int]:
        """Return the numbers of the rows that change hands when the rep gets this customer."""
        return [one.no for one in self.numbers if one.rep_no != rep_no]


class Choice(Frozen):
    """Who gets a customer, of which kind it is, and whether that is because the rep owns it."""

    firm: Firm
    rep_no: int
    kind: str
    owned: bool = False


class Wish(Frozen):
    """Among whom to deal and how; `leased` customers are left alone, with `anew` nobody keeps what they had."""

    workers: Sequence[RepRow]
    by: str
    leased: Collection[int]
    ignore_owner: bool = False
    anew: bool = False


def firms_of(numbers: Iterable[DealtRow]) -> list[Firm]:
    """Return the customers of these numbers in the order of the list."""
    held: dict[int, list[DealtRow]] = {}
    for row in numbers:
        held.setdefault(row.customer_no, []).append(row)
    return [
        Firm(no, tuple(of), next((one.rep_no for one in of if one.rep_no is not None), None))
        for no, of in held.items()
    ]


def choose(desk: Desk, firms: Sequence[Firm], wish: Wish) -> list[Choice]:
    """Return who gets each customer of whom a number is to be dealt out; the others are left as they are.

    Customers that share a number go to one rep, lest two of them ring it; only owners keep their own.
    """
    known = {one.no for one in wish.workers}
    settled: list[Choice] = []
    kept: list[Choice] = []
    free: list[Firm] = []
    for firm in firms:
        owner = firm.numbers[0].owner_no
        if firm.no in wish.leased or (firm.holder is not None and not wish.anew):
            # A number that came later goes to who talks to that customer already.
            if firm.holder is not None:
                kept.append(Choice(firm, firm.holder, firm.kind(wish.by)))
        elif owner in known and not wish.ignore_owner:
            settled.append(Choice(firm, owner or 0, firm.kind(wish.by), owned=True))
        else:
            free.append(firm)
    completed = [one for one in kept if one.firm.no not in wish.leased and one.firm.given_to(one.rep_no)]
    taken = [*kept, *settled]
    together = _together(firms)
    went: dict[int, int] = {}
    for one in taken:
        went.setdefault(together[one.firm.no], one.rep_no)
    heads = {together[firm.no]: firm for firm in reversed(free) if together[firm.no] not in went}
    dealt = _deal(desk, [firm for firm in free if heads.get(together[firm.no]) is firm], taken, wish)
    went.update((together[one.firm.no], one.rep_no) for one in dealt)
    known = {one.firm.no for one in dealt}
    following = [
        Choice(firm, went[together[firm.no]], firm.kind(wish.by)) for firm in free if firm.no not in known
    ]
    return [*completed, *settled, *dealt, *following]


def _together(firms: Iterable[Firm]) -> dict[int, int]:
    """Return by customer the one that stands for all who share a number with it, or with one who does."""
    stands: dict[int, int] = {}
    first: dict[tuple[str, str], int] = {}

    def head(no: int) -> int:
        while stands[no] != no:
            stands[no] = no = stands[stands[no]]
        return no

    for firm in firms:
        stands[firm.no] = firm.no
        for one in firm.numbers:
            if one.e164:
                stands[head(first.setdefault((one.e164, one.extension), firm.no))] = head(firm.no)
    return {no: head(no) for no in stands}


def _deal(desk: Desk, free: Sequence[Firm], taken: Sequence[Choice], wish: Wish) -> list[Choice]:
    if wish.by == "territory":
        return _deal_places(desk, free, Counter(one.rep_no for one in taken), wish)
    everyone = tuple(one.no for one in wish.workers)
    eligible = _of_industry(desk, wish.workers) if wish.by == "industry" else {}
    pieces = [
        Piece(firm.kind(wish.by), len(firm.numbers), eligible.get(fold(firm.kind(wish.by)), everyone))
        for firm in free
    ]
    held = (Held(one.kind, len(one.firm.numbers), one.rep_no) for one in taken)
    dealt = deal(pieces, held)
    return [Choice(firm, rep_no, firm.kind(wish.by)) for firm, rep_no in zip(free, dealt, strict=True)]


def _of_industry(desk: Desk, workers: Sequence[RepRow]) -> Mapping[str, tuple[int, ...]]:
    """Return by folded industry the reps whose teams look after it."""
    found: dict[str, list[int]] = {}
    for row in desk.database.all(TEAM_INDUSTRIES):
        found.setdefault(fold(row.industry), []).extend(
            one.no for one in workers if one.team_no == row.team_no
        )
    return {industry: tuple(dict.fromkeys(reps)) for industry, reps in found.items() if reps}


def _deal_places(desk: Desk, free: Sequence[Firm], loads: Mapping[int, int], wish: Wish) -> list[Choice]:
    """Deal each place whole: to who owns most customers there, else within the team that has most, else to anyone."""
    places: dict[str, list[Firm]] = {}
    for firm in free:
        places.setdefault(firm.kind("territory"), []).append(firm)
    owners = _owners_of_places(desk, wish.workers)
    eligible = [_eligible_in(place, firms, owners, wish.workers) for place, firms in places.items()]
    dealt = deal_whole([len(firms) for firms in places.values()], eligible, loads)
    return [
        Choice(firm, rep_no, place)
        for (place, firms), rep_no in zip(places.items(), dealt, strict=True)
        for firm in firms
    ]


def _owners_of_places(desk: Desk, workers: Sequence[RepRow]) -> Mapping[str, Counter[int]]:
    found: dict[str, Counter[int]] = {}
    for row in desk.database.all(PLACES_OF_OWNERS, reps=[one.no for one in workers]):
        place = row.territory or row.district or row.city
        found.setdefault(place, Counter())[row.owner_no] += row.customers
    return found


def _eligible_in(
    place: str, firms: Sequence[Firm], owners: Mapping[str, Counter[int]], workers: Sequence[RepRow]
) -> tuple[int, ...]:
    if place and place in owners:
        return (owners[place].most_common(1)[0][0],)
    teams = Counter(firm.numbers[0].team_no for firm in firms if firm.numbers[0].team_no is not None)
    for team_no, _count in teams.most_common():
        if of_team := tuple(one.no for one in workers if one.team_no == team_no):
            return of_team
    return tuple(one.no for one in workers)
