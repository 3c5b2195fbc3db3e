"""Merging on the desk: what would come of it is shown first, and one undo takes it back."""

from collections.abc import Callable, Sequence

from crm_cli.i18n import gettext as _
from crm_cli.services.receipts import Receipt
from crm_cli.tui.commands import DeskScreen
from crm_cli.tui.newest import Newest


def ask_merge(
    screen: DeskScreen, beside: Newest, kept: int, others: Sequence[int], then: Callable[[], None]
) -> None:
    """Show what merging others into the customer `kept` would do, and do it when that is wanted; then do `then`."""
    from crm_cli.services.merging import merge_customers

    gone = [f"c{no}" for no in others]

    def merged(done: Receipt) -> None:
        then()
        screen.said(done.lines, done.warnings)

    def confirm(seen: Receipt) -> None:
        from crm_cli.tui.choice import Choice

        def picked(place: int | None) -> None:
            if place == 0:
                beside.work(lambda desk: merge_customers(desk, f"c{kept}", gone), merged)

        told = "\n".join(
            (_("This would happen:"), *seen.lines, *(f"! {warning}" for warning in seen.warnings))
        )
        screen.app.push_screen(Choice(told, [_("Merge"), _("Leave them as they are")], at=1), picked)

    beside.work(lambda desk: merge_customers(desk, f"c{kept}", gone, dry_run=True), confirm)
