"""`crm customer forget` as it is typed: what it asks before it destroys anything."""

from tests.cli.conftest import Run


def test_again_asks_for_the_backups_it_would_delete_and_says_which_it_did(firm: Run) -> None:
    assert firm("backup", who="周敏").exit_code == 0
    shown = firm("customer forget c1 --dry-run --drop-backups", who="周敏")
    assert "1 old backup would be deleted: crm.db." in shown.stdout + shown.stderr
    assert firm("customer forget c1 --yes", who="周敏").exit_code == 0
    asked = firm("customer forget --again --drop-backups", who="周敏")
    assert asked.exit_code == 2
    assert "Delete these backups for good: crm.db." in asked.stderr
    assert "Erase" not in asked.stderr
    would = firm("customer forget --again --drop-backups --dry-run", who="周敏")
    assert "1 old backup would be deleted: crm.db." in would.stderr
    done = firm("customer forget --again --drop-backups --yes", who="周敏")
    assert "1 old backup deleted: crm.db." in done.stdout
    nothing = firm("customer forget --again --drop-backups", who="周敏")
    assert nothing.exit_code == 0
    assert "as far as ids and barred numbers tell" in nothing.stdout + nothing.stderr
    assert "old backup" not in nothing.stdout + nothing.stderr


def test_a_barred_number_that_came_in_again_is_marked_wherever_it_is_shown(firm: Run) -> None:
    for line in (
        "customer add 白云飞 --kind person --phone 13900004321",
        "donotcall add 13900004321",
        "customer forget 13900004321 --yes",
        "customer add 名单上的人 --kind person --phone 13900004321",
    ):
        assert firm(line, who="周敏").exit_code == 0, line
    assert "(do not call)" in firm("customer show 名单上的人").stdout
    assert "is marked do-not-call" in firm("call log 名单上的人 no_answer").stderr
