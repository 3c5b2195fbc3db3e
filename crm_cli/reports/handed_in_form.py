"""How a report stands, on its form: the status above, corrections and signatures below."""

from collections.abc import Sequence

from crm_cli.domain import words
from crm_cli.domain.form import Block, Box, Form, Panel
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.handed_in import HandedIn
from crm_cli.services.desk import Desk
from crm_cli.services.standings import Standing
from crm_cli.storage.submissions import SignOffRow

OF_SEVERAL = {"provisional": N_("provisional"), "final": N_("final")}


def with_standing(form: Form, handed_in: HandedIn, desk: Desk) -> Form:
    """Return a day's form with how it stands: its status, what was corrected since, comments and signatures."""
    pairs = [*form.header[:1], *standing_pairs(handed_in, desk), *form.header[1:]]
    blocks = [*form.blocks, *_corrected(handed_in, desk)]
    return form._replace(header=tuple(pairs), blocks=tuple(blocks), boxes=_boxes(form.boxes, handed_in, desk))


def standing_pairs(handed_in: HandedIn, desk: Desk) -> list[tuple[str, str]]:
    """Return the line that says how a report stands and who has not handed in, none where nobody's is expected."""
    if handed_in.is_ahead and not any(one.last for one in handed_in.reps):
        return [(_("status"), _("the day is still to come"))]
    if handed_in.status is None:
        return []
    if handed_in.own is not None:
        return [(_("status"), say_standing(handed_in.own, desk))]
    expected = [one for one in handed_in.reps if one.expected]
    missing = [one.rep for one in expected if one.last is None]
    told = _("{count} of {whole} submitted").format(count=len(expected) - len(missing), whole=len(expected))
    if missing:
        told = _("{told}; not yet: {names}").format(told=told, names=", ".join(missing))
    return [(_("status"), f"{_(OF_SEVERAL[handed_in.status])}; {told}")]


def say_standing(standing: Standing, desk: Desk) -> str:
    """Return how a rep's report stands: `submitted 18:05, revision 2`."""
    told = words.label("report_status", standing.status)
    last = standing.last
    if last is None:
        return told
    wall = desk.wall(last.submitted_at)
    when = f"{wall:%H:%M}" if wall.date() == last.day else f"{wall:%Y-%m-%d %H:%M}"
    told = _("{status} {when}").format(status=told, when=when)
    if last.revision > 1:
        told = _("{told}, revision {revision}").format(told=told, revision=last.revision)
    return told


def _boxes(boxes: Sequence[Box], handed_in: HandedIn, desk: Desk) -> tuple[Box, ...]:
    """Return the boxes for a manager's comment, the manager's and the owner's signature, filled in."""
    if len(boxes) != 3 or not handed_in.sign_offs:
        return tuple(boxes)
    last = {one.last.no for one in handed_in.reps if one.last is not None}

    def line(one: SignOffRow, text: str) -> str:
        about = f"{one.of_rep} ← " if handed_in.own is None else ""
        revision = _("revision {no}").format(no=one.revision)
        earlier = "" if one.submission_no in last else f" ({revision})"
        return f"{about}{one.rep}{text}{earlier}"

    said = [line(one, f": {one.comment}") for one in handed_in.sign_offs if one.comment]
    signed: dict[bool, list[str]] = {True: [], False: []}
    for one in handed_in.sign_offs:
        if one.signed_at is not None:
            signed[one.role == "owner"].append(line(one, f" {desk.wall(one.signed_at):%Y-%m-%d %H:%M}"))
    texts = ("\n".join(said), "\n".join(signed[False]), "\n".join(signed[True]))
    return tuple(box._replace(text=text) for box, text in zip(boxes, texts, strict=True))


def _corrected(handed_in: HandedIn, desk: Desk) -> list[Block]:
    found = handed_in.corrections
    if found is None:
        return []
    from crm_cli.reports.correction_words import corrections_block, figure_pairs

    figures = figure_pairs(found.figures, desk)
    told = [Panel(_("Figures changed since"), figures)] if figures else []
    block = corrections_block(found.records, desk, several=handed_in.own is None)
    return [block, *told]
