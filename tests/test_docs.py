"""Every command in the documents runs, in order and with an empty home; what is generated is fresh."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_cli.cli import session
from crm_cli.domain.codes import EFFECTS
from crm_cli.domain.outcomes import PRESETS
from crm_cli.domain.settings import SETTINGS
from crm_cli.errors import CrmError
from crm_cli.main import PLACES
from crm_cli.services.machine import MACHINE
from tools import make_reference

ROOT = Path(__file__).parents[1]
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
MANUAL = sorted(
    str(path.relative_to(ROOT)) for name in LANGUAGES for path in (ROOT / "docs" / name).glob("*.md")
)
DOCUMENTS = ["README.md", *MANUAL]
LINKED = ["docs/manual.md", "docs/codebase.md", "docs/sources.md", "docs/reference.md", "CHANGELOG.md"]
NOT_RUN = "<!-- not run by the tests"
NARRATED = "set -eu -o pipefail; trap 'echo \"failed: $BASH_COMMAND\" >&2' ERR\n"


def blocks(text: str) -> Iterator[str]:
    """Yield the fenced `sh` blocks of a page that are not marked as left out."""
    for match in re.finditer(r"(?P<mark>[^\n]*)\n```sh\n(?P<lines>.*?)```", text, re.DOTALL):
        if not match["mark"].startswith(NOT_RUN):
            yield match["lines"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home with the sample firm's spreadsheets beside it, and `crm` to be found."""
    shutil.copytree(ROOT / "sample_data", tmp_path / "work" / "sample_data")
    programs = tmp_path / "programs"
    programs.mkdir()
    crm = programs / "crm"
    crm.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m crm_cli "$@"\n')
    crm.chmod(0o755)
    return tmp_path


RUN = [page for page in DOCUMENTS if "```sh" in (ROOT / page).read_text("utf-8")]
# A translated page types the commands of the English one, which another test holds it to: two of them stand for all.
SELDOM = [
    page for page in RUN if "/zh-" in page and not page.endswith(("zh-Hans/phone.md", "zh-Hant/rep.md"))
]


@pytest.mark.parametrize(
    "page", [pytest.param(page, marks=pytest.mark.slow) if page in SELDOM else page for page in RUN]
)
def test_every_command_in_a_page_runs(page: str, home: Path) -> None:
    script = "\n".join(blocks((ROOT / page).read_text(encoding="utf-8")))
    assert script.count("crm ") > 5
    kept = {name: value for name, value in os.environ.items() if name.startswith(("COVERAGE", "SYSTEMROOT"))}
    done = subprocess.run(
        ["bash", "-c", NARRATED + script],
        env={**kept, "PATH": f"{home / 'programs'}:{os.environ['PATH']}", "HOME": str(home / "home"),
             "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
        cwd=home / "work", capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Traceback" not in done.stderr


def test_the_reference_is_fresh() -> None:
    assert make_reference.REFERENCE.read_text(encoding="utf-8") == make_reference.reference(), "make docs"


@pytest.fixture(scope="module")
def page() -> str:
    return make_reference.reference()


def test_the_reference_has_every_command_and_option(page: str) -> None:
    assert {name.split()[1] for name, _verb in make_reference.verbs()} == set(PLACES)
    for name, verb in make_reference.verbs():
        _head, found, part = page.partition(f"\n`{name}")
        assert found, name
        own = part.partition("\n#")[0]
        for one in make_reference.parameters(name, verb):
            for option in (*one.opts, *one.secondary_opts):
                assert f"`{option}" in own or f"[{one.metavar}" in own or one.metavar in own, (name, option)
            assert one.help, (name, one.name)
    for option in session.shared_options():
        assert f"`{option.opts[0]}" in page


def test_the_reference_has_every_setting_exit_code_and_variable(page: str) -> None:
    for key in (*SETTINGS, *MACHINE):
        assert f"| `{key}` |" in page
    for code in {0, 130, *(error.exit_code for error in _errors(CrmError))}:
        assert f"\n| {code} | " in page
    for name in _variables():
        assert f"`{name}" in page


def _errors(error: type[CrmError]) -> Iterator[type[CrmError]]:
    yield error
    for narrower in error.__subclasses__():
        yield from _errors(narrower)


def _variables() -> set[str]:
    """Return the environment variables that the sources name, but for the shell's own question to us."""
    named = re.compile(r"\b(?:CRM|XDG)_[A-Z_]+\b|\bNO_COLOR\b|\bPYTHONTZPATH\b|\bLC_[A-Z]+\b|\bAPPDATA\b")
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "crm_cli").rglob("*.py"))
    return {name for text in sources for name in named.findall(text)}


