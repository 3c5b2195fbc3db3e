"""The road of the sample firm: towers and a street with tenants and sweeps, plans that repeat or clash."""

from pathlib import Path

from crm_cli.exchange.directory import read_directory
from crm_cli.exchange.sample_files import moved, rows_of
from crm_cli.services import front_desk, plan_templates, plans
from crm_cli.services.buildings import Layout, add_building
from crm_cli.services.customers import edit_customer
from crm_cli.services.desk import Desk
from crm_cli.services.directory import take_directory
from crm_cli.services.importing.intake import Options
from crm_cli.services.notices import take_as_seen
from crm_cli.services.plan_scopes import Wish
from crm_cli.services.sweep_planning import keep_sweep

BOOK, TENANTS = "扫楼.xlsx", "租户名录.xlsx"
DIRECTORIES = (
    ("天河城大厦", TENANTS, "天河城大厦"),
    ("中信广场", TENANTS, "中信广场"),
    ("东山商务大厦", "租户名录_东山.csv", None),
    ("体育东横街", "商户名录_横街.txt", None),
)
NOTED = {"谁在": "who", "怎么过": "past", "时段": "hour", "禁止": "forbidden"}
LISTED = "2026-10-12"
"""The day of the landlords' lists."""


def set_up(desk: Desk, folder: Path, options: Options) -> None:
    """Put the buildings on file with their tenants, their front desks and the sweeps that were made of them.

    The customers are there, the visits are not: what was knocked at in a sweep comes in after it.
    """
    book = folder / BOOK
    for row in rows_of(book, "楼宇"):
        layout = Layout(
            floors=row["楼层"], units=row["单元"], skip=row["跳过"], irregular=row["例外楼层"].split(),
            shops=row["店铺"],
        )  # fmt: skip
        add_building(
            desk, row["名称"], layout, city=row["城市"], district=row["区"], address=row["地址"],
            rule=row["规定"], note=row["备注"],
        )  # fmt: skip
    for building, name, sheet in DIRECTORIES:
        entries = read_directory(folder / name, sheet=sheet)
        take_directory(desk, building, entries, since=moved(LISTED, options))
    for row in rows_of(book, "前台"):
        said = {kind: row[title].split("；") for title, kind in NOTED.items() if row[title]}
        front_desk.remember(desk, front_desk.where(desk, row["楼宇"], None), said)
    for row in rows_of(book, "扫楼"):
        keep_sweep(
            desk, row["楼宇"], row["路线"].split(";"), began=moved(row["开始"], options),
            ended=moved(row["结束"], options) if row["结束"] else None, meet=row["会合"] or None,
        )  # fmt: skip


def plan_ahead(desk: Desk, folder: Path, options: Options) -> None:
    """Keep the templates and the visiting hours, and plan what repeats."""
    book = folder / BOOK
    for row in rows_of(book, "拜访时段"):
        edit_customer(desk, row["客户"], hours=row["时段"])
    for row in rows_of(book, "计划模板"):
        plan_templates.add_template(
            desk, row["名称"], minutes=int(row["分钟"]), purpose=row["目的"], expected=row["预期结果"]
        )
    for row in rows_of(book, "循环计划"):
        plans.add_plan(
            desk, row["客户"], when=moved(row["开始"], options).isoformat(), reps=[row["业务员"]],
            template=row["模板"], repeat=Wish(row["循环"], times=int(row["次数"])),
        )  # fmt: skip
    take_as_seen(desk)
