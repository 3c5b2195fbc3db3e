"""What kind of sound a file holds, told by its first bytes and never by its name."""

HEAD = 64
"""How many bytes of a file tell what it is."""

# Brands of the ISO base media format that phones write voice in (mp4ra.org lists them); pictures have others.
_BRANDS = (b"M4A", b"M4B", b"3g", b"mp4", b"isom", b"iso", b"MSNV", b"mmp4", b"dash", b"f4a")
_STARTS = (
    (b"#!AMR", "amr"),
    (b"fLaC", "flac"),
    (b"ID3", "mp3"),
    (b"ADIF", "aac"),
)


def sound_of(head: bytes) -> str:
    """Return wav, mp3, m4a, 3gp, aac, amr, ogg, opus or flac for the first HEAD bytes of a file, '' for no sound."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[:4] in {b"RIFF", b"RF64"} and head[8:12] == b"WAVE":
        return "wav"
    if head[4:8] == b"ftyp" and head[8:12].startswith(_BRANDS):
        return "3gp" if head[8:10] == b"3g" else "m4a"
    if head.startswith(b"OggS"):
        return _in_ogg(head)
    return _by_frame(head)


def _in_ogg(head: bytes) -> str:
    """Return what the first packet of an Ogg stream says; video is no recording of a call."""
    # The page's table of segments ends where the packet begins (RFC 3533).
    packet = head[27 + head[26] :] if len(head) > 27 else b""
    if packet.startswith(b"OpusHead"):
        return "opus"
    return "ogg" if packet.startswith((b"\x01vorbis", b"Speex", b"\x7fFLAC")) else ""


def _by_frame(head: bytes) -> str:
    """Return mp3 or aac where the file begins with a frame of it: eleven set bits, then a header that is valid."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return ""
    layer = head[1] >> 1 & 3
    if layer == 0:
        # ADTS: twelve set bits, and a sampling frequency there is (ISO 13818-7).
        return "aac" if head[1] & 0xF0 == 0xF0 and head[2] >> 2 & 15 < 13 else ""
    version, rate, frequency = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    return "mp3" if version != 1 and rate not in {0, 15} and frequency != 3 else ""
