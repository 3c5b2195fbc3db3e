"""`crm quote`, `crm sample`, `crm order` and `crm payment`."""

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize("kind", ["quote", "sample", "order", "payment"])
def test_each_kind_is_added_listed_shown_edited_and_removed(firm: Run, kind: str) -> None:
    firm("call", "log", "白云", "talked")
    done = firm(
        kind, "add", "白云", "--amount", "5万", "--date", "2026-11-19", "--from", "k1", "--note", "月饼"
    )
    assert done.exit_code == 0, done.stderr
    [row] = firm(f"{kind}s", "list", "--format", "json").json()
    assert (row["no"], row["kind"], row["amount"], row["currency"], row["call_no"], row["day"]) == (
        "o1", kind, 50000.0, "CNY", "k1", "2026-11-19",
    )  # fmt: skip
    firm(kind, "edit", "o1", "--amount", "1234.56", "--date", "2026-11-18", "--rep", "李娜", "--note", "")
    shown = firm(kind, "show", "o1", "--format", "json").json()
    assert (shown["amount"], shown["day"], shown["rep"], shown["note"]) == (1234.56, "2026-11-18", "李娜", "")
    assert "1,234.56" in firm(kind, "show", "o1").stdout
    other = "quote" if kind == "order" else "order"
    assert firm(other, "show", "o1").exit_code == 3
    assert firm(kind, "remove", "o1", "--yes").exit_code == 0
    assert firm(kind, "list", "--all", "--format", "json").json() == []


def test_lists_are_narrowed_and_a_double_is_warned_of(firm: Run) -> None:
    firm("order", "add", "白云", "--amount", "100", "--date", "2026-11-19")
    assert firm("order", "add", "白云", "--amount", "100", "--date", "2026-11-19", "--rep", "李娜").stderr

    def numbers(*filters: str) -> list[str]:
        return [one["no"] for one in firm("order", "list", *filters, "--format", "json").json()]

    assert (numbers(), numbers("--rep", "李娜"), numbers("--all")) == (["o1"], ["o2"], ["o2", "o1"])
    assert numbers("--all", "--since", "2026-11-20") == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("order add 白云", 2),
        ("payment add 白云 --amount much", 2),
        ("order add 白云 --amount 5 --from c1", 2),
        ("order edit o1 --amount 5", 3),
        ("order remove o1", 2),
    ],
)
def test_what_cannot_be_is_refused(firm: Run, words: str, code: int) -> None:
    assert firm(words).exit_code == code