@pytest.mark.parametrize("page", [page for page in MANUAL if page.endswith("/rep.md")])
def test_the_manual_has_every_outcome_and_effect(page: str) -> None:
    manual = (ROOT / page).read_text(encoding="utf-8")
    for preset in PRESETS:
        name = re.escape(preset.chinese) if page.startswith("docs/en/") else "[^|]+"
        cells = (
            rf"`{preset.code}` \| {name} \| `{preset.initials}` \| `{preset.key}` \| {preset.flags or '–'}"
        )
        if preset.subject == "visit":
            cells += rf" \| {f'`{preset.progress}`' if preset.progress else '–'}"
        assert re.search(rf"^\| {cells} \|", manual, re.MULTILINE), preset.code
    for effect in EFFECTS:
        assert f"`{effect}`" in manual


def test_the_english_pages_name_every_command() -> None:
    pages = "\n".join(
        (ROOT / page).read_text(encoding="utf-8") for page in MANUAL if page.startswith("docs/en/")
    )
    told = set(_commands_told(pages))
    missing = [name for name, _verb in make_reference.verbs() if name.removeprefix("crm ") not in told]
    assert not missing


@pytest.mark.parametrize("page", [page for page in MANUAL if not page.startswith("docs/en/")])
def test_a_translated_page_types_the_same_commands(page: str) -> None:
    original = ROOT / "docs/en" / Path(page).name
    for path in (ROOT / page, original):
        assert path.exists(), path
    typed, wanted = (
        [list(_commands_told(block)) for block in blocks(path.read_text(encoding="utf-8"))]
        for path in (ROOT / page, original)
    )
    assert typed == wanted


@pytest.mark.parametrize("page", [*DOCUMENTS, "CHANGELOG.md"])
def test_every_command_and_option_that_is_told_exists(page: str) -> None:
    options = _options()
    text = (ROOT / page).read_text(encoding="utf-8")
    spans = re.findall(r"`(crm [^`]+)`", text) + re.findall(r"^.*\bcrm .*$", text, re.MULTILINE)
    for told in spans:
        for command in re.findall(r"\bcrm [^`|()&]+", told):
            told_of = [name for name in _commands_told(command) if name.split()[0] in PLACES]
            assert all(name in options or PLACES[name.split()[0]].verb for name in told_of[1:]), command
            names = [name for name in told_of if name in options]
            if names:
                strange = set(re.findall(r"(?<!\S)--[a-z][\w-]*", command)) - options[names[-1]]
                assert not strange, (command, strange)


def _options() -> dict[str, set[str]]:
    """Return the options of each command by its name without `crm`, those of every command among them."""
    shared = {option for one in session.shared_options() for option in one.opts} | {"--help", "--version"}
    return {
        name.removeprefix("crm "): shared.union(
            *((*one.opts, *one.secondary_opts) for one in make_reference.parameters(name, verb))
        )
        for name, verb in make_reference.verbs()
    }


def _commands_told(text: str) -> Iterator[str]:
    """Yield the commands that a text names: `step add` of `crm --as 周敏 step add`, each of `step done|edit`."""
    for noun, verbs in re.findall(
        r"\bcrm (?:--\w+(?: [^-\s]\S*)? )*?([a-z]+)(?: ([a-z]+(?:[|-][a-z]+)*)\b)?", text
    ):
        yield noun
        yield from (f"{noun} {verb}" for verb in verbs.split("|") if verb)


def test_the_index_leads_to_every_page() -> None:
    index = (ROOT / "docs/manual.md").read_text(encoding="utf-8")
    assert {f"docs/{target}" for target in re.findall(r"\]\(([\w-]+/[^)]+)\)", index)} == set(MANUAL)


@pytest.mark.parametrize("page", [*DOCUMENTS, *LINKED])
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    for target, anchor in re.findall(
        r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)", path.read_text(encoding="utf-8")
    ):
        found = path.parent / target if target else path
        assert found.exists(), target
        assert not anchor or anchor in _anchors(found.read_text(encoding="utf-8")), (target, anchor)


def _anchors(text: str) -> set[str]:
    """Return the names of a page's headings, made as the sites that show Markdown make them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
