"""Words and rules in plain Python; nothing here reads a file or a clock."""
