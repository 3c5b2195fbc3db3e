"""Filters of customers typed as `industry=礼品`: words of one key are alternatives, keys narrow each other."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time
from typing import Any

from crm_cli.domain.folding import fold
from crm_cli.domain.titles import TITLES
from crm_cli.errors import UsageError
from crm_cli.i18n import LANGUAGES, translations
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.reading import read_code, read_day, read_grade

Reader = Callable[[Desk, list[str]], dict[str, Any]]
Asked = Mapping[str, list[str]]
"""What was asked for: the words of each key, in the order typed."""


def _words(column: str) -> Reader:
    def read(_desk: Desk, values: list[str]) -> dict[str, Any]:
        from crm_cli.domain.spellings import spellings

        return {column: [form for value in values for form in spellings(value)]}

    return read


def _codes(column: str, kind: str) -> Reader:
    return lambda _desk, values: {column: [read_code(kind, value) for value in values]}


def _sources(_desk: Desk, values: list[str]) -> dict[str, Any]:
    from crm_cli.services.customers import known_or_own

    return {"source": [known_or_own("source", value) for value in values]}


def _grades(_desk: Desk, values: list[str]) -> dict[str, Any]:
    return {"grades": [read_grade(value) for value in values]}


def _owner(desk: Desk, values: list[str]) -> dict[str, Any]:
    from crm_cli.services.naming import find_rep

    # `owner=` alone asks for those whom nobody owns.
    return {"owner_no": find_rep(desk, _single("owner", values)).no} if values else {"unowned": True}


def _team(desk: Desk, values: list[str]) -> dict[str, Any]:
    from crm_cli.services.naming import find_team

    return {"team_no": find_team(desk, _single("team", values)).no}


def _use_date(desk: Desk, values: list[str]) -> dict[str, Any]:
    return {"need_before": read_day(desk, _single("need_before", values))}


def _instant(column: str) -> Reader:
    def read(desk: Desk, values: list[str]) -> dict[str, Any]:
        return {column: desk.instant(datetime.combine(read_day(desk, _single(column, values)), time()))}

    return read


_READERS: Mapping[str, Reader] = {
    **{key: _words(key) for key in ("industry", "city", "district", "building", "territory", "tag")},
    "source": _sources,
    "stage": _codes("stages", "stage"),
    "grade": _grades,
    "value_class": _codes("value_class", "value_class"),
    "need_state": _codes("need_state", "need_state"),
    "kind": _codes("kinds", "customer_kind"),
    "owner": _owner,
    "team": _team,
    "need_before": _use_date,
    "silent_since": _instant("silent_since"),
    "created_since": _instant("created_since"),
}
KEYS = tuple(_READERS)
_ALIASES = {"value": "value_class", "need": "need_state", "use_before": "need_before", "tags": "tag"}


def read_asked(desk: Desk, texts: Iterable[str]) -> Asked:
    """Return what `KEY=WORD[,WORD]` texts ask for; a key is ours in any of our languages or an own field's name.

    Raises UsageError for a text without an equals sign and for a key nobody knows.
    """
    asked: dict[str, list[str]] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise UsageError(
                _("{text} is no filter.").format(text=text or "''"),
                "--filter industry=礼品 --filter city=广州",
            )
        key = _key(desk, name.strip())
        values = [value.strip()] if key.startswith("field ") else re.split(r"[,，、;；]", value)
        asked.setdefault(key, []).extend(part.strip() for part in values if part.strip())
    return asked


def filters_of(desk: Desk, asked: Asked) -> dict[str, Any]:
    """Return the parameters of CHOSEN_CUSTOMERS; raise UsageError or NotFoundError for what means nothing."""
    found: dict[str, Any] = {}
    for key, values in asked.items():
        if key.startswith("field "):
            from crm_cli.services.own_fields import read_filter

            if "field_no" in found:
                raise UsageError(_("Only one field of the firm's own can be asked for at a time."))
            found |= read_filter(desk, "customer", f"{key.removeprefix('field ')}={_single(key, values)}")
            continue
        if not values and key != "owner":
            raise UsageError(_("{key}= which?").format(key=key), f"--filter {key}=…")
        found |= _READERS[key](desk, values)
    return found


def say_asked(asked: Asked) -> str:
    """Return what was asked for as it may be typed again."""
    return " ".join(
        f"--filter {as_typed(key.removeprefix('field ') + '=' + ','.join(values))}"
        for key, values in asked.items()
    )


def as_typed(word: str) -> str:
    """Return a word as a shell takes it; quotes stand only where they are needed, so not around 礼品."""
    if re.search(r"""[\s'"\\$`;&|<>()*?!#~{}\[\]]""", word) is None:
        return word
    import shlex

    return shlex.quote(word)


def _single(key: str, values: list[str]) -> str:
    if len(values) != 1:
        raise UsageError(_("{key} takes one value.").format(key=key), f"--filter {key}=…")
    return values[0]


def _key(desk: Desk, name: str) -> str:
    from crm_cli.services.own_fields import fields

    plain = fold(name).replace("-", "_").replace(" ", "_")
    plain = _ALIASES.get(plain, plain)
    if plain in _READERS:
        return plain
    for field in fields(desk, "customer"):
        if fold(field.name) == fold(name):
            return f"field {field.name}"
    for language in LANGUAGES:
        say = translations(language).gettext
        for key in KEYS:
            if key in TITLES and fold(say(TITLES[key])) == fold(name):
                return key
    raise UsageError(
        _("Customers are not filtered by {key}.").format(key=name),
        _("Choose from: {codes}").format(codes=", ".join(KEYS)),
    )
