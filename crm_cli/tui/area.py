"""A field of several lines, which takes its keys in their order."""

from textual.widgets import TextArea

from crm_cli.tui.line import KeysInOrder


class Area(KeysInOrder, TextArea):
    """Some lines of a form; F6 and F7 are screens here as everywhere."""

    def on_mount(self) -> None:
        """Leave the F-keys to the program."""
        for key in ("f6", "f7"):
            self._bindings.key_to_bindings.pop(key, None)
