"""What an outcome asks the rep and may be left empty: asked at a terminal, each answer checked when typed."""

from collections.abc import Callable
from datetime import datetime

from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from crm_cli.services.reading import read_due, read_grade
from crm_cli.services.touches import Extras
from crm_cli.storage.outcomes import OutcomeRow

YES = frozenset({"y", "yes", "是", "对", "對", "好"})


def ask_the_rest(
    desk: Desk, outcome: OutcomeRow, extras: Extras, answers: Answers, touched_at: datetime
) -> tuple[Extras, Answers]:
    """Return both with what the outcome asks, was not typed, and somebody could be asked for.

    Where nobody can be asked they come back as they were; an empty answer is none.
    """
    if desk.ask is None:
        return extras, answers
    asked = outcome.asks.split()
    if outcome.effect == "next_number" and not answers.referred:
        answers = answers._replace(referred=_whom(desk))
    if outcome.effect == "do_not_call":
        answers = _marked(desk, answers)
    elif "reason" in asked and not answers.reason and not extras.objections:
        # An objection says why already.
        question = _("Why? For example: too dear, no budget this year; Enter leaves it out:")
        answers = answers._replace(reason=_said(desk, question))
    if "grade" in asked and not extras.grade:
        question = _("Grade? A buys within 1 month, B 3, C 6, D later, E never; Enter leaves it out:")
        extras = extras._replace(grade=_said(desk, question, read_grade))
    if "next" in asked and not extras.next and not answers.callback and not answers.plan:
        extras = extras._replace(next=_next(desk, outcome, touched_at))
    return extras, answers._replace(next_given=bool(extras.next))


def _said(desk: Desk, question: str, check: Callable[[str], object] = str) -> str | None:
    if desk.ask is None:
        return None
    return (desk.ask(question, check) or "").strip() or None


def _whom(desk: Desk) -> str | None:
    return _said(
        desk, _("Whom to ask for instead? Name and extension or number, for example Li 801; Enter for none:")
    )


def _marked(desk: Desk, answers: Answers) -> Answers:
    if not answers.reason:
        question = _("Why must they not be called? Enter leaves it out:")
        answers = answers._replace(reason=_said(desk, question))
    if not answers.whole_customer:
        said = _said(desk, _("All numbers of this customer? y for all, Enter for this number alone:"))
        answers = answers._replace(whole_customer=(said or "").lower() in YES)
    return answers


def _next(desk: Desk, outcome: OutcomeRow, touched_at: datetime) -> str | None:
    question = (
        _(
            "Next step? For example: +3d send the quote, 周五 打电话; Enter promises it for the next working day:"
        )
        if outcome.effect in {"step", "quote", "sample"}
        else _("Next step? For example: +3d send the quote, 周五 打电话; Enter for none:")
    )
    return _said(desk, question, lambda text: read_due(desk, text, touched_at))
