"""The names of the fields in JSON: scripts stand on them, so they are promised."""

import json
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Run

KEYS = {
    "customer": """
        address building changed_at changed_by city closed_on closed_reason created_at created_by district
        email floor grade id industry kind last_touch_at last_tried_at line name need_budget need_decides
        need_executes need_influences need_occasion need_on need_quantity need_state need_supplier
        next_day next_step no notes owner owner_no phone qq referrer referrer_no short_name source stage
        team team_no territory timezone unit value_class visit_hours website wechat whatsapp
    """,
    "contact": """
        birthday consent_at consent_from consent_how customer customer_no department email hobbies
        home_town id left_on line name no notes phone qq reports_to reports_to_no role school title wechat
        wechat_added whatsapp
    """,
    "call": """
        answered at call_list call_list_no changed_at changed_by contact contact_no created_at created_by
        customer customer_no day dialled direction effect grade heard hours_waived human id next_at next_day
        next_kind next_step no note number outcome outcome_name reached rep rep_no talk_seconds title
        transferred_to transferred_to_no wechat_added
    """,
    "calllist": """
        again barred changed_at changed_by closed_on created_at created_by customers customers_reached
        customers_tried filled_by fresh hours id list_reach_rate name no note numbers over penetration
        priority reps resting script script_no state taken_off tried used_up wait
    """,
    "visit": """
        arrived_at building card changed_at changed_by contact contact_no created_at created_by customer
        customer_no day day_only effective exhausted expense floor grade heard how id industry kind left_at need
        next_at next_day next_step no note opened outcome outcome_name phone plan_no progress reached rep
        rep_no supplier sweep_no tactic title unit wechat_added
    """,
    "followup": """
        at changed_at changed_by channel contact contact_no created_at created_by customer customer_no day
        grade grade_before heard id next_at next_day next_step no note rep rep_no
    """,
    "step": """
        call_no contact contact_no created_at created_by customer customer_no done_at done_by_call_no
        done_by_followup_no done_by_visit_no due_at due_on followup_no grade id kind no number rep rep_no
        scope state visit_no words
    """,
    "callback": """
        became_no became_rep call_no contact contact_no customer customer_no done_by_call_no due_at id kept
        made_at minutes no not_offered number promised_by reason rep rep_no scope standing words
    """,
    "plan": """
        apart at building city created_at created_by customer customer_no day expected id minutes moved_to_day
        moved_to_no no outcome outcome_name position purpose reason reps series_no state sweep_no visit_no
    """,
    "sweep": """
        building building_no changed_at changed_by city created_at created_by district ended_on fronts id kind knocked
        meet no note reason starts_on state units
    """,
    "building": """
        address city created_at created_by district floors id kind name no note retired_on rule tenants units
    """,
    "quote": """
        amount call_no changed_at changed_by created_at created_by currency customer customer_no day
        followup_no id kind no note rep rep_no visit_no
    """,
    "rep": """
        active id left_on name no role team team_no
    """,
    "team": """
        id industries name no reps
    """,
    "outcome": """
        answered asks code dialled effect effective exhausted flags human id key name no off_list opened
        other_half_day place progress reached rest_days retired_on retry_days retry_minutes subject tries
    """,
    "goal": """
        amount id metric no period rep rep_no starts_on team team_no
    """,
    "field": """
        choices id kind name no noun place retired_on
    """,
    "attachment": """
        changed_at changed_by created_at created_by customer customer_no id name no note record recording sha256
        size
    """,
    "memo": """
        changed_at changed_by contact contact_no created_at created_by customer customer_no id no pinned
        rep rep_no words
    """,
    "script": """
        call_lists created_at created_by id name no note retired_on revised_at revised_by revision
    """,
    "objection": """
        agreed_on answer created_at created_by id met met_by no retired_on words
    """,
    "donotcall": """
        created_at created_by customer customer_no e164 id lift_reason lifted_at lifted_by no phone reason
    """,
    "config": """
        default key meaning value where
    """,
    "history": """
        actor at command id kind no rows target_no undone_by_no
    """,
    "history --rows": """
        actor after at before command id kind no operation record table undone_by_no
    """,
}
SAME = {"task": "step", "sample": "quote", "order": "quote", "payment": "quote"}


@pytest.fixture
def full(firm: Run, tmp_path: Path) -> Run:
    """A firm with one of everything."""
    script = tmp_path / "s.md"
    script.write_text("您好", "utf-8")
    for line in (
        "call log 白云 talked --talk 3:05 --next '+3d 打电话'",
        "visit log 白云 met_staff",
        "followup add 白云",
        "task add 'fri 交报表'",
        "plan add 白云",
        "building add 白云大厦 --floors 2 --units 1-2",
        "sweep plan 白云大厦",
        "quote add 白云",
        "sample add 白云",
        "order add 白云 --amount 1",
        "payment add 白云 --amount 1",
        "goal add visits 8",
        "field add customer 发质",
        "memo add 爱喝普洱 --customer 白云 --contact 王丽",
        "donotcall add 13900001234",
        "calllist add 年会礼品 --search 白云",
        f"script add 首次 --file {shlex.quote(str(script))}",
        "objection add 太贵",
        "callback add 白云 'mon 15:00'",
        f"attach c1 {shlex.quote(__file__)}",
    ):
        done = firm(line, who="周敏" if line.startswith("goal") else "陈伟")
        assert done.exit_code == 0, done.stderr
    return firm


def test_the_keys_of_every_list_are_as_promised(full: Run) -> None:
    promised = {noun: KEYS[SAME.get(noun, noun)].split() for noun in (*KEYS, *SAME)}
    lines = {noun: noun if noun.startswith("history") else f"{noun} list" for noun in promised}
    found = {noun: sorted(full(line, "--format", "json").json()[0]) for noun, line in lines.items()}
    assert found == promised


def test_a_record_has_the_keys_of_its_list_and_perhaps_more(full: Run) -> None:
    shown = {"contact": "n1", "call": "k1", "visit": "v1", "followup": "f1", "step": "s1", "plan": "p1",
             "quote": "o1", "rep": "r1", "outcome": "busy", "memo": "e1", "attachment": "a1"}  # fmt: skip
    for noun, number in shown.items():
        record = full(f"{noun} show {number}", "--format", "json").json()
        assert set(KEYS[noun].split()) <= set(record), noun


def test_the_keys_of_backups_going_back_and_the_doctor_are_as_promised(full: Run) -> None:
    made = full("backup --format json").json()
    listed, verified = (full(f"backup {verb} --format json").json()[0] for verb in ("list", "verify"))
    assert sorted(listed) == sorted(verified) == sorted(made.keys() - {"cleared"}) == BACKUP.split()
    assert sorted(full("restore last --dry-run --format json").json()[0]) == RESTORE.split()
    found = json.loads(full("doctor --format json").stdout)
    assert sorted(found[0]) == ["check", "found", "state"]
    assert sorted(one["check"] for one in found) == CHECKS.split()


BACKUP = """attached backup_at calls changed_at contacts customers firm followups no path reason schema sha256 size state
    visits"""
RESTORE = "back changed gone now rows_of then"
CHECKS = """attached backups clock cron derived erased facts file integrity journal litter permissions place references
    room schema search secrets sqlite zones"""
