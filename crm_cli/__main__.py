"""Runs `crm`."""

import sys


def main() -> None:
    """Run the command line; every ending has an exit code and no traceback."""
    from crm_cli.cli import session, stream, voice
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
    stream.finish()
    sys.exit(code)


if __name__ == "__main__":
    main()
