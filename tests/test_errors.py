"""What the system says is told in our words, where they are known."""

import errno
import os
import socket
import ssl

import pytest

from crm_cli import i18n
from crm_cli.errors import system_reason


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "the connection was refused"),
        (OSError(errno.EHOSTUNREACH, "No route to host"), "there is no way there from this network"),
        (OSError(errno.ETIMEDOUT, "Connection timed out"), "no answer in time"),
        (TimeoutError("timed out"), "no answer in time"),
        (
            socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
            "no computer of that name is known",
        ),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "there is no such file"),
        (ssl.SSLError(1, "wrong version number"), "wrong version number"),
        (OSError(errno.EXDEV, os.strerror(errno.EXDEV)), os.strerror(errno.EXDEV)),
        (OSError("only words"), "only words"),
        (OSError(), "OSError"),
    ],
)
def test_the_systems_reason(error: OSError, reason: str) -> None:
    with i18n.speaking("en"):
        assert system_reason(error) == reason
