"""`crm channel`: where this machine sends to: add, list, show, test, remove, and the mail server."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_cli import config
from crm_cli.cli import output, session
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import columns, for_people, is_for_people, title
from crm_cli.delivery import channels
from crm_cli.delivery.channels import Channel
from crm_cli.delivery.secret_sources import SecretSource, read_secret
from crm_cli.errors import CrmError, RefusedError, UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.machine_file import set_table
from crm_cli.services.reading import read_code
from crm_cli.storage.whole_files import write_private

Names = Annotated[list[str], typer.Argument(metavar="NAME...", help=N_("Which channels; crm channel list."))]
UrlCommand = Annotated[
    str | None,
    typer.Option("--url-command", metavar="COMMAND", help=N_("The command that prints the robot's URL.")),
]
UrlEnv = Annotated[
    str | None,
    typer.Option("--url-env", metavar="VARIABLE", help=N_("The variable that holds the robot's URL.")),
]
UrlFile = Annotated[
    str | None,
    typer.Option("--url-file", metavar="FILE", help=N_("The file, of mode 0600, with the robot's URL.")),
]
SecretCommand = Annotated[
    str | None,
    typer.Option(
        "--secret-command", metavar="COMMAND", help=N_("The command that prints the signing secret.")
    ),
]
SecretEnv = Annotated[
    str | None,
    typer.Option("--secret-env", metavar="VARIABLE", help=N_("The variable that holds the signing secret.")),
]
SecretFile = Annotated[
    str | None,
    typer.Option(
        "--secret-file", metavar="FILE", help=N_("The file, of mode 0600, with the signing secret.")
    ),
]
Server = Annotated[
    str | None, typer.Option("--host", metavar="HOST", help=N_("The server: smtp.example.com."))
]
Port = Annotated[
    int | None, typer.Option("--port", metavar="N", help=N_("Its port; the usual one when left out."))
]
Security = Annotated[
    str | None, typer.Option("--security", metavar="KIND", help=N_("tls, starttls or none."))
]
LogInName = Annotated[
    str | None, typer.Option("--user", metavar="NAME", help=N_("Who logs in; '' when nobody does."))
]
Sender = Annotated[
    str | None,
    typer.Option("--sender", metavar="ADDRESS", help=N_('Who it is from: "A公司 <report@example.com>".')),
]
CaFile = Annotated[
    str | None,
    typer.Option("--ca-file", metavar="FILE", help=N_("Certificates to trust, for a server of one's own.")),
]
PasswordCommand = Annotated[
    str | None,
    typer.Option("--password-command", metavar="COMMAND", help=N_("The command that prints the password.")),
]
PasswordEnv = Annotated[
    str | None,
    typer.Option("--password-env", metavar="VARIABLE", help=N_("The variable that holds the password.")),
]
PasswordFile = Annotated[
    str | None,
    typer.Option("--password-file", metavar="FILE", help=N_("The file, of mode 0600, with the password.")),
]


def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("What to call it: boss, sales-group."))],
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help=N_("email, wecom, dingtalk or feishu."), show_default=False)
    ],
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="ADDRESS", help=N_("To whom a mail goes; may be repeated.")),
    ] = None,
    url_command: UrlCommand = None,
    url_env: UrlEnv = None,
    url_file: UrlFile = None,
    secret_command: SecretCommand = None,
    secret_env: SecretEnv = None,
    secret_file: SecretFile = None,
) -> None:
    """Add a channel to this machine's file; of a secret only where it is kept."""
    # Files of secrets have the channel's name, and some systems do not tell Boss from boss.
    for held in channels.names():
        if held.casefold() == name.casefold():
            raise RefusedError(
                _("There is a channel {name} already.").format(name=held), f"crm channel remove {held}"
            )
    table = _given(
        to=to,
        url_command=url_command,
        url_env=url_env,
        url_file=url_file,
        secret_command=secret_command,
        secret_env=secret_env,
        secret_file=secret_file,
    )
    table = {"kind": read_code("medium", kind, only=channels.KINDS), **table}
    if table["kind"] != "email" and channels.is_name(name):
        table.update(_asked_secrets(name, table))
    path = config.config_path()
    made = channels.read_channel(path, name, table)
    set_table(["channel", name], table)
    for source in (made.url, made.secret):
        _warn_if_missing(source)
    if not session.chosen("quiet"):
        output.tell(_("Channel {name} added.").format(name=name))
        output.say(_("Try it with: crm channel test {name}").format(name=name))


