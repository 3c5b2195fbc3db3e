"""The full-screen desk: screens over the same services as the shell, with no rules of their own."""
