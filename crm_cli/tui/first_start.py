"""The first start: where there is no firm yet a sample is offered, or making one's own; it ends with an open desk."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from crm_cli import config, i18n
from crm_cli.domain.cleaning import clean
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import CrmError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import drafts, firm_start, machine, reps
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.firm import region_of
from crm_cli.services.firm_start import Beginning
from crm_cli.storage.unpublished import Unpublished
from crm_cli.tui import themes
from crm_cli.tui.blanks import Blank, BlankForm, Half
from crm_cli.tui.choice import Choice
from crm_cli.tui.file_picker import FilePicker
from crm_cli.tui.guarded import Guarded
from crm_cli.tui.setting_lines import LANGUAGES

_NEW_FIRM = (
    Blank("firm", N_("What is the firm called?")),
    Blank("me", N_("What are you called?")),
    Blank("role", N_("What are you there: rep, assistant, manager or owner?"), "manager"),
    Blank("region", N_("Which region: CN, HK, TW, MO, SG, US …?"), "CN"),
    Blank("timezone", N_("Time zone; empty: that of the region"), "Asia/Shanghai"),
    Blank("area_code", N_("Area code of numbers written without one"), "020"),
)
_HERE_ALREADY = _NEW_FIRM[1:3]
SAMPLE_REP = "陈伟"
"""Who of the sample firm sits at its desk: a rep who calls and knocks."""


class Begun(Frozen):
    """How the first start ended: which database is opened, who sits there, and what is said of it."""

    path: Path
    author: str | None
    told: tuple[str, ...] = ()


class EarlyHalf(Half):
    """What is half typed before there is a database to keep it for."""

    def __init__(self, path: Path, name: str) -> None:
        self._file = drafts.place_of(path, "first", name)

    def read(self) -> dict[str, str]:
        """Return what was typed, {} where nothing was."""
        found = drafts.read(self._file) or {}
        return {name: text for name, text in found.items() if isinstance(text, str)}

    def keep(self, told: Mapping[str, str]) -> None:
        """Have it on the disk."""
        drafts.write(self._file, told)

    def forget(self) -> None:
        """Have it no more."""
        drafts.drop(self._file)


def sample_path(path: Path) -> Path:
    """Return where the sample firm goes: beside the firm's own database, in a file of its own."""
    return path.absolute().with_name("crm-sample.db")