def _given(**values: Any) -> dict[str, Any]:
    """Return the options that were typed; a file is the one seen from here, not from beside the settings."""
    return {
        key: str(Path(value).expanduser().absolute()) if value and key.endswith("_file") else value
        for key, value in values.items()
        if value not in (None, [])
    }


def _asked_secrets(name: str, table: dict[str, Any]) -> dict[str, str]:
    """Ask at a terminal for the secrets nobody said the place of, and keep each in a file of its own."""
    if not _can_ask() or any(key.startswith("url_") for key in table):
        return {}
    from crm_cli.delivery.https import read_url

    found = {"url": _asked(_("The robot's URL (it is not shown):"))}
    read_url(found["url"])
    if table["kind"] in channels.SIGNED and not any(key.startswith("secret_") for key in table):
        found["secret"] = _asked(_("Its signing secret (it is not shown; empty when it has none):"))
    # Nothing is kept before all is said.
    return {f"{what}_file": _keep(name, what, secret) for what, secret in found.items() if secret}


def _can_ask() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and not session.chosen("yes")


def _asked(question: str) -> str:
    import getpass

    return getpass.getpass(f"{question} ").strip()


def _keep(name: str, what: str, secret: str) -> str:
    """Write a secret to a file that only its owner can read; return its name, beside the machine's file."""
    kept = _own_file(name, what)
    write_private(config.config_path().parent / kept, f"{secret}\n")
    return kept


def _own_file(name: str, what: str) -> str:
    """Return the file for a secret that is typed into crm: apart from those that somebody made by hand."""
    return f"secrets/{name}.{what}"


def _warn_if_missing(source: SecretSource | None) -> None:
    # A command may ask for a passphrase, so it is left for the test.
    if source is not None and source.way != "command":
        try:
            read_secret(source)
        except CrmError as error:
            output.warn(error.told)


def _record(name: str) -> dict[str, Any]:
    """Return a channel as a record; one that is written wrong with what is wrong about it."""
    empty: dict[str, Any] = {"name": name, "kind": "", "to": [], "url": "", "secret": "", "problem": ""}
    try:
        found = channels.find(name)
    except UsageError as error:
        return {**empty, "problem": error.sentence}
    return {
        **empty,
        "kind": found.kind,
        "to": list(found.to),
        "url": str(found.url or ""),
        "secret": str(found.secret or ""),
    }


def list_channels() -> None:
    """List this machine's channels; of a secret only where it is kept."""
    records = [_record(name) for name in channels.names()]
    people = is_for_people()
    shown = [for_people("channel", one) for one in records] if people else records
    found = columns("channel", ["name", "kind", "to", "url", "secret", "problem"])
    output.emit(
        shown,
        # A machine without robots has no secrets to show, and mostly nothing is wrong.
        [one._replace(show=any(row[one.key] for row in shown)) for one in found],
        session.style(),
        empty=_("No channel yet; add one with: crm channel add NAME KIND"),
    )


def show(names: Names) -> None:
    """Show channels whole."""
    for place, name in enumerate(session.each(names)):
        if place:
            output.tell("")
        if name not in channels.names():
            channels.find(name)
        _show("channel", _record(name))


def _show(noun: str, record: dict[str, Any]) -> None:
    people = is_for_people() or session.chosen("format") is None
    shown = for_people(noun, record) if people else record
    output.emit_one(shown, [output.Column(key, title(key)) for key in shown], session.style())


