"""A firm's first moments: whether there is one yet, and making one with the person who begins it."""

from pathlib import Path

from crm_cli.domain.codes import REP_ROLES
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk, open_desk


class Beginning(Frozen):
    """What is asked of a new firm; '' goes by the region."""

    firm: str
    me: str
    role: str = "manager"
    region: str = "CN"
    timezone: str = ""
    area_code: str = ""


def is_there(path: Path) -> bool:
    """Say whether anything stands where a database is to be, also what cannot be looked at."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return path.is_symlink()
    except (OSError, ValueError):
        return True
    return True


def is_empty(desk: Desk) -> bool:
    """Say whether a firm has neither customers nor people yet."""
    from crm_cli.services import reps
    from crm_cli.storage import imports

    return desk.me is None and desk.database.one(imports.EXTENT).rows == 0 and not reps.reps(desk)


def make(path: Path, wish: Beginning) -> None:
    """Make a firm's database at `path` with the person who begins it.

    Raises UsageError for a name that is missing and as `create_firm` and `join` do.
    """
    from crm_cli.services.firm import create_firm

    if not wish.firm.strip():
        raise UsageError(_("What is the firm called?"))
    check(wish.me, wish.role)
    create_firm(
        path,
        wish.firm.strip(),
        wish.me.strip(),
        region=wish.region.strip() or "CN",
        timezone=wish.timezone.strip() or None,
        area_code=wish.area_code.strip(),
    )
    desk = open_desk(path, None, command="crm tui")
    try:
        join(desk, wish.me, wish.role)
    finally:
        desk.close()


def check(me: str, role: str) -> str:
    """Return the code of a role; raises UsageError for one that is none, or for nobody's name."""
    if not me.strip():
        raise UsageError(_("What are you called?"))
    from crm_cli.services.reading import read_code

    return read_code("role", role.strip() or "manager", only=REP_ROLES)


def join(desk: Desk, me: str, role: str) -> None:
    """Add the person who begins, unless they are there; raises what `check` raises."""
    from crm_cli.services import reps

    code, me = check(me, role), me.strip()
    if not any(rep.name == me for rep in reps.reps(desk)):
        desk.author = me
        reps.add_rep(desk, me, role=code)
