"""The tables, one file per noun: the single definition of what is kept."""
