"""Narrowing a list of customers: a key and a word chosen from those in use, or a whole line; and the filters kept."""

from collections.abc import Callable, Sequence

from crm_cli.domain import codes, words
from crm_cli.domain.titles import TITLES
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import browsing, saved_filters
from crm_cli.services.browsing import SORTS, Wish
from crm_cli.services.customer_filters import KEYS, read_asked
from crm_cli.services.filter_words import WRITTEN, words_in_use
from crm_cli.services.receipts import Receipt
from crm_cli.storage.saved_filters import SavedFilterRow
from crm_cli.tui.choice import Choice
from crm_cli.tui.commands import DeskScreen
from crm_cli.tui.newest import Newest
from crm_cli.tui.prompt import Prompt

Words = tuple[str, ...]
_CODED = {
    "stage": ("stage", codes.STAGES),
    "value_class": ("value_class", codes.VALUE_CLASSES),
    "need_state": ("need_state", codes.NEED_STATES),
    "kind": ("customer_kind", codes.CUSTOMER_KINDS),
}
_TITLES = {
    "tag": TITLES["tags"],
    "need_before": N_("needed up to"),
    "silent_since": N_("not touched since"),
    "created_since": N_("added since"),
}
_OFFERED = 40
"""Words in use that are offered, the commonest."""


class Narrowing:
    """Asks by what a list is narrowed, and hands over the words of the filter then."""

    def __init__(self, screen: DeskScreen, beside: Newest, found: Callable[[Words], None]) -> None:
        self._screen = screen
        self._beside = beside
        self._found = found

    def begin(self, now: Words) -> None:
        """Ask by what, with what it is narrowed by now."""
        asked = read_asked(self._screen.desk, now)
        held = [(key, ",".join(asked.get(key, []))) for key in KEYS]
        lines = [f"{_title(key)}  {value}".rstrip() for key, value in held]

        def chosen(place: int | None) -> None:
            if place is None:
                return
            if place == len(KEYS):
                self._type(now)
            elif place > len(KEYS):
                self._found(())
            else:
                self._ask(KEYS[place], now)

        more = [_("Type it in one line"), _("No filter")]
        self._screen.app.push_screen(Choice(_("Narrow the list by what?"), [*lines, *more]), chosen)

    def _ask(self, key: str, now: Words) -> None:
        if key in _CODED:
            kind, possible = _CODED[key]
            self._offer(key, now, [(code, words.label(kind, code)) for code in possible])
        elif key == "grade":
            self._offer(key, now, [(grade, grade) for grade in codes.GRADES])
        elif key == "owner":
            from crm_cli.services.reps import reps

            here = [(row.name, row.name) for row in reps(self._screen.desk, active=True)]
            self._offer(key, now, [*here, ("", _("nobody"))])
        elif key in WRITTEN:
            self._beside.ask(
                lambda desk: words_in_use(desk, key, _OFFERED),
                lambda used: self._offer(
                    key, now, [(word, f"{_word(key, word)}  {count:,}") for word, count in used]
                ),
                "words",
            )
        else:
            self._type_one(key, now)

    def _offer(self, key: str, now: Words, offered: Sequence[tuple[str, str]]) -> None:
        """Offer words to choose from; the last two are another one and none."""
        if not offered:
            self._screen.tell(_("No customer has any yet."), "warning")
            return
        lines = [label for _word, label in offered]

        def chosen(place: int | None) -> None:
            if place is None:
                return
            if place == len(offered):
                self._type_one(key, now)
            elif place > len(offered):
                self._found(_without(now, key))
            else:
                self._found((*_without(now, key), f"{key}={offered[place][0]}"))

        more = [_("Another, or several with commas"), _("Any")]
        self._screen.app.push_screen(Choice(_title(key), [*lines, *more]), chosen)

    def _type_one(self, key: str, now: Words) -> None:
        rest = _without(now, key)
        before = next((word.partition("=")[2] for word in now if word.startswith(f"{key}=")), "")

        def check(text: str) -> None:
            if text.strip():
                browsing.check(self._screen.desk, (f"{key}={text}",))

        def typed(text: str | None) -> None:
            if text is not None:
                self._found((*rest, f"{key}={text.strip()}") if text.strip() else rest)

        self._screen.app.push_screen(Prompt(_title(key), check, value=before), typed)

    def _type(self, now: Words) -> None:
        def check(text: str) -> None:
            browsing.check(self._screen.desk, saved_filters.split_words(text))

        def typed(text: str | None) -> None:
            if text is not None:
                self._found(tuple(saved_filters.split_words(text)))

        hint = "city=广州 stage=target,immediate grade=A"
        question = _("Narrow the list by: {keys}").format(keys=", ".join(KEYS))
        self._screen.app.push_screen(
            Prompt(question, check, value=saved_filters.joined(now), hint=hint), typed
        )


class KeptFilters:
    """Takes a filter that was kept, keeps the one in use, or drops one."""

    def __init__(self, screen: DeskScreen, taken: Callable[[Wish], None]) -> None:
        self._screen = screen
        self._taken = taken

    def begin(self, now: Wish) -> None:
        """Ask which, with what is shown by now."""
        held = saved_filters.saved_filters(self._screen.desk)
        lines = [f"{row.name}  {row.words}" for row in held]

        def picked(place: int | None) -> None:
            if place is None:
                return
            if place < len(held):
                row = held[place]
                sort = row.sort if row.sort in SORTS else SORTS[0]
                words = saved_filters.words_of(row)
                self._taken(now._replace(words=words, sort=sort, turned=row.reversed))
            elif place == len(held):
                self._keep(now)
            else:
                self._drop(held)

        more = [_("Keep this filter and order"), *([_("Drop one")] if held else [])]
        self._screen.app.push_screen(Choice(_("Which filter?"), [*lines, *more]), picked)

    def _keep(self, now: Wish) -> None:
        def keep(name: str) -> Receipt:
            return saved_filters.keep(self._screen.desk, name, now.words, sort=now.sort, turned=now.turned)

        self._screen.ask_for(_("By what name is the filter kept?"), keep)

    def _drop(self, held: Sequence[SavedFilterRow]) -> None:
        def picked(place: int | None) -> None:
            if place is not None:
                with self._screen.spoken():
                    self._screen.said(saved_filters.drop(self._screen.desk, held[place]).lines)

        self._screen.app.push_screen(Choice(_("Drop which filter?"), [row.name for row in held]), picked)


def _without(now: Words, key: str) -> Words:
    return tuple(word for word in now if word.partition("=")[0] != key)


def _title(key: str) -> str:
    return _(_TITLES.get(key) or TITLES[key])


def _word(key: str, word: str) -> str:
    return words.label("source", word) if key == "source" else word
