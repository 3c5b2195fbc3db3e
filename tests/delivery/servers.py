"""A mail server, a raw one that breaks off, and the three robots' server, each on a free local port."""

import base64
import hashlib
import hmac
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

Answer = bytes | list[bytes] | Callable[[], object]


class Mailbox:
    """What a mail server was given, and what it is to answer."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, list[str], EmailMessage]] = []
        self.refused: dict[str, str] = {}
        self.answers: list[str] = []
        self.logins: list[str] = []
        self.breaks_off = False
        self.asked = 0

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        self.asked += 1
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 taken"
        if answer.startswith("2"):
            message = BytesParser(EmailMessage, policy=policy.SMTP).parsebytes(envelope.content)
            self.mails.append((envelope.mail_from, list(envelope.rcpt_tos), message))
        if self.breaks_off:
            server.transport.abort()
        return answer

    def login(self, _server: Any, _session: Any, _envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login.decode())
        return AuthResult(success=data.password == b'right =pass"\\', handled=False)


class _Anywhere(Controller):
    """A controller on whatever port is free."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        super()._trigger_server()


@contextmanager
def mail_server(mailbox: Mailbox, **options: Any) -> Iterator[int]:
    """Run a mail server for `mailbox`; give its port."""
    controller = _Anywhere(mailbox, hostname="127.0.0.1", port=0, authenticator=mailbox.login, **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def server_context(certificate: Any) -> ssl.SSLContext:
    """Return how a server shows a certificate of trustme."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@contextmanager
def script(lines: Sequence[tuple[bytes, Answer]]) -> Iterator[tuple[int, list[bytes]]]:
    """Run a server that says a line after each beginning it waits for, and hangs up after the last.

    Several lines are said slowly, one after the other; instead of a line it may do something. Gives its port and
    all it hears.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    heard: list[bytes] = []

    def serve() -> None:
        connection, _address = listener.accept()
        with connection, connection.makefile("rb") as stream:
            for awaited, answer in lines:
                while awaited and (line := stream.readline()):
                    heard.append(line)
                    if line.lower().startswith(awaited):
                        break
                _answer(connection, answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        thread.join()
        listener.close()


def _answer(connection: socket.socket, answer: Answer) -> None:
    if callable(answer):
        answer()
    elif isinstance(answer, bytes):
        connection.sendall(answer)
    else:
        with suppress(OSError):
            for line in answer:
                connection.sendall(line)
                time.sleep(0.02)


class Robots:
    """The webhooks of three vendors at one place: checks what each of them checks."""

    KEY, SECRET = "0f1e-key", "SEC密钥"

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.asked = 0
        self.answers: list[Callable[[Any], None]] = []
        self.seconds = 0.0
        self.lock = threading.Lock()

    def judge(self, path: str, body: bytes, kind_of_content: str) -> dict[str, Any]:
        """Return the answer of the robot at `path` to `body`."""
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        message = json.loads(body.decode("utf-8"))
        assert kind_of_content == "application/json; charset=utf-8"
        vendor = {"/cgi-bin/webhook/send": self._wecom, "/robot/send": self._dingtalk}
        answer = vendor.get(parts.path, self._feishu)(query, message, len(body))
        if not any(answer.get(name) for name in ("errcode", "code")):
            with self.lock:
                self.taken.append(message)
        return answer

    def _wecom(self, query: dict[str, str], message: dict[str, Any], _size: int) -> dict[str, Any]:
        if query != {"key": self.KEY}:
            return {"errcode": 93000, "errmsg": f"invalid webhook url, key={query.get('key')}"}
        if set(message) != {"msgtype", "markdown"} or set(message["markdown"]) != {"content"}:
            return {"errcode": 40008, "errmsg": "invalid message type"}
        if len(message["markdown"]["content"].encode()) > 4096:
            return {"errcode": 40058, "errmsg": "markdown.content exceed max length 4096"}
        return {"errcode": 0, "errmsg": "ok"}

    def _dingtalk(self, query: dict[str, str], message: dict[str, Any], size: int) -> dict[str, Any]:
        stamp = query.get("timestamp", "0")
        wanted = self.sign(self.SECRET, f"{stamp}\n{self.SECRET}")
        if query.get("access_token") != self.KEY:
            return {"errcode": 300005, "errmsg": "token is not exist"}
        if abs(time.time() * 1000 - int(stamp)) > 3_600_000 or query.get("sign") != wanted:
            return {"errcode": 310000, "errmsg": "sign not match"}
        if size > 20_000:
            return {"errcode": 460101, "errmsg": "message too long, exceed 20000 bytes"}
        if not message["markdown"]["title"] or not message["markdown"]["text"]:
            return {"errcode": 400, "errmsg": "title"}
        return {"errcode": 0, "errmsg": "ok"}

    def _feishu(self, _query: dict[str, str], message: dict[str, Any], size: int) -> dict[str, Any]:
        stamp = message.get("timestamp", "0")
        if (
            message.get("sign") != self.sign(f"{stamp}\n{self.SECRET}", "")
            or abs(time.time() - int(stamp)) > 3600
        ):
            return {"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}
        card = message["card"]
        if size > 20_000 or message["msg_type"] != "interactive" or card["elements"][0]["tag"] != "markdown":
            return {"code": 9499, "msg": "Bad Request"}
        return {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"}

    @staticmethod
    def sign(key: str, text: str) -> str:
        """Return a signature made as the vendors' pages show it."""
        return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


@contextmanager
def robot_server(robots: Robots, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """Run the robots' server, encrypted with a `context`; give the beginning of its addresses."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with robots.lock:
                robots.asked += 1
                instead = robots.answers.pop(0) if robots.answers else None
            if instead is not None:
                instead(self)
                return
            time.sleep(robots.seconds)
            reply(self, 200, robots.judge(self.path, body, self.headers["Content-Type"]))

        def log_message(self, *_arguments: Any) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_arguments: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http{'s' if context else ''}://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def reply(handler: Any, status: int, answer: object, **headers: str) -> None:
    """Answer a request with JSON, or with bytes as they are."""
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def silence(handler: Any) -> None:
    """Hang up without an answer."""
    handler.close_connection = True
