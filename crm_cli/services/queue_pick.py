"""A customer a rep picks to call next: theirs as the queue would give it, where its rules let it be called now."""

from collections.abc import Iterator

from crm_cli.errors import RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.services.call_lists import list_numbers
from crm_cli.services.desk import Desk
from crm_cli.services.queue import Offer, keep, offer_of, state_of
from crm_cli.services.queue_gate import may_call
from crm_cli.services.queue_scene import Scene, scene
from crm_cli.services.queue_walk import Candidate
from crm_cli.services.queue_words import moment
from crm_cli.storage import call_leases as leases
from crm_cli.storage.call_leases import FIND_LEASES, FIND_PAUSES
from crm_cli.storage.contacts import FIND_PHONES
from crm_cli.storage.customers import FIND_CUSTOMERS
from crm_cli.storage.queue import FIND_STEP_TURNS, FIND_TURNS
from crm_cli.storage.reps import RepRow


def pick(desk: Desk, rep: RepRow, customer_no: int) -> Offer:
    """Put a customer on a rep's screen instead of what the queue would give; nothing of its rules is waived.

    Raises RefusedError where they are not to be called now, are on another's screen, or a call waits for its outcome.
    """
    with leases.alone(desk.database) as connection:
        here = scene(desk, rep)
        name = desk.database.one(FIND_CUSTOMERS, no=customer_no).name
        for lease in desk.database.all(FIND_LEASES, now=here.now, customer_no=customer_no):
            if lease.rep_no != rep.no:
                raise RefusedError(_("{customer} is on {rep}'s screen.").format(customer=name, rep=lease.rep))
        for lease in desk.database.all(FIND_LEASES, now=here.now, rep_no=rep.no):
            if lease.dialled_at is not None:
                raise RefusedError(_("It was dialled: name its outcome."))
        for candidate in _turns(here, customer_no):
            if (offer := offer_of(here, candidate)) is not None:
                keep(here, connection, offer)
                return offer
        why = _why_not(here, customer_no)
    raise RefusedError(_("{customer} is not to be called now: {why}.").format(customer=name, why=why))


def _why_not(here: Scene, customer_no: int) -> str:
    """Return what keeps a customer from being called now: a bar on every number, a date to come, or no turn at all."""
    desk = here.desk
    phones = desk.database.all(FIND_PHONES, customer_no=customer_no)
    if not phones:
        return _("no number is on file")
    bars = [may_call(desk, customer_no, one, rests=True, waived=False, hours=here.hours) for one in phones]
    if (barred := bars[0]) is not None and all(bars):
        return barred.reason
    for step in desk.database.all(FIND_STEP_TURNS, customers=[customer_no]):
        if step.rep_no == here.rep.no and step.dial_at > here.now:
            return _("it is due {when}").format(when=moment(desk, step.dial_at))
    for row in desk.database.all(FIND_TURNS, customers=[customer_no]):
        if here.is_mine(row):
            return state_of(desk, list_numbers(desk, no=row.no)[0])
    return _("no list of yours holds a number of theirs, and no date of yours is due")


def _turns(here: Scene, customer_no: int) -> Iterator[Candidate]:
    """Yield what says that the customer is called now, callbacks and steps before lists."""
    find = here.desk.database.all

    def is_paused(phone_no: int) -> bool:
        return bool(find(FIND_PAUSES, phone_no=phone_no, now=here.now, me=here.rep.no))

    for step in find(FIND_STEP_TURNS, customers=[customer_no]):
        if here.is_step_due(step) and not is_paused(step.dial_phone_no):
            tier = step.kind if step.rep_no == here.rep.no else "others_callback"
            yield Candidate(tier, customer_no, step.dial_phone_no, step=step)
    for row in find(FIND_TURNS, customers=[customer_no]):
        if here.is_mine(row) and here.is_due(row) and not is_paused(row.phone_no):
            yield Candidate("fresh" if row.turn == "new" else "retry", customer_no, row.phone_no, number=row)
