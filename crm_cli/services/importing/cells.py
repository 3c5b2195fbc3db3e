"""Reading the cells of one row: codes, days, moments, amounts, numbers; what cannot be read is kept in words."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from crm_cli.domain.folding import fold
from crm_cli.domain.phone_cells import digits
from crm_cli.domain.phones import Phone, area_code_of, parse_phone, plain_phone, split_phones
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import joined
from crm_cli.services.desk import Desk
from crm_cli.services.importing.dotted_days import slashed, slashed_words
from crm_cli.services.importing.spellings import is_yes, spelled
from crm_cli.services.reading import Due

if TYPE_CHECKING:
    from crm_cli.services.importing.intake import Intake, SourceRow

Value = TypeVar("Value")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d(?:\.0+)?)?")
_ISO_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_YEAR = re.compile(r"\d{4}")
_ONE_NUMBER = re.compile(r"[+\d][\d ()-]{4,18}")
_BEYOND = {
    "HK": "香港 九龙 新界 hongkong",
    "MO": "澳门 macau macao",
    "TW": "台北 新北 桃园 台中 台南 高雄 基隆 新竹 嘉义 苗栗 彰化 南投 云林 屏东 宜兰 花莲 台东 澎湖 金门 台湾 "
    "taipei taichung tainan kaohsiung",
}
_LONGEST_EXTENSION = 6
_LISTED = re.compile(r"[,，、;；|\n]+")
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def one_line(cell: str | None) -> str:
    """Return a cell as one line of text, without white space at its ends."""
    return (" ".join(cell.split()) if " " in cell or not cell.isprintable() else cell) if cell else ""


class Cells:
    """The cells of one row.

    `left` holds, with their headers, those that could not be read as their field, `undated` next steps in
    which no date was found; `timed` says whether the
    row's own moment has a time.
    """

    def __init__(self, intake: "Intake", row: "SourceRow") -> None:
        self.intake = intake
        self.line = row.line
        self.left: list[str] = []
        self.undated: list[str] = []
        self.timed = True
        self._faults: list[CrmError] = []
        self._fields = row.fields

    def attempt(self, read: Callable[..., Value], *cells: str) -> Value | None:
        """Return what `read` makes of some cells; a refusal is kept, so that all of a row's are told at once."""
        try:
            return read(*cells)
        except CrmError as error:
            self._faults.append(error)
            return None

    @property
    def is_refused(self) -> bool:
        """Whether the row cannot be taken, whatever its other cells say."""
        return bool(self._faults)

    def refuse(self) -> None:
        """Raise UsageError with every refusal of the row, if there was any."""
        if len(self._faults) == 1:
            raise self._faults[0]
        if self._faults:
            raise UsageError(
                joined(*(fault.sentence for fault in self._faults)),
                " / ".join(dict.fromkeys(fault.hint for fault in self._faults if fault.hint)),
            )

    def text(self, field: str) -> str:
        """Return a cell as one line of text."""
        return one_line(self._fields.get(field))

    def has(self, *fields: str) -> bool:
        """Return whether any of some cells is filled."""
        return not self._fields.keys().isdisjoint(fields)

    def words(self, field: str) -> str:
        """Return a cell as it stands, with its lines."""
        return self._fields.get(field, "").strip()

    def listed(self, field: str) -> list[str]:
        """Return the parts of a cell that lists several things, each once."""
        cell = self._fields.get(field)
        if not cell:
            return []
        parts = _LISTED.split(cell)
        return list(dict.fromkeys(filter(None, (part.strip() for part in parts))))

    def code(self, field: str, kind: str, blank: str = "") -> str:
        """Return the code of the list `kind` that a cell means, `blank` when it is empty or unclear."""
        return self._kept(field, lambda text: spelled(kind, text)) or blank

    def yes(self, field: str) -> bool:
        """Return whether a cell says yes."""
        return bool(self._kept(field, is_yes))

    def amount(self, field: str) -> int | None:
        """Return an amount in minor units of the firm's currency, None when there is none to read."""
        from crm_cli.services.reading import read_amount

        return self._kept(field, lambda text: read_amount(self.intake.desk, bare_amount(text)))

    def seconds(self, field: str) -> int | None:
        """Return a talk time in seconds, None when there is none to read."""
        from crm_cli.domain.durations import parse_seconds

        return self._kept(field, parse_seconds)

    def minutes(self, field: str) -> int | None:
        """Return in seconds a talk time whose header says minutes, None when there is none to read."""
        from crm_cli.domain.durations import parse_minutes

        return self._kept(field, parse_minutes)

    def grade(self, field: str) -> str:
        """Return a grade A to E, '' when there is none to read."""
        from crm_cli.services.reading import read_grade

        return self._kept(field, read_grade) or ""

    def zone(self, field: str) -> str:
        """Return the name of a time zone, '' when there is none to read."""
        from crm_cli.services.reading import read_zone

        return self._kept(field, read_zone) or ""

    def visit_hours(self, field: str) -> str:
        """Return the hours in which somebody can be visited, '' when there are none to read."""
        from crm_cli.services.reading import read_visit_hours

        return self._kept(field, read_visit_hours) or ""

    def day(self, field: str) -> date | None:
        """Return a day to come or past, None when there is none to read."""
        return self._kept(field, lambda text: read_day(self.intake, text))

    def instant(self, field: str) -> datetime | None:
        """Return a moment, None when there is none to read."""
        desk = self.intake.desk
        return self._kept(field, lambda text: desk.instant(read_moment(self.intake, text, "")[0]))

    def extended(self, phones: list[Phone], city: str = "") -> list[Phone]:
        """Return the numbers, the first desk number without an extension given the `extension` cell's."""
        said = self.text("extension")
        if not said:
            return phones
        figures = digits(said)
        for place, phone in enumerate(phones):
            if figures and len(figures) <= _LONGEST_EXTENSION and _may_extend(phone):
                extended = phones_in(self.intake.desk, f"{phone.raw} 转 {figures}", city)
                return [*phones[:place], *extended, *phones[place + 1 :]]
        self.keep("extension")
        return phones

    def record_id(self) -> str:
        """Return the global id of our own export, '' when there is none."""
        if "id" not in self._fields:
            return ""
        text = self.text("id").lower()
        return text if _ID.fullmatch(text) else ""

    def customer(self) -> str:
        """Return what the row calls its customer; the global id of our own export leads to its number here."""
        record_id = self.text("customer_id").lower()
        if record_id:
            from crm_cli.domain.codes import number
            from crm_cli.storage.record_links import number_by_id

            if (no := number_by_id(self.intake.desk.database, "customer", record_id)) is not None:
                return str(number("customer", no))
        return self.text("customer")

    def ties(self, *fields: str) -> dict[str, int]:
        """Return as columns `<field>_no` the records that cells `<field>_id` of our own export lead to, where they are here."""
        from crm_cli.storage.record_links import number_by_id

        found = {}
        for field in fields:
            record_id = self.text(f"{field}_id").lower()
            table = {"series": "plan_series"}.get(field, field.removeprefix("done_by_"))
            no = number_by_id(self.intake.desk.database, table, record_id) if record_id else None
            if no is not None:
                found[f"{field}_no"] = no
        return found

    def identity(self) -> dict[str, Any]:
        """Return the id, the author and the moment of typing that the file keeps, as columns to insert."""
        found: dict[str, Any] = {"id": record_id} if (record_id := self.record_id()) else {}
        return {**found, **self.stamps()}

    def stamps(self) -> dict[str, Any]:
        """Return the original author and moment of typing, where the file keeps them."""
        found: dict[str, Any] = {}
        if author := self.text("created_by"):
            found["created_by"] = author
        if (moment := self.instant("created_at")) is not None:
            found["created_at"] = moment
        return found

    def leftovers(self) -> str:
        """Return the cells that could not be read, with their headers, and warn of them."""
        if self.left:
            told = _("Line {line}: not understood, kept in the note: {words}")
            self._warn(told, self.left)
        if self.undated:
            told = _("Line {line}: no date in it, so no next step is made; kept in the note: {words}")
            self._warn(told, self.undated)
        return "；".join([*self.left, *self.undated])

    def _warn(self, told: str, kept: Sequence[str]) -> None:
        self.intake.ledger.warn(told.format(line=self.line, words="；".join(kept)))

    def note(self, field: str) -> str:
        """Return a cell of words followed by what could not be read elsewhere; ask for it last."""
        words = self.words(field)
        return "\n".join(filter(None, (words, self.leftovers())))

    def _kept(self, field: str, read: Callable[[str], Value]) -> Value | None:
        text = self.text(field)
        if not text:
            return None
        try:
            return read(text)
        except (CrmError, ValueError, OverflowError):
            self.keep(field)
            return None

    def keep(self, *fields: str) -> None:
        """Put cells that cannot be read as what they should be into the row's note, under their own headers."""
        self.left += self._with_headers(fields)

    def keep_undated(self, *fields: str) -> None:
        """Put the cells of a next step without a date into the row's note, as `keep` does."""
        self.undated += self._with_headers(fields)

    def _with_headers(self, fields: Iterable[str]) -> list[str]:
        titles = self.intake.titles
        return [f"{titles.get(field, field)}: {words}" for field in fields if (words := self.words(field))]