class StartApp(App[Begun]):
    """The program before there is a firm; `desk` is that of one in which nobody is yet."""

    CSS_PATH = "desk.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = [
        Binding("ctrl+q", "quit", show=False, priority=True),
        Binding("f12", "theme", show=False),
    ]

    def __init__(
        self, path: Path, author: str | None, *, theme: str = "dark", desk: Desk | None = None
    ) -> None:
        super().__init__()
        self.path = path
        self.author = author
        self.here = desk
        self.half = EarlyHalf(path, "firm")
        self.file_half = EarlyHalf(path, "file")
        self.making: Unpublished | None = None
        self.opened: Desk | None = None
        self.asked: dict[str, str] = {}
        themes.dress(self, theme)

    def on_mount(self) -> None:
        """Welcome who sits here."""
        self.push_screen(WelcomeScreen())

    def action_theme(self) -> None:
        """Change the colours to the next."""
        theme = themes.following(themes.worn(self))
        themes.wear(self, theme)
        self.kept("theme", theme)

    def kept(self, key: str, value: str) -> None:
        """Keep a setting of the machine, or say why that cannot be."""
        try:
            machine.keep(key, value)
        except CrmError as error:
            self.say(error)

    def say(self, error: CrmError) -> None:
        """Say what went wrong."""
        sentence = error.told
        self.notify(clean(sentence, multiline=True), severity="error", markup=False, timeout=10)

    def on_unmount(self) -> None:
        """Leave nothing of a firm that was not finished."""
        self.drop()

    def drop(self) -> None:
        """Have nothing of the firm that was being made."""
        self.close()
        if self.making is not None:
            self.making.drop()
            self.making = None

    def close(self) -> None:
        """Close the desk at the firm that is being made."""
        if self.opened is not None:
            self.opened.close()
            self.opened = None

    def begin_sample(self) -> None:
        """Make the sample firm beside the screen, unless it was made before, and open it."""
        path = sample_path(self.path)
        if firm_start.is_there(path):
            self._show_sample(path)
            return
        self.push_screen(WaitScreen(_("Making the sample firm …")))
        self.run_worker(lambda: self._make_sample(path), thread=True, exclusive=True)

    def _make_sample(self, path: Path) -> None:
        from crm_cli.exchange.sample import load_sample

        try:
            made = Unpublished(path)
            try:
                load_sample(made.path, self.author or SAMPLE_REP)
                made.publish()
            finally:
                made.drop()
        except CrmError as error:
            self.call_from_thread(self._failed, error)
        else:
            self.call_from_thread(self._made, path)

    def _failed(self, error: CrmError) -> None:
        self.pop_screen()
        self.say(error)

    def _made(self, path: Path) -> None:
        self.pop_screen()
        self._show_sample(path)

    def _show_sample(self, path: Path) -> None:
        self.end(
            Begun(path, SAMPLE_REP),
            [
                _(
                    "The sample firm is in {path}. It is yours to play with: nothing you do there counts."
                ).format(path=path),
                _("Your own firm begins when you type crm tui again. Back to the sample:"),
                f"  crm --db {path} --as {SAMPLE_REP} tui",
            ],
        )

    def ask_firm(self, then: Callable[[], None]) -> None:
        """Ask what a firm needs, make it aside, and go on with `then`."""
        blanks = _NEW_FIRM if self.here is None else _HERE_ALREADY
        title = _("My own firm") if self.here is None else self.here.firm.name

        def save(form: BlankForm, told: dict[str, str]) -> None:
            self.asked = told
            if self.here is None:
                self._make(told)
            else:
                firm_start.check(told["me"], told["role"])
            # What is typed is kept until the firm is there.
            form.dismiss()
            then()

        remark = _("The database will be {path}.").format(path=self.path) if self.here is None else ""
        self.push_screen(BlankForm(title, blanks, self.half, save, told=self._offered(), remark=remark))

    def _offered(self) -> dict[str, str]:
        offered = {"role": "manager", "me": self.author or ""}
        return offered if self.here is not None else offered | {"region": region_of(os.environ)}

    def _make(self, told: Mapping[str, str]) -> None:
        self.drop()
        making = Unpublished(self.path)
        try:
            firm_start.make(making.path, Beginning(**told))
        except BaseException:
            making.drop()
            raise
        self.making = making

    def begun_desk(self, *, really: bool = False) -> Desk:
        """Return a desk at the firm that is begun, for what is done beside; `really` has who begins be there too."""
        if self.here is not None:
            if really:
                firm_start.join(self.here, self.asked["me"], self.asked["role"])
                self.here.me = next(
                    rep for rep in reps.reps(self.here) if rep.name == self.asked["me"].strip()
                )
            return self.here
        if self.opened is None:
            assert self.making is not None  # noqa: S101  # what is imported goes somewhere
            self.opened = open_desk(self.making.path, self.asked["me"].strip(), command="crm tui")
        return self.opened

    def begin_own(self) -> None:
        """Make a firm, then bring in a list of its customers."""
        self.ask_firm(self.ask_file)

    def begin_empty(self) -> None:
        """Make a firm without customers."""
        self.ask_firm(lambda: self.finish([]))

    def ask_file(self) -> None:
        """Ask for the spreadsheet; none goes back to the welcome."""
        from crm_cli.tui.first_import import ImportScreen

        def picked(path: Path | None) -> None:
            if path is None:
                self.drop()
                return
            if str(path).isprintable():
                self.file_half.keep({"file": str(path)})
            self.push_screen(ImportScreen(path))

        typed = self.file_half.read().get("file", "")
        self.push_screen(FilePicker(_("Which spreadsheet are your customers in?"), typed), picked)

    def finish(self, told: list[str]) -> None:
        """Put the firm in its place and end with its desk."""
        me = self.asked["me"].strip()
        try:
            if self.here is not None:
                firm_start.join(self.here, me, self.asked["role"])
            elif self.making is not None:
                self.close()
                self.making.publish()
                self.making = None
        except CrmError as error:
            self.say(error)
            return
        self.half.forget()
        self.file_half.forget()
        if not (config.load().actor or os.environ.get("CRM_AS")):
            self.kept("as", me)
        self.end(Begun(self.path, me), [*told, _("Your firm is in {path}.").format(path=self.path)])

    def end(self, begun: Begun, told: list[str]) -> None:
        """Say how it went, and end when that was read."""

        def read(_place: Any) -> None:
            self.exit(begun)

        self.push_screen(Choice("\n".join(told), [_("Open the desk")]), read)


