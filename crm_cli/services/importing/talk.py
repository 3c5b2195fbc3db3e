"""Talk times of a call log: in seconds or minutes as the header says, doubted when it does not say."""

import re
from typing import TYPE_CHECKING

from crm_cli.domain.folding import fold
from crm_cli.i18n import gettext as _
from crm_cli.services.importing.cells import Cells

if TYPE_CHECKING:
    from crm_cli.services.importing.intake import Intake

SHORT = 20
"""Seconds; conversations that are all shorter than this were rather written in minutes."""
_BARE = re.compile(r"[0-9]{1,6}")


class TalkTimes:
    """Reads the talk times of one file and remembers those that may have been meant as minutes."""

    def __init__(self, intake: "Intake") -> None:
        self._intake = intake
        title = fold(intake.titles.get("talk_seconds", ""))
        self._unit_said = "秒" in title or "sec" in title
        self._conversations = 0
        self._long = False

    def read(self, cells: Cells, *, reached: bool) -> int | None:
        """Return the seconds that a row says, None when it says none or none that can be read."""
        if cells.has("talk_minutes") and not cells.has("talk_seconds"):
            return cells.minutes("talk_minutes")
        text, seconds = cells.text("talk_seconds"), cells.seconds("talk_seconds")
        if seconds is not None and _BARE.fullmatch(text):
            self._long |= seconds > SHORT
            self._conversations += reached and seconds > 0
        elif seconds:
            self._long = True
        return seconds

    def doubt(self) -> None:
        """Warn of a column of small bare numbers: two conversations or more, none over twenty seconds."""
        if self._unit_said or self._long or self._conversations < 2:
            return
        title = self._intake.titles.get("talk_seconds", "talk_seconds")
        self._intake.ledger.warn(
            _(
                "Column {name} was read as seconds, and no talk was longer than {seconds}; "
                'if it holds minutes: --map "{name}=talk_minutes"'
            ).format(name=title, seconds=SHORT)
        )
