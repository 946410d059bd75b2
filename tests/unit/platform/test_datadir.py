"""The data folder: what it refuses, and that it never touches what was there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from otklik.platform import datadir


def test_a_new_folder_is_made_with_its_parents_and_stamped(tmp_path: Path) -> None:
    folder = tmp_path / "somewhere" / "data"
    datadir.prepare(folder)
    assert json.loads((folder / datadir.STAMP).read_text()) == {"layout": datadir.LAYOUT}
    assert datadir.read_stamp(folder) == datadir.Stamp(layout=datadir.LAYOUT)


def test_preparing_twice_changes_nothing(tmp_path: Path) -> None:
    datadir.prepare(tmp_path)
    before = (tmp_path / datadir.STAMP).stat().st_mtime_ns
    datadir.prepare(tmp_path)
    assert (tmp_path / datadir.STAMP).stat().st_mtime_ns == before


def test_rights_of_a_folder_that_was_there_stay(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o750)
    datadir.prepare(folder)
    assert folder.stat().st_mode & 0o777 == 0o750


def test_a_folder_of_a_newer_version_is_refused_with_both_numbers(tmp_path: Path) -> None:
    (tmp_path / datadir.STAMP).write_text('{"layout": 99}')
    with pytest.raises(datadir.DataFolderTooNew) as failure:
        datadir.prepare(tmp_path)
    assert failure.value.params == {"folder": str(tmp_path), "found": 99, "supported": datadir.LAYOUT}


@pytest.mark.parametrize("content", ["", "{", '{"layout": "one"}', "[]", "\x00"])
def test_a_damaged_stamp_is_named_and_left_as_it_is(tmp_path: Path, content: str) -> None:
    (tmp_path / datadir.STAMP).write_text(content)
    with pytest.raises(datadir.DataFolderDamaged) as failure:
        datadir.prepare(tmp_path)
    assert failure.value.params["path"] == str(tmp_path / datadir.STAMP)
    assert (tmp_path / datadir.STAMP).read_text() == content


def test_too_little_space_is_said_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(datadir.DiskFull) as failure:
        datadir.prepare(tmp_path, free_bytes_min=2**60)
    assert failure.value.code == "data.disk_full"
    assert failure.value.params["needed_bytes"] == 2**60
    assert not (tmp_path / datadir.STAMP).exists()


def test_free_space_of_a_folder_not_made_yet_is_its_disks(tmp_path: Path) -> None:
    assert datadir.free_bytes(tmp_path / "not" / "yet") > 0


def test_a_file_where_the_folder_should_be_is_not_writable(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(datadir.DataFolderNotWritable):
        datadir.prepare(tmp_path / "data")
    with pytest.raises(datadir.DataFolderNotWritable):
        datadir.prepare(tmp_path / "data" / "inner")


def test_a_lock_admits_one_holder_and_names_it(tmp_path: Path) -> None:
    first, second = datadir.FolderLock(tmp_path / "lock"), datadir.FolderLock(tmp_path / "lock")
    first.acquire()
    with pytest.raises(datadir.DataFolderLocked) as failure:
        second.acquire()
    assert failure.value.params == {"folder": str(tmp_path), "pid": os.getpid()}
    first.release()
    second.acquire()
    assert second.held
    assert not first.held
    second.release()


def test_a_lock_dies_with_its_holder(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from otklik.platform.datadir import FolderLock;"
        "lock = FolderLock(Path(sys.argv[1])); lock.acquire(); print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "lock")], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        mine = datadir.FolderLock(tmp_path / "lock")
        with pytest.raises(datadir.DataFolderLocked) as failure:
            mine.acquire()
        assert failure.value.params["pid"] == holder.pid
        holder.kill()
        holder.wait()
    mine.acquire()
    mine.release()


def test_an_atomic_write_replaces_the_whole_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    datadir.write_atomically(path, b"a long first content")
    datadir.write_atomically(path, b"second")
    assert path.read_bytes() == b"second"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]
