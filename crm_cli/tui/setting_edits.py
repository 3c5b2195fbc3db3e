"""Changing what the settings show: a form, a line or a choice for each, and the services that the shell uses."""

from collections.abc import Callable, Mapping
from typing import Any

from crm_cli.domain import words
from crm_cli.domain.codes import METRICS
from crm_cli.domain.settings import SETTINGS
from crm_cli.domain.titles import TITLES
from crm_cli.i18n import LANGUAGES, N_, language
from crm_cli.i18n import gettext as _
from crm_cli.services import firm, machine, outcome_editing, outcomes
from crm_cli.services.machine import THEMES
from crm_cli.services.outcome_words import read_words, words_of
from crm_cli.services.receipts import Receipt
from crm_cli.storage.firm import GoalRow
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.tui import setting_lines, themes
from crm_cli.tui.blanks import Blank, BlankForm, Half
from crm_cli.tui.choice import Choice
from crm_cli.tui.commands import DeskScreen
from crm_cli.tui.prompt import Prompt

_RULE = (
    Blank("key", TITLES["key"], N_("one of 1-0 or a-z")),
    Blank("swap", N_("exchange keys with the outcome that has it"), N_("yes")),
    Blank("flags", TITLES["flags"], N_("calls DAHCT, visits OCEX, - for none")),
    Blank("effect", TITLES["effect"], N_("step, plan, callback, quote, sample, order, none …")),
    Blank("asks", TITLES["asks"], "grade next reason"),
    Blank("progress", TITLES["progress"], N_("of visits: front_desk, secretary, target")),
    Blank("retry", TITLES["retry"], N_("30m, 4h, 1d, 4h then 1d")),
    Blank("other_half", TITLES["other_half_day"], N_("yes")),
    Blank("tries", TITLES["tries"], N_("as many as it takes")),
    Blank("rest_days", TITLES["rest_days"], "90"),
)
_OUTCOME = (Blank("name", N_("name")), *_RULE, Blank("code", N_("code"), "site_visit"))
_NEW_OUTCOME = (
    Blank("code", N_("code"), "site_visit"),
    Blank("name", N_("name")),
    Blank("like", N_("counts and does what this one does"), "talked"),
    *_RULE,
)
_GOAL = (
    Blank("amount", N_("to reach"), "20"),
    Blank("period", N_("in a day or a month"), "day"),
    Blank("rep", N_("for a rep; empty for a team or the firm")),
    Blank("team", N_("for a team")),
    Blank("from_day", N_("from which day on; today where it is empty"), "next mon"),
)
SHELL_ONLY = frozenset({"database", "format"})
"""Settings of the machine that are only shown: they are about the shell, or which desk this is."""


