"""What the numbers of PRODUCT §7 are called, and how each is written with its parts."""

from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.figures import AMOUNTS, Rate

TITLES = {
    "attempts": N_("attempts"),
    "dials": N_("dials"),
    "invalid_rate": N_("invalid numbers"),
    "answered": N_("answered"),
    "answer_rate": N_("answer rate"),
    "human": N_("a human answered"),
    "reached": N_("right party reached"),
    "reach_rate": N_("reach rate"),
    "conversations": N_("conversations"),
    "interested": N_("interested"),
    "average_talk_time": N_("average talk time"),
    "dials_per_hour": N_("dials per hour"),
    "appointments": N_("appointments"),
    "appointment_rate": N_("appointment rate"),
    "conversion": N_("orders by reached"),
    "conversion_per_customer": N_("orders by customers tried"),
    "callback_kept": N_("callbacks kept"),
    "incoming": N_("incoming calls"),
    "visits": N_("visits"),
    "doors": N_("doors knocked"),
    "opened": N_("doors opened"),
    "met": N_("people met"),
    "effective": N_("effective visits"),
    "past_front_desk": N_("past the front desk"),
    "target_met": N_("target person met"),
    "card_rate": N_("card rate"),
    "cards": N_("cards"),
    "wechat_added": N_("WeChat added"),
    "new_customers": N_("new customers"),
    "planned": N_("visits planned"),
    "done": N_("visits done"),
    "plan_completion": N_("plan completion"),
    "plans_standing": N_("standing"),
    "plans_added": N_("added that day"),
    "moved": N_("visits moved"),
    "cancelled_by_us": N_("cancelled by us"),
    "cancelled_by_them": N_("cancelled by them"),
    "incident": N_("incidents"),
    "quotes": N_("quotes sent"),
    "quote_amount": N_("amount quoted"),
    "samples": N_("samples sent"),
    "orders": N_("orders"),
    "order_amount": N_("amount of orders"),
    "payments": N_("payments"),
    "payment_amount": N_("amount paid"),
    "expenses": N_("expenses"),
}


def title(key: str) -> str:
    """Return what a number is called in the language in use."""
    return _(TITLES[key])


def percent(rate: Rate) -> str:
    """Return a rate with its parts, `23/86 = 26.7 %`; without a share where the whole is nothing."""
    parts = f"{rate.part}/{rate.whole or 0}"
    return parts if rate.rate is None else f"{parts} = {share(rate)}"


def share(rate: Rate) -> str:
    """Return a rate as a per cent with one decimal, '' where the whole is nothing."""
    return "" if not rate.whole else f"{100 * rate.part / rate.whole:.1f} %"


def amount(minor: int, currency: str) -> str:
    """Return an amount with its currency: `50,000.00 CNY`."""
    from crm_cli.domain.money import format_amount

    return f"{format_amount(minor, currency)} {currency}"


def progress(metric: str, done: int, goal: int | None, currency: str) -> str:
    """Return how far a number is: its value, of its goal, in per cent where there is one."""

    def written(value: int) -> str:
        return amount(value, currency) if metric in AMOUNTS else str(value)

    if goal is None:
        return written(done)
    found = f"{written(done)} / {written(goal)}"
    return f"{found} = {share(Rate(done, goal))}" if goal else found
