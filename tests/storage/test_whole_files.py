"""A file is written whole or not at all."""

import errno
import os
import stat
from pathlib import Path

import pytest

from crm_cli.errors import CrmError, NotFoundError, RefusedError
from crm_cli.storage.whole_files import write_whole


def new(stream):
    stream.write(b"new")


def test_the_file_is_whole_and_private_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        write_whole(tmp_path / "a.csv", new)
        write_whole(tmp_path / "b.csv", lambda stream: None, mode=0o644)
    finally:
        os.umask(before)
    assert (tmp_path / "a.csv").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "b.csv").stat().st_mode) == 0o644


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (KeyboardInterrupt(), KeyboardInterrupt),
        (ValueError("x"), ValueError),
        (OSError(errno.ENOSPC, "No space left on device"), RefusedError),
        (OSError(errno.EIO, "Input/output error"), CrmError),
        (FileNotFoundError(errno.ENOENT, "gone", "other.jpg"), FileNotFoundError),
    ],
)
def test_any_error_leaves_the_old_file_and_nothing_else(tmp_path, error, raised):
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")

    def fail(stream):
        stream.write(b"half")
        raise error

    with pytest.raises(raised):
        write_whole(path, fail)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_at_the_last_moment_leaves_nothing(tmp_path, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RefusedError, match="disk is full"):
        write_whole(tmp_path / "a.csv", lambda stream: None)
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_can_be_written_a_sentence_says_why(tmp_path, monkeypatch):
    def touch(path: Path) -> None:
        write_whole(path, lambda stream: None)

    with pytest.raises(NotFoundError, match="does not exist"):
        touch(tmp_path / "none" / "a.csv")
    with pytest.raises(RefusedError, match="folder"):
        touch(tmp_path)
    with pytest.raises(RefusedError, match="not an ordinary file"):
        touch(Path("/dev/null"))
    with pytest.raises(CrmError):
        touch(tmp_path / ("x" * 300))
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(CrmError):
        touch(tmp_path / "loop")

    def denied(**names):
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path))

    monkeypatch.setattr("tempfile.mkstemp", denied)
    with pytest.raises(RefusedError, match="may not be written"):
        touch(tmp_path / "a.csv")


def test_a_link_is_followed(tmp_path):
    (tmp_path / "real.csv").write_bytes(b"old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    write_whole(tmp_path / "link.csv", new)
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes() == b"new"
