"""What a mail looks like, and that nothing in a name becomes a header or a recipient."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_cli.delivery import channels
from crm_cli.delivery.letters import Attachment, Letter, queue
from crm_cli.delivery.mail import MOST_BYTES, Headers, compose, envelope, header_text, message_id
from crm_cli.delivery.sending import flush
from crm_cli.errors import CrmError
from crm_cli.services.desk import Desk
from tests.delivery.servers import Mailbox

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
HOSTILE = [
    "日报\r\nBcc: thief@example.com",
    "日报\nTo: thief@example.com",
    "日报\rBcc: thief@example.com",
    "日报\u2028Bcc: thief@example.com",
    "日报\x85Cc: thief@example.com",
    "日报\x0bBcc: thief@example.com\x0c",
    "=?utf-8?q?=0D=0ABcc:_thief@example.com?=",
    "=?utf-8?b?DQpCY2M6IHRoaWVmQGV4YW1wbGUuY29t?=",
    "日\0报\x1b]0;x\x07",
    "\u202egpj.troper\u202c",
    "a" * 3000 + "\r\n\r\n.\r\nRCPT TO:<thief@example.com>",
    '<thief@example.com>, "x" <thief@example.com>;\udc80',
]


@pytest.mark.trust("S14")
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str, plain_server: int, mailbox: Mailbox, desk: Desk) -> None:
    letter = Letter(words, words, f"<p>{words}</p>", attachments=[Attachment(f"{words}.xlsx", b"PK\x03\x04")])
    # The same words once more, as the name of the firm.
    desk.firm = desk.firm._replace(name=words)
    queue(desk, channels.find("boss")._replace(to=("boss@example.com",)), "daily 2026-11-20", letter)
    assert [sent.state for sent in flush(desk)] == ["sent"]
    [(sender, recipients, message)] = mailbox.mails
    assert (sender, recipients) == ("crm@example.com", ["boss@example.com"])
    assert sorted(message.keys()) == sorted(
        ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
    )
    assert message["To"] == "boss@example.com"
    assert message["From"].addresses[0].addr_spec == "crm@example.com"
    assert len(message["From"].addresses) == 1
    assert [one.get_content_type() for one in message.iter_attachments()] == [
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ]
    assert all(mark.isprintable() or mark == "\ufffd" for mark in message["Subject"])


def test_a_mail_holds_all_its_parts_and_only_seven_bits() -> None:
    workbook = bytes(range(256)) * 20
    headers = Headers(
        ("A公司", "crm@example.com"), "boss@example.com", "日报 2026-11-20 " + "长" * 90, "x@y", AT
    )
    payload = compose(
        headers,
        "正文\n.\n..两点\nFrom 我们",
        "<p>正文</p>",
        [Attachment("日报 2026-11-20.xlsx", workbook), Attachment("../日报.html", "<p>网</p>".encode())],
    )
    assert payload.isascii()
    assert max(map(len, payload.splitlines())) < 999
    message = message_from_bytes(payload.encode(), policy=policy.SMTP)
    assert message["Subject"] == headers.subject
    assert message["From"].addresses[0].display_name == "A公司"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain
    assert html
    assert plain.get_content().replace("\r\n", "\n") == "正文\n.\n..两点\nFrom 我们\n"
    assert html.get_content().strip() == "<p>正文</p>"
    files = {one.get_filename(): one.get_payload(decode=True) for one in message.iter_attachments()}
    assert files == {"日报 2026-11-20.xlsx": workbook, ".._日报.html": "<p>网</p>".encode()}


def test_a_line_that_begins_with_a_dot_does_not_end_the_mail() -> None:
    headers = Headers(("", "crm@example.com"), "boss@example.com", "x", "x@y", AT)
    ready = envelope(compose(headers, ".\n.hidden\nend"))
    assert b"\r\n..\r\n..hidden\r\nend\r\n" in ready.content
    assert b"\n" not in ready.content.replace(b"\r\n", b"")


def test_the_same_message_always_has_the_same_id_and_another_firms_not() -> None:
    first = message_id("a", "daily 2026-11-20 boss boss@example.com", "crm@example.com")
    assert first == message_id("a", "daily 2026-11-20 boss boss@example.com", "crm@example.com")
    assert first != message_id("b", "daily 2026-11-20 boss boss@example.com", "crm@example.com")
    assert first.endswith("@example.com")


def test_a_mail_no_server_takes_is_refused_at_once() -> None:
    headers = Headers(("", "crm@example.com"), "boss@example.com", "x", "x@y", AT)
    with pytest.raises(CrmError, match="too large"):
        compose(headers, "x", attachments=[Attachment("a.xlsx", bytes(MOST_BYTES + 1))])


def test_a_very_long_report_goes_through_and_every_part_is_read_again(
    plain_server: int, mailbox: Mailbox, desk: Desk
) -> None:
    html = "<p>客户名称，电话 020 8633 0000 &nbsp;</p>\n" * 12_000
    workbook = bytes(range(256)) * 2_000
    letter = Letter(
        "日报 2026-11-20",
        "正文 " + "很长的一行" * 3_000,
        html,
        attachments=[
            Attachment("华南 日报 2026-11-20.xlsx", workbook),
            Attachment("日报.html", html.encode()),
        ],
    )
    queue(desk, channels.find("boss")._replace(to=("boss@example.com",)), "daily 2026-11-20", letter)
    assert [sent.state for sent in flush(desk)] == ["sent"]
    [(_sender, _recipients, message)] = mailbox.mails
    plain, shown = message.get_body(("plain",)), message.get_body(("html",))
    assert plain
    assert shown
    assert plain.get_content().strip() == letter.text
    assert shown.get_content().replace("\r\n", "\n") == html
    book, page = message.iter_attachments()
    assert (book.get_filename(), book.get_content()) == ("华南 日报 2026-11-20.xlsx", workbook)
    # Not a word about the letters' code, and a mailbox in China reads GB18030.
    assert page.get_content_charset() == "utf-8"
    assert page.get_payload(decode=True) == html.encode()
    assert message["Date"].datetime.utcoffset() == timedelta(hours=8)
    assert message["Auto-Submitted"] == "auto-generated"
    assert len(message.get_all("Message-ID", [])) == 1


@pytest.mark.trust("S14")
@given(st.text(max_size=60), st.text("ab \"\\<>@,;:()=?._-'长é\r\n\t", max_size=40))
@settings(max_examples=60)
def test_no_name_and_no_subject_becomes_an_address_or_a_header(anything: str, tricky: str) -> None:
    for words in (anything, tricky):
        headers = Headers((words, "crm@example.com"), "boss@example.com", words, "x@y", AT)
        ready = envelope(compose(headers, words, attachments=[Attachment(f"{words}.xlsx", b"x")]))
        assert (ready.sender, ready.recipient) == ("crm@example.com", "boss@example.com")
        message = message_from_bytes(ready.content, policy=policy.SMTP)
        assert (len(message["From"].addresses), len(message["To"].addresses)) == (1, 1)
        assert message["Subject"] == header_text(words)
        assert len(message.keys()) == 8
