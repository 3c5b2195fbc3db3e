"""What rows that come as they stand need beyond their cells: columns worked out, and records that go with them."""

from collections.abc import Callable, Mapping
from typing import Any

from crm_cli.domain.codes import HOLIDAY_RULES, LETTER_OF, number
from crm_cli.domain.folding import fold
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.importing.cells import Cells
from crm_cli.services.importing.intake import Intake
from crm_cli.storage import bulk, record_links
from crm_cli.storage.database import Database

Values = dict[str, Any]


def numbered(table: str, no: int) -> str:
    """Return a record's number as it is typed."""
    return str(number(table, no)) if table in LETTER_OF else str(no)


def blanks(database: Database, table: str) -> Mapping[str, Any]:
    """Return what the columns of a table hold where nothing is said."""
    with database.reading() as connection:
        return bulk.defaults(connection, table)


def _script(intake: Intake, _cells: Cells, values: Values) -> None:
    from crm_cli.domain.script_fields import check_fields

    if values["body"]:
        check_fields(values["body"])
        values["body"] = values["body"].rstrip() + "\n"
    if values["number"] is None and values["script_no"] is not None:
        of = {"script_no": values["script_no"]}
        values["number"] = 1 + record_links.last(intake.desk.database, "script_version", "number", of)


def _met(_intake: Intake, _cells: Cells, values: Values) -> None:
    touches = [name for name in ("call_no", "visit_no", "followup_no") if values[name] is not None]
    if len(touches) != 1:
        raise UsageError(
            _("The touch on which it was met is not here."), _("Import calls, visits and follow-ups first.")
        )


def _place(intake: Intake, _cells: Cells, values: Values) -> None:
    if values["position"] is None and values["call_list_no"] is not None:
        of = {"call_list_no": values["call_list_no"]}
        values["position"] = 1 + record_links.last(intake.desk.database, "list_number", "position", of)


def _door(intake: Intake, cells: Cells, values: Values) -> None:
    """Work out what a list of doors leaves unsaid as `crm unit add` does: the floor, and the place along it."""
    if values["code"] is None or values["building_no"] is None:
        return
    values["code"] = "".join(fold(values["code"]).upper().split())
    if cells.has("position", "floor_order"):
        return
    held = {"building_no": values["building_no"], "code": values["code"]}
    if record_links.number_by_values(intake.desk.database, "unit", held) is not None:
        return
    from crm_cli.services.units import place_of_door

    kind = str(intake.change.row("building", values["building_no"])["kind"])
    said = {"floor": values["floor"], "side": values["side"]}
    values.update(
        place_of_door(intake.desk, intake.change, held["building_no"], kind, values["code"], **said)
    )


def _desk(_intake: Intake, _cells: Cells, values: Values) -> None:
    if (values["building_no"] is None) == (values["customer_no"] is None):
        raise UsageError(_("A note of a front desk is of a building or of a customer."))


def _template(_intake: Intake, _cells: Cells, values: Values) -> None:
    _rule_of(values)
    if at := values["at_time"]:
        from datetime import time

        try:
            values["at_time"] = time.fromisoformat(at).strftime("%H:%M")
        except ValueError:
            raise UsageError(_("{text} is not a time.").format(text=at), "10:00") from None


def _series(_intake: Intake, _cells: Cells, values: Values) -> None:
    _rule_of(values)
    if values["on_holiday"] not in {None, *HOLIDAY_RULES}:
        raise UsageError(
            _("{text} is not one of them.").format(text=values["on_holiday"]),
            _("Choose from: {codes}").format(codes=_(", ").join(HOLIDAY_RULES)),
        )


def _rule_of(values: Values) -> None:
    if values["rule"]:
        from crm_cli.domain.recurrence import parse_rule

        values["rule"] = parse_rule(values["rule"]).rule.text()


