"""What can be done on the phone desk, and its keys: those of `crm call run`, and an outcome a key."""

import string
from collections.abc import Iterable, Iterator

from crm_cli.domain.outcomes import RUN_KEYS
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.outcomes import label
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.tui.commands import Command
from crm_cli.tui.outcome_flow import LOG

OFFERS = (
    Command("dial", "enter", N_("dial"), N_("Dial the number; while there is none, look for one now.")),
    Command("dial_again", RUN_KEYS["dial"], N_("dial again"), N_("Dial once more, pressed twice."), shown=False),
    Command("answered", "space", N_("answered"), N_("They answered: the seconds talked count from now.")),
    Command("skip", RUN_KEYS["skip"], N_("skip"), N_("Do not offer me this number again today.")),
    Command("note", RUN_KEYS["note"], N_("note"), N_("Type what is said; Enter goes back to the keys.")),
    Command("objection", RUN_KEYS["objection"], N_("objection"), N_("Note what stopped you, see what was agreed to answer.")),
    Command("script", RUN_KEYS["script"], N_("script"), N_("Show the script, or what is known of the customer.")),
    Command("snooze", RUN_KEYS["snooze"], N_("snooze"), N_("Offer this number to nobody until then.")),
    Command("wechat", "plus", N_("WeChat"), N_("They were added on WeChat.")),
    Command("look", RUN_KEYS["back"], N_("look up"), N_("See any customer at a glance, the last one called first.")),
    Command("pause", RUN_KEYS["pause"], N_("pause"), N_("Free the number and rest; the same key goes on.")),
    Command("list", "ctrl+l", N_("list"), N_("Call from one list only, or from all of mine.")),
    Command("hours", "ctrl+o", N_("hours"), N_("Call outside the calling hours too, and say why; or no more."), shown=False),
)  # fmt: skip
GRADE = Command(
    "grade", "A,B,C,D,E", N_("grade"), N_("Grade the customer; once more takes it off."), shown=False
)
GRADED = "grade:"
"""How the commands begin that grade a customer; the letter follows."""
KEYS = frozenset({*string.ascii_letters, *string.digits})
"""Keys that mean an outcome or a grade, or nothing, unless they are those of a command."""


def logging(outcomes: Iterable[OutcomeRow]) -> Iterator[Command]:
    """Yield a command for each outcome that has a key."""
    for one in outcomes:
        told = _("Log {outcome}, and go on to the next.").format(outcome=label(one))
        yield Command(f"{LOG}{one.code}", one.key, label(one), told, shown=False)
