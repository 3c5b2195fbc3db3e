"""Who a touch is with."""

from crm_cli.domain.frozen import Frozen
from crm_cli.storage.contacts import ContactRow, PhoneRow
from crm_cli.storage.customers import CustomerBrief


class Party(Frozen):
    """Who a touch is with: the customer, and the person and number where the text named them."""

    customer: CustomerBrief
    contact: ContactRow | None = None
    phone: PhoneRow | None = None