def _field(intake: Intake, cells: Cells, values: Values) -> None:
    """Read the choices of a field of the firm's own, and give it a place after the others."""
    import json

    said = values["choices"]
    if said and not said.startswith("["):
        values["choices"] = json.dumps(cells.listed("choices"), ensure_ascii=False)
    elif said:
        try:
            told = json.loads(said)
        except ValueError:
            told = None
        if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
            raise UsageError(_("{text} is not one of them.").format(text=said))
    if values["kind"] is None and values["choices"]:
        values["kind"] = "choice"
    if values["position"] is None and values["noun"]:
        of = {"noun": values["noun"]}
        values["position"] = 1 + record_links.last(intake.desk.database, "custom_field", "position", of)


def _ban(intake: Intake, cells: Cells, values: Values) -> None:
    """Make a mark of a number or of a whole customer; the firm's key hashes the number anew."""
    from crm_cli.services.ban_reasons import number_hash
    from crm_cli.services.bans import number_key

    if values["e164"] is None and (phone := cells.text("phone")):
        values["e164"] = number_key(intake.desk, phone) or None
    if values["e164"]:
        # The name beside a number says whose it is, not that all of the customer is barred.
        values["customer_no"] = None
        values["number_hash"] = number_hash(intake.desk, values["e164"])
    elif values["customer_no"] is None:
        raise UsageError(_("There is neither a customer nor a number."))


def _filter(_intake: Intake, _cells: Cells, values: Values) -> None:
    from crm_cli.services.saved_filters import split_words

    split_words(values["words"] or "")


def _absence(_intake: Intake, _cells: Cells, values: Values) -> None:
    values["ends_on"] = values["ends_on"] or values["starts_on"]
    if values["starts_on"] and values["ends_on"] < values["starts_on"]:
        raise UsageError(_("It ends before it begins."))


FINISH: Mapping[str, Callable[[Intake, Cells, Values], None]] = {
    "script": _script,
    "met": _met,
    "place": _place,
    "door": _door,
    "desk": _desk,
    "template": _template,
    "series": _series,
    "field": _field,
    "ban": _ban,
    "filter": _filter,
    "absence": _absence,
}
"""What completes the columns that were read of a row, or refuses them."""


def _list_reps(intake: Intake, cells: Cells, no: int, _values: Values) -> None:
    reps = [intake.reps.find(name).no for name in cells.listed("reps")]
    rows = [{"call_list_no": no, "rep_no": rep_no} for rep_no in dict.fromkeys(reps)]
    intake.change.insert_many("call_list_rep", rows)


def _address(intake: Intake, _cells: Cells, _no: int, values: Values) -> None:
    """Write the door into the address of a customer that has none."""
    customer_no = values["customer_no"]
    if values["until"] is None and not intake.change.row("customer", customer_no)["building"]:
        from crm_cli.services.tenants import follow

        follow(intake.desk, intake.change, customer_no)


def _fronts(intake: Intake, cells: Cells, no: int, _values: Values) -> None:
    from crm_cli.services.sweep_fronts import insert_fronts, read_fronts
    from crm_cli.services.sweep_views import doors
    from crm_cli.storage.reps import FIND_TEAMS
    from crm_cli.storage.sweeps import FIND_SWEEPS

    said, names = (
        [text.strip() for text in cells.words(field).replace("\n", ";").split(";") if text.strip()]
        for field in ("fronts", "front_names")
    )
    if not said:
        return
    sweep = intake.desk.database.one(FIND_SWEEPS, no=no)
    typed = read_fronts(intake.desk, said, (), sweep.kind, doors(intake.desk, sweep), past=True)
    if len(names) == len(typed):
        # A team's front is written by who was on it, since the team may be others by now.
        teams = {team.name: team.no for team in intake.desk.database.all(FIND_TEAMS)}
        typed = [
            front._replace(name=name, team_no=teams.get(name))
            for front, name in zip(typed, names, strict=True)
        ]
    insert_fronts(intake.change, no, typed)


PARTS: Mapping[str, Callable[[Intake, Cells, int, Values], None]] = {
    "list_reps": _list_reps,
    "address": _address,
    "fronts": _fronts,
}
"""What else a row brings once its record is in."""
