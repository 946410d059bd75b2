"""The built screens over HTTP: compressed, cached by name, framed only where they may be."""

import gzip
from pathlib import Path

import pytest
from tests.client import Client

from otklik import screens


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small build in a folder of its own."""
    for name, text in {
        "desk/index.html": "<!doctype html><title>desk</title>" + " " * 600,
        "desk/assets/index-abc.js": "console.log(1);" * 100,
        "widget/loader.js": "loader();" * 100,
        "widget/app/index.html": "<!doctype html>",
        "secret.txt": "secret",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(screens, "STATIC", tmp_path)
    return tmp_path


@pytest.mark.usefixtures("build")
def test_files_are_compressed_once_and_typed() -> None:
    found = screens.built("widget/loader.js")
    assert found is not None
    assert found.media_type == "text/javascript"
    assert found.packed is not None
    assert gzip.decompress(found.packed) == found.plain


@pytest.mark.parametrize("name", ["desk/../../etc/passwd", "../secret.txt", "desk/none.js", "desk", "desk/index.php"])
@pytest.mark.usefixtures("build")
def test_nothing_outside_the_build_is_found(name: str) -> None:
    assert screens.built(name) is None


async def test_the_edge_marks_every_answer(client: Client) -> None:
    answer = await client.get("/health/live", headers={"x-request-id": "from-the-proxy"})
    assert answer.headers["x-request-id"] == "from-the-proxy"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_api_page_needs_no_other_server(client: Client) -> None:
    page = await client.get("/docs")
    assert page.status_code == 200
    assert "/api/v1/conversations" in page.text
    assert "<script" not in page.text
    assert "http://" not in page.text.replace("http://127.0.0.1", "")


@pytest.mark.usefixtures("build")
@pytest.mark.parametrize("path", ["/invitations/01a2.c-Secret", "/password-resets/01a2.c-Secret"])
async def test_a_link_from_a_letter_opens_the_desk(client: Client, path: str) -> None:
    page = await client.get(path)
    assert page.status_code == 200
    assert "<title>desk</title>" in page.text
