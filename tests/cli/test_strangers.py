"""What a person types who does not know our words yet, and what is answered."""

import re

import pytest

from crm_cli.domain.cleaning import cell_width
from crm_cli.domain.codes import METRICS
from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("line", "same"),
    [
        ("customer ls", "customer list"),
        ("customers ls --format json", "customer list --format json"),
        ("contact delete n1 --yes", "contact remove n1 --yes"),
        ("customer update c1 --city 广州", "customer edit c1 --city 广州"),
        ("plan create 白云", "plan add 白云"),
        ("team new 甲组", "team add 甲组"),
        ("goal rm 9 --yes", "goal remove 9 --yes"),
    ],
)
def test_verbs_of_other_programs_are_understood(firm: Run, line: str, same: str) -> None:
    said = firm(line)
    firm("undo")
    numbered = r"\b[pt]\d"
    assert re.sub(numbered, "", "|".join(map(str, said))) == re.sub(
        numbered, "", "|".join(map(str, firm(same)))
    )
    assert not re.search(r"\b(delete|update|create|ls)\b", firm("customer --help").stdout)


def test_a_verb_is_understood_only_where_the_noun_has_it(firm: Run) -> None:
    for line in ("call create c1", "outcome rm busy", "report rm"):
        assert firm(line).exit_code == 2, line


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ("list", ""),
        ("customer lst", "'list'"),
        ("call lgo", "'log'"),
        ("cusomer", "'customer'"),
        ("call x", ""),
    ],
)
def test_only_what_is_near_is_suggested(run: Run, line: str, near: str) -> None:
    told = run(line).stderr.partition("Did you mean ")[2]
    assert told == (f"{near}?\n" if near else "")


@pytest.mark.parametrize("words", ["", "customer", "customer list", "export", "plan add"])
def test_h_is_help(run: Run, words: str) -> None:
    assert run(f"{words} -h").stdout == run(f"{words} --help").stdout != ""


def test_at_is_the_arrival_of_a_visit(firm: Run) -> None:
    firm("visit", "log", "白云", "met_staff", "--at", "9:30")
    firm("visit", "edit", "v1", "--at", "2026-11-20 9:40")
    [row] = firm("visit", "list", "--format", "json").json()
    assert row["arrived_at"] == "2026-11-20T09:40:00+08:00"


@pytest.mark.parametrize(
    ("outcome", "typed", "told"),
    [
        ("appointment", "sd\nfri 15:00 送样\n", "sd does not begin with a date."),
        ("callback", "fri\nfri 15:00\n", "A callback needs a time: fri"),
        ("order", "many\n5万\n", "many"),
    ],
)
def test_a_mistaken_answer_is_asked_for_again_on_a_terminal(
    firm: Run, outcome: str, typed: str, told: str
) -> None:
    done = firm("call", "log", "白云", outcome, stdin=typed, terminal=True)
    assert (done.exit_code, told in done.stderr) == (0, True), done.stderr
    assert len(firm("call", "list", "--format", "json").json()) == 1


def test_three_mistakes_end_the_command_with_nothing_written(firm: Run) -> None:
    done = firm("call", "log", "白云", "appointment", stdin="a\nb\nc\nfri\n", terminal=True)
    assert (done.exit_code, done.stderr.count("When is the visit?")) == (2, 3)
    assert firm("call", "log", "白云", "appointment", "--plan", "sd").exit_code == 2
    assert firm("call", "list", "--format", "json").json() == []


def test_a_place_that_is_not_in_the_list_is_asked_for_again(firm: Run) -> None:
    firm("customer", "add", "上海白云集团")
    done = firm("call", "log", "白云", "busy", stdin="9\n1\n", terminal=True)
    assert (done.exit_code, "9 is not in the list." in done.stderr) == (0, True), done.stderr


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_choices_have_names_and_are_broken_between_words(
    firm: Run, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    told = firm("goal", "add", "nothing", "80", "--lang", language, terminal=True).stderr
    assert max(map(cell_width, told.splitlines())) <= 80
    assert all(re.search(rf"(?<![a-z_]){code}(?![a-z_])", told) for code in METRICS), told
    if language != "en":
        kinds = firm("customer", "list", "--stage", "x", "--lang", language).stderr
        assert re.search(r"lost \w+, dropped \w+", kinds), kinds


def test_the_language_is_spoken_as_soon_as_it_is_set(run: Run) -> None:
    assert "语言" in run("config", "set", "language", "zh-Hans").stdout
    assert (
        run("config", "set", "language", "").stdout
        == "language (the language: en, zh-Hans or zh-Hant) is no longer set.\n"
    )
    run("config", "set", "as", "李娜")
    assert run("config", "set", "as", "").stdout == "as (who types when nobody is named) is no longer set.\n"


def test_an_area_code_is_no_last_digits(run: Run) -> None:
    assert re.search(r"--area-code 區\S+", run("init --help --lang zh-Hant").stdout)


def test_a_call_to_nobodys_number_is_warned_of(firm: Run) -> None:
    assert "No good number" not in firm("call", "log", "白云", "busy").stderr
    firm("call", "log", "白云", "invalid_number", "--number", "80000000")
    firm("call", "log", "王丽", "invalid_number", "--number", "8000")
    for line in ("call log 白云 busy", "call log 80000000 busy"):
        assert "No good number of 广州白云航空服务有限公司 is on file." in firm(line).stderr, line
    assert "No good number" not in firm("call log 白云 talked --in").stderr
    assert "No good number" not in firm("call log 白云 busy --number 13900001234").stderr


@pytest.mark.parametrize(
    "line", ["plan add c1 --date 下周八", "step add c1 打电话 --due 下周八", "step snooze s1 下周八"]
)
def test_where_a_date_alone_is_wanted_the_hint_is_of_a_date_alone(firm: Run, line: str) -> None:
    firm("step", "add", "c1", "打电话")
    done = firm(line)
    assert (done.exit_code, "“下周八” is not a date." in done.stderr) == (2, True), done.stderr
    assert "Write 2026-11-25" in done.stderr
    assert "Say when, then what" not in done.stderr
    assert "Say when, then what" in firm("call log c1 no_answer --next 下周八").stderr
