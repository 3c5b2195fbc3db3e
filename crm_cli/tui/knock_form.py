"""What is said of a door that opened: who is behind it, whom I met, what comes next; asked on one short form."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.reactive import reactive
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from crm_cli.domain import words
from crm_cli.domain.cleaning import clean
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.knock_lines import Typed
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.door_cards import DoorCard
from crm_cli.services.outcomes import label
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.tui.bars import Bar
from crm_cli.tui.kept import Kept
from crm_cli.tui.line import Entry
from crm_cli.tui.over import Over


class Field(Frozen):
    """A line of the form: the field of a knock it fills, what it is called in English, whether it is only ticked."""

    name: str
    title: str
    ticked: bool = False


_FIELDS = (
    Field("name", N_("firm")),
    Field("person", N_("contact")),
    Field("title", N_("title")),
    Field("phone", N_("phone")),
    Field("card", N_("card"), ticked=True),
    Field("grade", N_("grade")),
    Field("tactic", N_("tactic")),
    Field("next", N_("next step")),
    Field("note", N_("note")),
)
_AT_THE_DESK = Field("who", N_("front desk"))
_AMOUNT = Field("amount", N_("amount"))
_REASON = Field("reason", N_("reason"))
_OF_CUSTOMER = ("person", "phone", "grade")

Told = dict[str, Any]
"""What was typed, by the field of a knock; ticked ones are True."""


def fields_for(outcome: OutcomeRow) -> Iterator[Field]:
    """Yield the lines of the form for an outcome: who sits in front where I came no further, an amount of an order."""
    if not outcome.reached:
        yield _AT_THE_DESK
    if outcome.effect == "order":
        yield _AMOUNT
    yield from _FIELDS
    if "reason" in outcome.asks.split():
        yield _REASON


def typed_of(door: str, outcome: OutcomeRow, told: Mapping[str, Any], tenants: int) -> Typed:
    """Return a filled form as a knock at a door with so many tenants.

    Raises UsageError for what is said of a firm or a person who is not named.
    """
    said: dict[str, Any] = {}
    for name, value in told.items():
        if plain := value.strip() if isinstance(value, str) else value:
            said[name] = plain
    if not tenants and "name" not in said and any(name in said for name in _OF_CUSTOMER):
        raise UsageError(
            _("Whose is that? Nobody is on file behind {door}: name the firm.").format(door=door)
        )
    if "title" in said and "person" not in said:
        raise UsageError(_("Whose title is that? Name the person."))
    # A firm on file can be named by its number.
    name = said.get("name", "")
    if name[:1].lower() == "c" and name[1:].isdecimal():
        said["customer"] = said.pop("name")
    return Typed((door,), outcome.code, **said)


class Tick(Widget, can_focus=True):
    """A box that is ticked or not, said by its sign and not by a colour."""

    DEFAULT_CSS = "Tick { width: 3; height: 1; } Tick:focus { text-style: reverse; }"
    value: reactive[bool] = reactive(False)

    class Changed(Message):
        """It was ticked, or its tick taken away."""

        def __init__(self, tick: "Tick") -> None:
            super().__init__()
            self.tick = tick

    def render(self) -> Text:
        """Return the box."""
        return Text("[x]" if self.value else "[ ]")

    def on_key(self, event: events.Key) -> None:
        """Turn it at once: the program does a key of a box only when the keys may be on another line by then."""
        if event.key in {"space", "x"}:
            event.stop()
            self.action_turn()

    def action_turn(self) -> None:
        """Tick it, or take the tick away."""
        self.value = not self.value
        self.post_message(self.Changed(self))

    def on_click(self) -> None:
        """Do as the space bar does."""
        self.action_turn()


class Foot(Bar):
    """What can be done with the form, for the mouse too."""

    DEFAULT_CSS = "Foot { height: 1; }"

    def render(self) -> Text:
        """Return the line."""
        self._spans, at = [], 0
        text = Text(no_wrap=True)
        for name, told in (("save", _("⏎ log it")), ("leave", _("esc keep it for later"))):
            text.append(f"{told}   ", style="bold")
            self._spans.append((0, at, at + cell_len(told), name))
            at += cell_len(told) + 3
        return text

    def pressed(self, name: str) -> None:
        """Do what was clicked."""
        if isinstance(form := self.screen, KnockForm):
            form.action_save() if name == "save" else form.action_leave()


class KnockForm(Over[None]):
    """The form of one door; what is typed is kept until it is saved, however it is left.

    `save` logs what was typed and closes the form or says what is wrong; `keep` has it on the disk.
    """

    DEFAULT_CSS = """
    KnockForm { align: center middle; }
    #knock { width: 90%; max-width: 76; height: auto; max-height: 95%; border: round $accent;
        padding: 0 1; background: $surface; }
    #knock .line { height: 1; }
    #knock Label { width: 14; }
    #knock Input { height: 1; width: 1fr; }
    """
    BINDINGS: ClassVar = [
        Binding("enter", "save", show=False, priority=True),
        Binding("escape", "leave", show=False),
        Binding("down", "app.focus_next", show=False, priority=True),
        Binding("up", "app.focus_previous", show=False, priority=True),
    ]

    def __init__(
        self,
        card: DoorCard,
        outcome: OutcomeRow,
        told: Told,
        save: Callable[["KnockForm", Told], None],
        keep: Callable[[Told], None],
    ) -> None:
        super().__init__()
        self._card = card
        self._outcome = outcome
        self._told = dict(told)
        self._save = save
        self._kept = Kept(self, lambda: keep(self._told), self.wrong)
        self._is_changed = False

    def compose(self) -> ComposeResult:
        """Show the door above the lines of the form."""
        door = self._card.door
        with VerticalScroll(id="knock", can_focus=False):
            yield Static(Text(clean(f"{door.code}  {label(self._outcome)}"), style="bold"))
            for tenant in self._card.tenants:
                told = (number("customer", tenant.customer_no), tenant.customer, tenant.owner)
                yield Static(Text(clean("  ".join(filter(None, told))), no_wrap=True, overflow="ellipsis"))
            for field in fields_for(self._outcome):
                with Horizontal(classes="line"):
                    yield Label(Text(self._titled(field)))
                    yield self._widget(field)
            # What is wrong takes the place of the legend when the form is saved.
            asks = any(map(self._is_asked, fields_for(self._outcome)))
            legend = _("* this outcome asks for it") if asks else ""
            yield Static(Text(legend, style="dim"), id="wrong")
            yield Foot()

    def _titled(self, field: Field) -> str:
        return f"{'*' if self._is_asked(field) else ' '}{_(field.title)}"

    def _is_asked(self, field: Field) -> bool:
        return field.name in self._outcome.asks.split()

    def _widget(self, field: Field) -> Tick | Input:
        if field.ticked:
            tick = Tick(id=field.name)
            tick.set_reactive(Tick.value, bool(self._told.get(field.name)))
            return tick
        suggester = None
        if field.name == "tactic":
            tactics = [words.label("tactic", code) for code in words.LABELS["tactic"]]
            suggester = SuggestFromList(tactics, case_sensitive=False)
        value = str(self._told.get(field.name) or "")
        return Entry(
            value, placeholder=self._hint(field.name), id=field.name, compact=True, suggester=suggester
        )

    def _hint(self, name: str) -> str:
        if name == "name" and len(self._card.tenants) == 1:
            return clean(self._card.tenants[0].customer)
        return {
            "name": _("its name, or c12"),
            "grade": "A–E",
            "next": _("fri samples"),
            "tactic": _("rapport, praise …"),
            "who": _("who sits there"),
        }.get(name, "")

    def on_mount(self) -> None:
        """Begin where something is to be typed first."""
        first = "person" if self._card.tenants and self._outcome.reached else "name"
        self.query_one(f"#{first if self._outcome.reached else 'who'}").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Have what is typed on the disk soon."""
        event.stop()
        self._changed(str(event.input.id), event.value)

    def on_tick_changed(self, event: Tick.Changed) -> None:
        """Have what is ticked on the disk soon."""
        event.stop()
        self._changed(str(event.tick.id), event.tick.value)

    def _changed(self, name: str, value: str | bool) -> None:
        if (self._told.get(name) or False) == (value or False):
            return
        self._told[name] = value
        self._is_changed = True
        self._kept.soon()

    def keep_now(self) -> None:
        """Have on the disk what is typed."""
        if self._is_changed:
            self._kept.now()

    def action_save(self) -> None:
        """Log it when the keys before are written."""
        self.after_keys(self._log)

    def _log(self) -> None:
        """Log what was typed."""
        if self.is_attached:
            for line in self.query(Input):
                self._changed(str(line.id), line.value)
            self.keep_now()
            self._save(self, self._told)

    def action_leave(self) -> None:
        """Go back to the doors; what was typed stays with this one."""
        self.keep_now()
        self.dismiss()

    def on_unmount(self) -> None:
        """Lose nothing where the window is closed."""
        self.keep_now()

    def wrong(self, error: CrmError) -> None:
        """Say what is wrong; it stays to be mended."""
        if not self.is_attached:
            return
        told = error.told
        self.query_one("#wrong", Static).update(Text(clean(told), style="bold red"))

    def done(self) -> None:
        """Close the form of what is logged."""
        self._is_changed = False
        self._kept.drop()
        self.dismiss()
