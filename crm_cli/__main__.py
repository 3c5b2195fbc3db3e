"""Runs `crm`."""

import gc
import os
import sys

from crm_cli.later import stand_in

COLLECT_AFTER = 50_000


def main() -> None:
    """Run the command line; every ending has an exit code and no traceback."""
    if "tui" in sys.argv:
        from crm_cli.tui.begin import begun_plainly

        if begun_plainly(sys.argv[1:]):
            sys.exit(0)
    from crm_cli.cli import session, stream, voice
    from crm_cli.errors import CrmError
    from crm_cli.main import app

    session.speak(sys.argv[1:])
    code = 0
    try:
        app(prog_name="crm")
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else 1
    except Exception as error:  # the last fence: a user never sees a traceback
        if "--debug" in sys.argv:
            raise
        voice.say(session.unexpected(error))
        code = 1
    try:
        stream.finish()
    except CrmError as error:
        voice.say(error.sentence)
        code = error.exit_code
    sys.exit(code)


def run() -> None:
    """Run `crm` as a process of its own and leave at once.

    The database is closed and the streams are flushed by then; taking every module apart, as the
    interpreter does at the end, costs a tenth of the time of an everyday command. Looking for garbage among
    modules that are just being loaded, as it does every 700 objects, costs a twentieth.
    """
    gc.set_threshold(COLLECT_AFTER)
    # The desk runs threads and processes, and needs them all.
    if "tui" not in sys.argv:
        stand_in()
    code: int | str | None = 0
    try:
        main()
    except SystemExit as ending:
        code = ending.code
    except KeyboardInterrupt:
        # The shell's prompt would stand behind the question that was broken off.
        sys.stderr.write("\n")
        code = 130
    os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    run()
