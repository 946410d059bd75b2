"""Files on disk and in an S3-compatible store keep the same promises; traces leave when they are asked for."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from moto.server import ThreadedMotoServer

from otklik.platform.context import WorkspaceId
from otklik.platform.files import FileMissing, Files, open_files
from otklik.platform.ids import new_id
from otklik.platform.settings import Settings
from otklik.platform.tracing import Tracing

COMPANY = WorkspaceId(new_id())


@pytest.fixture(scope="module")
def s3_endpoint() -> Iterator[str]:
    """A store that speaks S3 on loopback."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
async def files(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Files]:
    if request.param == "folder":
        settings = Settings(data_dir=tmp_path)
    else:
        endpoint = request.getfixturevalue("s3_endpoint")
        await make_bucket(endpoint)
        settings = Settings(
            data_dir=tmp_path, files_url="s3://otklik/files", s3_endpoint=endpoint, s3_access_key="k", s3_secret_key="s"
        )
    store = open_files(settings)
    yield store
    await store.close()


async def make_bucket(endpoint: str) -> None:
    from aiobotocore.session import get_session  # noqa: PLC0415 - only where S3 is tested

    keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s", "region_name": "us-east-1"}
    opening: Any = get_session().create_client("s3", endpoint_url=endpoint, **keys)  # Any: made at run time
    async with opening as client:
        await client.create_bucket(Bucket="otklik")


async def test_what_was_kept_is_read_back(files: Files) -> None:
    key = await files.keep(COMPANY, "счёт".encode())
    assert await files.read(key) == "счёт".encode()


async def test_the_same_bytes_have_the_same_key_within_a_company(files: Files) -> None:
    assert await files.keep(COMPANY, b"same") == await files.keep(COMPANY, b"same")
    assert await files.keep(WorkspaceId(new_id()), b"same") != await files.keep(COMPANY, b"same")


async def test_what_was_deleted_is_missing(files: Files) -> None:
    key = await files.keep(COMPANY, b"gone")
    await files.delete(key)
    with pytest.raises(FileMissing):
        await files.read(key)


async def test_a_key_cannot_climb_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("secret")
    with pytest.raises(FileMissing):
        await open_files(Settings(data_dir=tmp_path)).read("../secret.key")


async def test_spans_are_sent_to_the_collector_that_was_named(tmp_path: Path) -> None:
    received: list[bytes] = []

    async def take(request: web.Request) -> web.Response:
        received.append(await request.read())
        return web.Response()

    app = web.Application()
    app.router.add_post("/v1/traces", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    tracing = Tracing(Settings(data_dir=tmp_path, otel_endpoint=f"http://127.0.0.1:{runner.addresses[0][1]}"))
    with tracing.span("delivery.send", {"kind": "email"}):
        pass
    await asyncio.to_thread(tracing.close)
    await runner.cleanup()
    assert b"delivery.send" in b"".join(received)
