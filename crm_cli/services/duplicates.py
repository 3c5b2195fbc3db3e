"""Customers that are perhaps one: pairs with reasons and a score, those somebody looked at left out."""

from collections.abc import Callable, Iterator, Sequence
from heapq import heappush, heapreplace
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.domain.duplicates import (
    CROWD,
    MINIMUM,
    Known,
    Verdict,
    compare,
    family_test,
    name_keys,
    other_keys,
    phone_key,
    place_key,
    place_of,
)
from crm_cli.domain.folding import core_of_folded
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.near_firms import whole_keys
from crm_cli.errors import NotFoundError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_customer
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage import duplicates as rows
from crm_cli.storage.customer_names import FIND_PAIRS
from crm_cli.storage.duplicates import FirmRow, Meeting

_READ, _COMPARED = 5_000, 500
Tell = Callable[[str, int, int], None]
"""Hears what is being done, how much of it is done, and how much there is."""


class Pair(Frozen):
    """Two customers that are perhaps one; `looked_at` is why somebody said that they are two, None where nobody did."""

    no: int
    name: str
    city: str
    owner: str
    other_no: int
    other: str
    other_city: str
    other_owner: str
    score: int
    reasons: tuple[str, ...]
    looked_at: str | None = None


class Wish(Frozen):
    """Which pairs are wanted: from which score on, by which kinds of reasons, whose; those looked at too, or left out."""

    minimum: int = MINIMUM
    families: tuple[str, ...] = ()
    owner_no: int | None = None
    looked_at: bool = False


class Found(Frozen):
    """The best pairs, the best first, and how many there are in all."""

    pairs: list[Pair]
    total: int


class Firms:
    """Customers as they are compared, by number, read many at a time."""

    def __init__(self, desk: Desk, numbers: Sequence[int]) -> None:
        find = desk.database.all
        given: dict[str, Any] = {"numbers": sorted(set(numbers))}
        self.rows: dict[int, FirmRow] = {row.no: row for row in find(rows.FIRMS, **given)} if numbers else {}
        self._phones: dict[int, list[tuple[str, str]]] = {}
        self._emails: dict[int, list[str]] = {no: [row.email] for no, row in self.rows.items() if row.email}
        self._names: dict[int, list[str]] = {}
        if self.rows:
            for phone in find(rows.PHONES, **given):
                self._phones.setdefault(phone.customer_no, []).append((phone.e164, phone.extension))
            for email in find(rows.EMAILS, **given):
                self._emails.setdefault(email.customer_no, []).append(email.text)
            for name in find(rows.OTHER_NAMES, **given):
                self._names.setdefault(name.customer_no, []).append(name.text)

    def known(self, no: int) -> Known:
        """Return what tells one of them from another."""
        row = self.rows[no]
        return Known(
            (*row.name_key.split("\n"), *self._names.get(no, ())),
            row.city,
            row.kind == "person",
            tuple(self._phones.get(no, ())),
            tuple(email.lower() for email in self._emails.get(no, ())),
            place_of(row.building, row.floor, row.unit),
        )


def find_pairs(desk: Desk, wish: Wish, limit: int | None = 50, tell: Tell | None = None) -> Found:
    """Return the likeliest pairs of the whole firm, at most `limit`; its size decides the time, never its square.

    A million customers are read by the page and meet in a scratch file, so that memory stays the same. `tell` hears
    how far it is.
    """
    tell = tell or _silent
    with Meeting() as meeting:
        _bring(desk, meeting, tell)
        crowded = meeting.pair_off(CROWD)
        best: list[tuple[int, int, int, Pair]] = []
        total, looked, in_all = 0, 0, meeting.total()
        for page in meeting.pairs(_COMPARED):
            tell(_("comparing"), looked := looked + len(page), in_all)
            for pair in _judged(desk, page, _Crowd(crowded), wish):
                total += 1
                entry = (pair.score, -pair.no, -pair.other_no, pair)
                if limit is None or len(best) < limit:
                    heappush(best, entry)
                elif entry > best[0]:
                    heapreplace(best, entry)
    return Found([entry[3] for entry in sorted(best, reverse=True)], total)


def _silent(_words: str, _count: int, _total: int) -> None:
    """Hear and say nothing."""


