"""`crm demo`: the sample firm in a new file, and the report of its last day."""

import os
import shlex
from datetime import date
from pathlib import Path

from crm_cli.cli import output, session
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import open_desk


def demo() -> None:
    """Load the sample firm and print its report."""
    import getpass

    from crm_cli.exchange.sample import load_sample

    path = _path()
    last = load_sample(path, session.author() or getpass.getuser())
    _print_report(path, last)
    if not session.chosen("quiet"):
        for line in _next(path, last):
            output.say(line)


def _path() -> Path:
    """Return the file that `--db` or CRM_DB names, else a throwaway one: never the firm's own."""
    named = session.chosen("db") or os.environ.get("CRM_DB")
    if named:
        return Path(named).expanduser()
    import tempfile

    return Path(tempfile.mkdtemp(prefix="crm-demo-")) / "crm.db"


def _print_report(path: Path, last: date) -> None:
    from crm_cli.reports.daily import daily_report
    from crm_cli.reports.daily_form import daily_form
    from crm_cli.reports.scope import find_scope

    desk = open_desk(path, None)
    try:
        scope = find_scope(desk, rep=None, team=None, everyone=True)
        form = daily_form(daily_report(desk, scope, last, last, None), desk)
        output.emit_form(form, session.style(desk.zone))
    finally:
        desk.close()


def _next(path: Path, last: date) -> list[str]:
    return [
        "",
        _("That was the day's report of the sample firm, in {path}. Try next:").format(path=path),
        f"  export CRM_DB={shlex.quote(str(path))} CRM_AS=陈伟",
        "  crm today",
        "  crm call next",
        f"  crm report daily --date {last.isoformat()}",
        "  crm search sxqc",
        _("Your own: crm init --firm NAME, then crm import customers FILE --dry-run"),
    ]
