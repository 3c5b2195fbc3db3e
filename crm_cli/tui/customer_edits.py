"""Changing a customer's file in place: the line under the cursor is edited, added to, closed, put off or taken off."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any, ClassVar

from crm_cli.domain import codes, words
from crm_cli.domain.codes import number
from crm_cli.errors import CrmError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import attachments, contacts, customers, many, memos, own_fields, plans, reps, steps
from crm_cli.services.customer_file import CustomerFile
from crm_cli.services.receipts import Receipt
from crm_cli.tui.choice import Choice
from crm_cli.tui.commands import Command, DeskScreen
from crm_cli.tui.customer_lines import person_value, title_of, value_of
from crm_cli.tui.long_words import LongWords
from crm_cli.tui.prompt import Prompt

Act = Callable[[str], Receipt]
Key = tuple[Any, ...]
_CHOSEN: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "kind": ("customer_kind", codes.CUSTOMER_KINDS),
    "stage": ("stage", codes.STAGES),
    "value_class": ("value_class", codes.VALUE_CLASSES),
    "need_state": ("need_state", codes.NEED_STATES),
    "source": ("source", codes.SOURCES),
}
_MAY_BE_EMPTY = frozenset({"value_class", "grade", "owner", "team", "role"})
_FIXED = frozenset({"door", "front_desk"})
_PROMISED = frozenset({"step", "plan"})
_OFF = _PROMISED | {"phone", "memo", "attachment", "contact", "tags"}


class EditsFile(DeskScreen):
    """A screen that shows a customer's file, whose lines are edited where they stand."""

    EDITS: ClassVar[tuple[Command, ...]] = (
        Command(
            "edit",
            "enter",
            N_("edit"),
            N_("Edit the line under the cursor, open a person, a file or a touch."),
        ),
        Command("add", "a", N_("add"), N_("Add a person, a phone, a step, a plan, a memo, tags or a file.")),
        Command("done", "d", N_("done"), N_("The step is done, or the plan visited.")),
        Command("snooze", "z", N_("put off"), N_("Put a step off, or move a plan, to another day or time.")),
        Command(
            "take",
            "x",
            N_("take off"),
            N_("Cancel a step or a plan; take off a phone, a person, a memo, a file."),
        ),
    )

    @property
    def file(self) -> CustomerFile:
        """The file that is shown."""
        raise NotImplementedError

    def key_here(self) -> Key | None:
        """Return what the line under the cursor is about."""
        raise NotImplementedError

    @property
    def called(self) -> str:
        """The customer's number with its letter."""
        return str(number("customer", self.file.customer.no))

    def why_not_edit(self, name: str) -> str | None:
        """Return why a command of editing cannot be done with the line under the cursor."""
        key = self.key_here()
        kind = key[0] if key is not None else ""
        if name in {"done", "snooze"} and kind not in _PROMISED:
            return _("That is for a step or a plan: put the cursor on one.")
        if name == "take" and kind not in _OFF:
            return _("That is for a step, a plan, a phone, a person, a memo, tags or a file.")
        if name == "edit" and kind in _FIXED:
            return _("Doors and front desks are the building's: crm building show NAME")
        return _("Choose a row first.") if name == "edit" and key is None else None

    def ask(self, question: str, act: Act, *, value: str = "", hint: str = "") -> None:
        """Ask for a line and do `act` with it; what it refuses stays on the line to be mended."""
        done: list[Receipt] = []

        def check(text: str) -> None:
            done[:] = [act(text)]

        def ended(text: str | None) -> None:
            if text is not None and done:
                self.said(done[0].lines, done[0].warnings)

        self.app.push_screen(Prompt(question, check, value=value, hint=hint), ended)

    def pick(self, question: str, offered: Mapping[str, str], act: Act, *, now: str = "") -> None:
        """Ask for one of several, by what they are called, and do `act` with it."""
        values = list(offered)

        def picked(place: int | None) -> None:
            if place is not None:
                self.do(lambda: act(values[place]))

        at = values.index(now) if now in offered else 0
        self.app.push_screen(Choice(question, list(offered.values()), at=at), picked)

    def do(self, act: Callable[[], Receipt]) -> None:
        """Do something and say what was done."""
        with self.spoken():
            done = act()
            self.said(done.lines, done.warnings)

    def do_edit(self) -> None:
        """Edit what is under the cursor."""
        key = self.key_here()
        if key is not None:
            getattr(self, f"_edit_{key[0]}")(*key[1:])

    def _edit_field(self, name: str) -> None:
        row, question = self.file.customer, f"{title_of(name)} ({self.called})"

        def change(text: str) -> Receipt:
            typed: dict[str, Any] = {name: text}
            return customers.edit_customer(self.desk, self.called, **typed)

        if name == "notes":
            self._write(question, row.notes, change)
        elif name in _CHOSEN and (name != "source" or not row.source or row.source in codes.SOURCES):
            self.pick(question, self._offered(name), change, now=getattr(row, name))
        elif name in {"grade", "owner", "team"}:
            self.pick(question, self._offered(name), change, now=str(getattr(row, name)))
        else:
            self.ask(question, change, value=value_of(self.desk, self.file, name))

    def _offered(self, name: str) -> dict[str, str]:
        """Return what a field may be, each with what it is called; the last is nothing where it may be nothing."""
        if name == "grade":
            found = {grade: grade for grade in codes.GRADES}
        elif name == "owner":
            found = {row.name: row.name for row in reps.reps(self.desk, active=True)}
        elif name == "team":
            found = {row.name: row.name for row in reps.teams(self.desk)}
        elif name == "role":
            found = {role: words.label("role", role) for role in codes.CONTACT_ROLES}
        else:
            kind, possible = _CHOSEN[name]
            found = {code: words.label(kind, code) for code in possible}
        return {**found, "": _("none")} if name in _MAY_BE_EMPTY else found

    def _edit_tags(self) -> None:
        question = _("Tags? Commas between them, - before one takes it off")
        self.ask(
            f"{question} ({self.called})",
            lambda text: many.tag(self.desk, [self.file.customer.no], text),
            hint=", ".join(self.file.tags),
        )

    def _edit_own(self, name: str) -> None:
        field = own_fields.field(self.desk, "customer", name)
        now = next((one.value for one in self.file.own_fields if one.name == name), "")

        def change(text: str) -> Receipt:
            return customers.edit_customer(self.desk, self.called, own_fields={name: text})

        question = f"{name} ({self.called})"
        if field.kind == "choice":
            offered = {one: one for one in own_fields.choices_of(field)}
            self.pick(question, {**offered, "": _("none")}, change, now=now)
        else:
            self.ask(question, change, value=now)

    def _edit_contact(self, no: int) -> None:
        self.toggle_person(no)

    def toggle_person(self, no: int) -> None:
        """Show a person's own fields under the person, or hide them."""
        raise NotImplementedError

    def _edit_person(self, no: int, name: str) -> None:
        person = next(one for one in self.file.contacts if one.no == no)
        called = str(number("contact", no))
        option = "left" if name == "left_on" else name

        def change(text: str) -> Receipt:
            typed: dict[str, Any] = {option: text}
            return contacts.edit_contact(self.desk, called, **typed)

        question = f"{title_of(name)} ({called} {person.name})"
        if name == "role":
            self.pick(question, self._offered("role"), change, now=person.role)
        elif name == "notes":
            self._write(question, person.notes, change)
        else:
            self.ask(question, change, value=person_value(person, name))

    def _edit_phone(self, no: int) -> None:
        phone = next(one for one in self.file.phones if one.no == no)
        mark = _("It works after all") if phone.bad_at else _("It does not work")
        self.pick(phone.raw, {"mark": mark, "gone": _("Take it off")}, lambda what: self._phone(no, what))

    def _phone(self, no: int, what: str) -> Receipt:
        phone = next(one for one in self.file.phones if one.no == no)
        option = "phones_gone" if what == "gone" else "phones_good" if phone.bad_at else "phones_bad"
        typed: dict[str, Any] = {option: [phone.raw]}
        return customers.edit_customer(self.desk, self.called, **typed)

    def _edit_step(self, no: int) -> None:
        called = str(number("step", no))
        now = next((one.words for one in self.file.steps if one.no == no), "")
        self.ask(
            _("What is to be done? ({number})").format(number=called),
            lambda text: steps.edit_step(self.desk, called, words=text),
            value=now,
        )

    def _edit_plan(self, no: int) -> None:
        called = str(number("plan", no))
        now = next((one.purpose for one in self.file.plans if one.no == no), "")
        self.ask(
            _("What is the visit for? ({number})").format(number=called),
            lambda text: plans.edit_plan(self.desk, called, purpose=text),
            value=now,
        )

    def _edit_memo(self, no: int) -> None:
        called = str(number("memo", no))
        self._write(
            f"{_('memo')} {called}",
            memos.memo(self.desk, called).words,
            lambda text: memos.edit_memo(self.desk, called, words=text),
        )

    def _write(self, title: str, value: str, act: Act) -> None:
        """Have words of several lines written; what is refused is there again the next time."""
        room = LongWords(self.desk, title, value)

        def written(text: str | None) -> None:
            if text is not None:
                with self.spoken():
                    done = act(text)
                    room.forget()
                    self.said(done.lines, done.warnings)

        self.app.push_screen(room, written)

    def _edit_attachment(self, no: int) -> None:
        from crm_cli.services.opening_files import no_program, opened, put_aside, runs_here

        copy = put_aside(self.desk, attachments.attachment(self.desk, str(number("attachment", no))))
        takes_terminal = runs_here() and not self.app.is_headless
        with self.app.suspend() if takes_terminal else nullcontext():
            found = opened(copy)
        if not found:
            self.tell(f"{no_program()} {copy}", "warning")

    def do_add(self) -> None:
        """Ask what is added, and for it."""
        adds: tuple[tuple[str, Callable[[], None]], ...] = (
            (_("a person: name, title"), self._add_person),
            (_("a phone"), self._add_phone),
            (_("a next step"), self._add_step),
            (_("a visit planned"), self._add_plan),
            (_("a memo"), self._add_memo),
            (_("tags"), self._edit_tags),
            (_("a file"), self._add_file),
        )

        def picked(place: int | None) -> None:
            if place is not None:
                adds[place][1]()

        self.app.push_screen(Choice(_("Add what?"), [label for label, _act in adds]), picked)

    def _add_person(self) -> None:
        def add(text: str) -> Receipt:
            name, _blank, title = text.strip().partition(" ")
            return contacts.add_contact(self.desk, name, self.called, title=title.strip() or None)

        self.ask(_("Name and title? ({number})").format(number=self.called), add, hint="王丽 行政经理")

    def _add_phone(self) -> None:
        key = self.key_here()
        person = key[1] if key is not None and key[0] in {"contact", "person"} else None
        at = str(number("contact", person)) if person else self.called

        def add(text: str) -> Receipt:
            if person:
                return contacts.edit_contact(self.desk, at, phones=[text])
            return customers.edit_customer(self.desk, at, phones=[text])

        self.ask(_("Which phone? ({number})").format(number=at), add)

    def _add_step(self) -> None:
        self.ask(
            _("What is to be done, and when? For example: +3d send the quote ({number})").format(
                number=self.called
            ),
            lambda text: steps.add_step(self.desk, text, customer=self.called),
        )

    def _add_plan(self) -> None:
        def add(text: str) -> Receipt:
            from crm_cli.services.reading import read_due

            due = read_due(self.desk, text, self.desk.instant(self.desk.now()))
            when = f"{self.desk.wall(due.at):%Y-%m-%d %H:%M}" if due.at else due.day.isoformat()
            return plans.add_plan(self.desk, self.called, when=when, purpose=due.words)

        self.ask(
            _("When is the visit, and what for? For example: fri 10:00 samples ({number})").format(
                number=self.called
            ),
            add,
        )

    def _add_memo(self) -> None:
        self._write(
            _("New memo ({number})").format(number=self.called),
            "",
            lambda text: memos.add_memo(self.desk, text, customer=self.called),
        )

    def _add_file(self) -> None:
        self.ask(
            _("Which file? ({number})").format(number=self.called),
            lambda text: attachments.attach(self.desk, self.called, [Path(text.strip()).expanduser()])[0],
        )

    def do_done(self) -> None:
        """Close the step or the plan."""
        kind, called = self._promise()
        if kind == "plan":
            self.do(lambda: plans.end_plan(self.desk, called, "visited"))
        else:
            self.do(lambda: steps.finish_step(self.desk, called))

    def do_snooze(self) -> None:
        """Ask until when, of a plan also why, and put it off."""
        kind, called = self._promise()
        question = _("Until when? For example: 15:00, fri, +3d")
        if kind == "step":
            self.ask(
                f"{question} ({called})", lambda text: steps.snooze_step(self.desk, called, text), hint="+1d"
            )
            return

        def when(text: str | None) -> None:
            if text:
                self.ask(f"{_('Why?')} ({called})", lambda why: plans.move_plan(self.desk, called, text, why))

        self.app.push_screen(Prompt(f"{question} ({called})", hint="+1d"), when)

    def do_take(self) -> None:
        """Take off what is under the cursor, or cancel it; all of it can be taken back."""
        key = self.key_here()
        if key is None:
            return
        if key[0] == "tags":
            self._edit_tags()
            return
        kind, no = key[0], key[1]
        called = str(number(kind, no)) if kind != "phone" else ""
        if kind == "plan":
            self.ask(
                f"{_('Why?')} ({called})",
                lambda why: plans.end_plan(self.desk, called, "cancelled_by_us", why),
            )
            return
        acts: dict[str, Callable[[], Receipt]] = {
            "step": lambda: steps.cancel_step(self.desk, called),
            "phone": lambda: self._phone(no, "gone"),
            "memo": lambda: memos.remove_memo(self.desk, called),
            "attachment": lambda: attachments.remove_attachment(self.desk, called),
            "contact": lambda: contacts.remove_contact(self.desk, called),
        }
        self.do(acts[kind])

    def _promise(self) -> tuple[str, str]:
        key = self.key_here()
        if key is None:
            raise CrmError(_("Choose a row first."))
        return key[0], str(number(key[0], key[1]))