class _Crowd:
    """The keys that many customers have, kept as hashes."""

    def __init__(self, hashes: set[int]) -> None:
        self._hashes = hashes

    def __contains__(self, key: object) -> bool:
        return hash(key) in self._hashes


def _bring(desk: Desk, meeting: Meeting, tell: Tell) -> None:
    """Bring every customer under the sound of its names, its numbers, its addresses and its door."""
    brought, firms_in_all = 0, desk.database.one(rows.HOW_MANY).rows
    for firms in _pages(desk, rows.FIRMS):
        meeting.bring(_keys(firms))
        tell(_("reading"), brought := brought + len(firms), firms_in_all)
    for phones in _pages(desk, rows.PHONES):
        meeting.bring((phone_key(one.e164), one.customer_no) for one in phones)
    for emails in _pages(desk, rows.EMAILS):
        meeting.bring((f"e{one.text.lower()}", one.customer_no) for one in emails)
    for names in _pages(desk, rows.OTHER_NAMES):
        meeting.bring(_sounds([(one.text, one.customer_no) for one in names]))


def _pages(desk: Desk, statement: Any) -> Iterator[Sequence[Any]]:
    after = 0
    while page := desk.database.all(statement, after=after, limit=_READ):
        yield page
        after = page[-1].no


def _keys(firms: Sequence[FirmRow]) -> Iterator[tuple[str, int]]:
    yield from _sounds([(name, row.no) for row in firms for name in row.name_key.split("\n")])
    for row in firms:
        if row.email:
            yield f"e{row.email.lower()}", row.no
        if row.unit and (place := place_of(row.building, row.floor, row.unit)):
            yield place_key(place), row.no


