"""Which customers the one on the screen looks like: told when it is known, merged or said to be two by a key."""

from typing import ClassVar

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.errors import CrmError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.customers import edit_customer
from crm_cli.services.desk import Desk
from crm_cli.services.duplicates import Found, Pair, Wish, keep_apart, pairs_of
from crm_cli.services.receipts import Receipt
from crm_cli.tui.choice import Choice
from crm_cli.tui.commands import Command
from crm_cli.tui.customer_logs import LogsTouches
from crm_cli.tui.merge_ask import ask_merge
from crm_cli.tui.newest import Newest
from crm_cli.tui.paged import Line

_SETTLED = 0.4
"""Seconds for which a customer is looked at before others like it are looked for: who goes through a list does not wait."""
_MOST = 9


class ShowsAlike(LogsTouches):
    """A customer's screen that says which customers look like it."""

    ALIKE: ClassVar[tuple[Command, ...]] = (
        Command(
            "alike",
            "M",
            N_("merge"),
            N_("Merge with a customer that looks like this one, or say that they are two."),
            shown=False,
        ),
    )
    alike: Found = Found([], 0)
    _seeker: Newest | None = None

    @property
    def beside(self) -> Newest:
        """What is asked and done beside the screen."""
        if self._seeker is None:
            self._seeker = Newest(self)
        return self._seeker

    def on_unmount(self) -> None:
        """Leave nothing running."""
        if self._seeker is not None:
            self._seeker.close()

    def seek_alike(self) -> None:
        """Look for customers like this one, when it has been looked at for a moment."""
        self.alike = Found([], 0)
        self.set_timer(_SETTLED, self._ask_alike)

    def _ask_alike(self) -> None:
        if not self.is_mounted or not self.is_current:
            return
        called = self.called

        def found(alike: Found) -> None:
            # The answer may come while the screen is taken apart.
            if self.is_mounted and self.query("#who") and called == self.called:
                self.alike = alike
                self.draw_alike()

        self.beside.ask(lambda desk: _pairs(called, desk), found)

    def draw_alike(self) -> None:
        """Show what was found."""
        raise NotImplementedError

    def alike_lines(self) -> list[Line]:
        """Return a line for each customer that looks like this one."""
        return [
            Line(("alike", pair.other_no), (_("looks like"), _said(pair)), "yellow")
            for pair in self.alike.pairs[:3]
        ]

    def show(self, no: int) -> None:
        """Show another customer in the place of this one."""
        raise NotImplementedError

    def _edit_other_names(self) -> None:
        question = _("Another name of {number}; - before one takes it off").format(number=self.called)

        def change(text: str) -> Receipt:
            name = text.strip()
            if name.startswith("-"):
                return edit_customer(self.desk, self.called, names_gone=[name[1:].strip()])
            return edit_customer(self.desk, self.called, other_names=[name] if name else ())

        self.ask(question, change)

    def do_alike(self) -> None:
        """Ask which of those that look like it is meant."""
        pairs = self.alike.pairs

        def picked(place: int | None) -> None:
            if place is not None:
                self._edit_alike(pairs[place].other_no)

        if len(pairs) == 1:
            self._edit_alike(pairs[0].other_no)
        else:
            self.app.push_screen(Choice(_("Which one?"), [_said(pair) for pair in pairs]), picked)

    def _edit_alike(self, other: int) -> None:
        pair = next(pair for pair in self.alike.pairs if pair.other_no == other)
        told = {"number": self.called, "other": str(number("customer", other))}
        lines = (
            _("Merge {other} into {number}, which stays"),
            _("Merge {number} into {other}, which stays"),
            _("They are two: list them no more"),
            _("Open {other}"),
        )

        def picked(place: int | None) -> None:
            if place == 0:
                ask_merge(self, self.beside, self.file.customer.no, [other], self.seek_alike)
            elif place == 1:
                ask_merge(self, self.beside, other, [self.file.customer.no], lambda: self.show(other))
            elif place == 2:
                self.alike = Found([one for one in self.alike.pairs if one.other_no != other], 0)
                self.do(lambda: keep_apart(self.desk, told["number"], [told["other"]]))
            elif place == 3:
                self.show(other)

        self.app.push_screen(Choice(_said(pair), [line.format(**told) for line in lines]), picked)


def _pairs(called: str, desk: Desk) -> Found:
    try:
        return pairs_of(desk, called, Wish(), _MOST)
    except CrmError:
        # Somebody removed it meanwhile, which the screen says itself.
        return Found([], 0)


def _said(pair: Pair) -> str:
    reasons = ", ".join(words.label("likeness", code) for code in pair.reasons)
    return f"{number('customer', pair.other_no)} {pair.other}  {pair.score}  {reasons}"
