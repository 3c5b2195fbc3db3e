"""What the numbers of PRODUCT §7 are called, and how each is written with its parts."""

from crm_cli.domain.number_words import TITLES
from crm_cli.i18n import gettext as _
from crm_cli.reports.figures import AMOUNTS, Rate


def title(key: str) -> str:
    """Return what a number is called in the language in use."""
    return _(TITLES[key])


def percent(rate: Rate) -> str:
    """Return a rate with its parts, `23/86 = 26.7 %`; without a share where the whole is nothing."""
    parts = f"{rate.part}/{rate.whole or 0}"
    return parts if rate.rate is None else f"{parts} = {share(rate)}"


def share(rate: Rate) -> str:
    """Return a rate as a per cent with one decimal, halves upwards as Excel does; '' where the whole is nothing."""
    if not rate.whole:
        return ""
    tenths = (2000 * rate.part + rate.whole) // (2 * rate.whole)
    return f"{tenths // 10}.{tenths % 10} %"


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
