"""`crm call run` as a rep sees it."""
