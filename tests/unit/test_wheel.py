"""What `uv build --wheel` gives is the whole product: its screens, its migrations and its command."""

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILD_SECONDS = 180
SCREENS = ("desk/index.html", "widget/loader.js", "widget/app/index.html")


def uv() -> str:
    """script/bootstrap puts it beside the virtual environment where the machine has none."""
    places = (ROOT / ".venv-tools/bin/uv", ROOT / ".venv-tools/lib/bin/uv")
    found = next((str(one) for one in places if one.is_file()), None) or shutil.which("uv")
    if found is None:
        pytest.skip("uv is neither in .venv-tools nor on PATH, so no wheel can be built")
    return found


def test_a_wheel_has_the_screens_and_the_command(tmp_path: Path) -> None:
    for name in SCREENS:
        assert (ROOT / "src/otklik/static" / name).is_file(), f"{name} is not built: run script/bootstrap"
    command = [uv(), "build", "--wheel", "--quiet", "--out-dir", str(tmp_path), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False)
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("otklik-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        (entry_points,) = (name for name in names if name.endswith("entry_points.txt"))
        assert "otklik = otklik.main:run" in archive.read(entry_points).decode()
    assert {f"otklik/static/{name}" for name in SCREENS} <= names
    assert "otklik/migrations/versions/0001_baseline.py" in names
    assert "otklik/domains/livechat/demo_shop/index.html" in names
    assert not [name for name in names if name.startswith(("tests/", "web/", "widget/")) or "node_modules" in name]
