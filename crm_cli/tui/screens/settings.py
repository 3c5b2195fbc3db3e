"""Settings: the firm's outcomes, goals and rules, what is of this machine alone, and where everything is."""

from typing import Any, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from crm_cli.domain.cleaning import clean
from crm_cli.errors import RefusedError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import firm, machine, outcomes
from crm_cli.services.receipts import Receipt
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.tui import setting_lines, themes
from crm_cli.tui.bars import Bar, CommandBar, PlaceBar
from crm_cli.tui.blocks import BlockTable
from crm_cli.tui.commands import Command, DeskScreen
from crm_cli.tui.paged import Line, Made, PagedTable
from crm_cli.tui.setting_edits import SHELL_ONLY, Edits, goal_of
from crm_cli.tui.setting_lines import SECTIONS, Section

_CHANGED = {"add": ("outcomes", "goals"), "retire": ("outcomes", "goals"), "default": ("firm",)}
"""What else than a change is done in which sections."""


class SectionBar(Bar):
    """The sections with their keys; the one that is shown stands out."""

    def render(self) -> Text:
        """Return the line; where it is narrow, only the section that is shown has its name."""
        screen = self.screen
        here = screen.section.name if isinstance(screen, SettingsScreen) else ""
        words = [f" {key} {_(one.title)} " for key, one in enumerate(SECTIONS, 1)]
        is_long = sum(map(cell_len, words)) > self.size.width
        text, at = Text(no_wrap=True), 0
        self._spans = []
        for key, (one, word) in enumerate(zip(SECTIONS, words, strict=True), 1):
            shown = word if one.name == here or not is_long else f" {key} "
            text.append(shown, style="bold reverse" if one.name == here else "")
            self._spans.append((0, at, at + cell_len(shown), one.name))
            at += cell_len(shown)
        return text

    def pressed(self, name: str) -> None:
        """Show the section."""
        if isinstance(self.screen, SettingsScreen):
            self.screen.show_section(name)


