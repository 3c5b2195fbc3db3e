"""Group robots of WeCom, DingTalk and Feishu: their bodies, their signatures, and what they answer.

Sources: developer.work.weixin.qq.com path 91770 (WeCom), open.dingtalk.com custom-robot-access
(DingTalk), open.feishu.cn custom bot guide (Feishu).
"""

from collections.abc import Callable, Iterable
from typing import Any

from crm_cli import clock
from crm_cli.delivery import https, robot_text
from crm_cli.delivery.channels import Channel
from crm_cli.delivery.secret_sources import read_secret
from crm_cli.delivery.trouble import RejectedError, UndeliveredError, UnsureError, told
from crm_cli.domain.cleaning import clean
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _

LIMITS = {"wecom": 4096, "dingtalk": 20_000, "feishu": 20_000}
"""Bytes: of the text for WeCom, of the whole body for the others."""
_SIGNATURE_BYTES = 200
_TITLE_LETTERS = 60
# Sent too often; DingTalk then shuts its ears for ten minutes. -1 is "busy" at all three.
_TOO_MANY = {"wecom": {-1, 45009, 45033}, "dingtalk": {-1, 130101, 410100}, "feishu": {-1, 11232, 99991400}}
_TOO_MANY_MINUTES = 10


def compose(kind: str, title: str, markdown: str) -> str:
    """Return the body of a message as JSON text, short enough for `kind` of robot, not signed yet."""
    heading = " ".join(clean(robot_text.spoken(title)).split())[:_TITLE_LETTERS] or "crm"
    text = robot_text.spoken(markdown)
    if kind == "feishu":
        # The card has a heading of its own, and draws no other.
        lines = text.split("\n")
        text = "\n".join(lines[1:] if lines[0].startswith("# ") else lines).strip("\n")
        text = "\n".join(
            f"**{line.lstrip('# ')}**" if line.startswith("#") else line for line in text.split("\n")
        )
    elif not text.startswith("#"):
        text = f"# {heading}\n\n{text}"
    if kind == "wecom":
        return _json(_body(kind, heading, robot_text.cut(text, LIMITS[kind])))
    most = LIMITS[kind] - _SIGNATURE_BYTES
    return _json(
        _body(
            kind,
            heading,
            robot_text.cut(text, most, lambda part: len(_json(_body(kind, heading, part)).encode())),
        )
    )


def _json(body: object) -> str:
    import json

    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _body(kind: str, title: str, text: str) -> dict[str, Any]:
    if kind == "wecom":
        return {"msgtype": "markdown", "markdown": {"content": text}}
    if kind == "dingtalk":
        return {"msgtype": "markdown", "markdown": {"title": title, "text": _broken(text)}}
    return {
        "msg_type": "interactive",
        "card": {
            "config": {"wide_screen_mode": True},
            "header": {"title": {"tag": "plain_text", "content": title}},
            "elements": [{"tag": "markdown", "content": text}],
        },
    }


def _broken(text: str) -> str:
    """Return `text` with the two blanks at the end of a line without which DingTalk joins it to the next."""
    lines = text.split("\n")
    return "\n".join(line if not line or line.startswith(("#", "- ")) else f"{line}  " for line in lines)


def send(channel: Channel, payload: str, hand_over: Callable[[], None]) -> str:
    """Post a composed message, signed now, and return the robot's words.

    Raises RejectedError, UndeliveredError, UnsureError, and CrmError where a secret cannot be read.
    """
    if channel.url is None:
        raise UsageError(_("it does not say where the robot's URL is kept"))
    url = read_secret(channel.url)
    secret = read_secret(channel.secret) if channel.secret else ""
    signed_url, body = _signed(channel.kind, url, payload, secret)
    reply = https.post(signed_url, body.encode(), hand_over)
    return _judged(channel.kind, reply, [url, secret, *_parts(url)])


def _parts(url: str) -> Iterable[str]:
    """Return the parts of a robot's address that are its key: a value of the query or the end of the path."""
    from urllib.parse import parse_qsl, urlsplit

    parts = urlsplit(url)
    return [value for _name, value in parse_qsl(parts.query)] + [parts.path.rpartition("/")[2]] * (
        not parts.query
    )


def _signed(kind: str, url: str, payload: str, secret: str) -> tuple[str, str]:
    """Return the address and the body with the signature their robot asks for, valid for an hour."""
    if not secret:
        return url, payload
    moment = clock.now().timestamp()
    if kind == "dingtalk":
        from urllib.parse import quote_plus

        stamp = str(int(moment * 1000))
        sign = quote_plus(signature(secret, f"{stamp}\n{secret}"))
        return f"{url}{'&' if '?' in url else '?'}timestamp={stamp}&sign={sign}", payload
    import json

    stamp = str(int(moment))
    # Feishu's key is what DingTalk signs, and what it signs is empty.
    return url, _json(
        {"timestamp": stamp, "sign": signature(f"{stamp}\n{secret}", ""), **json.loads(payload)}
    )


def signature(key: str, message: str) -> str:
    """Return the HMAC-SHA256 of `message` in Base64."""
    import hmac
    from base64 import b64encode

    return b64encode(hmac.digest(key.encode(), message.encode(), "sha256")).decode()


def _judged(kind: str, reply: https.Reply, secrets: Iterable[str]) -> str:
    """Return the robot's words where it took the message; raise what it means where it did not."""
    words = f"HTTP {reply.status}"
    if reply.status in {408, 429, 503}:
        wait = _TOO_MANY_MINUTES if reply.status == 429 else 0
        raise UndeliveredError(_("The robot's server refuses it: {words}").format(words=words), wait=wait)
    if reply.status >= 500:
        # It, or what stands between, may have passed the message on before it broke down.
        raise UnsureError(_("The robot's server did not say how it ended: {words}").format(words=words))
    code, said = _answer(reply.body)
    if not 200 <= reply.status < 300 and not code:
        raise RejectedError(_("The robot's server refuses it: {words}").format(words=words))
    if code is None:
        words = told(reply.body, secrets)
        raise UnsureError(_("The robot's answer is not understood: {words}").format(words=words))
    words = f"{code} {told(said, secrets)}".strip()
    # Feishu says so under the code of every bad request, too.
    if code in _TOO_MANY[kind] or (code and "too many request" in said.lower()):
        raise UndeliveredError(
            _("The robot is asked too often: {words}").format(words=words), wait=_TOO_MANY_MINUTES
        )
    if code:
        raise RejectedError(_("The robot refuses it: {words}").format(words=words))
    return words


def _answer(body: bytes) -> tuple[int | None, str]:
    """Return the code and the words of an answer, None where there is none; 0 is success at all three.

    Feishu says `code` and `msg`, or of old `StatusCode` and `StatusMessage`; the others `errcode`, `errmsg`.
    """
    import json

    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None, ""
    if isinstance(found, dict):
        for code, words in (("errcode", "errmsg"), ("code", "msg"), ("StatusCode", "StatusMessage")):
            if isinstance(found.get(code), int):
                return int(found[code]), str(found.get(words) or "")
    return None, ""
