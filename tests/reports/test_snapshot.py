"""A report kept as text: the very same report again, whatever is in it, and whatever is added to it later."""

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from crm_cli import i18n
from crm_cli.domain.form_text import form_text
from crm_cli.reports.daily import DailyReport, daily_report
from crm_cli.reports.daily_form import daily_form
from crm_cli.reports.daily_json import as_json
from crm_cli.reports.scope import Scope, find_scope
from crm_cli.reports.snapshot import freeze, thaw
from crm_cli.services.desk import Desk, open_desk
from tests.reports.random_month import DAYS, FIRST, fill
from tests.reports.test_daily_json import FRIDAY, log_a_day


@settings(max_examples=12)
@given(seed=st.integers(0, 10_000))
def test_thawing_what_was_frozen_is_the_report(seed: int, template: Path, tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("month") / "firm.db"
    shutil.copy(template, path)
    desk = open_desk(path, "陈伟")
    fill(desk, seed)
    for ahead in range(0, DAYS, 3):
        for rep in (1, 2):
            report = daily_report(desk, Scope("rep", "", rep), FIRST + timedelta(days=ahead))
            again = thaw(freeze(report))
            assert again == report
            # A tuple equals a row with the same cells: the classes are to be the same, too.
            assert repr(again) == repr(report)
    desk.close()


def test_a_day_with_everything_on_it_reads_the_same_in_any_language(desk: Desk) -> None:
    log_a_day(desk)
    report = daily_report(desk, find_scope(desk), FRIDAY)
    i18n.use("zh-Hans")
    text = freeze(report)
    i18n.use("en")
    again = thaw(text)
    assert again == report
    assert as_json(again, desk) == as_json(report, desk)
    assert list(form_text(daily_form(again, desk))) == list(form_text(daily_form(report, desk)))


def test_a_field_added_later_is_empty_and_one_given_up_is_passed_over(desk: Desk) -> None:
    log_a_day(desk)
    kept = json.loads(freeze(daily_report(desk, find_scope(desk), FRIDAY)))
    report = kept["report"]
    for field in ("firm", "start", "notes", "goals", "part", "market"):
        del report[field]
    place = report["calls"]["fields"].index("note")
    report["calls"]["fields"][place] = "given_up"
    del report["totals"]["calls"]["reach_rate"]
    again = thaw(json.dumps(kept))
    assert (again.firm, again.notes, again.goals, again.part) == ("", (), {}, None)
    assert again.market.competitors == ()
    assert again.calls[0].note == ""
    assert again.totals.calls is not None
    assert again.totals.calls.reach_rate == (0, None)
    assert again.visits[0].customer == "广州白云航空服务有限公司"
    assert type(again) is DailyReport