def _sounds(named: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Yield names, without form and place, by their pinyin: 張 and 章, 云 and 雲 meet under it."""
    from crm_cli.domain.pinyin import spelled_all

    spoken = spelled_all(name_keys([name for name, _no in named]))[1]
    yield from ((f"n{sound}", no) for sound, (_name, no) in zip(spoken, named, strict=True) if sound)


def _judged(desk: Desk, page: Sequence[tuple[int, int]], crowded: Any, wish: Wish) -> Iterator[Pair]:
    """Yield those of some pairs of numbers that are wanted."""
    firms = Firms(desk, [no for pair in page for no in pair])
    known = {no: firms.known(no) for no in firms.rows}
    kept = _kept(desk, [one for one, _other in page])
    is_wanted = family_test(wish.families)
    for one, other in page:
        # A customer may have gone since it was read.
        if one not in known or other not in known:
            continue
        if wish.owner_no is not None and wish.owner_no not in {
            firms.rows[no].owner_no for no in (one, other)
        }:
            continue
        looked_at = kept.get((one, other))
        verdict = compare(known[one], known[other], crowded)
        if verdict.score >= wish.minimum and is_wanted(verdict) and (looked_at is None or wish.looked_at):
            yield _pair(firms.rows[one], firms.rows[other], verdict, looked_at)


def _kept(desk: Desk, numbers: Sequence[int]) -> dict[tuple[int, int], str]:
    found = desk.database.all(FIND_PAIRS, customers=sorted(set(numbers))) if numbers else []
    return {(row.customer_no, row.other_no): row.reason for row in found}


def _pair(one: FirmRow, other: FirmRow, verdict: Verdict, looked_at: str | None) -> Pair:
    return Pair(
        one.no, one.name, one.city, one.owner, other.no, other.name, other.city, other.owner, verdict.score,
        verdict.reasons, looked_at,
    )  # fmt: skip


def pairs_of(desk: Desk, customer: str, wish: Wish, limit: int | None = 50) -> Found:
    """Return the pairs of one customer, which comes first in each; from indexes, so at once."""
    row = find_customer(desk, customer)
    known = Firms(desk, [row.no]).known(row.no)
    others = [no for no in candidates(desk, known, row.building) if no != row.no]
    crowded = crowded_of(desk, known)
    page = [(min(row.no, no), max(row.no, no)) for no in others]
    pairs = [_turned(pair, row.no) for pair in _judged(desk, sorted(page), crowded, wish)]
    pairs.sort(key=lambda pair: (-pair.score, pair.other_no))
    return Found(pairs[:limit], len(pairs))


def _turned(pair: Pair, first_no: int) -> Pair:
    if pair.no == first_no:
        return pair
    return Pair(
        pair.other_no, pair.other, pair.other_city, pair.other_owner, pair.no, pair.name, pair.city, pair.owner,
        *pair[8:],
    )  # fmt: skip


_MOST = 200


def candidates(desk: Desk, known: Known, building: str = "") -> list[int]:
    """Return the numbers of the customers that may be the one known, found by name, number, address and door.

    `building` is that of its address as it was typed.
    """
    from crm_cli.storage.duplicate_search import at_door, sounding_like, with_address

    found: set[int] = set()
    for name, bare in zip(known.names, name_keys(known.names), strict=True):
        keys = {name, *whole_keys(core_of_folded(name)), *whole_keys(bare)}
        found |= sounding_like(desk.database, bare, sorted(keys), _MOST)
    numbers = [e164 for e164, _extension in known.phones]
    if numbers:
        found |= {row.customer_no for row in desk.database.all(rows.PHONES, e164s=numbers, limit=_MOST)}
    for email in known.emails:
        found |= with_address(desk.database, email, _MOST)
    if known.place:
        found |= {
            row.no
            for row in at_door(desk.database, building)
            if place_of(row.building, row.floor, row.unit) == known.place
        }
    return sorted(found)


def alike(desk: Desk, known: Known, building: str = "", limit: int = 3) -> list[tuple[FirmRow, Verdict]]:
    """Return the customers on file that look most like one that is being typed; from indexes, so at once."""
    firms, crowded = Firms(desk, candidates(desk, known, building)), crowded_of(desk, known)
    found = [(row, compare(known, firms.known(no), crowded)) for no, row in firms.rows.items()]
    likely = [one for one in found if one[1].score >= MINIMUM]
    return sorted(likely, key=lambda one: (-one[1].score, one[0].no))[:limit]


def crowded_of(desk: Desk, known: Known) -> set[str]:
    """Return those keys of a customer that more than CROWD customers have: its switchboard."""
    crowded = set()
    for key in other_keys(known):
        if key.startswith("p"):
            held = desk.database.all(rows.PHONES, e164s=[key[1:]], limit=_MOST)
            if len({phone.customer_no for phone in held}) > CROWD:
                crowded.add(key)
    return crowded


def keep_apart(desk: Desk, customer: str, others: Sequence[str], reason: str = "") -> Receipt:
    """Remember in one change that customers are not the same as `customer`; those pairs are listed no more."""
    first = find_customer(desk, customer)
    found = list({row.no: row for row in (find_customer(desk, text) for text in others)}.values())
    if not found or any(row.no == first.no for row in found):
        raise UsageError(_("Name two customers that are two."), "crm dupes keep c12 c17")
    notes, changed = Notes(), False
    with desk.change() as change:
        for row in found:
            one, other = sorted((first.no, row.no))
            told = {"number": number("customer", first.no), "other": number("customer", row.no)}
            if desk.database.first(FIND_PAIRS, customer_no=one, other_no=other) is not None:
                notes.tell(_("{number} and {other} are known to be two.").format(**told))
                continue
            change.insert("not_duplicate", customer_no=one, other_no=other, reason=reason.strip())
            notes.tell(_("{number} and {other} are two; they are no longer listed.").format(**told))
            changed = True
    return notes.receipt("customer", first.no, first.id, changed=changed)


def forget_apart(desk: Desk, customer: str, other: str) -> Receipt:
    """Forget that two customers were said to be two; raise NotFoundError when nobody said so."""
    first, second = find_customer(desk, customer), find_customer(desk, other)
    one, last = sorted((first.no, second.no))
    told = {"number": number("customer", first.no), "other": number("customer", second.no)}
    pair = desk.database.first(FIND_PAIRS, customer_no=one, other_no=last)
    if pair is None:
        raise NotFoundError(_("Nobody said that {number} and {other} are two.").format(**told))
    notes = Notes()
    with desk.change() as change:
        change.delete("not_duplicate", pair.no)
    notes.tell(_("{number} and {other} are listed again where they are alike.").format(**told))
    return notes.receipt("customer", first.no, first.id)
