"""What can be done on a screen, declared once: its key, its place in the footer, the palette and the help."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from textual.binding import Binding
from textual.screen import Screen

from crm_cli.domain.frozen import Frozen
from crm_cli.errors import CrmError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.tui.guarded import Guarded

if TYPE_CHECKING:
    from crm_cli.services.receipts import Receipt
    from crm_cli.tui.app import DeskApp

Severity = Literal["information", "warning", "error"]


class Command(Frozen):
    """One thing that can be done: `do_<name>` does it, any of `keys` (Textual's names, commas between) asks for it.

    `label` is a word or two for the footer, `help` a sentence; both are English until they are shown. One that is
    not `shown` is in the palette and the help only.
    """

    name: str
    keys: str
    label: str
    help: str
    shown: bool = True

    def key(self) -> str:
        """Return the first of its keys as people write it."""
        return written(self.keys.split(",")[0])


_WRITTEN = {
    "question_mark": "?", "slash": "/", "colon": ":", "plus": "+", "minus": "-", "space": "␣", "enter": "⏎",
    "escape": "esc", "left_square_bracket": "[", "right_square_bracket": "]", "full_stop": ".", "comma": ",",
    "less_than_sign": "<", "greater_than_sign": ">", "equals_sign": "=", "exclamation_mark": "!", "at": "@", "asterisk": "*",
    "left": "←", "right": "→", "up": "↑", "down": "↓",
}  # fmt: skip


def written(key: str) -> str:
    """Return a key of Textual's as people write it: `ctrl+p` is ^p, `question_mark` ?."""
    if key.startswith("ctrl+"):
        return f"^{written(key[5:])}"
    return _WRITTEN.get(key, key.upper() if key.startswith("f") and key[1:].isdecimal() else key)


@contextmanager
def known_as(desk: Desk, command: str) -> Iterator[None]:
    """Have the history say of what is done meanwhile by which command it was made."""
    before, desk.command = desk.command, command
    try:
        yield
    finally:
        desk.command = before


Bindings = list[Binding | tuple[str, str] | tuple[str, str, str]]


def bindings(commands: Iterable[Command]) -> Bindings:
    """Return the bindings of commands; what they are called is shown by us, in the language of the desk."""
    return [
        Binding(key, f"do('{command.name}')", command.label, show=False)
        for command in commands
        for key in command.keys.split(",")
    ]


class DeskScreen(Guarded, Screen[Any]):
    """A screen of the desk: it declares OFFERS and has a method `do_<name>` for each.

    The history calls what is done here by `PLACE`, by the screen it was opened from where that is ''.
    """

    OFFERS: ClassVar[tuple[Command, ...]] = ()
    PLACE: ClassVar = ""

    def __init_subclass__(cls, **options: Any) -> None:
        cls.BINDINGS = bindings(cls.OFFERS)
        super().__init_subclass__(**options)

    @property
    def desk(self) -> Desk:
        """The open desk of the program."""
        return self.the_app.desk

    @property
    def the_app(self) -> "DeskApp":
        """The program, as what it is."""
        from crm_cli.tui.app import DeskApp

        assert isinstance(self.app, DeskApp)  # noqa: S101  # no other program has these screens
        return self.app

    def commands(self) -> tuple[Command, ...]:
        """Return what can be done here, whether or not it can be just now."""
        return self.OFFERS

    def why_not(self, name: str) -> str | None:  # noqa: ARG002  # screens ask of theirs
        """Return why a command cannot be done just now, None when it can."""
        return None

    def typed(self) -> str:
        """Return what to say in the place of the commands while their keys are letters of a line, else ''."""
        return ""

    def action_do(self, name: str) -> None:
        """Do a command, or say why it cannot be done."""
        if (why := self.why_not(name)) is not None:
            self.tell(why, "warning")
            return
        self.act_as(name)
        with self.spoken():
            getattr(self, f"do_{name}")()

    def act_as(self, name: str) -> None:
        """Have the history call what is done from now on by this name: a whole day of the desk would be one there."""
        self.desk.command = f"crm tui {self.PLACE or self.app.current_mode} {name}"

    @contextmanager
    def spoken(self) -> Iterator[None]:
        """Say an error as its sentence and its way out; what was typed stays where it is."""
        try:
            yield
        except CrmError as error:
            self.tell(error.told, "error")

    def tell(self, sentence: str, severity: Severity = "information") -> None:
        """Tell something for a while, where this screen has room for it."""
        self.the_app.say(sentence, severity)

    def ask_for(self, question: str, act: "Callable[[str], Receipt]", *, hint: str = "") -> None:
        """Ask for a line and do `act` with it; where that fails the line stays to be sent again. '' does nothing."""
        from crm_cli.tui.prompt import Prompt

        done: list[Receipt] = []

        def check(text: str) -> None:
            if text:
                done.append(act(text))

        def ended(_text: str | None) -> None:
            for receipt in done:
                with self.spoken():
                    self.said(receipt.lines, receipt.warnings)

        self.app.push_screen(Prompt(question, check, hint=hint), ended)

    def undo(self) -> None:
        """Take back the last thing the rep did."""
        from crm_cli.services import history

        self.act_as("undo")
        receipt = history.undo(self.desk)
        self.said(receipt.lines, receipt.warnings)

    def reload(self) -> None:
        """Read again what is shown, since somebody changed something; the cursor stays where it is."""

    def follow(self) -> None:
        """Do so while something is open over this screen; one that has nothing to show beside it waits."""

    def leave(self) -> None:
        """Give back what is held, and have what is half typed on the disk: the window was closed."""

    def said(self, lines: Iterable[str], warnings: Iterable[str] = ()) -> None:
        """Tell what was done, and read again what is shown."""
        if told := "\n".join(lines):
            self.tell(told)
        for warning in warnings:
            self.tell(_("Warning: {sentence}").format(sentence=warning), "warning")
        self.reload()
