"""Whether a message that waits to be sent names a person: in its words, its pages or its sheets."""

import json
from collections.abc import Iterator
from typing import Any

from crm_cli.storage.mentions import Mentions


def names(payload: str, mentions: Mentions) -> bool:
    """Say whether a message, as it waits in the outbox, names the person anywhere a reader would see it."""
    return any(mentions.found_in(text) for text in _texts(payload))


def _texts(payload: str) -> Iterator[str]:
    yield payload
    if payload.lstrip().startswith(("{", "[")):
        try:
            yield from _strings(json.loads(payload))
        except ValueError:
            return
        return
    from email import message_from_string, policy

    for part in message_from_string(payload, policy=policy.default).walk():
        yield from map(str, part.values())
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield from _read(content)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _read(content: bytes) -> Iterator[str]:
    """Yield what a part says; a workbook is pages in an archive, and may hold further ones."""
    if not content.startswith(b"PK\3\4"):
        yield content.decode("utf-8", "replace")
        return
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield archive.read(name).decode("utf-8", "replace")
    except (zipfile.BadZipFile, RuntimeError, OSError):
        yield content.decode("utf-8", "replace")
