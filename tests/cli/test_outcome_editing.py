"""`crm outcome add|edit|retire|restore|move|rule`: the firm's own outcomes, and what may never change."""

import json
from collections.abc import Callable

import pytest

from crm_cli.errors import RefusedError
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_outcome
from crm_cli.services.outcome_editing import add_outcome, edit_outcome
from crm_cli.services.outcome_meaning import Typed, TypedRule
from tests.cli.conftest import Run
from tests.reports.random_month import fill

BOSS = "周敏"
REPORTS = (
    "report daily --date 2026-11-05 --all", "report daily --from 2026-11-02 --to 2026-11-13 --all",
    "report weekly --date 2026-11-05 --all", "report monthly --date 2026-11-05 --all",
    "report team --from 2026-11-02 --to 2026-11-13", "report visits --by outcome --from 2026-11-02 --to 2026-11-13",
    "report visits --by rep --from 2026-11-02 --to 2026-11-13", "report trend dials reach_rate visits --days --all",
    "report followup --all --everything", "report sources --month --all", "report goals --date 2026-11-05 --all",
    "report fairplay --month --all", "report morning --date 2026-11-06 --all", "report missing --date 2026-11-05",
)  # fmt: skip


def one(run: Run, code: str, subject: str = "call") -> dict[str, object]:
    found: dict[str, object] = run(f"outcome show {subject}:{code} --format json").json()
    return found


def test_an_outcome_of_the_firms_own_works_from_adding_to_logging(firm: Run) -> None:
    added = firm("outcome add factory --like appointment --name 看厂 --key g", who=BOSS)
    assert (added.exit_code, added.stdout) == (0, "Outcome factory 看厂 added.\n")
    row = one(firm, "factory")
    assert (row["flags"], row["effect"], row["asks"], row["place"]) == ("DAHC", "plan", "plan", 21)
    for typed in ("factory", "看厂", "看廠", "kc", "G", "ｇ"):
        done = firm("call log 白云", typed, "--plan", "fri 10:00 看生产线")
        assert "Visit planned" in done.stdout, (typed, done.stderr)
    assert firm("call list --outcome factory --format json").json()[0]["outcome_name"] == "看厂"
    counted = firm("report daily --format json").json()
    assert [call["outcome_name"] for call in counted["calls"]] == ["看厂"] * 6
    assert counted["totals"]["calls"]["appointments"] == 6


def test_a_visit_may_end_as_the_firm_says(firm: Run) -> None:
    firm(
        "outcome add dog --subject visit --flags O --effect step --name 有狗 --key d --retry 2d --other-half",
        who=BOSS,
    )
    for typed in ("d", "有狗", "yg", "dog"):
        done = firm("visit log 白云", typed)
        assert "send the information" in done.stdout, done.said
    assert [row["outcome"] for row in firm("visit list --format json").json()] == ["dog"] * 4
    assert one(firm, "dog", "visit")["retry_days"] == 2


