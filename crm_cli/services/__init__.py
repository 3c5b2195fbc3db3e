"""Use cases, one file per noun; every change to data goes through here."""
