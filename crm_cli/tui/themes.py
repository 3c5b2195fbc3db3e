"""The colours of the desk: dark, light, of high contrast, or the sixteen of the terminal itself."""

from collections.abc import Mapping
from typing import Any

from rich.terminal_theme import TerminalTheme
from textual.app import App
from textual.filter import Monochrome, NoColor
from textual.theme import Theme

from crm_cli.i18n import N_
from crm_cli.services.machine import THEMES
from crm_cli.tui.harmless import Harmless

NAMES = {"dark": "textual-dark", "light": "textual-light", "contrast": "crm-contrast", "16": "crm-16"}
"""What Textual calls the themes of services.machine.THEMES."""
TITLES = {
    "dark": N_("dark"),
    "light": N_("light"),
    "contrast": N_("high contrast"),
    "16": N_("the terminal's own 16 colours"),
}
assert tuple(NAMES) == THEMES  # noqa: S101  # a theme that is offered is there

CONTRAST = Theme(
    name="crm-contrast",
    primary="#00ffff",
    secondary="#ffff00",
    accent="#ffff00",
    warning="#ffd000",
    error="#ff8080",
    success="#80ff80",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000060",
    boost="#202020",
    text_alpha=1.0,
    variables={
        "text-muted": "#ffffff",
        "text-disabled": "#d0d0d0",
        "block-cursor-background": "#ffff00",
        "block-cursor-foreground": "#000000",
        "input-cursor-background": "#ffff00",
        "input-cursor-foreground": "#000000",
        "input-selection-background": "#0000ff",
        "border": "#ffffff",
        "border-blurred": "#c0c0c0",
    },
)
SIXTEEN = Theme(
    name="crm-16",
    ansi=True,
    primary="ansi_blue",
    secondary="ansi_cyan",
    accent="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_white",
        "border-blurred": "ansi_default",
        "block-cursor-foreground": "ansi_black",
        "block-cursor-background": "ansi_white",
        "input-cursor-background": "ansi_white",
        "input-cursor-foreground": "ansi_black",
        "input-cursor-text-style": "none",
        "input-selection-background": "ansi_cyan",
        "input-selection-foreground": "ansi_black",
        "screen-selection-background": "ansi_cyan",
        "screen-selection-foreground": "ansi_black",
    },
)
_DARK_INK = TerminalTheme(
    (0, 0, 0),
    (255, 255, 255),
    [(0, 0, 0), (255, 110, 110), (110, 230, 110), (240, 210, 80), (130, 170, 255), (240, 140, 240),
     (90, 220, 230), (220, 220, 220)],
)  # fmt: skip
# On a light ground the yellow and the cyan of terminals can hardly be read (WCAG 2.2, 1.4.3: 4.5 to 1).
_LIGHT_INK = TerminalTheme(
    (255, 255, 255),
    (0, 0, 0),
    [(0, 0, 0), (165, 20, 20), (20, 95, 20), (120, 75, 0), (20, 60, 165), (115, 30, 125), (0, 85, 105),
     (70, 70, 70)],
)  # fmt: skip
_DEEP = frozenset({"truecolor", "24bit"})


def chosen(kept: str | None, environment: Mapping[str, str]) -> str:
    """Return which of THEMES the desk begins with: CRM_THEME, else what the machine's file says, else what fits.

    A word that is no theme is passed over: nobody is kept from the desk by a colour. Where neither says one, a
    terminal that does not say that it has more than sixteen colours gets its own.
    """
    for wish in (environment.get("CRM_THEME"), kept):
        if wish in THEMES:
            return wish
    # Windows Terminal has all colours and says so by its own name alone.
    is_deep = environment.get("COLORTERM", "").lower() in _DEEP or "WT_SESSION" in environment
    return "dark" if is_deep and "16color" not in environment.get("TERM", "") else "16"


def dress(app: App[Any], theme: str) -> None:
    """Give a program our themes, begin with one of THEMES, and let nothing be drawn that steers the terminal."""
    app.register_theme(CONTRAST)
    app.register_theme(SIXTEEN)
    app.ansi_theme_dark = _DARK_INK
    app.ansi_theme_light = _LIGHT_INK
    wear(app, theme)
    app._filters.append(Harmless())  # noqa: SLF001  # Textual has no other way


def wear(app: App[Any], theme: str) -> None:
    """Show one of THEMES, with NO_COLOR without its colours.

    Textual decides once, before it knows the theme, how colours are taken out; what makes greys of them writes the
    sixteen of the terminal black on black.
    """
    app.theme = NAMES[theme]
    filters = app._filters  # noqa: SLF001  # Textual has no other way
    for place, one in enumerate(filters):
        if isinstance(one, (Monochrome, NoColor)):
            filters[place] = NoColor() if theme == "16" else Monochrome()


def worn(app: App[Any]) -> str:
    """Return which of THEMES a program shows."""
    return next((name for name, theirs in NAMES.items() if theirs == app.theme), THEMES[0])


def following(name: str) -> str:
    """Return the theme after another, round and round."""
    return THEMES[(THEMES.index(name) + 1) % len(THEMES)]
