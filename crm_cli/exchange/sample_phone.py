"""The phone half of the sample firm: its scripts, call lists and rules, the week that began, a recording."""

import csv
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from crm_cli.exchange.sample_files import moved, rows_of, taken
from crm_cli.services import call_list_filling, call_lists, dial_plans, list_rules, objections, scripts
from crm_cli.services.call_list_assigning import assign
from crm_cli.services.callback_list import callbacks
from crm_cli.services.callbacks import cancel
from crm_cli.services.customer_filters import filters_of, read_asked, say_asked
from crm_cli.services.desk import Desk
from crm_cli.services.importing.intake import Options
from crm_cli.services.naming import find_outcome
from crm_cli.services.notices import take_as_seen
from crm_cli.services.outcome_meaning import TypedRule
from crm_cli.services.recording_folder import attach_matches, match_folder

BOOK = "电话销售.xlsx"
MORE_NUMBERS, MORE_ON = "电话名单_新黄页.csv", "黄页礼品客户 · 年会季"
WEEK_AFTER = "通话记录_次周.csv"


def set_up(desk: Desk, folder: Path, options: Options) -> None:
    """Bring in the scripts, the call lists with who works them and how, and the answers agreed on.

    The customers are there, their calls are not: what was called from a list is called after it was made.
    """
    for path in sorted((*folder.glob("话术_*.md"), *folder.glob("話術_*.md"))):
        scripts.add_script(desk, path.stem.partition("_")[2], path.read_text(encoding="utf-8"))
    for row in rows_of(folder / BOOK, "名单"):
        _add_list(desk, row)
    more = taken(desk, "customers", folder / MORE_NUMBERS, options)
    call_list_filling.fill(desk, MORE_ON, more.customers, f"--file {MORE_NUMBERS}")
    for row in rows_of(folder / BOOK, "名单"):
        if row["分给"]:
            assign(desk, row["名称"], row["分给"].split("、"))
    for row in rows_of(folder / BOOK, "名单规则"):
        list_rules.set_rule(desk, find_outcome(desk, "call", row["结果"]), row["名单"], _rule(row))
    for row in rows_of(folder / BOOK, "拨打计划"):
        day = moved(row["开始"], options).isoformat()
        dial_plans.plan_dials(desk, row["名单"], [row["业务员"]], int(row["每天拨打"]), from_day=day)
    for row in rows_of(folder / BOOK, "卡壳问题"):
        on = moved(row["议定日期"], options).isoformat()
        objections.add_objection(desk, row["问题"], answer=row["统一答案"], on=on)


def _add_list(desk: Desk, row: dict[str, str]) -> None:
    call_lists.add_call_list(
        desk, row["名称"], priority=int(row["优先级"]), script=row["话术"], hours=row["拨打时段"] or None,
        note=row["备注"],
    )  # fmt: skip
    asked = read_asked(desk, row["筛选"].split())
    customers = call_list_filling.chosen_customers(desk, filters_of(desk, asked))
    call_list_filling.fill(desk, row["名称"], customers, say_asked(asked))


def _rule(row: dict[str, str]) -> TypedRule:
    days, tries, rest = (int(row[name]) if row[name] else None for name in ("之后几天", "次数", "静默天数"))
    return TypedRule(row["重拨"] or None, days, row["另半天"] == "是" or None, tries, rest)


def bring_week(desk: Desk, folder: Path, options: Options) -> None:
    """Bring in the calls of the days since the month's last one, up to this moment."""
    now = desk.wall(desk.now()) - timedelta(days=options.shift_days)
    with (folder / WEEK_AFTER).open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = csv.reader(stream)
    made = [row for row in rows if datetime.fromisoformat(f"{row[0]} {row[1]}") <= now.replace(tzinfo=None)]
    if not made:
        return
    with tempfile.TemporaryDirectory() as at:
        file = Path(at) / WEEK_AFTER
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([header, *made])
        taken(desk, "calls", file, options)


def let_go(desk: Desk, before: date) -> None:
    """Take back the callbacks of the days before one that nobody ever made, as a manager would by now."""
    for one in callbacks(desk, is_open=True, due_until=before - timedelta(days=1)):
        cancel(desk, f"s{one.no}", "多次未接，改由跟进")
    take_as_seen(desk)


def keep_recordings(desk: Desk, folder: Path, options: Options) -> None:
    """Keep the recordings with their calls; the day in a file's name moves with the month."""
    with tempfile.TemporaryDirectory() as at:
        for path in folder.glob("录音_*.wav"):
            kind, digits, day, clock = path.stem.split("_")
            on = moved(day, options)
            (Path(at) / f"{kind}_{digits}_{on:%Y%m%d}_{clock}.wav").write_bytes(path.read_bytes())
        attach_matches(desk, match_folder(desk, Path(at), None))
