"""Taking in what a firm has in its own spreadsheets, one file in one change."""
