"""Every failure of the platform's start has a line of its own."""

import pytest

from otklik.commands import backup, restore
from otklik.commands.archive import ArchiveDamaged
from otklik.commands.database import DatabaseUnreachable
from otklik.commands.dump import ToolFailed
from otklik.commands.messages import LINES, line
from otklik.platform import datadir, postgres_errors
from otklik.platform.errors import OtklikError


def kinds(base: type[OtklikError]) -> list[type[OtklikError]]:
    return [base, *(one for child in base.__subclasses__() for one in kinds(child))]


STARTING = [*kinds(datadir.DataFolderFailed), *kinds(postgres_errors.PostgresFailed)]
COMMANDS = [
    ArchiveDamaged,
    DatabaseUnreachable,
    ToolFailed,
    backup.BackupExists,
    restore.BackupMissing,
    restore.BackupNewer,
    restore.DatabaseInUse,
    restore.NotEmpty,
]


@pytest.mark.parametrize("kind", [*STARTING, *COMMANDS])
def test_a_failure_has_its_line(kind: type[OtklikError]) -> None:
    assert kind.code in LINES


def test_a_line_names_the_folder_and_what_to_do() -> None:
    shown = line(datadir.DataFolderLocked(params={"folder": "/srv/otklik", "pid": 77}))
    assert "/srv/otklik" in shown
    assert "77" in shown
    assert "OTKLIK_DATA_DIR" in shown
    assert "\n" not in shown


def test_a_failure_without_a_line_still_shows_its_code() -> None:
    assert line(OtklikError(detail="the cable is out")) == "internal: the cable is out"


def test_a_parameter_that_is_missing_does_not_fail_a_second_time() -> None:
    assert "?" in line(datadir.DataFolderLocked())
