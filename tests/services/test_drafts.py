"""Drafts: kept on the machine for one rep at one database, until they are forgotten."""

import stat
from collections.abc import Callable

from crm_cli.services import drafts
from crm_cli.services.desk import Desk


def test_a_draft_is_one_reps_and_stays_until_it_is_forgotten(
    desk: Desk, open_as: Callable[[str | None], Desk]
) -> None:
    hers = open_as("李娜")
    assert drafts.take(desk, "knock:u12") is None
    drafts.keep(desk, "knock:u12", {"note": "老板姓陈\n[/b]"})
    assert drafts.take(open_as("陈伟"), "knock:u12") == {"note": "老板姓陈\n[/b]"}
    assert drafts.take(desk, "knock:u13") is None
    assert drafts.take(hers, "knock:u12") is None
    assert drafts.take(hers, "knock:u12", rep_no=desk.me.no if desk.me else 0) is not None
    path = drafts.place(desk, "knock:u12")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.name.startswith("knock-")
    drafts.forget(desk, "knock:u12")
    drafts.forget(desk, "knock:u12")
    assert drafts.take(desk, "knock:u12") is None


def test_a_draft_that_cannot_be_read_is_none(desk: Desk) -> None:
    drafts.keep(desk, "call", {"note": "a"})
    for broken in (b"{", b"[1]", b"\xff\xfe", b""):
        drafts.place(desk, "call").write_bytes(broken)
        assert drafts.take(desk, "call") is None