def test_what_it_needs_is_asked_in_a_terminal(firm: Run) -> None:
    firm(
        "outcome add secretary_callback --subject call --flags DAH --effect callback --name 秘书约回电",
        who=BOSS,
    )
    refused = firm("call log 白云 秘书约回电")
    assert (refused.exit_code, "--callback" in refused.stderr) == (2, True)
    asked = firm("call log 白云 秘书约回电", stdin="someday\nfri 15:00\n", terminal=True)
    assert "Callback s1: 2026-11-27 Fri 15:00" in asked.stdout


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("add busy --subject call --name 忙 --flags D", 4, "already an outcome busy"),
        ("add busy2 --subject call --name 占线 --flags D", 4, "busy is called 占线 already"),
        ("add busy2 --subject call --name 佔線 --flags D", 4, "busy is called 佔線 already"),
        ("add busy2 --subject call --name 'busy line' --flags D", 4, "busy is called busy line already"),
        ("add b --subject call --name 忙音 --flags D", 2, "cannot be a code"),
        ("add busy2 --name 忙音 --flags D", 2, "Of calls or of visits?"),
        ("add busy2 --subject call --flags D", 2, "What is it called?"),
        ("add busy_line --subject call --name 忙音 --flags D", 4, "busy is called busy line already"),
        ("add busy2 --subject call --name 6 --flags D", 2, "taken for a key"),
        ("add busy2 --subject call --name 忙音", 2, "--flags DAHCT, or --like"),
        ("add busy2 --subject call --name 忙音 --flags DC", 2, "--flags DAHC"),
        ("add busy2 --subject call --name 忙音 --flags O", 2, "O is no flag here"),
        ("add busy2 --subject call --name 忙音 --flags D --effect close", 2, "close is not one of them"),
        ("add busy2 --subject call --name 忙音 --flags D --effect plan", 2, "needs flag C"),
        ("add busy2 --like busy --name 忙音 --key 1", 4, "The key 1 is that of no_answer"),
        ("add busy2 --like busy --name 忙音 --key z", 2, "something else in crm call run"),
        ("add busy2 --like busy --name 忙音 --retry 30", 2, "is not a delay"),
        ("add busy2 --like busy --name 忙音 --tries 11", 2, "At most 10 tries"),
        ("add busy2 --like busy --name 忙音 --asks money", 2, "money is not one of them"),
        ("add busy2 --like busy --name 忙音 --retry 1d --retry-days 2", 2, "said twice"),
        ("add busy2 --like nothing --name 忙音", 3, "no outcome nothing"),
        ("edit busy", 2, "What is to be changed?"),
        ("edit has_supplier --rest-days 90", 3, "--subject call or --subject visit"),
        ("edit busy --name ''", 0, "already so"),
        ("edit busy --to visit", 2, "--flags OCEX"),
        ("move busy 0", 2, "counted from 1"),
        ("retire nothing", 3, "no outcome nothing"),
        ("rule met_staff --list 年会 --retry 2h", 3, "no outcome met_staff"),
        ("rule busy --list 年会 --retry 2h", 3, "年会"),
        ("rule busy --list 年会 --retry 2h --clear", 2, "Either a rule or none"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_changes_nothing(run: Run, line: str, code: int, said: str) -> None:
    before = run("outcome list --all --format json").stdout
    done = run(f"outcome {line}", who=BOSS)
    assert (done.exit_code, said in done.said) == (code, True), done.said
    assert run("outcome list --all --format json").stdout == before


def test_only_a_manager_changes_them(run: Run) -> None:
    for line in (
        "add x2 --like busy --name 甲",
        "edit busy --tries 9",
        "retire busy",
        "restore busy",
        "move busy 1",
    ):
        assert run(f"outcome {line}").exit_code == 4, line
        assert run(f"outcome {line}", who=None).exit_code == 4, line


def test_a_key_is_exchanged_only_when_said(run: Run) -> None:
    assert run("outcome edit voicemail --key 1", who=BOSS).exit_code == 4
    done = run("outcome edit voicemail --key 1 --swap", who=BOSS)
    assert "no_answer has the key v now." in done.stdout
    assert (one(run, "voicemail")["key"], one(run, "no_answer")["key"]) == ("1", "v")
    run("undo", who=BOSS)
    assert (one(run, "voicemail")["key"], one(run, "no_answer")["key"]) == ("v", "1")
    assert run("outcome add vm2 --like voicemail --name 留言 --key 1 --swap", who=BOSS).exit_code == 0
    assert (one(run, "vm2")["key"], one(run, "no_answer")["key"]) == ("1", "")


def test_what_is_on_record_keeps_its_flags_and_effect(firm: Run) -> None:
    assert firm("outcome edit voicemail --flags DA --code left_word", who=BOSS).exit_code == 0
    firm("undo", who=BOSS)
    firm("call log 白云 voicemail")
    for change in ("--flags DA", "--effect step", "--code left_word", "--to visit --flags O"):
        done = firm(f"outcome edit voicemail {change}", who=BOSS)
        assert (done.exit_code, "--like voicemail" in done.stderr) == (4, True), change
    assert firm("outcome edit voicemail --name 语音 --key c --tries 2 --rest-days 1", who=BOSS).exit_code == 0
    assert firm("outcome edit voicemail --flags D --effect none --tries 3", who=BOSS).exit_code == 0


def test_an_outcome_logged_with_stands_in_the_way_of_undoing_it(firm: Run) -> None:
    firm("outcome add factory --like talked --name 看厂", who=BOSS)
    firm("call log 白云 factory")
    assert firm("undo", who=BOSS).exit_code == 4
    firm("undo")
    assert firm("undo", who=BOSS).exit_code == 0
    assert firm("redo", who=BOSS).exit_code == 0
    assert firm("call log 白云 看厂").exit_code == 0


def test_a_retired_one_stays_in_old_reports_and_names_its_like(firm: Run) -> None:
    firm("call log 白云 talked --note 聊过")
    before = firm("report daily --format json").json()
    firm("outcome add chatted --like talked --name 聊过了", who=BOSS)
    firm("outcome retire talked busy", who=BOSS)
    assert firm("report daily --format json").json() == before
    for typed in ("talked", "已沟通", "ygt"):
        done = firm(f"call log 白云 {typed}")
        assert (done.exit_code, "chatted 聊过了" in done.stderr) == (3, True), done.stderr
    assert "talked" not in firm("outcome list --format text").stdout
    assert {row["code"] for row in firm("outcome list --all --format json").json()} >= {"talked", "busy"}
    assert one(firm, "talked")["retired_on"] == "2026-11-20"
    # Its key is free for another, and it comes back without it.
    firm("outcome edit chatted --key 6", who=BOSS)
    assert "in use again" in firm("outcome restore talked", who=BOSS).stdout
    assert firm("call log 白云 6", "--format", "json").exit_code == 0
    assert firm("call list --format json").json()[0]["outcome"] == "chatted"


def test_the_last_of_an_effect_is_missed(run: Run) -> None:
    done = run("outcome retire do_not_call", who=BOSS)
    assert (done.exit_code, "effect do not call any more" in done.stderr) == (0, True)


def test_the_order_is_the_firms(run: Run) -> None:
    run("outcome retire busy", who=BOSS)
    assert "place 2 now" in run("outcome move callback 2", who=BOSS).stdout
    codes = [row["code"] for row in run("outcome list --subject call --format json").json()]
    assert codes[:4] == ["no_answer", "callback", "unreachable", "voicemail"]
    run("outcome move callback 99", who=BOSS)
    run("outcome restore busy", who=BOSS)
    codes = [row["code"] for row in run("outcome list --subject call --format json").json()]
    assert (codes[:3], codes[-1]) == (["no_answer", "busy", "unreachable"], "callback")


def test_a_rule_of_a_list_is_shown_with_who_made_it(run: Run, desk: Desk) -> None:
    with desk.change() as change:
        change.insert("call_list", name="年会[/b]礼品")
    assert run("outcome rule no_answer busy --list 年会 --retry 2h --tries 2", who=BOSS).exit_code == 0
    assert "already" in run("outcome rule busy --list l1 --tries 2", who=BOSS).stdout
    run("outcome edit no_answer --tries 6 --retry 1h", who=BOSS)
    shown = one(run, "no_answer")
    assert isinstance(shown["rules"], list)
    assert isinstance(shown["changes"], list)
    assert {key: shown["rules"][0][key] for key in ("call_list_no", "retry_minutes", "retry_days", "tries")} == {
        "call_list_no": "l1", "retry_minutes": 120, "retry_days": 1, "tries": 2,
    }  # fmt: skip
    assert [(change["actor"], len(change["rows"])) for change in shown["changes"]] == [(BOSS, 1), (BOSS, 1)]
    assert shown["changes"][0]["rows"][0]["before"] == {"retry_minutes": 240, "tries": 4}
    told = run("outcome show no_answer --format text").stdout
    assert "年会[/b]礼品: 2 hours, 1 day, other half-day, 2 tries" in told
    assert "周敏: retry after minutes: 240 → 60; tries: 4 → 6" in told
    assert [rule["code"] for rule in run("calllist show l1 --format json").json()["rules"]] == [
        "no_answer",
        "busy",
    ]
    assert "no answer: 2 hours, 1 day, other half-day, 2 tries" in run("calllist show l1").stdout
    assert run("outcome rule no_answer --list 年会 --clear", who=BOSS).exit_code == 0
    assert one(run, "no_answer")["rules"] == []
    run("undo", who=BOSS)
    assert len(one(run, "no_answer")["rules"]) == 1  # type: ignore[arg-type]


def _call_them(run: Run, prefix: str) -> None:
    for row in run("outcome list --all --format json").json():
        done = run(
            f"outcome edit {row['subject']}:{row['code']}", "--name", f"{prefix}[/b]{row['code']}", who=BOSS
        )
        assert done.exit_code == 0, done.stderr


def test_a_rename_changes_no_number_of_any_report(run: Run, desk: Desk) -> None:
    fill(desk, 7)
    _call_them(run, "旧名")
    assert run("report submit --date 2026-11-05").exit_code == 0
    before = {line: run(line, "--format", "json").json() for line in REPORTS}
    handed_in = run("report daily --date 2026-11-05 --rep 陈伟 --format json").json()
    assert sum("旧名" in json.dumps(found, ensure_ascii=False) for found in before.values()) >= 3
    _call_them(run, "新名")
    for line, was in before.items():
        found = run(line, "--format", "json").stdout
        assert json.loads(found.replace("新名", "旧名")) == was, line
    again = run("report daily --date 2026-11-05 --rep 陈伟 --format json").json()
    assert again == handed_in
    assert again["status"] == "late"
    assert again["corrections"] == {"records": [], "figures": []}


def test_many_are_named_at_once_and_by_the_pipe(run: Run) -> None:
    ids = run("outcome list --subject visit --format ids").stdout
    assert ids.startswith("visit:met_decision_maker\n")
    assert run("outcome retire -", stdin=ids, who=BOSS).exit_code == 0
    assert run("outcome list --subject visit --format json").json() == []
    assert run("undo", who=BOSS).exit_code == 0
    assert len(run("outcome list --subject visit --format json").json()) == 15
    chosen = run("outcome edit has_supplier --rest-days 99", stdin="2\n", terminal=True, who=BOSS)
    assert chosen.exit_code == 0, chosen.said
    assert (one(run, "has_supplier")["rest_days"], one(run, "has_supplier", "visit")["rest_days"]) == (
        180,
        99,
    )


def test_two_managers_at_once_do_not_give_one_key_twice(open_as: Callable[[str | None], Desk]) -> None:
    first, second = open_as(BOSS), open_as(BOSS)
    assert second.outcomes("call")
    typed = Typed("one_more", "再来", "call", "D", key="g")
    add_outcome(first, typed)
    for other in (typed, typed._replace(code="two_more"), typed._replace(code="two_more", name="再来二")):
        with pytest.raises(RefusedError):
            add_outcome(second, other)
    row = find_outcome(second, "call", "busy")
    edit_outcome(first, find_outcome(first, "call", "busy"), Typed(rule=TypedRule(tries=5)))
    with pytest.raises(RefusedError):
        edit_outcome(second, row, Typed(rule=TypedRule(tries=6)))