def bare_amount(text: str) -> str:
    """Return an amount without the title some write before it (`成交金额: 80000元`) and without 整 after it."""
    title, colon, amount = text.replace("：", ":").rpartition(":")
    said = amount if colon and not any(map(str.isdigit, title)) else text
    return said.strip().removesuffix("整").removesuffix("正").rstrip()


def read_day(intake: "Intake", text: str, *, past: bool = False) -> date:
    """Return the day a cell says, moved by the file's shift; `past` reads a day without a year as one gone by.

    Raises UsageError for what is no day.
    """
    return _when(intake, slashed(text), past=past)[0]


def read_moment(intake: "Intake", day: str, clock: str, *, past: bool = True) -> tuple[datetime, bool]:
    """Return the wall time that a day's and a time's cell say, and whether a time was said (else noon).

    Either cell may hold both. Raises UsageError for what is neither.
    """
    found, at = _when(intake, slashed(day), past=past) if day else (None, None)
    if clock:
        said = _clock(clock)
        if said is None:
            on, said = _when(intake, clock, past=past)
            found = found if found is not None and not _ISO_DAY.search(clock) else on
        at = said or at
    if found is None:
        raise ValueError(day)
    return datetime.combine(found, at or time(12)), at is not None


def read_ahead(intake: "Intake", text: str, clock: str, touched_at: datetime, *, words: bool = False) -> Due:
    """Return what a cell such as `下周一发报价` promises, seen from the touch's own moment, not from today.

    `clock` is the time's own cell; `words` says that the cell may hold no date at all. Raises UsageError for
    what does not begin with a date.
    """
    from crm_cli.domain.dates import split_when

    text = slashed_words(text) if words else slashed(text)
    seen = intake.desk.wall(touched_at).replace(tzinfo=None) - intake.shift
    found = split_when(text, seen, intake.desk.zone)
    if found is None:
        raise UsageError(_("{text} does not begin with a date.").format(text=text))
    at, day = found.time, found.day + intake.shift
    if clock:
        wall, timed = read_moment(intake, found.day.isoformat(), clock, past=False)
        at, day = wall.time() if timed else at, wall.date()
    return Due(day, intake.desk.instant(datetime.combine(day, at)) if at else None, found.rest.strip())


