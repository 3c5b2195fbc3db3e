"""The sample firm: an invented month of a gift company, brought in from its own spreadsheets."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from crm_cli import clock
from crm_cli.errors import RefusedError
from crm_cli.exchange import sample_phone, sample_road
from crm_cli.exchange.importing import Watch
from crm_cli.exchange.sample_files import sample_folder, taken
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.firm import create_firm
from crm_cli.services.importing.intake import Options

Parts = Sequence[tuple[str, str, str | None]]
FIRM, ZONE, MANAGER = "A公司", "Asia/Shanghai", "周敏"
LAST_DAY = date(2026, 11, 20)
"""The last day of the month in the files."""
STALE_DAYS = 7
"""Days before the last one from which a callback that nobody made is let go."""
BOOK = "拜访计划.xlsx"
PEOPLE = (
    ("teams", BOOK, "业务组"),
    ("reps", BOOK, "业务员"),
    ("customers", "客户_黄页.csv", None),
    ("customers", "客戶_台港.csv", None),
    ("customers", "客户_展会.xlsx", None),
)
LOGS = (
    ("visits", "拜访记录.csv", None),
    ("calls", "通话记录.csv", None),
    ("plans", BOOK, "计划"),
    ("followups", BOOK, "跟进"),
    ("steps", BOOK, "下一步"),
    ("money", BOOK, "金额"),
    ("goals", BOOK, "指标"),
    ("notes", BOOK, "日报备注"),
    ("visits", "拜访记录_东山和横街.csv", None),
    ("plans", sample_road.BOOK, "下周计划"),
)
PARTS = (*PEOPLE, *LOGS)
"""Noun, file and sheet, in the order in which they come in; the call lists and the buildings come between."""


def last_day(today: date) -> date:
    """Return the last weekday of the files' kind that is not after `today`: the month moves by whole weeks."""
    return today - timedelta(days=(today.weekday() - LAST_DAY.weekday()) % 7)


def load_sample(path: Path, author: str, *, watch: Watch | None = None) -> date:
    """Make a firm's database at `path`, bring the sample month in, and return its last day.

    Raises RefusedError when `path` exists (DECISIONS 26); a failure leaves no file.
    """
    if path.exists():
        raise RefusedError(
            _("{path} exists already; the sample firm only goes into a new file.").format(path=path),
            _("Name another with --db or CRM_DB, or leave both out for a throwaway one."),
        )
    last = last_day(clock.today(ZONE))
    create_firm(path, FIRM, author, region="CN", timezone=ZONE, area_code="020")
    try:
        _bring_in(path, Options(shift_days=(last - LAST_DAY).days), watch)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return last


def _bring_in(path: Path, options: Options, watch: Watch | None) -> None:
    folder = sample_folder()
    with _desk(path) as desk:
        _take(desk, PEOPLE, folder, options, watch)
    # Lists and their rules are a manager's, and there is one by now.
    with _desk(path, MANAGER) as desk:
        sample_phone.set_up(desk, folder, options)
        sample_road.set_up(desk, folder, options)
    with _desk(path) as desk:
        _take(desk, LOGS, folder, options, watch)
        sample_phone.bring_week(desk, folder, options)
        sample_phone.let_go(desk, LAST_DAY + timedelta(days=options.shift_days - STALE_DAYS))
        sample_phone.keep_recordings(desk, folder, options)
    with _desk(path, MANAGER) as desk:
        sample_road.plan_ahead(desk, folder, options)


def _take(desk: Desk, parts: Parts, folder: Path, options: Options, watch: Watch | None) -> None:
    for noun, name, sheet in parts:
        taken(desk, noun, folder / name, options, sheet, watch)


@contextmanager
def _desk(path: Path, author: str | None = None) -> Iterator[Desk]:
    desk = open_desk(path, author, command="crm demo")
    try:
        yield desk
    finally:
        desk.close()
