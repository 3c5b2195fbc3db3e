"""Questions that cross nouns, answered as frozen rows; nothing here draws."""
