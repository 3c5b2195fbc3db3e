"""The open desk: one database, who types, what time it is at the firm, and its settings."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_cli import clock
from crm_cli.errors import NotFoundError, RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.storage import firm as firm_rows
from crm_cli.storage.database import Database
from crm_cli.storage.firm import FirmRow
from crm_cli.storage.opening import open_database
from crm_cli.storage.outcomes import FIND_OUTCOMES, OutcomeRow
from crm_cli.storage.reps import FIND_REPS, RepRow

if TYPE_CHECKING:
    from crm_cli.domain.workdays import Workdays
    from crm_cli.storage.change import Change

Chooser = Callable[[str, Sequence[str]], int | None]
Asker = Callable[[str, Callable[[str], object]], str | None]


class Desk:
    """What every use case works at. Front ends open one, hand it on, and close it; they never look inside.

    `choose` asks a person which of several is meant and `ask` for a missing answer, again while its check
    raises UsageError; None where nobody can be asked.
    """

    def __init__(
        self,
        database: Database,
        firm: FirmRow,
        author: str,
        me: RepRow | None,
        *,
        command: str = "",
        choose: Chooser | None = None,
        ask: Asker | None = None,
    ) -> None:
        self.database = database
        self._firm: FirmRow | None = firm
        self.author = author
        self.me = me
        self.command = command
        self.choose = choose
        self.ask = ask
        # What a person is told by the way, before the command says what it did: c17 is c12 now.
        self.remark: Callable[[str], None] | None = None
        self._settings: dict[str, Any] | None = None
        self._outcomes: dict[str, list[OutcomeRow]] = {}
        self._change: Change | None = None

    @property
    def firm(self) -> FirmRow:
        """The firm this database belongs to."""
        if self._firm is None:
            self._firm = self.database.one(firm_rows.FIRM)
        return self._firm

    @firm.setter
    def firm(self, row: FirmRow) -> None:
        self._firm = row

    @property
    def zone(self) -> str:
        """The firm's time zone (IANA name)."""
        return self.firm.timezone

    @property
    def currency(self) -> str:
        """The firm's currency (ISO 4217)."""
        return self.firm.currency

    @property
    def tzinfo(self) -> tzinfo:
        """The firm's time zone as datetime understands it."""
        return clock.zone(self.zone)

    def now(self) -> datetime:
        """Return the firm's wall clock, without a zone."""
        return clock.to_wall(clock.now(), self.zone)

    def today(self) -> date:
        """Return the firm's calendar day."""
        return self.now().date()

    def wall(self, instant: datetime) -> datetime:
        """Return what the firm's wall clock showed at `instant`."""
        return clock.to_wall(instant, self.zone)

    def instant(self, wall: datetime) -> datetime:
        """Return the instant at which the firm's wall clock shows `wall`."""
        return clock.to_utc(wall, self.zone)

    @contextmanager
    def change(self) -> "Iterator[Change]":
        """Open the command's one change, or join the one already open; nobody is asked anything inside."""
        if self._change is not None:
            yield self._change
            return
        from crm_cli.storage.change import Author, Change

        author = Author(self.author, self.me.no if self.me else None)
        # A question would keep everyone else waiting for the lock until it is answered.
        asking, self.choose, self.ask = (self.choose, self.ask), None, None
        try:
            with Change(self.database, author, self.command, self.zone) as change:
                self._change = change
                yield change
        finally:
            self._change = None
            self.choose, self.ask = asking

    def setting(self, key: str) -> Any:  # each setting has its own type
        """Return the firm's value of a setting, or its default."""
        from crm_cli.domain.settings import SETTINGS

        if column := SETTINGS[key].of_firm:
            return getattr(self.firm, column)
        if self._settings is None:
            rows = self.database.all(firm_rows.SETTINGS)
            self._settings = _read_settings(rows) if rows else {}
        return self._settings.get(key, SETTINGS[key].default)

    def forget_settings(self) -> None:
        """Read the settings, and what the firm is called, again when next asked."""
        self._settings = self._firm = None

    def workdays(self) -> "Workdays":
        """Return the firm's calendar of working days."""
        from crm_cli.domain.workdays import Workdays

        days = {
            key: [date.fromisoformat(day) for day in self.setting(key)]
            for key in ("holidays", "extra_working_days")
        }
        return Workdays(self.setting("working_days"), days["holidays"], days["extra_working_days"])

    def outcomes(self, subject: str) -> list[OutcomeRow]:
        """Return the outcomes of calls or of visits, retired ones too, in the firm's order."""
        if subject not in self._outcomes:
            self._outcomes[subject] = self.database.all(FIND_OUTCOMES, subject=subject)
        return self._outcomes[subject]

    def forget_outcomes(self) -> None:
        """Read the outcomes again when next asked."""
        self._outcomes.clear()

    def require_manager(self, what: str) -> None:
        """Raise RefusedError unless who types is a manager or the owner."""
        if self.me is not None and self.me.role in {"manager", "owner"}:
            return
        raise RefusedError(
            _("Only a manager may do that: {what}.").format(what=what),
            _("Ask a manager to do it with --as; roles are set with: crm rep edit NAME --role manager"),
        )

    def require_manager_if_any(self, what: str) -> None:
        """Raise RefusedError as `require_manager` does, but in a firm without any manager let everyone."""
        if any(rep.role in {"manager", "owner"} for rep in self.database.all(FIND_REPS, active=True)):
            self.require_manager(what)

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def open_desk(
    path: Path,
    author: str | None,
    *,
    command: str = "",
    allow_stranger: bool = False,
    choose: Chooser | None = None,
    ask: Asker | None = None,
) -> Desk:
    """Open the database at `path` for `author`, a rep's name, or for the system's user when None.

    Raises DatabaseError as `open_database` does, NotFoundError when `author` is no rep of the firm
    (`allow_stranger` lets one pass), and RefusedError when they have left it.
    """
    database = open_database(path)
    try:
        firm = database.one(firm_rows.FIRM)
        me, name = _who(database, author, allow_stranger=allow_stranger)
        return Desk(database, firm, name, me, command=command, choose=choose, ask=ask)
    except BaseException:
        database.close()
        raise


