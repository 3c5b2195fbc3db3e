"""The keyed hash by which a number is known after it is erased."""


def keyed_hash(number: str, firm_id: str) -> str:
    """Return the hash of a number in E.164 under the key of a firm; of one that has none, as `9 5533`, of its figures."""
    import hashlib

    from crm_cli.domain.phone_cells import digits

    known = number if number.startswith("+") else digits(number) or number
    return hashlib.blake2b(known.encode(), key=firm_id.encode()[:64], digest_size=16).hexdigest()
