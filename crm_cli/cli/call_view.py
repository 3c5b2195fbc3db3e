"""What the screen of a run shows along its edge: the keys and what they do."""

from collections.abc import Sequence

from crm_cli.domain import words
from crm_cli.domain.outcomes import RUN_KEYS
from crm_cli.i18n import gettext as _
from crm_cli.services.call_cards import COMMANDS, by_key
from crm_cli.services.call_drafts import Half
from crm_cli.storage.outcomes import OutcomeRow


def legend(outcomes: Sequence[OutcomeRow], half: Half | None) -> list[tuple[str, str]]:
    """Return the keys and what they do, those of outcomes by their figures first."""
    commands = [(RUN_KEYS[name], _(meaning)) for name, meaning in COMMANDS.items() if name != "dial"]
    if half is None:
        return commands
    first = [("Enter", _("dial"))] if half.dialled_at is None else []
    named = [(one.key, words.outcome_label("call", one.code, one.name)) for one in by_key(outcomes)]
    return [*first, *named, *commands, ("A-E", _("grade")), ("+", _("WeChat added"))]
