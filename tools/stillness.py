"""Waits until a desk in a test reads nothing beside its screen any more."""

from contextlib import suppress
from typing import Any

from textual.app import App
from textual.worker import WorkerCancelled


async def still(app: App[Any]) -> None:
    """Return once every worker is over; one that a newer reading took the place of is over too."""
    while going := [worker for worker in app.workers if not worker.is_finished]:
        for worker in going:
            with suppress(WorkerCancelled):
                await worker.wait()
