"""Names of files that came from elsewhere, made fit to be written here and on any other system."""

import re
from pathlib import PurePosixPath

from crm_cli.domain.cleaning import clean

LONGEST = 200
"""Bytes of a name in UTF-8; most file systems hold 255."""

# Reserved on Windows: learn.microsoft.com/windows/win32/fileio/naming-a-file.
_NO_CHARS = r'[<>:"/\\|?*\x00-\x1f\ufffd]'
_DEVICES = r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?"
# What Outlook keeps from its readers (support.microsoft.com, "Blocked attachments in Outlook"), and what runs by
# itself on a Mac or under Linux.
_PROGRAMS = frozenset(
    (  # noqa: SIM905  # sixty lines of one word each hide what is there
        ".app .appimage .application .appref-ms .bash .bat .chm .cmd .com .command .cpl .csh .desktop .exe .fileloc"
        " .gadget .hta .inetloc .inf .jar .jnlp .js .jse .ksh .library-ms .lnk .msc .msi .msp .mst .pif .pl .ps1"
        " .ps1xml .psm1 .py .pyw .pyz .rb .reg .run .scf .scr .sct .settingcontent-ms .sh .terminal .tool .url .vb"
        " .vbe .vbs .webloc .workflow .ws .wsc .wsf .wsh .xll .zsh"
    ).split()
)


def safe_file_name(name: str, otherwise: str) -> str:
    """Return `name` as a file in a folder of ours may be called; `otherwise` where nothing of it is left.

    Path separators, what no terminal should see, what Windows reserves, dots and spaces at the ends and all
    beyond LONGEST bytes go; the ending stays.
    """
    bare = re.sub(_NO_CHARS, "_", clean(name)).rstrip(". ").lstrip(". ~-")
    if not bare.strip("_. "):
        return otherwise
    if re.fullmatch(_DEVICES, bare):
        bare = f"_{bare}"
    stem, ending = _parted(bare)
    kept = _cut(stem, LONGEST - len(ending.encode())).rstrip(". ")
    return f"{kept or otherwise}{ending}"


def _parted(name: str) -> tuple[str, str]:
    """Return the stem and the ending; an ending of more than twenty bytes is none."""
    ending = PurePosixPath(name).suffix
    if not ending or len(ending.encode()) > 20:
        return name, ""
    return name.removesuffix(ending), ending


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode("utf-8", "ignore")


def is_program(name: str) -> bool:
    """Say whether a file of that name would be run rather than shown by a double click on some system."""
    return PurePosixPath(name.strip(". ")).suffix.casefold() in _PROGRAMS
