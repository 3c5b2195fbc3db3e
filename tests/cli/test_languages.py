"""What a reader sees is all in their language; what a program reads is the same in every language."""

import re

import pytest

from crm_cli import i18n
from crm_cli.cli import usage
from crm_cli.cli.groups import Noun
from crm_cli.domain.cleaning import cell_width
from crm_cli.main import PLACES, app
from tests.cli.conftest import Run

CHINESE = ("zh-Hans", "zh-Hant")
SEEN = [
    "today",
    "report daily --format text",
    "report daily --all --format text",
    "customer list --format table",
    "customer show c1",
    "contact list --format table",
    "contact show n1",
    "call list --format table",
    "call show k1",
    "visit list --format table",
    "visit show v1",
    "followup list --format table",
    "step list --format table",
    "step show s1",
    "plan list --format table",
    "plan show p1",
    "quote list --format table",
    "goal list --format table",
    "donotcall list --format table",
    "field list --format table",
    "rep list --format table",
    "team list --format table",
    "search 白云 --format table",
    "outcome show has_supplier --subject call --format table --columns name,rest_days",
    "history --format table --columns no,at,actor,rows,kind",
]
READ = [
    "customer list --format json",
    "contact list --format jsonl",
    "call list --format json",
    "visit list --format csv",
    "step list --format tsv",
    "plan list --format json",
    "goal list --format json",
    "outcome list --format json",
    "config list --format json",
    "history --rows --format json",
    "customer show c1 --format json",
    "report daily --format json",
    "report daily --all --format csv",
    "search 白云 --format json",
]


@pytest.fixture
def worked(firm: Run) -> Run:
    """A firm with one of everything, logged in English."""
    for line in (
        "call log 王丽 quote_wanted --grade B --next '+3d 发报价' --objection 太贵 --competitor 某某礼品 --note 年会",
        "call log 白云 has_supplier --talk 3:05",
        "visit log c1 met_staff --arrive 9:30 --card --wechat --grade A --building 中信广场 --unit 1203",
        "visit log --building 中信广场 --unit 1204 closed",
        "followup add c1 --channel email --note 已发目录",
        "plan add c1 --date mon --purpose 送样 --expect 定下数量",
        "plan add --building 中信广场 --date today",
        "goal add dials 80",
        "quote add c1 --amount 5万",
        "field add customer 发质 --kind choice --choices 油性,干性",
        "donotcall add 020-80000009 --reason 投诉",
        "report note --problem 前台难过 --answer 换时间 --help-needed 样册",
    ):
        done = firm(line, who="周敏" if line.startswith("goal") else "陈伟")
        assert done.exit_code == 0, (line, done.stderr)
    return firm


@pytest.mark.parametrize("language", CHINESE)
def test_a_reader_sees_no_english_and_tables_with_straight_edges(worked: Run, language: str) -> None:
    for line in SEEN:
        done = worked(f"{line} --lang {language}")
        assert done.exit_code == 0, (line, done.stderr)
        left = re.findall("[A-Za-z]{4,}", re.sub(r"crm [a-z -]+|@\S+|has_supplier", "", done.said))
        assert not left, (line, left, done.said)
        if " list " in line:
            lines = done.stdout.splitlines()
            assert len(lines) > 1, line
            assert len(set(map(cell_width, lines))) == 1, done.stdout


def test_what_programs_read_is_the_same_in_every_language(worked: Run) -> None:
    for line in READ:
        said = {worked(f"{line} --lang {language}").stdout for language in i18n.LANGUAGES}
        assert len(said) == 1, line


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_help_fits_the_terminal_and_its_second_column_is_straight(
    run: Run, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    for line in ("", "call", "call log", "customer edit", "import customers"):
        shown = run(f"{line} --help --lang {language}").stdout
        assert max(map(cell_width, shown.splitlines())) <= 60, shown
        listed = re.findall(r"^(  --\w+(?: \S+)?  +)\S", shown, re.M)
        assert len({cell_width(head) for head in listed}) == 1, shown


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("call log", "错误：缺少参数 '对象'。"),
        ("init", "错误：缺少选项 '--firm'。"),
        ("call list --limit x", "错误：'--limit' 的值不对：x 不是整数。"),
        ("call list --limit -1", "错误：'--limit' 的值不对：-1 不在范围 x>=0 内。"),
        ("call list --limt 3", "错误：没有选项 --limt。是不是要找 --limit"),
        ("call list --limit", "错误：选项 '--limit' 后面要有值。"),
        ("call list --all=yes", "错误：选项 '--all' 不带值。"),
        ("call log c1 busy 三 四", "错误：多出了参数（三 四）。"),
        ("cal list", "错误：没有命令 'cal'。是不是要找 'call'"),
        ("xyzzy", "错误：没有命令 'xyzzy'。"),
    ],
)
def test_faults_of_a_command_line_are_told_in_the_language(run: Run, line: str, told: str) -> None:
    done = run(f"--lang zh-Hans {line}")
    assert done.exit_code == 2
    assert told in done.stderr, done.stderr
    assert not re.search("Usage|Error|Try", done.stderr)


def test_a_language_that_is_not_ours_is_refused_in_a_sentence(run: Run) -> None:
    done = run("customer list --lang fr")
    assert done.exit_code == 2
    assert done.stderr.splitlines() == ["Error: fr is not a language of ours.", "en, zh-Hans, zh-Hant"]


def test_every_placeholder_of_the_help_has_a_name_in_each_language() -> None:
    for name in PLACES:
        noun = app.get_command(None, name)
        verbs = [noun.get_command(None, verb) for verb in noun.verbs()] if isinstance(noun, Noun) else [noun]
        for param in (param for command in verbs for param in command.params):
            words = re.findall("HOW FAR|[A-Z]{3,}", param.metavar or "")
            assert set(words) <= usage.PLACEHOLDERS.keys(), (name, param.metavar)
