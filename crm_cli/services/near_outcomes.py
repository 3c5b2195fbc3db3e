"""Which outcomes a word that is none of ours may mean."""

from collections.abc import Mapping

from crm_cli.domain.folding import fold_name
from crm_cli.domain.likeness import denies, holds, shared_pairs

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
    if denies(word) != denies(form):
        return 0.0
    if len(form) > 2 and holds(word, form):
        return 0.5 + len(form) / len(word) / 2
    return shared_pairs(word, form)
