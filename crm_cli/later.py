"""Modules that the libraries name at their beginning, and that most commands never use: loaded at first use."""

import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

SELDOM_USED: Mapping[str, tuple[str, ...]] = dict.fromkeys(
    (
        "bz2", "fnmatch", "ipaddress", "linecache", "locale", "lzma", "ntpath", "selectors", "signal", "subprocess",
        "textwrap", "tokenize", "zlib",
    ),
    (),
) | {
    "difflib": ("get_close_matches",),
    "gettext": ("gettext", "ngettext"),
    "shutil": ("get_terminal_size",),
}  # fmt: skip
"""What typer and the standard library bring along for help, tracebacks, archives and processes.

Beside each are its functions that are taken out of it (`from … import …`) long before anybody calls them.
"""


class Later(ModuleType):
    """Stands for a module of the same name until one of its names is asked for, and answers with the real one's.

    The standard library's own `LazyLoader` loads the module as soon as a second one imports it (Python 3.11).
    """

    def __init__(self, name: str, functions: tuple[str, ...]) -> None:
        super().__init__(name)
        for function in functions:
            setattr(self, function, _called_later(self, function))

    def __getattr__(self, name: str) -> Any:
        # Asked of everything that is imported, and none of these is a package.
        if name == "__path__":
            raise AttributeError(name)
        return getattr(loaded(self), name)


def loaded(stand_in: Later) -> ModuleType:
    """Return the module that it stands for, loaded now if nobody needed it before."""
    name = stand_in.__name__
    if sys.modules.get(name) is stand_in:
        del sys.modules[name]
    __import__(name)
    return sys.modules[name]


def _called_later(stand_in: Later, function: str) -> Callable[..., Any]:
    def call(*values: Any, **named: Any) -> Any:
        return getattr(loaded(stand_in), function)(*values, **named)

    return call


def stand_in() -> None:
    """Put a stand-in for each module that is not loaded; for a process that begins, with one thread.

    An everyday command saves a ninth of its time by it.
    """
    for name, functions in SELDOM_USED.items():
        if name not in sys.modules:
            sys.modules[name] = Later(name, functions)
