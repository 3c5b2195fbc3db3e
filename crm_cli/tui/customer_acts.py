"""What is done with the marked customers of a list, or with the one under the cursor: one change, one undo."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_cli.errors import RefusedError, UsageError
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Receipt
from crm_cli.tui.commands import Command, DeskScreen

if TYPE_CHECKING:
    from crm_cli.services.handover import Handover
    from crm_cli.tui.customer_list import CustomerList


ACTS = (
    Command("assign", "a", N_("assign"), N_("Give the marked customers to a rep.")),
    Command("tag", "t", N_("tag"), N_("Put tags on the marked customers, or take them off.")),
    Command("stage", "s", N_("stage"), N_("Set the stage of the marked customers.")),
    Command("list", "l", N_("call list"), N_("Put the numbers of the marked customers on a call list.")),
    Command("export", "e", N_("export"), N_("Write the marked customers to a CSV, Excel or JSON Lines file.")),
    Command("merge", "M", N_("merge"), N_("Merge the marked customers into one of them."), shown=False),
    Command("hand", "h", N_("hand over"), N_("Hand the marked customers to a rep with everything open."), shown=False),
)  # fmt: skip

_MERGED = 9
"""More than that are hardly ever one."""


class MarkedActs:
    """Gives the chosen customers away, tags and stages them, puts them on a list or in a file, hands them over."""

    def __init__(self, screen: DeskScreen, of: "CustomerList") -> None:
        self._screen = screen
        self._list = of

    def do(self, name: str) -> None:
        """Do one of ACTS, by its name."""
        getattr(self, f"do_{name}")()

    def do_assign(self) -> None:
        """Ask for the rep, and give them away."""
        numbers = self._list.table.chosen_keys()
        self._ask_rep(_("Give {what} to whom?"), numbers, lambda name: self._edit(numbers, owner=name))

    def do_tag(self) -> None:
        """Ask for the tags, and put them on."""
        from crm_cli.services import many
        from crm_cli.tui.prompt import Prompt

        numbers = self._list.table.chosen_keys()

        def typed(text: str | None) -> None:
            if text:
                self._work(lambda desk: many.tag(desk, numbers, text))

        question = _("Tags for {what}? Commas between them, - before one takes it off").format(
            what=_many(numbers)
        )
        self._screen.app.push_screen(Prompt(question, many.read_tags, hint="展会,-旧客"), typed)

    def do_stage(self) -> None:
        """Ask for the stage, and set it."""
        from crm_cli.domain import codes, words
        from crm_cli.tui.choice import Choice

        numbers = self._list.table.chosen_keys()

        def picked(place: int | None) -> None:
            if place is not None:
                self._edit(numbers, stage=codes.STAGES[place])

        lines = [words.label("stage", stage) for stage in codes.STAGES]
        self._screen.app.push_screen(Choice(_("Stage of {what}?").format(what=_many(numbers)), lines), picked)

    def do_list(self) -> None:
        """Ask for the call list, and put them on it."""
        from crm_cli.services import call_lists, many
        from crm_cli.tui.choice import Choice
        from crm_cli.tui.prompt import Prompt, put_back

        numbers = self._list.table.chosen_keys()
        called = _("What is the new list called?")
        held = call_lists.call_lists(self._screen.desk, states=["open"])

        def picked(place: int | None) -> None:
            if place is not None and place < len(held):
                name = f"l{held[place].no}"
                self._work(lambda desk: many.put_on_list(desk, numbers, name))
            elif place is not None:
                self._screen.app.push_screen(Prompt(called, _named), named)

        def named(name: str | None) -> None:
            if name:
                self._work(
                    lambda desk: many.put_on_list(desk, numbers, name, new=True),
                    lambda: put_back(self._screen.desk, called, name),
                )

        lines = [*(row.name for row in held), _("A new list")]
        question = _("On which list go the numbers of {what}?").format(what=_many(numbers))
        self._screen.app.push_screen(Choice(question, lines), picked)

    def do_export(self) -> None:
        """Ask for the file, and write them to it."""
        from crm_cli.exchange import exporting
        from crm_cli.tui.prompt import Prompt

        numbers = self._list.table.chosen_keys()

        def check(text: str) -> None:
            path = Path(text.strip()).expanduser()
            exporting.format_of(path)
            if path.exists():
                raise RefusedError(_("{path} exists already.").format(path=path), _("Give another name."))

        def typed(text: str | None) -> None:
            if not text:
                return
            path = Path(text.strip()).expanduser()
            wish = exporting.format_of(path)
            self._list.beside.work(
                lambda desk: exporting.export_chosen(desk, "customers", wish, path, numbers),
                lambda done: self._screen.said(
                    [_("Written: {path} ({count} rows)").format(path=path, count=done.total)], done.warnings
                ),
            )

        name = f"~/customers-{self._screen.desk.today().isoformat()}.xlsx"
        question = _("Write {what} to which file? .csv, .xlsx or .jsonl").format(what=_many(numbers))
        self._screen.app.push_screen(Prompt(question, check, value=name), typed)

    def do_hand(self) -> None:
        """Ask for the rep, show what would go, and hand it over."""
        from crm_cli.services import many

        numbers = self._list.table.chosen_keys()

        def named(name: str) -> None:
            self._list.beside.work(
                lambda desk: many.handed(desk, numbers, name),
                lambda found: self._confirm(numbers, name, found),
            )

        self._ask_rep(_("Hand {what} over to whom?"), numbers, named)

    def do_merge(self) -> None:
        """Ask which one stays, show what would come of it, and merge the others into it."""
        from crm_cli.services.naming import find_customer
        from crm_cli.tui.choice import Choice
        from crm_cli.tui.merge_ask import ask_merge

        numbers = self._list.table.chosen_keys()
        if not 1 < len(numbers) <= _MERGED:
            raise UsageError(
                _("Mark two customers or more that are one, {most} at most.").format(most=_MERGED)
            )
        rows = [find_customer(self._screen.desk, f"c{no}") for no in numbers]

        def picked(place: int | None) -> None:
            if place is not None:
                others = [no for no in numbers if no != numbers[place]]
                ask_merge(self._screen, self._list.beside, numbers[place], others, self._unmark)

        lines = [" ".join(filter(None, (f"c{row.no}", row.name, row.owner))) for row in rows]
        self._screen.app.push_screen(Choice(_("Which one stays?"), lines), picked)

    def _unmark(self) -> None:
        self._list.table.mark_only(())

    def _confirm(self, numbers: Sequence[int], name: str, found: "Sequence[Handover]") -> None:
        from crm_cli.services import handover, many
        from crm_cli.tui.choice import Choice

        told = [
            f"{one.giver.name} -> {one.taker.name}: {handover.counts(self._screen.desk, one)}"
            for one in found
        ] + [f"! {clash}" for one in found for clash in one.clashes]

        def picked(place: int | None) -> None:
            if place == 0:
                self._work(lambda desk: many.hand_over(desk, numbers, name))

        self._screen.app.push_screen(Choice("\n".join(told), [_("Hand over"), _("Leave it")], at=1), picked)

    def _ask_rep(self, question: str, numbers: Sequence[int], then: Callable[[str], None]) -> None:
        from crm_cli.services import reps
        from crm_cli.tui.choice import Choice

        people = reps.reps(self._screen.desk, active=True)

        def picked(place: int | None) -> None:
            if place is not None:
                then(f"r{people[place].no}")

        lines = [" ".join(filter(None, (row.name, row.team))) for row in people]
        self._screen.app.push_screen(Choice(question.format(what=_many(numbers)), lines), picked)

    def _edit(self, numbers: Sequence[int], **typed: Any) -> None:
        from crm_cli.services import many

        self._work(lambda desk: many.edit(desk, numbers, **typed))

    def _work(self, act: Callable[[Desk], Receipt], failed: Callable[[], None] | None = None) -> None:
        self._list.beside.work(act, lambda done: self._screen.said(done.lines, done.warnings), failed)


def _named(text: str) -> None:
    if not text.strip():
        raise UsageError(_("A name is needed."))


def _many(numbers: Sequence[int]) -> str:
    return ngettext("{count} customer", "{count} customers", len(numbers)).format(count=f"{len(numbers):,}")
