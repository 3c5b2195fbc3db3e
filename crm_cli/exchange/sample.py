"""The sample firm: an invented month of a gift company, brought in from its own spreadsheets."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

from crm_cli import clock
from crm_cli.errors import RefusedError
from crm_cli.exchange.importing import Reading, Watch, import_file
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import open_desk
from crm_cli.services.firm import create_firm
from crm_cli.services.importing.intake import Options

FIRM, ZONE = "A公司", "Asia/Shanghai"
LAST_DAY = date(2026, 11, 20)
"""The last day of the month in the files."""
BOOK = "拜访计划.xlsx"
PARTS = (
    ("teams", BOOK, "业务组"),
    ("reps", BOOK, "业务员"),
    ("customers", "客户_黄页.csv", None),
    ("customers", "客戶_台港.csv", None),
    ("customers", "客户_展会.xlsx", None),
    ("visits", "拜访记录.csv", None),
    ("calls", "通话记录.csv", None),
    ("plans", BOOK, "计划"),
    ("followups", BOOK, "跟进"),
    ("steps", BOOK, "下一步"),
    ("money", BOOK, "金额"),
    ("goals", BOOK, "指标"),
    ("notes", BOOK, "日报备注"),
)
"""Noun, file and sheet, in the order in which they come in."""


def sample_folder() -> Path:
    """Return where the sample files are, in an installed package or in its source."""
    inside = Path(__file__).parents[1] / "sample_data"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "sample_data"


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
        desk = open_desk(path, None, command="crm demo")
        try:
            options = Options(shift_days=(last - LAST_DAY).days)
            for noun, name, sheet in PARTS:
                file = sample_folder() / name
                with tempfile.TemporaryDirectory() as folder:
                    rejects = Path(folder) / "rejects.csv"
                    import_file(desk, noun, file, Reading(sheet=sheet), options, rejects=rejects, watch=watch)
        finally:
            desk.close()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return last