class SettingsScreen(DeskScreen):
    """One section at a time, a line each."""

    DEFAULT_CSS = """
    SettingsScreen SectionBar { height: 1; background: $surface; color: $foreground; }
    SettingsScreen #full { height: auto; max-height: 3; padding: 0 1; }
    """
    OFFERS: ClassVar = (
        Command("change", "enter", N_("edit"), N_("Change what the row says.")),
        Command("add", "a", N_("add"), N_("Add an outcome or a goal.")),
        Command("retire", "x", N_("retire"), N_("Take an outcome out of use or back into use; remove a goal.")),
        Command("default", "d", N_("default"), N_("Go back to the setting's default.")),
        Command("earlier", "K,shift+up", N_("up"), N_("Put the outcome one place earlier."), shown=False),
        Command("later", "J,shift+down", N_("down"), N_("Put the outcome one place later."), shown=False),
        Command("retired", "C", N_("retired too"), N_("Show retired outcomes too, or leave them out."), shown=False),
        Command("next", "tab,right,l", N_("section"), N_("Go to the next section.")),
        Command("before", "shift+tab,left,h", N_("section before"), N_("Go to the section before."), shown=False),
        *(
            Command(one.name, str(key), one.title, one.help, shown=False)
            for key, one in enumerate(SECTIONS, 1)
        ),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.section: Section = SECTIONS[0]
        self._with_retired = False
        self._refusal: str | None = None
        self._cursors: dict[str, int] = {}

    def compose(self) -> ComposeResult:
        """Put the sections above the rows of one, and what the row says in full below."""
        yield PlaceBar()
        yield SectionBar()
        yield BlockTable(setting_lines.columns(self.section.name, self.app.size.width))
        yield Static("", id="full", classes="foot")
        yield CommandBar()

    @property
    def table(self) -> BlockTable:
        """The rows."""
        return self.query_one(BlockTable)

    @property
    def _theme(self) -> str:
        return themes.worn(self.app)

    @property
    def _edits(self) -> Edits:
        return Edits(self, lambda receipt: self.said(receipt.lines, receipt.warnings))

    def on_mount(self) -> None:
        """Show the first section."""
        self.table.focus()
        self._show(keep=False)

    def on_screen_resume(self) -> None:
        """Show what was changed on another screen."""
        self.reload()

    def on_resize(self) -> None:
        """Show as many columns as there is room for."""
        self._show(keep=True)

    def reload(self) -> None:
        """Read again what is shown."""
        self.desk.forget_settings()
        self.desk.forget_outcomes()
        self._show(keep=True)

    def _show(self, *, keep: bool) -> None:
        name, width = self.section.name, self.app.size.width
        self._refusal = self._refused()
        made = setting_lines.lines(self.desk, name, width, retired=self._with_retired, theme=self._theme)
        if not made:
            made = [Line(None, (_("There are no goals yet: a adds one."),), "dim")]
        table = self.table
        table.columns = setting_lines.columns(name, width)
        table.show(Made(made), keep=keep)
        self.query_one(SectionBar).refresh()
        self._tell_in_full()

    def _refused(self) -> str | None:
        """Return why who sits here may not change the section, None where they may: asked once, not at each key."""
        if not self.section.what:
            return None
        try:
            self.desk.require_manager_if_any(_(self.section.what))
        except RefusedError as error:
            return error.told
        return None

    def show_section(self, name: str) -> None:
        """Show another section, with the cursor where it stood there."""
        self._cursors[self.section.name] = self.table.cursor
        self.section = next(one for one in SECTIONS if one.name == name)
        with self.spoken():
            self._show(keep=False)
            self.table.cursor = min(self._cursors.get(name, self.table.cursor), max(0, self.table.rows - 1))

    def _key(self) -> Any:
        line = self.table.line_here()
        return line.key if line is not None else None

    def _tell_in_full(self) -> None:
        key, told = self._key(), ""
        if key is not None and self.section.name != "goals":
            told = setting_lines.in_full(self.desk, self.section.name, key, self._theme)
        self.query_one("#full", Static).update(Text(clean(told, multiline=True)))
        self.query_one(CommandBar).refresh()

    def on_paged_table_moved(self, _event: PagedTable.Moved) -> None:
        """Show the row in full."""
        self._tell_in_full()

    def on_paged_table_chosen(self, _event: PagedTable.Chosen) -> None:
        """Change the row."""
        self.action_do("change")

    def why_not(self, name: str) -> str | None:
        """Say what keeps a command from being done."""
        here = self.section.name
        if name not in {"change", "add", "retire", "default", "earlier", "later", "retired"}:
            return None
        if here not in _CHANGED.get(name, ("outcomes",) if name != "change" else (here,)):
            return _("There is nothing of the kind in this section.")
        if name == "change" and here == "about":
            return _("This is only told.")
        if name in {"retired", "add"}:
            return None if name == "retired" else self._refusal
        if (key := self._key()) is None:
            return _("Choose a row first.")
        if here == "machine" and key in SHELL_ONLY:
            return _("Only shown here; it is set with: crm config set {key} …").format(key=key)
        return self._refusal

    def _outcome(self) -> OutcomeRow:
        subject, no = self._key()
        return next(row for row in self.desk.outcomes(subject) if row.no == no)

    def do_change(self) -> None:
        """Change what the row says."""
        edits, here, key = self._edits, self.section.name, self._key()
        if here == "outcomes":
            edits.outcome(self._outcome())
        elif here == "goals":
            if (row := goal_of(self.desk, key)) is not None:
                edits.goal(row)
        elif here == "firm":
            edits.setting(key)
        else:
            edits.machine(key, self._keep)

    def do_add(self) -> None:
        """Add an outcome or a goal."""
        if self.section.name == "goals":
            self._edits.new_goal()
        else:
            key = self._key()
            self._edits.new_outcome(key[0] if key else "call")

    def do_retire(self) -> None:
        """Take an outcome out of use or back into use; remove a goal."""
        if self.section.name == "goals":
            self._tell(firm.remove_goal(self.desk, str(self._key())))
            return
        row = self._outcome()
        act = outcomes.retire if row.retired_on is None else outcomes.restore
        self._tell(act(self.desk, row))

    def _tell(self, receipt: Receipt) -> None:
        self.said(receipt.lines, receipt.warnings)

    def do_default(self) -> None:
        """Go back to the setting's default."""
        self._edits.default(self._key())

    def do_earlier(self) -> None:
        """Put the outcome one place earlier."""
        self._move(-1)

    def do_later(self) -> None:
        """Put the outcome one place later."""
        self._move(1)

    def _move(self, by: int) -> None:
        if (receipt := self._edits.move(self._outcome(), by)) is not None:
            self._tell(receipt)

    def do_retired(self) -> None:
        """Show retired outcomes too, or leave them out."""
        self._with_retired = not self._with_retired
        self._show(keep=True)

    def do_next(self) -> None:
        """Go to the next section."""
        self._turn(1)

    def do_before(self) -> None:
        """Go to the section before."""
        self._turn(-1)

    def _turn(self, by: int) -> None:
        at = SECTIONS.index(self.section)
        self.show_section(SECTIONS[(at + by) % len(SECTIONS)].name)

    def do_outcomes(self) -> None:
        """Show the outcomes."""
        self.show_section("outcomes")

    def do_goals(self) -> None:
        """Show the goals."""
        self.show_section("goals")

    def do_firm(self) -> None:
        """Show the firm's settings."""
        self.show_section("firm")

    def do_machine(self) -> None:
        """Show the settings of this machine."""
        self.show_section("machine")

    def do_about(self) -> None:
        """Show where everything is."""
        self.show_section("about")

    def _keep(self, key: str, value: str) -> None:
        """Keep a setting of this machine; language and colours change at once."""
        with self.spoken():
            if key == "theme":
                self.the_app.wear(value)
            elif key == "language":
                self.run_worker(self._speak(value))
            else:
                path = machine.keep(key, value)
                self.tell(_("Kept in {path}.").format(path=path))
                self._show(keep=True)

    async def _speak(self, language: str) -> None:
        with self.spoken():
            await self.the_app.speak(language)
            self.reload()
