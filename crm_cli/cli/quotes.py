"""`crm quote`: add, list, show, edit, remove."""

from crm_cli.cli.money import verbs
from crm_cli.i18n import N_

VERBS = verbs("quote", N_("Record a quote sent."))
