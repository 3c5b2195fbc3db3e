"""Which outcomes a word that is none of ours, or one that is retired, may mean."""

from collections.abc import Mapping, Sequence

from crm_cli.domain import words
from crm_cli.domain.folding import fold, fold_name
from crm_cli.domain.outcomes import flag_columns
from crm_cli.errors import NotFoundError
from crm_cli.i18n import gettext as _
from crm_cli.storage.outcomes import OutcomeRow

_NEAR = 3
_NOT = ("不", "没", "无", "未", "非", "拒", "勿", "别", "not", "no ")
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
        "有兴趣": "talked quote_wanted info_wanted",
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


def near_codes(subject: str, text: str, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Return the codes that a word may mean, the likeliest first: by what leaves it open, else by likeness.

    `labels` holds what each outcome in question is called, by its code.
    """
    folded = fold_name(text)
    for part, codes in _HINTS[subject].items():
        if part in folded:
            return tuple(code for code in codes.split() if code in labels)
    from crm_cli.services.importing.spellings import spellings_of

    scores: dict[str, float] = {}
    for code, label in labels.items():
        forms = {label, code.replace("_", " "), *spellings_of(subject, code)}
        scores[code] = max(_likeness(folded, fold_name(form)) for form in forms)
    best = max(scores.values(), default=0)
    likely = [code for code, score in scores.items() if score >= max(_ALIKE, best * 0.8)]
    return tuple(sorted(likely, key=lambda code: -scores[code])[:_NEAR])


def _likeness(word: str, form: str) -> float:
    """Return from 0 to 1 how near a word is to one of ours.

    One whose characters hold all of ours in order (要份报价单, 要报价) is nearer than half; else it is the share
    of common pairs (Dice's coefficient).
    """
    if _denies(word) != _denies(form):
        return 0.0
    letters = iter(word)
    if len(form) > 2 and all(letter in letters for letter in form):
        return 0.5 + len(form) / len(word) / 2
    pairs, others = _pairs(word), _pairs(form)
    return 2 * len(pairs & others) / (len(pairs) + len(others)) if pairs and others else float(word == form)


def _denies(text: str) -> bool:
    """Say whether a word holds a no: 有兴趣 is never near 无意向, however alike they look."""
    return any(mark in text for mark in _NOT)


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}


def no_outcome(subject: str, text: str, rows: Sequence[OutcomeRow]) -> NotFoundError:
    """Return the error for a text that names no outcome in use: near ones, or what took a retired one's place."""
    in_use = [row for row in rows if row.retired_on is None]
    as_code = fold(text).replace(" ", "_").replace("-", "_")
    for row in rows:
        if row.retired_on is not None and (
            row.code == as_code or fold(text) in {row.name_key, fold(_label(row))}
        ):
            return _retired(row, in_use)
    labels = {row.code: _label(row) for row in in_use}
    known = {row.code: row for row in in_use}
    near = [known[code] for code in near_codes(subject, text, labels)]
    hint = _("Did you mean: {outcomes}?") if near else _("Outcomes: {codes}")
    lines = _lines(near or in_use)
    return NotFoundError(
        _("There is no outcome {text}.").format(text=text), hint.format(outcomes=lines, codes=lines)
    )


def _retired(row: OutcomeRow, in_use: Sequence[OutcomeRow]) -> NotFoundError:
    same = instead_of(row, in_use)
    return NotFoundError(
        _("{name} is retired since {day}.").format(name=f"{row.code} {_label(row)}", day=row.retired_on),
        _("Use instead: {outcomes}").format(outcomes=_lines(same or in_use)),
    )


def instead_of(row: OutcomeRow, in_use: Sequence[OutcomeRow]) -> list[OutcomeRow]:
    """Return the outcomes in use that count as a retired one did: the same flags, and the same effect where any has."""
    columns = flag_columns(row.subject).values()
    alike = [one for one in in_use if all(getattr(one, column) == getattr(row, column) for column in columns)]
    return [one for one in alike if one.effect == row.effect] or alike


def _label(row: OutcomeRow) -> str:
    return words.outcome_label(row.subject, row.code, row.name)


def _lines(rows: Sequence[OutcomeRow]) -> str:
    return ", ".join(f"{row.code} {_label(row)}" for row in rows)
