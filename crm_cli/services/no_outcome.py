"""The error for a word that names no outcome in use: what it may mean, or what took a retired one's place."""

from collections.abc import Sequence

from crm_cli.domain.folding import fold
from crm_cli.domain.outcomes import flag_columns
from crm_cli.errors import NotFoundError
from crm_cli.i18n import gettext as _
from crm_cli.services.naming import outcome_line, outcome_names
from crm_cli.services.near_outcomes import near_codes
from crm_cli.services.outcomes import label
from crm_cli.storage.outcomes import OutcomeRow


def no_outcome(subject: str, text: str, rows: Sequence[OutcomeRow]) -> NotFoundError:
    """Return the error for `text`; `rows` are all outcomes of the subject, retired ones too."""
    in_use = [row for row in rows if row.retired_on is None]
    as_code = fold(text).replace(" ", "_").replace("-", "_")
    for row in rows:
        if row.retired_on is not None and (
            row.code == as_code or fold(text) in {row.name_key, fold(label(row)), *outcome_names(row)}
        ):
            return retired(row, in_use)
    labels, known = {row.code: label(row) for row in in_use}, {row.code: row for row in in_use}
    near = [known[code] for code in near_codes(subject, text, labels)]
    hint = _("Did you mean: {outcomes}?") if near else _("Outcomes: {codes}")
    lines = _lines(near or in_use)
    return NotFoundError(
        _("There is no outcome {text}.").format(text=text), hint.format(outcomes=lines, codes=lines)
    )


def retired(row: OutcomeRow, in_use: Sequence[OutcomeRow]) -> NotFoundError:
    """Return the error for a retired outcome: what counts as it did, else all there are."""
    day = row.retired_on.isoformat() if row.retired_on else ""
    instead = _lines(_alike(row, in_use) or in_use)
    return NotFoundError(
        _("{name} is retired since {day}.").format(name=outcome_line(row), day=day),
        _("Use instead: {outcomes}").format(outcomes=instead)
        if instead
        else f"crm outcome restore {row.code}",
    )


def _alike(row: OutcomeRow, in_use: Sequence[OutcomeRow]) -> list[OutcomeRow]:
    """Return those with the same flags, and of them those with the same effect where any has it."""
    columns = flag_columns(row.subject).values()
    alike = [one for one in in_use if all(getattr(one, column) == getattr(row, column) for column in columns)]
    return [one for one in alike if one.effect == row.effect] or alike


def _lines(rows: Sequence[OutcomeRow]) -> str:
    return ", ".join(map(outcome_line, rows))
