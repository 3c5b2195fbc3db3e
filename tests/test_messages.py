"""The catalogues: fresh, whole, and with the same placeholders; no sentence of the program is left out."""

import ast
import os
import re
import string
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from crm_cli import i18n
from crm_cli.domain import record_words
from crm_cli.domain.outcomes import PRESETS
from crm_cli.domain.titles import TITLES
from crm_cli.domain.words import LABELS, label
from crm_cli.services.records import INTERNAL
from crm_cli.storage import calls, contacts, customers, followups, money, outcomes, plans, reps, steps, visits
from tools import make_messages

ROOT = Path(__file__).parents[1]
LANGUAGES = {"zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant"}


@pytest.fixture(scope="module", params=LANGUAGES.values())
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    with make_messages.po_path(request.param).open("rb") as file:
        return read_po(file, locale=request.param)


def _texts(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, tuple | list) else (str(message.string),)


def _sentences(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, tuple | list) else (str(message.id),)


def _placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def test_pot_po_and_mo_are_fresh_and_whole(capsys: pytest.CaptureFixture[str]) -> None:
    stale = [
        path.name for path, content in make_messages.files().items() if make_messages.stale(path, content)
    ]
    assert not stale, "make messages"
    assert not capsys.readouterr().err, "every sentence has a translation"


def test_each_translation_has_the_placeholders_of_its_sentence(catalogue: Catalog) -> None:
    for message in catalogue:
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        wanted = set().union(*map(_placeholders, _sentences(message)))
        for text in _texts(message):
            assert text.strip(), message.id
            assert _placeholders(text) == wanted, message.id


def test_commands_options_and_codes_survive_translation(catalogue: Catalog) -> None:
    for message in catalogue:
        told = " ".join(_sentences(message))
        for mark in re.findall(r"--[a-z-]+|CRM_\w+|crm [a-z]+(?: [a-z]+)?(?= --| \{|$)", told):
            assert all(mark in text for text in _texts(message)), (message.id, mark)


def test_no_simplified_form_is_left_in_the_traditional_catalogue() -> None:
    with make_messages.po_path("zh_Hant").open("rb") as file:
        text = "".join("".join(_texts(message)) for message in read_po(file) if message.id)
    assert not set(text) & set(
        "户联务员访计划扫楼电话单约级标报这个东车长门问时实数点线写显应无业见结约绝络设询语说请读"
    )
    for mainland in ("默认", "缺省", "數據庫", "文件夾", "保存"):
        assert mainland not in text


@pytest.mark.parametrize("subject", ["call", "visit"])
def test_outcomes_have_the_names_of_the_product(subject: str) -> None:
    i18n.use("zh-Hans")
    for preset in PRESETS:
        if preset.subject == subject:
            assert label(subject, preset.code) == preset.chinese


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_codes_of_a_list_are_called_the_same(language: str) -> None:
    i18n.use(language)
    for kind in {*LABELS, *record_words.LABELS, "metric"} - {"role", "table"}:
        twice = [
            name for name, count in Counter(label(kind, code) for code in LABELS[kind]).items() if count > 1
        ]
        assert not twice, (kind, twice)


def test_every_field_of_a_record_has_a_title() -> None:
    rows = (
        calls.CallRow, contacts.ContactRow, customers.CustomerRow, customers.CustomerBrief, followups.FollowupRow,
        money.MoneyRow, outcomes.OutcomeRow, plans.PlanRow, reps.RepRow, reps.TeamRow, steps.StepRow, visits.VisitRow,
    )  # fmt: skip
    fields = {field.removesuffix("_minor") for row in rows for field in row._fields} - INTERNAL
    assert fields <= TITLES.keys()


# What a user is told goes through one of these; the second text of an error is its hint.
_TELLING = {"say", "tell", "warn", "confirm", "say_error"}
_COMMAND = re.compile(r"(crm\b|chmod\b|sh -c|daily --|--|-|[a-z]+(, [a-z]+)+$)")


def _unwrapped(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        told = (
            node.args[:2] if re.fullmatch(r"(Usage|NotFound|Ambiguous|Refused|Database)Error", name) else []
        )
        told = told or (node.args[:1] if name in _TELLING else [])
        told += [word.value for word in node.keywords if word.arg in {"help", "hint", "empty", "question"}]
        for text in told:
            start = text.values[0] if isinstance(text, ast.JoinedStr) and text.values else text
            words = start.value if isinstance(start, ast.Constant) and isinstance(start.value, str) else ""
            if re.search("[A-Za-z]{2}", words) and not _COMMAND.match(words.strip()):
                yield f"{path.name}:{node.lineno}: {words}"
        if name in {"_", "N_", "gettext", "ngettext"} and any(
            isinstance(a, ast.JoinedStr) for a in node.args
        ):
            yield f"{path.name}:{node.lineno}: an f-string cannot be translated"


def test_no_sentence_hides_from_the_catalogues() -> None:
    """What stands inside an f-string is not found by who gathers sentences."""
    with (ROOT / "crm_cli/locales/crm.pot").open("rb") as file:
        known = {one.id if isinstance(one.id, str) else one.id[0] for one in read_po(file) if one.id}
    for path in (ROOT / "crm_cli").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", "N_", "ngettext"}:
                said = node.args[0] if node.args else None
                assert not isinstance(said, ast.Constant) or said.value in known, (
                    f"{path.name}: {said.value!r}"
                )


def test_every_sentence_told_to_a_user_can_be_translated() -> None:
    paths = [path for path in (ROOT / "crm_cli").rglob("*.py") if "migrations" not in path.parts]
    assert [fault for path in paths for fault in _unwrapped(path)] == []


@pytest.mark.parametrize(
    ("locale", "arguments", "told"),
    [
        ("zh_TW.UTF-8", ["call", "--help"], "指令：\n  log         登記一通電話"),
        ("zh_CN.GB18030", ["call", "log"], "错误：缺少参数 '对象'。"),
        ("C.UTF-8", ["call", "log"], "Error: Missing argument 'WHO'."),
    ],
)
def test_the_program_speaks_the_language_of_the_locale(locale: str, arguments: list[str], told: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "crm_cli", *arguments],
        env={**os.environ, "LANG": locale, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert told in done.stdout + done.stderr
