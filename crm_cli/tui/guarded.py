"""What reads the database while it is drawn or told something: a database that fails is said, and the desk stays."""

from typing import TYPE_CHECKING

from textual.message import Message

from crm_cli.errors import CrmError

if TYPE_CHECKING:
    from textual.message_pump import MessagePump
else:
    # Textual takes styles and bindings from the first base that is a widget, and these are those of the widget itself.
    MessagePump = object


class Guarded(MessagePump):
    """A widget, a screen or the program, which outlives a failing read; Textual ends whatever raises anything."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except CrmError as error:
            self.app._handle_exception(error)  # noqa: SLF001  # there it is said
