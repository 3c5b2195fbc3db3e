"""Several things in one command: all or none, told when it is on disk, each found before the lock is taken."""

from crm_cli.services.desk import Desk
from tests.cli.conftest import Run


def test_a_batch_that_fails_changes_and_tells_nothing(firm: Run, desk: Desk) -> None:
    for line in ("customer edit c1 c9 --tag vip", "customer edit c1 --remove-phone 9999 --tag vip"):
        done = firm(line)
        assert (done.exit_code, done.stdout) == (3, "")
    assert "vip" not in firm("customer show c1 --format json").stdout


def test_edit_reads_names_from_stdin_once(firm: Run) -> None:
    done = firm("customer edit - --tag vip --remove-phone 0000", stdin="c1\n")
    assert done.exit_code == 0, done.stderr
    file = firm("customer show c1 --format json").json()
    assert (file["tags"], [phone["raw"] for phone in file["phones"]]) == (["vip"], ["190 0000 8000"])


def test_what_is_removed_is_named_whole_before_it_goes(firm: Run) -> None:
    firm("customer add 深圳空壳贸易")
    done = firm("customer remove 空壳")
    assert (done.exit_code, "c2 深圳空壳贸易" in done.stderr) == (2, True)
    assert firm("customer remove 空壳 --yes").exit_code == 0


def test_call_filters_take_what_people_type(firm: Run) -> None:
    firm("call log c1 talked --grade A --at 10:00")
    for line in ("--outcome 已沟通", "--grade a", "--direction outgoing"):
        assert firm(f"call list --format ids {line}").stdout == "k1\n", line
    for line, code in (("--outcome nonsense", 3), ("--grade Z", 2), ("--direction sideways", 2)):
        assert firm(f"call list {line}").exit_code == code, line


def test_a_number_marked_do_not_call_says_so_in_the_customer_file(firm: Run) -> None:
    firm("donotcall add 02080000000")
    assert "020-80000000  (do not call)" in firm("customer show c1").stdout
    phones = firm("customer show c1 --format json").json()["phones"]
    assert [phone["do_not_call"] for phone in phones] == [True, False]


def test_removing_what_has_a_history_says_what_to_do_instead(firm: Run) -> None:
    firm("call log c1 talked")
    for line, instead in (
        ("customer remove c1", "--closed"),
        ("contact remove n1", "contact edit n1 --left"),
        ("rep remove 陈伟", "rep edit r1 --left"),
        ("team remove 航空汽车组", "--team"),
    ):
        done = firm(f"{line} --yes")
        assert (done.exit_code, instead in done.stderr) == (4, True), done.stderr


def test_several_shown_are_one_list_for_programs_and_nothing_where_one_is_missing(firm: Run) -> None:
    for _time in range(2):
        firm("call log c1 talked")
    assert [row["no"] for row in firm("call show k1 k2 --format json").json()] == ["k1", "k2"]
    assert [row["no"] for row in firm("rep show r1 r2 --format json").json()] == ["r1", "r2"]
    assert firm("call show k1 --format json").json()["no"] == "k1"
    missing = firm("call show k1 k9")
    assert (missing.exit_code, missing.stdout) == (3, "")


def test_a_list_of_matches_that_was_cut_says_so(firm: Run) -> None:
    for place in range(21):
        firm(f"customer add 海珠商行{place}")
    assert "and more:" in firm("customer show 海珠").stderr


def test_an_empty_word_from_a_script_is_refused_and_does_nothing(firm: Run) -> None:
    firm("call log c1 talked")
    for line in ("undo ''", "step add '' 打电话", "outcome show ''", "call log c1 talked --grade ''"):
        done = firm(line)
        assert (done.exit_code, done.stdout) == (2, ""), line
    assert firm("task list --format ids --state any").stdout == ""
    assert "wants a quote" in firm("call log c1 wants").stderr


def test_what_is_named_twice_is_changed_once(firm: Run) -> None:
    done = firm("customer edit c1 C1 白云 - --tag vip", stdin="c1 c1\n")
    assert (done.exit_code, done.stdout.count("changed")) == (0, 1)
    firm("step add c1 '+3d 打电话'")
    assert firm("step cancel s1 S1").exit_code == 0


def test_hundreds_of_things_are_told_in_one_line_on_a_terminal_and_whole_to_a_script(firm: Run) -> None:
    for place in range(30):
        firm(f"customer add 商行{place}")
    numbers = firm("customer list --format ids --sort no").stdout
    firm("customer edit c2 --industry 礼品")
    done = firm("customer edit", *numbers.split(), "--industry", "礼品", terminal=True)
    assert "31 in all, 1 of them already so: c1, c2, c3 … c31" in done.stdout.replace("\n", " ")
    assert done.stdout.count("\n") < 6
    again = firm("customer edit - --industry 礼盒 --format json", stdin=numbers).json()
    assert [one["no"] for one in again] == numbers.split()
    assert len(firm("customer edit - --industry 礼品", stdin=numbers).stdout.splitlines()) == 31
    assert "(31 rows)" in firm("undo").stdout
    asked = firm("customer remove", *numbers.split(), terminal=True, stdin="n\n")
    assert "(31)" in asked.stdout
    assert "c7" not in asked.stdout


def test_nothing_on_stdin_is_nothing_to_do(firm: Run) -> None:
    for line in (
        "customer edit - --tag vip",
        "report sign -",
        "customer show -",
        "rep add -",
        "outbox drop -",
    ):
        done = firm(line, stdin="\n")
        assert (done.exit_code, done.stdout) == (0, ""), done
        assert done.stderr == "There was nothing on stdin: nothing to do.\n"
    whole = firm("customer handover 陈伟 李娜 --customer - --yes", who="周敏", stdin="")
    assert (whole.exit_code, firm("customer list --owner 李娜 --format ids").stdout) == (0, "")
    assert firm("customer edit - --tag vip --quiet", stdin="").stderr == ""