class WelcomeScreen(Guarded, Screen[None]):
    """What one can begin with."""

    DEFAULT_CSS = """
    WelcomeScreen { align: center middle; }
    #welcome { width: 95%; max-width: 76; height: auto; max-height: 100%; border: round $accent; padding: 0 1; }
    #welcome Static { height: auto; margin-bottom: 1; }
    #welcome OptionList { height: auto; border: none; background: $background; margin-bottom: 1; }
    """
    BINDINGS: ClassVar = [
        Binding("1", "choose(0)", show=False),
        Binding("2", "choose(1)", show=False),
        Binding("3", "choose(2)", show=False),
        Binding("l", "language", show=False),
        Binding("escape,q", "app.quit", show=False),
    ]

    @property
    def _start(self) -> StartApp:
        assert isinstance(self.app, StartApp)  # noqa: S101  # no other program welcomes
        return self.app

    def compose(self) -> ComposeResult:
        """Say where nothing is yet, and what one can begin with."""
        with VerticalScroll(id="welcome", can_focus=False):
            yield Static(Text(_("Welcome to crm"), style="bold"))
            yield Static(Text(clean(self._where()), overflow="fold"))
            yield OptionList(*map(Option, self._choices()))
            yield Static(
                Text(_("l  language: {name}").format(name=LANGUAGES[i18n.language()])), id="language"
            )
            yield Static(Text(_("1 2 3 or ⏎ begin   F12 colours   q leaves without beginning"), style="dim"))

    def _where(self) -> str:
        start = self._start
        if start.here is None:
            return _("There is no firm on this machine yet (none in {path}).").format(path=start.path)
        return _("Nobody works at {firm} yet, and it has no customers ({path}).").format(
            firm=start.here.firm.name, path=start.path
        )

    def _choices(self) -> list[Text]:
        start = self._start
        own = _("My own firm, with the spreadsheet of its customers")
        empty = _("My own firm, empty")
        told = (
            (
                _("The sample firm, to play with"),
                _("in a file of its own: {path}").format(path=sample_path(start.path)),
            ),
            (own, _("you see what would come in before it does")),
            (empty, _("customers are added by hand, or imported later")),
        )
        return [
            Text.assemble((f"{key}  {title}", "bold"), f"\n   {clean(more)}")
            for key, (title, more) in enumerate(told, 1)
        ]

    def on_mount(self) -> None:
        """Stand on the first."""
        self.query_one(OptionList).focus()

    def on_screen_resume(self) -> None:
        """Have the keys go to what one can begin with."""
        self.query_one(OptionList).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Begin with it."""
        event.stop()
        self.action_choose(event.option_index)

    def action_choose(self, place: int) -> None:
        """Begin with one."""
        start = self._start
        (start.begin_sample, start.begin_own, start.begin_empty)[place]()

    async def action_language(self) -> None:
        """Speak the next language, from now on on this machine."""
        at = i18n.LANGUAGES.index(i18n.language())
        language = i18n.LANGUAGES[(at + 1) % len(i18n.LANGUAGES)]
        i18n.use(language)
        self._start.kept("language", language)
        await self.recompose()
        self.query_one(OptionList).focus()

    def on_click(self, event: Any) -> None:
        """Speak the next language where its line is pressed."""
        if event.widget is not None and event.widget.id == "language":
            self.run_worker(self.action_language())


class WaitScreen(Guarded, Screen[None]):
    """What is being done, until it is."""

    DEFAULT_CSS = "WaitScreen { align: center middle; } WaitScreen Static { width: auto; height: auto; }"

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self._sentence = sentence

    def compose(self) -> ComposeResult:
        """Say it."""
        yield Static(Text(self._sentence))


def first_start(path: Path, author: str | None, *, theme: str, desk: Desk | None = None) -> Begun | None:
    """Welcome, and return which database to open as whom; None where who sat there left."""
    return StartApp(path, author, theme=theme, desk=desk).run()
