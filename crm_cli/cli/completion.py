"""`crm completion`: the shell's script, and the answers it asks for with `_CRM_COMPLETE`."""

import sys
from typing import Annotated, Any

import typer

from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _

SHELLS = ("bash", "zsh", "fish")


def completion(
    shell: Annotated[str, typer.Argument(metavar="bash|zsh|fish", help=N_("Which shell."))],
) -> None:
    """Print the shell's completion script: eval "$(crm completion bash)"."""
    if shell not in SHELLS:
        raise UsageError(
            _("{text} is not a shell of ours.").format(text=shell),
            _("Choose from: {codes}").format(codes=", ".join(SHELLS)),
        )
    from typer._completion_shared import get_completion_script

    script = get_completion_script(prog_name="crm", complete_var="_CRM_COMPLETE", shell=shell)
    sys.stdout.write(script + "\n")


def register() -> None:
    """Let the shells of ours be answered, with helps as they are: Typer draws them with Rich, which is slow."""
    from typer import _completion_classes as shells
    from typer._click.shell_completion import add_completion_class

    shells._sanitize_help_text = _plain  # noqa: SLF001  # it would read [..] in our helps as markup, too
    classes: dict[str, Any] = {
        "bash": shells.BashComplete,
        "zsh": shells.ZshComplete,
        "fish": shells.FishComplete,
    }
    for name, answering in classes.items():
        add_completion_class(answering, name)


def _plain(text: str) -> str:
    return text
