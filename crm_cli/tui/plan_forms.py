"""What is typed for plans: a new one in a line, one put right, one that is to repeat; nothing typed is lost."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import plans
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_rep
from crm_cli.services.plan_lines import plan_line
from crm_cli.services.plan_repeating import repeat_plan
from crm_cli.services.plan_scopes import Wish
from crm_cli.services.reading import say_when
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.plans import PlanRow
from crm_cli.storage.reps import RepRow
from crm_cli.tui.asking import Asking
from crm_cli.tui.blanks import Blank, BlankForm, Half
from crm_cli.tui.commands import DeskScreen

Then = Callable[[Receipt], None]

_LINE = (
    Blank("line", N_("customer or building, when, what for"), N_("for example: 广州百货 fri 10:00 samples")),
)
_EDIT = (
    Blank("at", N_("time"), N_("for example: 14:30; none when left empty")),
    Blank("minutes", N_("minutes")),
    Blank("purpose", N_("purpose")),
    Blank("expected", N_("expected")),
    Blank("reps", N_("who goes"), N_("names, commas between")),
)
_REPEAT = (
    Blank("rule", N_("how often"), N_("weekly, each third tuesday, 每月最后一天, or an RRULE")),
    Blank("until", N_("last day"), N_("for example: +3m; for ever when left empty")),
    Blank("times", N_("or how many times")),
)


def new_form(
    screen: DeskScreen, rep: RepRow, day: date, then: Then, template: str | None = None
) -> BlankForm:
    """Return the form that plans visits of a rep a line each, one after the other; `then` hears of each."""
    desk = screen.desk

    def save(form: BlankForm, told: dict[str, str]) -> None:
        def done(receipt: Receipt) -> None:
            form.again("\n".join((*receipt.lines, *_warnings(receipt))))
            then(receipt)

        _ask(screen, form, lambda: _planned(desk, told["line"], day, rep, template), done)

    title = _("Visit of {rep}").format(rep=rep.name)
    if template is not None:
        title = f"{title} · {template}"
    remark = _("Where no day is said, it is {day}. Another can follow; esc when that is all.")
    half = Half(desk, f"plannew:r{rep.no}:{template or ''}")
    return BlankForm(title, _LINE, half, save, remark=remark.format(day=say_when(desk, day, None)))


def _planned(desk: Desk, line: str, day: date, rep: RepRow, template: str | None) -> Receipt:
    return plan_line(desk, line, day=day, rep=f"r{rep.no}", template=template)


def edit_form(screen: DeskScreen, row: PlanRow, scope: str, then: Then) -> BlankForm:
    """Return the form that puts a plan right, with those of its series that `scope` means."""
    desk = screen.desk
    names = plans.reps_of(desk, [row.no]).get(row.no, [])
    told = {
        "at": f"{desk.wall(row.at):%H:%M}" if row.at is not None else "",
        "minutes": str(row.minutes) if row.minutes is not None else "",
        "purpose": row.purpose,
        "expected": row.expected,
        "reps": ", ".join(names),
    }

    def save(form: BlankForm, said: dict[str, str]) -> None:
        fresh = {name: text.strip() for name, text in said.items() if text.strip() != told[name]}

        def done(receipt: Receipt) -> None:
            form.done()
            then(receipt)

        _ask(screen, form, lambda: _put_right(desk, row, fresh, scope), done)

    where = row.customer or row.building
    title = f"{number('plan', row.no)} {where}  {say_when(desk, row.day, None)}"
    return BlankForm(title, _EDIT, Half(desk, f"planedit:p{row.no}:v{row.version}"), save, told=told)


def _put_right(desk: Desk, row: PlanRow, fresh: dict[str, str], scope: str) -> Receipt:
    """Change what was typed anew of a plan, in one change."""
    called, notes = str(number("plan", row.no)), Notes()
    # Whoever is meant is asked before the change is open, since nobody can be asked inside it.
    reps = [find_rep(desk, name) for name in _parts(fresh.pop("reps"))] if "reps" in fresh else None
    values: dict[str, Any] = {name: fresh[name] for name in ("purpose", "expected") if name in fresh}
    if "at" in fresh:
        values["when"] = f"{row.day.isoformat()} {fresh['at']}".strip()
    if "minutes" in fresh:
        values["minutes"] = _figure(fresh["minutes"])
    with desk.change():
        done = [plans.edit_plan(desk, called, scope=scope, **values)] if values else []
        if reps is not None:
            done.append(plans.assign_plan(desk, called, [f"r{one.no}" for one in reps], scope))
    notes.lines += [line for receipt in done for line in receipt.lines]
    notes.warnings += [one for receipt in done for one in receipt.warnings]
    return notes.receipt("plan", row.no, row.id, changed=bool(done))


def _figure(text: str) -> int:
    if not text.isdecimal():
        raise UsageError(_("{text} is no number.").format(text=text or "''"), "45")
    return int(text)


def _parts(text: str) -> list[str]:
    for comma in "，、;；":
        text = text.replace(comma, ",")
    return [part.strip() for part in text.split(",") if part.strip()]


def repeat_form(screen: DeskScreen, row: PlanRow, then: Then) -> BlankForm:
    """Return the form that lets a plan repeat: the rule in words, and its end."""
    desk = screen.desk

    def save(form: BlankForm, said: dict[str, str]) -> None:
        def act() -> Receipt:
            times = _figure(said["times"].strip()) if said["times"].strip() else None
            wish = Wish(said["rule"], said["until"].strip() or None, times)
            return repeat_plan(desk, str(number("plan", row.no)), wish)

        def done(receipt: Receipt) -> None:
            form.done()
            then(receipt)

        _ask(screen, form, act, done)

    title = _("{number} {name} repeats from {day} on").format(
        number=number("plan", row.no),
        name=row.customer or row.building,
        day=say_when(desk, row.day, row.at),
    )
    remark = _("One that would fall on a day off is planned for the next working day.")
    return BlankForm(title, _REPEAT, Half(desk, f"planrepeat:p{row.no}"), save, remark=remark)


def _ask(screen: DeskScreen, form: BlankForm, act: Callable[[], Receipt], done: Then) -> None:
    def failed(error: CrmError) -> None:
        form.wrong(error.told)

    Asking(screen.app, screen.desk, act, done, failed).go()


def _warnings(receipt: Receipt) -> Sequence[str]:
    return [_("Warning: {sentence}").format(sentence=warning) for warning in receipt.warnings]
