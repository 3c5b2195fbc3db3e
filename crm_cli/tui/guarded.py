"""What reads the database while it is drawn or told something: a database that fails is said, and the desk stays."""

from typing import TYPE_CHECKING

from textual.css.query import NoMatches
from textual.message import Message

from crm_cli.errors import CrmError

if TYPE_CHECKING:
    from textual.dom import DOMNode
else:
    # Textual takes styles and bindings from the first base that is a widget, and these are those of the widget itself.
    DOMNode = object


class Guarded(DOMNode):
    """A widget, a screen or the program, which outlives a failing read; Textual ends whatever raises anything.

    One that is shown in the moment in which the program ends looks in vain for its parts: that is no failure.
    """

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except CrmError as error:
            self.app._handle_exception(error)  # noqa: SLF001  # there it is said
        except NoMatches:
            # Textual mounts nothing any more in what is being closed, and has it told all the same that it is mounted.
            if not (self._is_closed or self.app._exit or not self.app.is_running):  # noqa: SLF001  # there is no other way
                raise

    @property
    def _is_closed(self) -> bool:
        return self._closing or self._pruning
