"""Recordings told by their bytes and by their names, as many makers of phones write them."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.recording_names import is_same_number, readings
from crm_cli.domain.sounds import sound_of

AT = datetime(2026, 11, 20, 10, 5)  # the phone's own clock
OGG = b"OggS\0\x02" + bytes(20) + b"\x01\x13"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"RIFF\x24\0\0\0WAVEfmt ", "wav"),
        (b"RIFF\x24\0\0\0AVI LIST", ""),
        (b"ID3\x04\0\0", "mp3"),
        (b"\xff\xfb\x90\x64", "mp3"),
        (b"\xff\xf3\x40\xc0", "mp3"),
        (b"\xff\xfb\xff\x64", ""),
        (b"\xff\xf1\x50\x80", "aac"),
        (b"\xff\xf9\x4c\x80", "aac"),
        (b"\xff\xf1\x3c\x80", ""),
        (b"\0\0\0\x18ftypM4A \0\0", "m4a"),
        (b"\0\0\0\x18ftypisom\0\0", "m4a"),
        (b"\0\0\0\x18ftyp3gp4\0\0", "3gp"),
        (b"\0\0\0\x18ftypheic\0\0", ""),
        (b"\0\0\0\x18ftypqt  \0\0", ""),
        (b"#!AMR\n\x3c", "amr"),
        (b"#!AMR-WB\n", "amr"),
        (b"fLaC\0\0\0\x22", "flac"),
        (OGG + b"OpusHead\x01", "opus"),
        (OGG + b"\x01vorbis", "ogg"),
        (OGG + b"\x80theora", ""),
        (b"OggS", ""),
        (b"%PDF-1.7", ""),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", ""),
        (b"\xff\xfe<\0h\0", ""),
        (b"MZ\x90\0", ""),
        (b"", ""),
        (b"\xff\xfb", ""),
    ],
)
def test_a_sound_is_told_by_its_first_bytes(head: bytes, kind: str) -> None:
    assert sound_of(head) == kind


@given(st.binary(max_size=64))
def test_any_bytes_are_told_or_not(head: bytes) -> None:
    assert sound_of(head) in {"", "wav", "mp3", "m4a", "3gp", "aac", "amr", "ogg", "opus", "flac"}


@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("Call recording 13800138000_20261120100500.m4a", "13800138000"),
        ("13800138000_261120_1005.amr", "13800138000"),
        ("13800138000-2611201005.amr", "13800138000"),
        ("13800138000(13800138000)_20261120100500.mp3", "13800138000"),
        ("王丽(13800138000)_20261120100500.mp3", "13800138000"),
        ("中文名@13800138000_20261120100500.amr", "13800138000"),
        ("+86 138 0013 8000_20261120_100500.wav", "8613800138000"),
        ("20261120-100500_phone_+8613800138000.ogg", "8613800138000"),
        ("2026-11-20 10-05-00 (13800138000).m4a", "13800138000"),
        ("通话录音 13800138000 2026年11月20日10时05分00秒.m4a", "13800138000"),
        ("Call recording 王丽_261120_100500.m4a", ""),
        ("020-80000000_20261120100500.mp3", "02080000000"),
        ("0201234567_20261120100500.mp3", "0201234567"),
        ("10086_20261120100500.mp3", "10086"),
    ],
)
def test_a_name_says_the_number_and_the_time(name: str, digits: str) -> None:
    first = readings(name)[0]
    assert (first.digits, first.at) == (digits, AT)


@pytest.mark.parametrize(
    "name", ["录音.m4a", "13800138000.m4a", "x_20261320100500.m4a", "a_20261120.amr", "", "."]
)
def test_a_name_without_a_time_says_nothing(name: str) -> None:
    assert readings(name) == []


def test_the_name_of_a_person_stays_among_the_words() -> None:
    assert "王丽" in readings("Call recording 王丽_261120_100500.m4a")[0].words


@given(
    st.sampled_from(["13800138000", "02080000000", "+85221234567", "075588886666"]),
    st.datetimes(datetime(2015, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(microsecond=0)),  # the phone's own clock
    st.sampled_from(["{n}_{t:%Y%m%d%H%M%S}.amr", "{n}_{t:%y%m%d_%H%M%S}.m4a", "{t:%Y-%m-%d_%H.%M.%S} {n}.wav", "李@{n}_{t:%Y%m%d_%H%M%S}"]),
)  # fmt: skip
def test_what_a_recorder_writes_is_read_back(number: str, at: datetime, template: str) -> None:
    digits = number.lstrip("+")
    assert (digits, at) in {(one.digits, one.at) for one in readings(template.format(n=number, t=at))}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("13800138000", "8613800138000", True),
        ("02080000000", "862080000000", True),
        ("80000000", "02080000000", True),
        ("0085221234567", "85221234567", True),
        ("10086", "10086", True),
        ("10086", "13800010086", False),
        ("13800138000", "13800138001", False),
        ("", "", False),
        ("0", "00", False),
        ("", "13800138000", False),
    ],
)
def test_numbers_are_the_same_whatever_stands_before(one: str, other: str, same: bool) -> None:
    assert is_same_number(one, other) is same
    assert is_same_number(other, one) is same
