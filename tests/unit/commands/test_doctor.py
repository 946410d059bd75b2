"""What an administrator reads when something is wrong, and that a healthy machine passes."""

import argparse
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from otklik.commands import doctor
from otklik.commands.doctor import Finding
from otklik.platform.postgres import Postgres
from otklik.platform.settings import Settings


@pytest.fixture
def place() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="otk-", dir="/tmp"))
    if os.geteuid() == 0:
        folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def by_name(settings: Settings) -> dict[str, Finding]:
    return {finding.check: finding for finding in doctor.examine(settings)}


def test_before_the_first_start_nothing_is_made(place: Path, port: int) -> None:
    found = by_name(Settings(data_dir=place / "data", port=port))
    assert not (place / "data").exists()
    assert found["database"].state == "ok"
    assert found["data folder"].state == "ok"
    assert found["port"].text == f"{port} on 127.0.0.1 is free"


def test_a_running_embedded_database_is_examined_and_left_running(place: Path, port: int) -> None:
    server = Postgres(place / "data")
    server.start()
    found = by_name(Settings(data_dir=place / "data", port=port))
    assert found["database"].text.startswith("PostgreSQL 18.")
    assert found["extensions"].state == "ok"
    assert found["role"].state == "ok"
    assert found["clocks"].state == "ok"
    assert found["migrations"].state == "warning"
    assert "otklik migrate" in found["migrations"].text
    with socket.socket(socket.AF_UNIX) as probe:
        probe.connect(str(place / "data" / "postgres" / "socket" / ".s.PGSQL.5432"))
    server.stop()


def test_a_role_that_bypasses_row_level_security_is_warned_of(place: Path, port: int) -> None:
    server = Postgres(place / "data")
    server.start()
    found = by_name(Settings(data_dir=place / "other", port=port, database_url=server.admin_dsn))
    assert found["role"].state == "warning"
    server.stop()


def test_a_taken_port_is_wrong_and_names_the_setting(place: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        taken.settimeout(0)
        settings = Settings(data_dir=place / "data", port=int(taken.getsockname()[1]))
        found = by_name(settings)
    assert found["port"].state == "wrong"
    assert "OTKLIK_PORT" in found["port"].text


def test_an_external_database_that_does_not_answer_is_said_without_its_password(place: Path, port: int) -> None:
    settings = Settings(data_dir=place, port=port, database_url=f"postgresql://otklik:hunter2@127.0.0.1:{port}/otklik")
    finding = by_name(settings)["database"]
    assert finding.state == "wrong"
    assert "OTKLIK_DATABASE_URL" in finding.text
    assert "hunter2" not in finding.text


def test_a_damaged_database_is_one_line_that_says_what_to_do(place: Path, port: int) -> None:
    server = Postgres(place / "data")
    server.start()
    server.stop()
    (place / "data" / "postgres" / "cluster" / "PG_VERSION").write_text("17\n")
    finding = by_name(Settings(data_dir=place / "data", port=port))["database"]
    assert finding.state == "wrong"
    assert "otklik restore FILE" in finding.text
    assert "\n" not in finding.text


def test_open_to_the_network_without_https_is_a_warning_and_a_wrong_address_an_error(place: Path) -> None:
    assert by_name(Settings(data_dir=place, host="0.0.0.0"))["settings"].state == "warning"
    assert by_name(Settings(data_dir=place, public_url="desk.example.ru"))["settings"].state == "wrong"


def test_the_exit_code_and_the_json_say_the_same(place: Path, port: int, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(data_dir=place / "data", port=port, public_url="desk.example.ru")
    assert doctor.run(settings, argparse.Namespace(json=True)) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["healthy"] is False
    assert {"check": "settings", "state": "wrong"}.items() <= report["checks"][1].items()
    assert doctor.run(settings, argparse.Namespace(json=False)) == 1
    assert any(line.startswith("wrong   settings") for line in capsys.readouterr().out.splitlines())
