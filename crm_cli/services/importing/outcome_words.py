"""What the file's words for outcomes mean; for those that mean none of ours, which were perhaps meant."""

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.domain import words
from crm_cli.domain.folding import fold, fold_name
from crm_cli.errors import CrmError, NotFoundError
from crm_cli.i18n import gettext as _
from crm_cli.services.near_outcomes import near_codes
from crm_cli.storage.outcomes import OutcomeRow

if TYPE_CHECKING:
    from crm_cli.services.importing.intake import Intake


class Unknown(NamedTuple):
    """A word of the file that is no outcome: how often it is there, what it may mean (codes), the reason told."""

    word: str
    rows: int
    codes: tuple[str, ...]
    names: tuple[str, ...]
    reason: str


class Taken(NamedTuple):
    """A word of the file that is an outcome: how often it is there, which it was taken for (code, name)."""

    word: str
    rows: int
    code: str
    name: str


class Outcomes:
    """The outcomes by what a cell calls them; only whole words count, so 接通 is never 无法接通.

    Raises NotFoundError at once for an `--outcome` whose code is none; `codes` are those of the words it said.
    """

    def __init__(self, intake: "Intake", subject: str) -> None:
        self._subject = subject
        self._rows = {row.code: row for row in intake.desk.outcomes(subject)}
        self._labels = {
            row.code: words.outcome_label(subject, row.code, row.name) for row in self._rows.values()
        }
        self._named: dict[str, OutcomeRow] = {}
        self._desk = intake.desk
        # What one in use is called now it may share with one that is retired.
        for row in sorted(self._rows.values(), key=lambda row: row.retired_on is None):
            names = {row.code, row.name_key, fold(self._labels[row.code])} - {""}
            self._named |= dict.fromkeys(names, row)
        self._said: dict[str, OutcomeRow] = {}
        for text, wanted in intake.options.outcomes.items():
            self._said[fold(text)] = self._of_code(wanted)
        self.codes = {text: self._said[fold(text)].code for text in intake.options.outcomes}
        self._strange: Counter[str] = Counter()
        self._met: Counter[str] = Counter()
        self._meanings: dict[str, OutcomeRow] = {}
        self._errors: dict[str, NotFoundError] = {}

    def _of_code(self, wanted: str) -> OutcomeRow:
        row = self._meant(fold(wanted))
        if row is None:
            raise NotFoundError(
                _("There is no outcome {text}.").format(text=wanted),
                _("Choose from: {codes}").format(codes=", ".join(self._rows)),
            )
        return row

    def find(self, text: str, at: datetime) -> OutcomeRow | None:
        """Return the outcome a cell means, None for a blank cell.

        Raises NotFoundError for an unknown word, and for a touch after the day on which its outcome was retired.
        """
        row = self._find(text)
        if row is not None and row.retired_on is not None and self._desk.wall(at).date() > row.retired_on:
            from crm_cli.services.no_outcome import retired

            raise retired(row, [one for one in self._rows.values() if one.retired_on is None])
        return row

    def _find(self, text: str) -> OutcomeRow | None:
        if text not in self._meanings:
            folded = fold(text)
            if not folded:
                return None
            row = self._said.get(folded) or self._meant(folded)
            if row is None:
                raise self._strange_word(text)
            self._meanings[text] = row
        self._met[text] += 1
        return self._meanings[text]

    def _strange_word(self, text: str) -> NotFoundError:
        self._strange[text] += 1
        if text not in self._errors:
            self._errors[text] = self._unknown(text)
        return self._errors[text]

    def taken(self) -> tuple[Taken, ...]:
        """Return what each word of the file was taken for, the commonest first."""
        met = ((word, rows, self._meanings[word].code) for word, rows in self._met.most_common())
        return tuple(Taken(word, rows, code, self._labels[code]) for word, rows, code in met)

    def unknown(self) -> tuple[Unknown, ...]:
        """Return the words that meant nothing, the commonest first."""
        found = []
        for word, count in self._strange.most_common():
            codes, error = near_codes(self._subject, word, self._labels), self._errors[word]
            names = tuple(self._labels[code] for code in codes)
            found.append(Unknown(word, count, codes, names, error.told))
        return tuple(found)

    def _meant(self, folded: str) -> OutcomeRow | None:
        from crm_cli.services.importing.spellings import spelled

        if row := self._named.get(folded) or self._named.get(folded.replace(" ", "_")):
            return row
        for spelling in dict.fromkeys((folded, fold_name(folded))):
            try:
                return self._rows[spelled(self._subject, spelling)]
            except (CrmError, KeyError):
                continue
        return None

    def _unknown(self, text: str) -> NotFoundError:
        codes = near_codes(self._subject, text, self._labels)
        sentence = _("There is no outcome {text}.").format(text=text)
        if not codes:
            hint = _('Say what it means: --outcome "{text}=CODE"; codes: crm outcome list').format(text=text)
        elif len(codes) == 1:
            hint = _('Is it {name}? Then say --outcome "{text}={code}"').format(
                name=self._labels[codes[0]], text=text, code=codes[0]
            )
        else:
            named = ", ".join(f"{self._labels[code]} ({code})" for code in codes)
            hint = _('Say which it is, with --outcome "{text}=CODE": {names}').format(text=text, names=named)
        return NotFoundError(sentence, hint)
