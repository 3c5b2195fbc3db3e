"""`crm dupes`, `crm customer merge` and other names, as they are typed."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def pair(firm: Run) -> Run:
    """The firm with 白云 (c1), and the same firm as somebody else typed it (c2)."""
    done = firm("customer add 廣州白雲航空服務 --phone 020-80000000 --city 广州")
    assert done.exit_code == 0
    return firm


def test_warned_while_typing(firm: Run) -> None:
    same = firm("customer add 白雲航空服務有限公司")
    assert "c1 广州白云航空服务有限公司 looks like it: same name but for the place." in same.stderr
    assert "looks like" not in firm("customer add 别家商行").stderr
    told = firm("contact add 李强 --customer 别家 --phone 19000008000")
    assert "c1 广州白云航空服务有限公司 has the phone" in told.stderr


def test_pairs_in_every_form(pair: Run) -> None:
    for line in ("dupes", "dupes c1", "dupes 白云航空服务有限公司 --reason phone --mine"):
        found = json.loads(pair(f"{line} --format json").stdout)
        assert [(one["no"], one["other_no"], one["score"], one["reasons"]) for one in found] == [
            ("c1", "c2", 91, ["same_but_form", "phone"])
        ]
    shown = pair("--lang zh-Hans dupes c1", terminal=True)
    assert shown.exit_code == 0
    assert json.loads(pair("dupes --reason email --format json").stdout) == []
    assert pair("dupes --reason nothing").exit_code == 2
    assert pair("dupes --mine --all").exit_code == 2


def test_two_that_are_two_are_listed_no_more(pair: Run) -> None:
    assert pair("dupes keep c1 - --reason 两家", stdin="c2\n").exit_code == 0
    assert json.loads(pair("dupes --format json").stdout) == []
    assert json.loads(pair("dupes --looked-at --format json").stdout)[0]["looked_at"] == "两家"
    assert pair("dupes keep c1 c1").exit_code == 2
    assert pair("dupes unkeep c2 c1").exit_code == 0
    assert pair("dupes unkeep c2 c1").exit_code == 3


def test_merging_asks_and_leads_from_what_was(pair: Run) -> None:
    before = pair("customer list --format json").stdout
    dry = pair("customer merge c1 c2 --dry-run").stdout.splitlines()
    assert (dry[0], dry[-1]) == ("This would happen:", "Nothing was changed.")
    assert "merged into" in dry[1]
    assert pair("customer merge c1 c2").exit_code == 2
    assert pair("customer list --format json").stdout == before
    done = pair("customer merge c1 c2 --yes")
    assert done.stdout.startswith("c2 廣州白雲航空服務 merged into c1 广州白云航空服务有限公司")
    shown = pair("customer show c2 --format json")
    assert "c2 廣州白雲航空服務 was merged into c1" in shown.stderr
    assert json.loads(shown.stdout)["other_names"] == ["廣州白雲航空服務"]
    assert pair("call log c2 no_answer").exit_code == 0
    assert pair("customer merge c1 c2 --yes").exit_code == 2
    assert pair("undo").exit_code == 0
    assert pair("undo").exit_code == 0
    assert pair("customer list --format json").stdout == before


def test_another_name_is_found_in_every_way(firm: Run, tmp_path: Path) -> None:
    assert firm("customer edit c1 --other-name 南方飞行 --other-name 老白云").exit_code == 0
    for text in ("方飞", "nffx", "nanfangfeixing", "南方飞行", "航空 nffx"):
        hit = json.loads(firm("search --format json", text).stdout)[0]
        assert (hit["no"], hit["field"]) == ("c1", "other_name")
    shown = firm("search 方飞 --columns no,matched", terminal=True)
    assert "other name" in shown.stdout
    assert firm("call log nffx no_answer").exit_code == 0
    target = tmp_path / "out.jsonl"
    assert firm(f"export customers --output {target}").exit_code == 0
    assert json.loads(target.read_text().splitlines()[0])["other_names"] == ["南方飞行", "老白云"]
    assert firm("customer edit c1 --remove-name 老白云").exit_code == 0
    assert firm("customer edit c1 --remove-name 老白云").exit_code == 3
    assert firm("customer show 老白云").exit_code == 3


def test_an_import_says_who_looks_like_whom(firm: Run, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("公司名称,曾用名\n白雲航空服務,旧白云\n另一家,\n广州白云航空服务有限公司,\n", "utf-8")
    done = firm(f"import customers {path} --yes")
    assert "1 new customer looks like one on file (c2). See with: crm dupes" in done.stdout
    assert json.loads(firm("search 旧白云 --format json").stdout)[0]["no"] == "c2"
