"""A paper form as texts: what its blocks are called and hold, and nothing of how it is drawn."""

from typing import TYPE_CHECKING

from crm_cli.domain.frozen import Frozen

if TYPE_CHECKING:
    from crm_cli.domain.prose import Line

BOX = "☐"


class Field(Frozen):
    """A column of a listing; `line` is its line on paper, and a `main` one stands in a terminal's first line.

    `weight` is its share of the paper's width; a `numeric` one is read down its right edge. `hand` says what is
    done there by hand: `ticks`, its cells are boxes to tick (BOX before what each means), or `words`, empty cells
    to write into. The texts of a `fixed` one are read letter under letter.
    """

    key: str
    title: str
    line: int = 1
    main: bool = False
    weight: int = 2
    numeric: bool = False
    hand: str = ""
    fixed: bool = False


class Listing(Frozen):
    """A block of rows, each with one text for each field; '' where there is nothing to say.

    `legend` says what marks in the rows mean; on paper it is on every page.
    """

    title: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[str, ...], ...]
    legend: str = ""


class Panel(Frozen):
    """A block of titles and texts."""

    title: str
    pairs: tuple[tuple[str, str], ...]


class Figures(Frozen):
    """A block of numbers in groups: what a group is called, and the title and the text of each number in it.

    A group without a title goes on with the one before; a number without a title is only its text.
    """

    title: str
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

    def panel(self) -> Panel:
        """Return the same block with the numbers of a group in one line, where there is no room for more."""
        return Panel(
            self.title,
            tuple(
                (title, "; ".join(f"{name} {text}".strip() for name, text in numbers))
                for title, numbers in self.groups
            ),
        )


class Bar(Frozen):
    """One bar of a chart: what it is of, how long it is (None where nothing is known), and that in words.

    `part` is how much of it is drawn darker, where the bar is of a share.
    """

    label: str
    value: float | None
    text: str
    part: float | None = None


class Chart(Frozen):
    """A block of bars on one scale from zero."""

    title: str
    bars: tuple[Bar, ...]


class Prose(Frozen):
    """A block of running words, as a script has them."""

    title: str
    lines: "tuple[Line, ...]"


class Timetable(Frozen):
    """A block of columns side by side: in each row a label, and for each column the lines that stand in its cell.

    Where the columns do not fit beside each other they stand one below the other.
    """

    title: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]

    def listing(self) -> Listing:
        """Return the same block as a table, each cell one text of several lines, for paper of any width."""
        fields = (
            Field("row", self.corner, main=True, weight=1),
            *(Field(f"column_{place}", name, weight=3) for place, name in enumerate(self.columns)),
        )
        rows = tuple((label, *("\n".join(cell) for cell in cells)) for label, cells in self.rows)
        return Listing(self.title, fields, rows)

    def by_column(self) -> list[tuple[str, list[tuple[str, tuple[str, ...]]]]]:
        """Return each column with the rows that have something in it."""
        return [
            (name, [(label, cells[place]) for label, cells in self.rows if cells[place]])
            for place, name in enumerate(self.columns)
        ]


Block = Listing | Panel | Figures | Chart | Prose | Timetable


class Box(Frozen):
    """A box to be signed in: its title, and what was written in it already, '' for one left empty."""

    title: str
    text: str = ""


class Form(Frozen):
    """A form from its title to the boxes where it is signed, if any; `none` is what an empty block says.

    `name` is what this kind of form is called, short enough for the sheet of a workbook. `badge` is what the form
    is known by, printed large, '' where it has no such thing.
    """

    name: str
    title: str
    header: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    boxes: tuple[Box, ...]
    none: str
    remark: str = ""
    badge: str = ""

    @property
    def heading(self) -> str:
        """The title with the badge before it, where everything stands in one line."""
        return f"{self.badge}  {self.title}" if self.badge else self.title
