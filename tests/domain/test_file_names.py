"""Names of files that came from elsewhere."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_cli.domain.file_names import LONGEST, is_program, safe_file_name


@pytest.mark.trust("S11")
@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("价目表 2026.pdf", "价目表 2026.pdf"),
        ("../../etc/passwd", "_._etc_passwd"),
        ("C:\\temp\\a.txt", "C__temp_a.txt"),
        ("a.txt. . ", "a.txt"),
        (".bashrc", "bashrc"),
        ("-rf", "rf"),
        ("con.txt", "_con.txt"),
        ("a\0b\x1b[31m.pdf", "a_b_[31m.pdf"),
        ("gpj.\u202eexe", "gpj._exe"),
        ("..", "a3"),
        ("", "a3"),
        ("???", "a3"),
        ("[/b]=1+1.xlsx", "[_b]=1+1.xlsx"),
        ("x" * 300 + ".docx", "x" * (LONGEST - 5) + ".docx"),
        ("名" * 200 + ".pdf", "名" * 65 + ".pdf"),
    ],
)
def test_names_lose_what_could_lead_elsewhere(name: str, safe: str) -> None:
    assert safe_file_name(name, "a3") == safe


@pytest.mark.trust("S11")
@given(st.text("conNUL1.. /\\:?~-_\0\u202e\u200d名😀", max_size=300))
@example("a. .pdf")
@example("~.1")
@example("\u200d")
def test_a_safe_name_is_one_plain_name_and_stays_as_it_is(name: str) -> None:
    safe = safe_file_name(name, "a3")
    assert safe
    assert len(safe.encode()) <= LONGEST
    assert not set("/\\:\0\n") & set(safe)
    assert safe.strip(". ") == safe
    assert safe_file_name(safe, "a3") == safe


@pytest.mark.trust("S11")
@pytest.mark.parametrize(
    ("name", "found"), [("a.PDF", False), ("a.exe", True), ("a.pdf.SH .", True), ("exe", False), ("", False)]
)
def test_programs_are_known_by_their_ending(name: str, found: bool) -> None:
    assert is_program(name) is found
