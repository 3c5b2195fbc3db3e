"""The next number as `crm call next` shows it: large, with why, the last words, what to ask and the script."""

from collections.abc import Iterator
from typing import Any

from crm_cli.domain import words
from crm_cli.domain.cleaning import cell_width, clean
from crm_cli.domain.codes import number
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.glance_words import script_of, touch_line, whom_to_ask
from crm_cli.services.glances import Glance
from crm_cli.services.queue import Empty, Offer
from crm_cli.services.queue_words import moment
from crm_cli.services.records import plain

_OF_GLANCE = ("owner", "owner_no", "grade", "stage", "city", "last_touches", "unknown")


_BELOW = 4
"""Lines below the card: a blank one before the script, the footer, and the shell's next prompt."""


def offer_record(desk: Desk, offer: Offer, found: Glance) -> dict[str, Any]:
    """Return the next number as one object; keys are never translated."""
    from crm_cli.cli.glance_card import as_record

    known = as_record(desk, found)
    told = {
        "number": offer.number,
        "e164": offer.e164,
        "phone_no": offer.phone_no,
        "customer": offer.customer,
        "customer_no": number("customer", offer.customer_no),
        "contact": offer.contact or None,
        "contact_no": number("contact", offer.contact_no),
        "title": offer.title or None,
        "tier": offer.tier,
        "why": offer.why,
        "call_list": offer.call_list or None,
        "call_list_no": number("call_list", offer.call_list_no),
        "step_no": number("step", offer.step_no),
        "due_at": offer.due_at,
        "tries": offer.tries,
        **{key: known[key] for key in _OF_GLANCE},
        "script_no": number("script", offer.script_no),
        "script": script_of(desk, offer) or None,
        "lease_until": offer.lease_until,
        "hours_waived": offer.hours_waived,
    }
    return plain(told, desk)


def empty_record(desk: Desk, empty: Empty) -> dict[str, Any]:
    """Return why there is no number as one object: `number` is null, and each reason has its count."""
    counts = empty.counts._asdict()
    counts["held"] = [{"rep": rep, "count": count} for rep, count in empty.counts.held]
    return {"number": None, "why": empty.sentence, **plain(counts, desk)}


def lines(
    desk: Desk, offer: Offer, found: Glance, width: int | None, *, colour: bool, height: int | None = None
) -> Iterator[str]:
    """Yield the card, line by line: whom to call and why first, what to know of them below, the script last.

    Of the script no more than a screen of `height` lines holds below the rest, and then how to see all of it.
    """
    above = list(_card(offer, found, width, colour=colour))
    yield from above
    if not (script := script_of(desk, offer)):
        return
    from crm_cli.domain.prose_text import markdown_lines

    told = list(markdown_lines(script, width, colour=colour))
    room = len(told) if height is None else max(height - len(above) - _BELOW, 1)
    yield ""
    if len(told) <= room:
        yield from told
        return
    yield from told[: room - 1]
    yield _("… script: crm script show {script} --for {customer}").format(
        script=number("script", offer.script_no), customer=number("customer", offer.customer_no)
    )


def _card(offer: Offer, found: Glance, width: int | None, *, colour: bool) -> Iterator[str]:
    bold, off = ("\x1b[1m", "\x1b[0m") if colour else ("", "")
    yield clean("  ".join(filter(None, (words.label("tier", offer.tier), offer.call_list))))
    yield ""
    yield f"{bold}{_large(clean(offer.number), width)}{off}"
    yield ""
    for line in _who(offer, found):
        yield from _wrapped(line, width)
    yield from _block(_("last"), [touch_line(event) for event in found.touches], width)
    yield from _block(_("promised"), [step.words for step in found.steps if step.words], width)
    yield from _block(_("to ask"), found.questions, width)


def footer(desk: Desk, offer: Offer) -> str:
    """Return until when the number is kept, and what to type when the call is over."""
    return _("Kept for you until {when}. Log it with: crm call log {number} OUTCOME").format(
        when=moment(desk, offer.lease_until), number=number("customer", offer.customer_no)
    )


def _who(offer: Offer, found: Glance) -> Iterator[str]:
    customer = found.party.customer
    yield "  ".join(filter(None, (offer.customer, whom_to_ask(found))))
    facts = (
        number("customer", customer.no),
        customer.city,
        customer.grade,
        words.label("stage", customer.stage),
        customer.owner,
    )
    yield "  ".join(filter(None, facts))
    yield offer.why


def _large(text: str, width: int | None) -> str:
    """Return a number spread out, as large as a plain terminal has it, where there is room."""
    spread = " ".join(text)
    return spread if width is not None and cell_width(spread) <= width else text


def _block(heading: str, texts: list[str], width: int | None) -> Iterator[str]:
    if texts:
        yield ""
        yield clean(heading)
        for text in texts:
            yield from (f"  {line}" for line in _wrapped(text, None if width is None else width - 2))


def _wrapped(text: str, width: int | None) -> list[str]:
    from crm_cli.domain.table import wrap

    return [clean(text)] if width is None else wrap(clean(text), width)
