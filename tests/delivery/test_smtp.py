"""The dialogue with a real mail server: encryption, login, refusals, and breaks at every place."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
import trustme

from crm_cli import clock
from crm_cli.delivery import channels, sending
from crm_cli.delivery.letters import Letter, queue
from crm_cli.services import outbox
from crm_cli.services.desk import Desk
from tests.delivery.conftest import Configure
from tests.delivery.servers import Mailbox, mail_server, script, server_context

PASSWORD = 'right =pass"\\'
GREETED = [(b"", b"220 ready\r\n"), (b"ehlo", b"250 hello\r\n")]
TO_DATA = [*GREETED, (b"mail", b"250 ok\r\n"), (b"rcpt", b"250 ok\r\n"), (b"data", b"354 go\r\n")]


def _queue(desk: Desk, *to: str, key: str = "daily") -> None:
    channel = channels.find("boss")._replace(to=to or ("boss@example.com",))
    queue(desk, channel, key, Letter("日报", "正文"))


def _later(minutes: float) -> Any:
    return time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=True)


@pytest.fixture
def secured(
    configure: Configure, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """A mail table for a server with a certificate of its own and a login."""
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("PW", PASSWORD)
    return {
        "host": "localhost",
        "user": "crm@example.com",
        "password_env": "PW",
        "ca_file": str(tmp_path / "ca.pem"),
    }


@pytest.fixture(params=["tls", "starttls"])
def tls_server(
    request: pytest.FixtureRequest, mailbox: Mailbox, authority: trustme.CA, secured: dict[str, Any],
    configure: Configure,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """A server that wants encryption and a login, in both ways of encrypting; gives its mail table."""
    context = server_context(authority.issue_cert("localhost"))
    options: dict[str, Any] = (
        {"ssl_context": context, "auth_require_tls": False}
        if request.param == "tls"
        else {"tls_context": context, "require_starttls": True, "auth_required": True}
    )
    with mail_server(mailbox, **options) as port:
        table = {**secured, "port": port, "security": request.param}
        configure(mail=table, boss={"kind": "email", "to": "boss@example.com"})
        yield table


def test_with_encryption_and_login_a_mail_arrives_once(
    tls_server: dict[str, Any], mailbox: Mailbox, desk: Desk
) -> None:
    _queue(desk, "boss@example.com", "second@example.com")
    _queue(desk, "boss@example.com", "second@example.com")
    assert [sent.state for sent in sending.flush(desk)] == ["sent", "sent"]
    assert sending.flush(desk) == []
    assert [recipients for _from, recipients, _mail in mailbox.mails] == [
        ["boss@example.com"], ["second@example.com"],
    ]  # fmt: skip
    # One session for all of them.
    assert mailbox.logins == ["crm@example.com"]


def test_a_wrong_password_is_told_and_mended_without_a_word_of_it(
    tls_server: dict[str, Any], mailbox: Mailbox, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PW", "falsch-geheim")
    _queue(desk, "boss@example.com", "second@example.com", "third@example.com")
    fared = sending.flush(desk)
    assert [sent.state for sent in fared] == ["queued"] * 3
    assert "535" in fared[0].words
    assert not any("geheim" in sent.words for sent in fared)
    # The next messages do not knock again, for accounts are locked for less: these are two mechanisms.
    assert len(mailbox.logins) == 2
    monkeypatch.setenv("PW", PASSWORD)
    with _later(2):
        assert [sent.state for sent in sending.flush(desk)] == ["sent"] * 3


def test_a_certificate_nobody_vouches_for_is_not_spoken_to(
    tls_server: dict[str, Any], mailbox: Mailbox, desk: Desk, configure: Configure
) -> None:
    table = {key: value for key, value in tls_server.items() if key != "ca_file"}
    configure(mail=table, boss={"kind": "email", "to": "boss@example.com"})
    _queue(desk)
    [sent] = sending.flush(desk)
    assert (sent.state, mailbox.logins) == ("queued", [])
    assert "certificate" in sent.words
    configure(mail={**tls_server, "host": "127.0.0.1"}, boss={"kind": "email", "to": "boss@example.com"})
    with _later(2):
        assert "certificate" in sending.flush(desk)[0].words


def test_a_certificate_of_yesterday_is_not_spoken_to(
    mailbox: Mailbox, desk: Desk, authority: trustme.CA, secured: dict[str, Any], configure: Configure
) -> None:
    old = authority.issue_cert("localhost", not_after=clock.now() - timedelta(days=1))
    with mail_server(mailbox, tls_context=server_context(old)) as port:
        configure(
            mail={**secured, "port": port, "security": "starttls"},
            boss={"kind": "email", "to": "b@example.com"},
        )
        _queue(desk)
        [sent] = sending.flush(desk)
    assert (sent.state, mailbox.logins, mailbox.mails) == ("queued", [], [])
    assert "expired" in sent.words


def test_what_is_smuggled_in_before_the_encryption_is_not_believed(
    desk: Desk, secured: dict[str, Any], configure: Configure
) -> None:
    # Who sits between adds a line to the answer that still goes in the clear (CVE-2011-0411).
    smuggled = b"220 go ahead\r\n250-localhost\r\n250 AUTH PLAIN\r\n"
    lines = [(b"", b"220 ready\r\n"), (b"ehlo", b"250-hi\r\n250 STARTTLS\r\n"), (b"starttls", smuggled)]
    with script(lines) as (port, heard):
        configure(
            mail={**secured, "port": port, "security": "starttls"},
            boss={"kind": "email", "to": "b@example.com"},
        )
        _queue(desk)
        assert [sent.state for sent in sending.flush(desk)] == ["queued"]
    assert not any(b"AUTH" in line or b"MAIL" in line for line in heard)


def test_a_server_that_cannot_encrypt_gets_no_password(
    mailbox: Mailbox, desk: Desk, secured: dict[str, Any], configure: Configure
) -> None:
    with mail_server(mailbox, auth_require_tls=False) as port:
        configure(
            mail={**secured, "port": port, "security": "starttls"},
            boss={"kind": "email", "to": "b@example.com"},
        )
        _queue(desk)
        [sent] = sending.flush(desk)
    assert (sent.state, mailbox.logins, mailbox.mails) == ("queued", [], [])
    assert "STARTTLS" in sent.words


def test_a_refused_recipient_fails_and_doubles_no_other(
    plain_server: int, mailbox: Mailbox, desk: Desk
) -> None:
    mailbox.refused["gone@example.com"] = "550 5.1.1 no such user"
    mailbox.refused["full@example.com"] = "452 4.2.2 mailbox full"
    _queue(desk, "gone@example.com", "full@example.com", "boss@example.com")
    fared = {sent.to: sent for sent in sending.flush(desk)}
    assert {to: sent.state for to, sent in fared.items()} == {
        "gone@example.com": "failed", "full@example.com": "queued", "boss@example.com": "sent",
    }  # fmt: skip
    assert "550 5.1.1 no such user" in fared["gone@example.com"].words
    assert fared["gone@example.com"].is_trouble
    assert not fared["full@example.com"].is_trouble
    mailbox.refused.clear()
    with _later(2):
        assert [sent.to for sent in sending.flush(desk)] == ["full@example.com"]
    assert len(mailbox.mails) == 2


def test_a_mail_the_server_cannot_take_now_is_taken_later(
    plain_server: int, mailbox: Mailbox, desk: Desk
) -> None:
    mailbox.answers = ["451 4.3.0 try again", "250 ok"]
    _queue(desk)
    assert [sent.state for sent in sending.flush(desk)] == ["queued"]
    assert sending.flush(desk) == []
    with _later(1.1):
        assert [sent.state for sent in sending.flush(desk)] == ["sent"]
    assert len(mailbox.mails) == 1


def test_after_a_day_of_attempts_a_mail_has_failed(desk: Desk, configure: Configure) -> None:
    configure(
        mail={"host": "localhost", "port": 9, "security": "none", "sender": "crm@example.com"},
        boss={"kind": "email", "to": "b@example.com"},
    )
    _queue(desk)
    began, states = clock.now(), []
    with time_machine.travel(began, tick=False) as now:
        for wait in (0, *outbox.BACKOFF_MINUTES):
            now.shift(timedelta(minutes=wait))
            states += [sent.state for sent in sending.flush(desk)]
        now.shift(timedelta(days=30))
        assert sending.flush(desk) == []
    assert states == ["queued"] * len(outbox.BACKOFF_MINUTES) + ["failed"]
    assert 22 <= sum(outbox.BACKOFF_MINUTES) / 60 <= 25


def test_a_silence_after_the_final_dot_leaves_it_unsure_and_never_sends_it_again(
    plain_server: int, mailbox: Mailbox, desk: Desk
) -> None:
    mailbox.breaks_off = True
    _queue(desk)
    [sent] = sending.flush(desk)
    assert (sent.state, sent.is_trouble, len(mailbox.mails)) == ("unsure", True, 1)
    mailbox.breaks_off = False
    with _later(60 * 48):
        assert sending.flush(desk) == []
        assert len(mailbox.mails) == 1
        assert outbox.message(desk, "q1").sent_at is not None
        assert outbox.retry(desk, "q1").warnings
        assert [one.state for one in sending.flush(desk)] == ["sent"]
    first, second = (mail["Message-ID"] for _from, _to, mail in mailbox.mails)
    assert first == second


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ([(b"", b"421 too busy\r\n")], "queued"),
        ([(b"", b"554 go away\r\n")], "queued"),
        ([*GREETED, (b"mail", b"")], "queued"),
        ([*TO_DATA[:-1], (b"data", b"")], "queued"),
        ([*TO_DATA[:-1], (b"data", b"554 no mail today\r\n")], "failed"),
        (TO_DATA, "unsure"),
        ([*TO_DATA, (b".\r\n", b"554 looks like spam\r\n")], "failed"),
        ([*TO_DATA, (b".\r\n", b"not smtp at all\r\n")], "unsure"),
        ([*TO_DATA, (b".\r\n", b"")], "unsure"),
        ([*TO_DATA, (b".\r\n", b"250 ok\r\n")], "sent"),
    ],
)  # fmt: skip
def test_what_is_known_where_the_dialogue_breaks_off(
    lines: list[tuple[bytes, bytes]], state: str, desk: Desk, configure: Configure
) -> None:
    with script(lines) as (port, _heard):
        configure(
            mail={"host": "127.0.0.1", "port": port, "security": "none", "sender": "crm@example.com"},
            boss={"kind": "email", "to": "b@example.com"},
        )
        _queue(desk)
        [sent] = sending.flush(desk)
    assert sent.state == state, sent.words
    assert outbox.message(desk, "q1").state == state
