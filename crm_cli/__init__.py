"""A terminal CRM for firms that win business by knocking on doors and picking up the phone."""

__version__ = "0.3.0"
