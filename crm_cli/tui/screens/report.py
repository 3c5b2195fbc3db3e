"""Daily report: the form, filled from what was logged; only what nobody can know but the rep is typed here."""

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from crm_cli.domain.cleaning import clean
from crm_cli.domain.form import Form
from crm_cli.errors import CrmError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports import pages
from crm_cli.reports.handed_in_form import standing_pairs
from crm_cli.reports.handing_in import hand_in, proof
from crm_cli.reports.pages import SPANS, Page
from crm_cli.services import report_notes, reps, submissions
from crm_cli.services.desk import Desk
from crm_cli.services.standings import Standing
from crm_cli.storage.reps import RepRow
from crm_cli.tui import report_blanks
from crm_cli.tui.bars import CommandBar, PlaceBar
from crm_cli.tui.blanks import BlankForm
from crm_cli.tui.choice import Choice
from crm_cli.tui.commands import Command
from crm_cli.tui.days import DAYS, DayScreen
from crm_cli.tui.form_pane import FormPane
from crm_cli.tui.proof import ProofScreen

_SIGNING = frozenset({"comment", "sign"})
_OF_ONE = frozenset({"write", "tomorrow", "step", "submit"})


class ReportScreen(DayScreen):
    """The report of a rep, a team or the firm; of a day, its week or its month; or its charts."""

    OFFERS: ClassVar = (
        Command("submit", "s", N_("submit"), N_("Look at what does not add up, then submit the day's report.")),
        Command("write", "e", N_("write"), N_("Write the day's problem, its answer, and what help is needed.")),
        Command("tomorrow", "t", N_("tomorrow"), N_("Plan a visit for the next working day.")),
        Command("step", "n", N_("next step"), N_("Note what is to be done the next working day.")),
        Command("span", "p", N_("period"), N_("Show the day, its week or its month.")),
        Command("charts", "g", N_("charts"), N_("Show goals and the last days as bars, or the form.")),
        *DAYS,
        Command("comment", "c", N_("comment"), N_("Say something of a report that was submitted.")),
        Command("sign", "v", N_("sign"), N_("Sign a report that was submitted.")),
        Command(
            "live", "o", N_("as submitted / now"), N_("Show a report as it was submitted, or as it stands now."), shown=False
        ),
    )  # fmt: skip
    DEFAULT_CSS = """
    ReportScreen #report-head { height: auto; max-height: 2; }
    ReportScreen #body { height: 1fr; layout: horizontal; }
    ReportScreen FormPane { width: 1fr; height: 1fr; }
    ReportScreen #doubts { width: 40; height: 1fr; padding: 0 1; border-left: solid $accent; }
    ReportScreen.-narrow #body { layout: vertical; }
    ReportScreen.-narrow #doubts { width: 1fr; height: auto; max-height: 4; padding: 0; border: none; border-top: solid $accent; }
    ReportScreen.-low #doubts { max-height: 3; }
    ReportScreen.-low CommandBar { height: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
        self.VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-high")]
        self._span = SPANS[0]
        self._charts = False
        self._live = False
        self._page: Page | None = None
        self._keep = False

    def compose(self) -> ComposeResult:
        """Put what does not add up beside the form, on a narrow screen below it."""
        yield PlaceBar()
        yield Static("", id="report-head")
        with Container(id="body"):
            yield FormPane()
            with VerticalScroll(id="doubts", can_focus=False):
                yield Static("", id="doubts-text")
        yield CommandBar()

    def on_mount(self) -> None:
        """Read the report, and let the keys scroll it."""
        self.query_one(FormPane).focus()
        self.turned()

    def turned(self) -> None:
        """Read another report, and show it from its top."""
        self._keep, self._page = False, None
        self.reload()

    def reload(self) -> None:
        """Read the report again."""
        scope, day, span, live = self.scope, self.day, self._span, self._live
        charts = self._charts
        self._put_head()

        def read(desk: Desk) -> Page:
            if charts:
                return pages.charts_page(desk, scope, day)
            return pages.report_page(desk, scope, day, span, live=live)

        self.read_beside(read, self._show)

    def _show(self, page: Page) -> None:
        self._page = page
        self.query_one(FormPane).show(page.form, keep=self._keep)
        self._keep = True
        self._put_head()
        self._put_doubts(page)
        self.query_one(CommandBar).refresh()

    def _put_head(self) -> None:
        head = Text(clean(self.heading()), style="bold", no_wrap=True, overflow="ellipsis")
        if self._page is None:
            head.append("  " + _("reading …"), style="dim not bold")
        elif self._page.handed_in is not None:
            for _title, told in standing_pairs(self._page.handed_in, self.desk):
                head.append(f"  {clean(told)}", style="not bold")
        if self._live:
            head.append("  [" + _("as it stands now") + "]", style="not bold")
        self.query_one("#report-head", Static).update(head)

    def _put_doubts(self, page: Page) -> None:
        told = Text()
        if page.doubts:
            told.append(_("What does not add up") + f" {len(page.doubts)}\n", style="bold")
            for doubt in page.doubts:
                records = f" ({', '.join(doubt.records)})" if doubt.records else ""
                told.append(f"· {clean(doubt.sentence + records)}\n")
        self.query_one("#doubts").display = bool(page.doubts)
        told.rstrip()
        self.query_one("#doubts-text", Static).update(told)

    def why_not(self, name: str) -> str | None:
        """Say what keeps a command from being done."""
        if name in _OF_ONE and self.scope.kind != "rep":
            return _("Choose whose report with w first.")
        if name in _OF_ONE and self.desk.me is None:
            return _("Nobody in particular sits here: open the desk with --as NAME.")
        if name in _SIGNING:
            if self.desk.me is None or self.desk.me.role not in {"manager", "owner"}:
                return _("Only a manager comments on reports and signs them.")
            if not self._handed_in():
                return _("No report of this day was submitted.")
        return super().why_not(name)

    def _rep(self) -> RepRow:
        return next(rep for rep in reps.reps(self.desk) if rep.no == self.scope.no)

    def do_span(self) -> None:
        """Show the next longer span, and the day behind the longest."""
        self._span, self._charts = SPANS[(SPANS.index(self._span) + 1) % len(SPANS)], False
        self.turned()

    def do_charts(self) -> None:
        """Show the charts, or the form."""
        self._charts = not self._charts
        self.turned()

    def do_live(self) -> None:
        """Show a submitted day as it stands now, or as it was submitted."""
        self._live = not self._live
        self.turned()

    def do_write(self) -> None:
        """Write what only the rep can say of the day."""
        self.app.push_screen(self._note_form(lambda: None))

    def _note_form(self, then: Callable[[], None]) -> BlankForm:
        rep, day = self._rep(), self.day
        note = report_notes.last_note(self.desk, rep, day)

        def save(form: BlankForm, told: dict[str, str]) -> None:
            receipt = report_notes.write_note(self.desk, rep, day, **told)
            form.done()
            self.said(receipt.lines, receipt.warnings)
            then()

        return report_blanks.note_form(self.desk, rep, day, note, save)

    def do_tomorrow(self) -> None:
        """Plan visits for the next working day."""
        self.app.push_screen(report_blanks.visit_form(self, self._rep(), self.day))

    def do_step(self) -> None:
        """Note next steps for the next working day."""
        self.app.push_screen(report_blanks.step_form(self, self._rep(), self.day))

    def do_submit(self) -> None:
        """Finish what is half written, then show what there is to mend; Enter submits."""
        rep, day = self._rep(), self.day
        submissions.require_may_submit(self.desk, rep, day)
        if report_blanks.note_half(self.desk, rep, day).read():
            self.app.push_screen(self._note_form(self.do_submit))
            return
        self.read_beside(lambda desk: proof(desk, rep, day), lambda form: self._proven(form, rep), "proof")

    def _proven(self, form: Form, rep: RepRow) -> None:
        day = self.day

        def answered(is_yes: bool | None) -> None:
            if is_yes:
                with self.spoken():
                    receipt = hand_in(self.desk, rep, day)
                    self._span, self._charts, self._live = SPANS[0], False, False
                    self.said(receipt.lines, receipt.warnings)

        # The shell has what is to be mended last, right above its question; here what stands first is seen.
        self.app.push_screen(ProofScreen(form._replace(blocks=form.blocks[::-1]), _("Submit it?")), answered)

    def _handed_in(self) -> list[Standing]:
        found = self._page.handed_in if self._page is not None else None
        mine = self.desk.me.no if self.desk.me else None
        return [one for one in found.reps if one.last is not None and one.rep_no != mine] if found else []

    def do_comment(self) -> None:
        """Ask what is to be said, of whose report where several are shown."""
        self._of_one(_("Comment on whose report?"), self._comment_on)

    def _comment_on(self, one: Standing) -> None:
        day = self.day

        title = _("Comment on the report of {rep} for {day}").format(rep=one.rep, day=day.isoformat())
        self.ask_for(title, lambda words: submissions.comment(self.desk, f"r{one.rep_no}", words, day))

    def do_sign(self) -> None:
        """Sign the report, or one of those that are shown."""

        def sign(one: Standing) -> None:
            with self.spoken():
                receipt = submissions.sign(self.desk, f"r{one.rep_no}", self.day)
                self.said(receipt.lines, receipt.warnings)

        self._of_one(_("Sign whose report?"), sign)

    def _of_one(self, question: str, act: Callable[[Standing], None]) -> None:
        found = self._handed_in()
        if len(found) == 1:
            act(found[0])
            return

        def chosen(place: int | None) -> None:
            if place is not None:
                act(found[place])

        self.app.push_screen(Choice(question, [one.rep for one in found]), chosen)

    def undo(self) -> None:
        """Take back the last thing, and show what stands now."""
        try:
            super().undo()
        except CrmError:
            self.reload()
            raise