def _who(database: Database, author: str | None, *, allow_stranger: bool) -> tuple[RepRow | None, str]:
    if author is None:
        import getpass

        name = _system_user(getpass.getuser)
        return database.first(FIND_REPS, name=name, active=True), name
    rep = database.first(FIND_REPS, name=author) or _by_key(database, author)
    if rep is None and not allow_stranger:
        raise NotFoundError(
            _("{name} is not a rep of this firm.").format(name=author),
            _("See them with: crm rep list, or add one with: crm rep add {name}").format(name=author),
        )
    if rep is not None and not rep.active:
        raise _gone(rep)
    return rep, rep.name if rep else author


def _gone(rep: RepRow) -> RefusedError:
    """Return the error for who has left and would type."""
    since = rep.left_on.isoformat() if rep.left_on else None
    said = _("{name} left the firm on {day}.") if since else _("{name} has left the firm.")
    return RefusedError(
        said.format(name=rep.name, day=since),
        _("Type as another with --as; take it back with: crm rep edit r{no} --back --as NAME").format(
            no=rep.no
        ),
    )


def _read_settings(rows: Sequence[firm_rows.SettingRow]) -> dict[str, Any]:
    # Most firms change no setting, and need no reader of JSON then.
    import json

    return {row.key: json.loads(row.value) for row in rows}


def _by_key(database: Database, author: str) -> RepRow | None:
    from crm_cli.domain.folding import fold

    wanted = fold(author)
    found = [rep for rep in database.all(FIND_REPS) if wanted in {rep.name_key, rep.initials, f"r{rep.no}"}]
    # Initials that one who left shares with one who is here are those of the latter.
    found = [rep for rep in found if rep.active] or found
    return found[0] if len(found) == 1 else None


def _system_user(getuser: Callable[[], str]) -> str:
    try:
        return getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