def _when(intake: "Intake", text: str, *, past: bool) -> tuple[date, time | None]:
    if match := _ISO_DAY.fullmatch(text):
        return _plain_day(*match.groups()) + intake.shift, None
    from crm_cli.domain.dates import parse_when

    day, at = parse_when(text, datetime.combine(intake.today, time()), intake.desk.zone)
    if past and day > intake.today and not _YEAR.search(text):
        day = day.replace(year=day.year - 1)
    return day + intake.shift, at


@lru_cache(maxsize=4096)
def _plain_day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise UsageError(_("There is no such day: {text}.").format(text=f"{year}-{month}-{day}")) from error


def _clock(text: str) -> time | None:
    match = _CLOCK.fullmatch(text)
    return time(int(match[1]), int(match[2])) if match and int(match[1]) < 24 and int(match[2]) < 60 else None


@lru_cache(maxsize=1024)
def _area_code(city: str) -> str:
    return area_code_of(city)


@lru_cache(maxsize=1024)
def _region(city: str) -> str:
    """Return the region whose numbers a city beyond the border has, '' where it is not known to be one."""
    folded = fold(city).replace(" ", "")
    for region, names in _BEYOND.items():
        if folded.startswith(tuple(names.split())):
            return region
    return ""


def _may_extend(phone: Phone) -> bool:
    # A mobile has no switchboard behind it: an extension beside one belongs to the number after.
    mobile = phone.e164 is not None and re.match(r"\+861[3-9]|\+8869", phone.e164) is not None
    return phone.e164 is not None and not phone.extension and not mobile


def phones_in(desk: Desk, cell: str, city: str = "") -> list[Phone]:
    """Return the numbers in a cell; `city` gives local ones their area code."""
    if not cell:
        return []
    if desk.firm.region == "CN" and (plain := plain_phone(cell)) is not None:
        return [plain]
    pieces = [cell] if _ONE_NUMBER.fullmatch(cell) else split_phones(cell)
    area_code = _area_code(city) or desk.firm.area_code
    parsed = [phone for piece in pieces if (phone := parse_phone(piece, desk.firm.region, area_code)).raw]
    if len(parsed) == 1 and parsed[0].e164 is not None:
        return parsed
    abroad = _region(city) if city and any(phone.e164 is None for phone in parsed) else ""
    if not abroad:
        return parsed
    return [phone if phone.e164 else parse_phone(phone.raw, abroad) for phone in parsed]