def remove(names: Names) -> None:
    """Take channels out of this machine's file, with the secrets that were typed into crm for them."""
    named = list(dict.fromkeys(session.each(names)))
    for name in named:
        if name not in channels.names():
            channels.find(name)
    session.confirm(_("Remove {names}?").format(names=", ".join(named)))
    for name in named:
        set_table(["channel", name], None)
        _forget_secrets(name)
        if not session.chosen("quiet"):
            output.tell(_("Channel {name} removed.").format(name=name))


def _forget_secrets(name: str) -> None:
    for what in ("url", "secret"):
        if channels.is_name(name):
            (config.config_path().parent / _own_file(name, what)).unlink(missing_ok=True)


def send_test(
    names: Names,
    text: Annotated[str, typer.Option("--text", metavar="WORDS", help=N_("The line to send."))] = "",
) -> None:
    """Send a line through channels at once and say what the server answered."""
    from crm_cli.cli.outbox import tell_sent
    from crm_cli.delivery.sending import try_channel

    found: list[Channel] = [channels.find(name) for name in session.each(names)]
    fared = []
    for channel in found:
        line = text or _(
            "The daily report will come here. This line was sent with: crm channel test {name}"
        ).format(name=channel.name)
        fared += try_channel(channel, _("A test from crm"), line)
    tell_sent(fared)
    if lost := [sent for sent in fared if sent.state != "sent"]:
        raise CrmError(
            _("{count} of {whole} tests did not go out.").format(count=len(lost), whole=len(fared))
        )


def mail(
    host: Server = None,
    port: Port = None,
    security: Security = None,
    user: LogInName = None,
    sender: Sender = None,
    ca_file: CaFile = None,
    password_command: PasswordCommand = None,
    password_env: PasswordEnv = None,
    password_file: PasswordFile = None,
) -> None:
    """Say which server mail goes through, or show it; what is not named stays as it is."""
    changed = _given(
        host=host,
        port=port,
        security=security,
        user=user,
        sender=sender,
        ca_file=ca_file,
        password_command=password_command,
        password_env=password_env,
        password_file=password_file,
    )
    if not changed:
        _show("mail_server", _server_record(channels.mail_server()))
        return
    path, values = config.read()
    table = _merged(values.get("mail"), changed)
    if table.get("user") and not _said_password(table) and _can_ask():
        password = _asked(_("The password of {user} (it is not shown):").format(user=table["user"]))
        table["password_file"] = _keep("mail", "password", password)
    made = channels.read_mail_server(path, table)
    set_table(["mail"], table)
    _warn_if_missing(made.password)
    if not session.chosen("quiet"):
        output.tell(_("Mail goes through {host}:{port}.").format(host=made.host, port=made.port))


def _said_password(table: dict[str, Any]) -> list[str]:
    return [key for key in table if key.startswith("password_")]


def _merged(before: object, changed: dict[str, Any]) -> dict[str, Any]:
    """Return the table of the mail server with what was typed; one place of the password takes another's."""
    table: dict[str, Any] = dict(before) if isinstance(before, dict) else {}
    if _said_password(changed) or changed.get("user") == "":
        for key in _said_password(table):
            del table[key]
    return {key: value for key, value in {**table, **changed}.items() if value != ""}


def _server_record(server: channels.MailServer) -> dict[str, Any]:
    name, address = server.sender
    return {
        "host": server.host,
        "port": server.port,
        "security": server.security,
        "user": server.user,
        "sender": f"{name} <{address}>" if name else address,
        "password": str(server.password or ""),
        "ca_file": str(server.ca_file or ""),
    }


VERBS = {
    "add": Verb(add, N_("Add a channel to this machine's file; of a secret only where it is kept.")),
    "list": Verb(list_channels, N_("List this machine's channels; of a secret only where it is kept.")),
    "show": Verb(show, N_("Show channels whole.")),
    "test": Verb(send_test, N_("Send a line through channels at once and say what the server answered.")),
    "mail": Verb(mail, N_("Say which server mail goes through, or show it.")),
    "remove": Verb(remove, N_("Take channels out of this machine's file, with their secrets.")),
}
