"""What the file's words for outcomes mean; for those that mean none of ours, which were perhaps meant."""

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.domain import words
from crm_cli.domain.folding import fold, fold_name
from crm_cli.errors import CrmError, NotFoundError
from crm_cli.i18n import gettext as _
from crm_cli.storage.outcomes import OutcomeRow

if TYPE_CHECKING:
    from crm_cli.services.importing.intake import Intake

_NEAR = 3
_ALIKE = 0.45
"""Two words of three or four characters that share no more than one pair are further apart."""
_HINTS = {
    "call": {
        "接通": "talked gatekeeper callback not_interested",
        "打通": "talked gatekeeper callback not_interested",
        "通了": "talked gatekeeper callback not_interested",
        "未成功": "no_answer unreachable not_interested",
        "约": "appointment callback",
        "聊": "talked",
        "跟进": "callback talked",
        "考虑": "talked callback not_interested",
        "加微信": "talked info_wanted",
        "忙": "busy callback",
        "失败": "no_answer unreachable not_interested",
        "有意向": "talked quote_wanted appointment",
    },
    "visit": {
        "名片": "met_staff front_desk not_in",
        "聊": "met_decision_maker met_staff",
        "谈": "met_decision_maker met_staff",
        "见到": "met_decision_maker met_staff",
        "不错": "met_decision_maker met_staff",
        "资料": "met_staff front_desk not_in",
        "意向": "met_decision_maker met_staff",
        "考虑": "met_decision_maker met_staff",
        "成功": "met_decision_maker deal",
        "失败": "refused front_desk no_entry",
    },
}
"""Parts of words that leave open which outcome they mean, with those it may be."""


class Unknown(NamedTuple):
    """A word of the file that is no outcome: how often it is there, what it may mean (codes), the reason told."""

    word: str
    rows: int
    codes: tuple[str, ...]
    names: tuple[str, ...]
    reason: str


class Outcomes:
    """The outcomes by what a cell calls them; only whole words count, so 接通 is never 无法接通.

    Raises NotFoundError at once for an `--outcome` whose code is none.
    """

    def __init__(self, intake: "Intake", subject: str) -> None:
        self._subject = subject
        self._rows = {row.code: row for row in intake.desk.outcomes(subject)}
        self._labels = {
            row.code: words.outcome_label(subject, row.code, row.name) for row in self._rows.values()
        }
        self._named: dict[str, OutcomeRow] = {}
        for row in self._rows.values():
            names = {row.code, row.name_key, fold(self._labels[row.code])} - {""}
            self._named |= dict.fromkeys(names, row)
        self._said: dict[str, OutcomeRow] = {}
        for text, wanted in intake.options.outcomes.items():
            self._said[fold(text)] = self._of_code(wanted)
        self._strange: Counter[str] = Counter()
        self._errors: dict[str, NotFoundError] = {}

    def _of_code(self, wanted: str) -> OutcomeRow:
        row = self._meant(fold(wanted))
        if row is None:
            raise NotFoundError(
                _("There is no outcome {text}.").format(text=wanted),
                _("Choose from: {codes}").format(codes=", ".join(self._rows)),
            )
        return row

    def find(self, text: str) -> OutcomeRow | None:
        """Return the outcome a cell means, None for a blank cell; raise NotFoundError for an unknown word."""
        folded = fold(text)
        if not folded:
            return None
        row = self._said.get(folded) or self._meant(folded)
        if row is not None:
            return row
        self._strange[text] += 1
        if text not in self._errors:
            self._errors[text] = self._unknown(text)
        raise self._errors[text]

    def unknown(self) -> tuple[Unknown, ...]:
        """Return the words that meant nothing, the commonest first."""
        found = []
        for word, count in self._strange.most_common():
            codes, error = self._near(word), self._errors[word]
            names = tuple(self._labels[code] for code in codes)
            found.append(Unknown(word, count, codes, names, f"{error.sentence} {error.hint}".rstrip()))
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
        codes = self._near(text)
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

    def _near(self, text: str) -> tuple[str, ...]:
        """Return the codes that a word may mean, the likeliest first: by what leaves it open, else by likeness."""
        folded = fold_name(text)
        for part, codes in _HINTS[self._subject].items():
            if part in folded:
                return tuple(code for code in codes.split() if code in self._rows)
        from crm_cli.services.importing.spellings import spellings_of

        scores: dict[str, float] = {}
        for code in self._rows:
            forms = {self._labels[code], code.replace("_", " "), *spellings_of(self._subject, code)}
            scores[code] = max(_likeness(folded, fold_name(form)) for form in forms)
        best = max(scores.values(), default=0)
        likely = [code for code, score in scores.items() if score >= max(_ALIKE, best * 0.8)]
        return tuple(sorted(likely, key=lambda code: -scores[code])[:_NEAR])


def _likeness(word: str, form: str) -> float:
    """Return from 0 to 1 how near a word is to one of ours.

    One whose characters hold all of ours in order (要份报价单, 要报价) is nearer than half; else it is the share
    of common pairs (Dice's coefficient).
    """
    letters = iter(word)
    if len(form) > 2 and all(letter in letters for letter in form):
        return 0.5 + len(form) / len(word) / 2
    pairs, others = _pairs(word), _pairs(form)
    return 2 * len(pairs & others) / (len(pairs) + len(others)) if pairs and others else float(word == form)


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}
