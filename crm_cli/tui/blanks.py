"""Lines to be filled in over the screen; what is typed is kept until it is done, however the form is left."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Input, Label, Static, TextArea

from crm_cli.domain.cleaning import clean
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import CrmError
from crm_cli.i18n import gettext as _
from crm_cli.services import drafts
from crm_cli.services.desk import Desk
from crm_cli.tui.area import Area
from crm_cli.tui.kept import Kept
from crm_cli.tui.line import Entry
from crm_cli.tui.over import Over


class Blank(Frozen):
    """A line: its name, what it is called and an example, both English; a `tall` one takes several lines."""

    name: str
    title: str
    hint: str = ""
    tall: bool = False


class Half:
    """What is half typed on one form of a rep: it is on this machine's disk until it is forgotten."""

    def __init__(self, desk: Desk, name: str) -> None:
        self._desk = desk
        self._name = name

    def read(self) -> dict[str, str]:
        """Return what was typed, {} where nothing was."""
        found = drafts.take(self._desk, self._name) or {}
        return {name: text for name, text in found.items() if isinstance(text, str)}

    def keep(self, told: Mapping[str, str]) -> None:
        """Have it on the disk."""
        drafts.keep(self._desk, self._name, told)

    def forget(self) -> None:
        """Have it no more."""
        drafts.forget(self._desk, self._name)


class BlankForm(Over[None]):
    """A form of blanks: Enter goes on to the next and, behind the last, does `save`; Esc leaves and keeps it.

    `told` is what stands there at first, and what is half typed goes before it. `save` closes the form, clears it
    for the next or raises what is wrong; `remark` stands below.
    """

    DEFAULT_CSS = """
    BlankForm { align: center middle; }
    #blanks { width: 90%; max-width: 84; height: auto; max-height: 95%; border: round $accent;
        padding: 0 1; background: $surface; }
    #blanks Label, #blanks #remark, #blanks #foot { height: auto; }
    #blanks Input { height: 1; }
    #blanks TextArea { height: 3; }
    """
    BINDINGS: ClassVar = [
        Binding("enter", "go_on", show=False, priority=True),
        Binding("ctrl+s", "save", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        blanks: Sequence[Blank],
        half: Half,
        save: Callable[["BlankForm", dict[str, str]], None],
        *,
        told: Mapping[str, str] | None = None,
        remark: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._blanks = blanks
        self._half = half
        self._save = save
        self._first = dict(told or {})
        self._said = self._first | half.read()
        self._remark = remark
        self._foot = Static(id="foot")
        self._kept = Kept(self, self._write, lambda error: self.wrong(error.sentence))

    def compose(self) -> ComposeResult:
        """Show the title, each blank under what it is called, and room for what is wrong."""
        with VerticalScroll(id="blanks", can_focus=False):
            yield Static(Text(clean(self._title), style="bold"))
            for blank in self._blanks:
                yield Label(Text(_(blank.title)))
                text = self._said.get(blank.name, "")
                if blank.tall:
                    yield Area(text, id=blank.name, compact=True, show_line_numbers=False)
                else:
                    hint = _(blank.hint) if blank.hint else ""
                    yield Entry(text, placeholder=hint, id=blank.name, compact=True)
            yield Static("", id="wrong")
            yield Static(Text(clean(self._remark)), id="remark")
            yield self._foot

    def on_mount(self) -> None:
        """Begin at the first blank."""
        self._widget(self._blanks[0].name).focus()

    def on_descendant_focus(self) -> None:
        """Say what Enter does in this blank."""
        is_last = self.focused is not None and self.focused.id == self._blanks[-1].name
        foot = (
            _("⏎ done   esc keeps it for later")
            if is_last
            else _("⏎ goes on   ^s done   esc keeps it for later")
        )
        self._foot.update(Text(foot, style="dim"))

    def _widget(self, name: str) -> Input | TextArea:
        found = self.query_one(f"#{name}")
        assert isinstance(found, Input | TextArea)  # noqa: S101  # compose made it
        return found

    def told(self) -> dict[str, str]:
        """Return what stands in the blanks."""
        return {blank.name: self._text(blank.name) for blank in self._blanks}

    def _text(self, name: str) -> str:
        widget = self._widget(name)
        return widget.text if isinstance(widget, TextArea) else widget.value

    def on_input_changed(self, event: Input.Changed) -> None:
        """Have what is typed on the disk soon."""
        event.stop()
        self._changed()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Have what is typed on the disk soon."""
        event.stop()
        self._changed()

    def _changed(self) -> None:
        told = self.told()
        # What the form begins with is no draft, nor is what it shows while it is put together.
        if told != {blank.name: self._said.get(blank.name, "") for blank in self._blanks}:
            self._said = told
            self._kept.soon()

    def _write(self) -> None:
        if self._said == {blank.name: self._first.get(blank.name, "") for blank in self._blanks}:
            self._half.forget()
        else:
            self._half.keep(self._said)

    def keep_now(self) -> None:
        """Have on the disk what is typed."""
        self._kept.at_last()

    def action_go_on(self) -> None:
        """Go to the next blank; behind the last it is done."""
        names = [blank.name for blank in self._blanks]
        at = names.index(self.focused.id) if self.focused is not None and self.focused.id in names else -1
        if at + 1 < len(names):
            # Not put off: the keys of the next line may have come together with Enter.
            self.set_focus(self._widget(names[at + 1]))
        else:
            self.action_save()

    def action_save(self) -> None:
        """Do it when the keys before are written."""
        self.after_keys(self._do)

    def _do(self) -> None:
        """Do it, or say what is wrong, which stays to be mended."""
        if not self.is_attached:
            return
        self._changed()
        self._kept.now()
        try:
            self._save(self, self.told())
        except CrmError as error:
            self.wrong(error.told)

    def wrong(self, sentence: str) -> None:
        """Say what is wrong with what was typed."""
        self.query_one("#wrong", Static).update(Text(clean(sentence, multiline=True), style="bold red"))

    def done(self) -> None:
        """Close the form: what was typed is where it belongs."""
        self._half.forget()
        self.dismiss()

    def again(self, remark: str) -> None:
        """Clear the form for the next, and say what was done."""
        self._said = dict(self._first)
        self._half.forget()
        for blank in self._blanks:
            widget, text = self._widget(blank.name), self._first.get(blank.name, "")
            if isinstance(widget, TextArea):
                widget.load_text(text)
            else:
                widget.value = text
        self.wrong("")
        self.query_one("#remark", Static).update(Text(clean(remark, multiline=True)))
        self._widget(self._blanks[0].name).focus()

    def action_leave(self) -> None:
        """Leave it when the keys before are written; what is typed is kept."""
        self.after_keys(self._leave)

    def _leave(self) -> None:
        if self.is_attached:
            self._changed()
            self._kept.now()
            self.dismiss()
