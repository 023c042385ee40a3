"""The archive of raw bytes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
import zstandard

from storage.archive import FileArchive
from tests.workflows.stage import sha256

BODY = b"PK\x03\x04 the workbook\x00" * 400


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def archive(root: Path) -> FileArchive:
    return FileArchive(root)


def _files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


@pytest.mark.parametrize("body", [b"", BODY, bytes(range(256)) * 10_000, hashlib.shake_128(b"noise").digest(5_000)])
def test_the_exact_bytes_come_back(archive: FileArchive, body: bytes) -> None:
    name = archive.keep(body)
    assert name == sha256(body)
    assert archive.open(name) == body


def test_a_content_is_kept_once_under_its_hash(archive: FileArchive, root: Path) -> None:
    names = {archive.keep(BODY) for _ in range(3)}
    [file] = _files(root)
    assert names == {sha256(BODY)}
    assert file.relative_to(root).as_posix() == f"{sha256(BODY)[:2]}/{sha256(BODY)[2:4]}/{sha256(BODY)}.zst"


@pytest.mark.parametrize("name", [sha256(b"never"), "", "../../etc/passwd", "A" * 64, sha256(b"never")[:-1]])
def test_what_was_never_kept_is_a_key_error(archive: FileArchive, name: str) -> None:
    with pytest.raises(KeyError):
        archive.open(name)


def test_a_cut_file_is_said_to_be_damaged(archive: FileArchive, root: Path) -> None:
    name = archive.keep(BODY)
    [file] = _files(root)
    file.write_bytes(file.read_bytes()[:-4])
    with pytest.raises(OSError, match="restore it from a backup"):
        archive.open(name)


def test_an_empty_file_is_said_to_be_damaged(archive: FileArchive, root: Path) -> None:
    name = archive.keep(BODY)
    _files(root)[0].write_bytes(b"")
    with pytest.raises(OSError, match="is damaged: restore it from a backup"):
        archive.open(name)


def test_other_content_under_the_name_is_never_handed_out(archive: FileArchive, root: Path) -> None:
    name = archive.keep(BODY)
    _files(root)[0].write_bytes(zstandard.ZstdCompressor().compress(b"something else"))
    with pytest.raises(OSError, match="does not hold what its name says"):
        archive.open(name)


def test_a_crash_before_the_file_has_its_name_leaves_no_content_and_does_no_harm(
    archive: FileArchive, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> None:
        raise OSError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", dies)
        with pytest.raises(OSError, match="power cut"):
            archive.keep(BODY)
    assert [path.name.startswith(".incoming-") for path in _files(root)] == [True]
    with pytest.raises(KeyError):
        archive.open(sha256(BODY))
    assert archive.open(archive.keep(BODY)) == BODY


def test_a_content_is_flushed_before_it_has_its_name_and_its_name_after(
    archive: FileArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    flush, replace = os.fsync, Path.replace

    def note_flush(descriptor: int) -> None:
        steps.append("folder flushed" if os.path.isdir(f"/proc/self/fd/{descriptor}") else "file flushed")  # noqa: PTH112  # a link into /proc
        flush(descriptor)

    def note_replace(path: Path, target: Path) -> Path:
        steps.append("named")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", note_flush)
    monkeypatch.setattr(Path, "replace", note_replace)
    archive.keep(BODY)
    assert steps == ["file flushed", "named", "folder flushed"]


def test_a_full_disk_is_an_error_and_keeps_nothing(archive: FileArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            archive.keep(BODY)
    with pytest.raises(KeyError):
        archive.open(sha256(BODY))


def test_only_the_owner_may_look_into_the_folders(archive: FileArchive, root: Path) -> None:
    archive.keep(BODY)
    [file] = _files(root)
    assert file.parent.stat().st_mode & 0o077 == 0
    assert file.stat().st_mode & 0o077 == 0


def test_what_a_dead_writer_left_half_written_is_swept_after_its_time(tmp_path: Path) -> None:
    archive = FileArchive(tmp_path)
    kept = archive.keep(b"a list")
    folder = next(tmp_path.glob("*/*"))
    old, fresh = folder / ".incoming-old", folder / ".incoming-fresh"
    for stray, at in ((old, 1000.0), (fresh, 3000.0)):
        stray.write_bytes(b"half")
        os.utime(stray, (at, at))

    assert archive.sweep(2000.0) == 1
    assert (old.exists(), fresh.exists(), archive.open(kept)) == (False, True, b"a list")
