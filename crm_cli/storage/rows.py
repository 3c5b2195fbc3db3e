"""The base of every row a statement returns."""

from crm_cli.domain.frozen import Frozen


class Row(Frozen):
    """A tuple whose annotations name its columns in order, and say what the driver's text is made into."""

    __slots__ = ()


class RecordNumber(Row):
    """A record by its number alone."""

    no: int
