"""Where it is what time at a number: the zone of the countries that have one."""

# Country codes (ITU-T E.164) with one zone, or one in which nearly everyone lives; of others the number says nothing.
_ZONES = {
    "86": "Asia/Shanghai",
    "852": "Asia/Hong_Kong",
    "853": "Asia/Macau",
    "886": "Asia/Taipei",
    "65": "Asia/Singapore",
    "81": "Asia/Tokyo",
    "82": "Asia/Seoul",
    "60": "Asia/Kuala_Lumpur",
    "63": "Asia/Manila",
    "66": "Asia/Bangkok",
    "84": "Asia/Ho_Chi_Minh",
    "91": "Asia/Kolkata",
    "971": "Asia/Dubai",
    "31": "Europe/Amsterdam",
    "33": "Europe/Paris",
    "34": "Europe/Madrid",
    "39": "Europe/Rome",
    "41": "Europe/Zurich",
    "44": "Europe/London",
    "48": "Europe/Warsaw",
    "49": "Europe/Berlin",
}


def zone_of_number(e164: str | None) -> str:
    """Return the time zone of a number's country (IANA), '' where the number does not say."""
    if not e164 or not e164.startswith("+"):
        return ""
    # No country code begins with another.
    return next((_ZONES[e164[1:end]] for end in (2, 3, 4) if e164[1:end] in _ZONES), "")
