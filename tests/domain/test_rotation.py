"""Which backups are kept."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.rotation import Rotation, kept

_MOMENTS = st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2027, 1, 1)), max_size=60)  # wall clock
_RULES = st.builds(Rotation, st.integers(0, 9), st.integers(0, 20), st.integers(0, 14))


@given(_MOMENTS, _RULES)
def test_the_newest_stays_and_each_rule_gets_its_share(moments: list[datetime], rule: Rotation) -> None:
    found = kept(moments, rule)
    newest = sorted(moments, reverse=True)
    days, months = {at.date() for at in moments}, {(at.year, at.month) for at in moments}
    assert not moments or moments.index(max(moments)) in found or max(moments) in {moments[i] for i in found}
    assert sorted((moments[place] for place in found), reverse=True)[: rule.last] == newest[: rule.last]
    assert len({moments[place].date() for place in found}) >= min(rule.days, len(days))
    assert len({(moments[place].year, moments[place].month) for place in found}) >= min(
        rule.months, len(months)
    )
    assert len(found) <= max(rule.last, 1) + rule.days + rule.months


@given(_MOMENTS, _RULES)
def test_what_went_is_never_wanted_again(moments: list[datetime], rule: Rotation) -> None:
    """To clear away twice is to clear away once: else a rule would eat the months one by one."""
    left = [moments[place] for place in sorted(kept(moments, rule))]
    assert kept(left, rule) == set(range(len(left)))


def test_a_year_of_nights_keeps_the_last_days_and_months() -> None:
    nights = [datetime(2026, 1, 1, 1, 30) + timedelta(days=day) for day in range(365)]
    found = sorted(nights[place] for place in kept(nights, Rotation(3, 7, 12)))
    assert found[-7:] == nights[-7:]
    assert [at.month for at in found if at < nights[-7]] == list(range(1, 12))