class Edits:
    """Asks over the settings and does what is answered."""

    def __init__(self, screen: DeskScreen, done: Callable[[Receipt], None]) -> None:
        self._screen = screen
        self._desk = screen.desk
        self._done = done

    def _form(
        self,
        title: str,
        name: str,
        blanks: tuple[Blank, ...],
        told: Mapping[str, str],
        act: Callable[[dict[str, str]], Receipt],
    ) -> None:
        def save(form: BlankForm, filled: dict[str, str]) -> None:
            receipt = act(filled)
            form.done()
            self._done(receipt)

        self._screen.app.push_screen(BlankForm(title, blanks, Half(self._desk, name), save, told=told))

    def outcome(self, row: OutcomeRow) -> None:
        """Change an outcome."""
        before = words_of(row)
        self._form(
            _("Outcome {name}").format(name=before["name"]),
            f"outcome:{row.subject}:{row.no}",
            _OUTCOME,
            before,
            lambda told: outcome_editing.edit_outcome(self._desk, row, read_words(told, before)),
        )

    def new_outcome(self, subject: str) -> None:
        """Add an outcome of calls or of visits."""

        def picked(place: int | None) -> None:
            if place is not None:
                self._new_outcome(("call", "visit")[place])

        lines = [_("Of calls"), _("Of visits")]
        at = int(subject == "visit")
        self._screen.app.push_screen(Choice(_("A new outcome"), lines, at=at), picked)

    def _new_outcome(self, subject: str) -> None:
        def act(told: dict[str, str]) -> Receipt:
            like = told["like"].strip()
            typed = read_words(told, {}, subject)
            if typed.flags == "-" and like and not told["flags"].strip():
                typed = typed._replace(flags=None)
            return outcome_editing.add_outcome(self._desk, typed, like=f"{subject}:{like}" if like else None)

        title = _("A new outcome of calls") if subject == "call" else _("A new outcome of visits")
        self._form(title, f"outcome:new:{subject}", _NEW_OUTCOME, {}, act)

    def move(self, row: OutcomeRow, by: int) -> Receipt | None:
        """Put an outcome one place earlier or later, None where it stands at the end."""
        places = outcomes.places(self._desk, row.subject)
        place = places.get(row.no, 0) + by
        return outcomes.move(self._desk, row, place) if 1 <= place <= len(places) else None

    def new_goal(self) -> None:
        """Set a goal: of which number, then how much and for whom."""

        def picked(place: int | None) -> None:
            if place is not None:
                self._goal(METRICS[place], {"period": "day"})

        lines = [words.label("metric", metric) for metric in METRICS]
        self._screen.app.push_screen(Choice(_("Which figure?"), lines), picked)

    def goal(self, row: GoalRow) -> None:
        """Set another number in the place of one, from a day on."""
        told = {
            "amount": setting_lines.goal_amount(self._desk, row),
            "period": row.period,
            "rep": row.rep or "",
            "team": row.team or "",
        }
        self._goal(row.metric, told)

    def _goal(self, metric: str, told: Mapping[str, str]) -> None:
        def act(filled: dict[str, str]) -> Receipt:
            said = {name: text.strip() or None for name, text in filled.items()}
            return firm.add_goal(
                self._desk,
                metric,
                said["amount"] or "",
                period=_period(said["period"] or "day"),
                rep=said["rep"],
                team=said["team"],
                from_day=said["from_day"],
            )

        title = _("Goal: {figure}").format(figure=words.label("metric", metric))
        self._form(title, f"goal:{metric}", _GOAL, told, act)

    def setting(self, key: str) -> None:
        """Change a setting of the firm."""
        kind = SETTINGS[key].kind
        question = f"{key}: {_(SETTINGS[key].meaning)}"
        now = self._desk.setting(key)
        if kind == "choice":
            codes = list(words.LABELS[key])

            def picked(place: int | None) -> None:
                if place is not None:
                    self._set(key, codes[place])

            lines = [words.label(key, code) for code in codes]
            self._screen.app.push_screen(Choice(question, lines, at=codes.index(str(now))), picked)
            return

        def answered(text: str | None) -> None:
            if text is not None:
                self._set(key, text.strip())

        prompt = Prompt(question, lambda text: firm.read_setting(key, text), value=firm.setting_text(now))
        self._screen.app.push_screen(prompt, answered)

    def _set(self, key: str, text: str) -> None:
        with self._screen.spoken():
            self._done(firm.set_setting(self._desk, key, text))

    def default(self, key: str) -> None:
        """Go back to a setting's default."""
        self._set(key, "")

    def machine(self, key: str, kept: Callable[[str, str], None]) -> None:
        """Ask for a setting of this machine and hand it to `kept`."""
        if key in {"language", "theme"}:
            is_language = key == "language"
            codes = LANGUAGES if is_language else THEMES
            titles = setting_lines.LANGUAGES if is_language else themes.TITLES
            at = codes.index(language() if is_language else themes.worn(self._screen.app))

            def picked(place: int | None) -> None:
                if place is not None:
                    kept(key, codes[place])

            lines = [_(titles[code]) for code in codes]
            self._screen.app.push_screen(Choice(_(machine.MACHINE[key]), lines, at=at), picked)
            return

        def answered(text: str | None) -> None:
            if text is not None:
                kept(key, text.strip())

        now = machine.values()[key] or ""
        question = f"{key}: {_(machine.MACHINE[key])}"
        self._screen.app.push_screen(
            Prompt(question, lambda text: machine.checked(key, text.strip()), value=now), answered
        )


def _period(text: str) -> str:
    """Return the code of a period that is typed in any of our languages."""
    from crm_cli.services.reading import known_code

    return known_code("period", text) or text


def goal_of(desk: Any, no: int) -> GoalRow | None:
    """Return the goal of a number, None where it was removed."""
    return next(iter(firm.goals(desk, no=no)), None)
