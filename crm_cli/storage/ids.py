"""Global ids of rows."""

import os
import time


def uuid7() -> str:
    """Return a new UUIDv7 (RFC 9562) as 36 characters: milliseconds first, so ids sort by age."""
    number = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
