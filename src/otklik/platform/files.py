"""Where files lie: a local folder by default, an S3-compatible store by setting. Content is named by its digest.

A row in a domain's table says whose a file is; the store only keeps bytes under a key. Domains keep and drop them by
`platform.keeping`, which knows the rows.
"""

import asyncio
import hashlib
import os
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Protocol

from otklik.platform.context import WorkspaceId
from otklik.platform.errors import NotFound
from otklik.platform.ids import token
from otklik.platform.settings import Settings


class FileMissing(NotFound):
    code = "files.missing"


class FileStore(Protocol):
    async def put(self, key: str, data: bytes) -> None:
        """Durable on return."""
        ...

    async def get(self, key: str) -> bytes:
        """Raises `FileMissing`."""
        ...

    async def delete(self, key: str) -> None: ...

    async def close(self) -> None: ...


class Files:
    """The store of this process behind one interface."""

    def __init__(self, store: FileStore) -> None:
        self._store = store

    async def keep(self, workspace_id: WorkspaceId, data: bytes) -> str:
        """Store the bytes once per workspace; returns their key."""
        key = self.key(workspace_id, data)
        await self._store.put(key, data)
        return key

    @staticmethod
    def key(workspace_id: WorkspaceId, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        return f"{workspace_id}/{digest[:2]}/{digest}"

    async def read(self, key: str) -> bytes:
        return await self._store.get(key)

    async def delete(self, key: str) -> None:
        await self._store.delete(key)

    async def close(self) -> None:
        await self._store.close()


class LocalStore:
    """Files in a folder; a write is complete or not there at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, key: str, data: bytes) -> None:
        await asyncio.to_thread(self._write, self._path(key), data)

    async def get(self, key: str) -> bytes:
        try:
            return await asyncio.to_thread(self._path(key).read_bytes)
        except FileNotFoundError as error:
            raise FileMissing from error

    async def delete(self, key: str) -> None:
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    async def close(self) -> None:
        return None

    def _path(self, key: str) -> Path:
        path = (self._folder / key).resolve()
        if not path.is_relative_to(self._folder.resolve()):
            raise FileMissing
        return path

    @staticmethod
    def _write(path: Path, data: bytes) -> None:
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = path.with_name(f".{token(size_bytes=6)}.part")
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)


class S3Store:
    """Files in an S3-compatible bucket, through aiobotocore (the `s3` extra)."""

    def __init__(self, settings: Settings) -> None:
        bucket, _, prefix = settings.files_url.removeprefix("s3://").partition("/")
        self._bucket = bucket
        self._prefix = f"{prefix.rstrip('/')}/" if prefix else ""
        self._settings = settings
        self._stack = AsyncExitStack()
        self._client: Any = None  # Any: botocore makes its clients at run time
        self._opening = asyncio.Lock()

    async def put(self, key: str, data: bytes) -> None:
        client = await self._open()
        await client.put_object(Bucket=self._bucket, Key=self._prefix + key, Body=data)

    async def get(self, key: str) -> bytes:
        client = await self._open()
        try:
            reply = await client.get_object(Bucket=self._bucket, Key=self._prefix + key)
        except client.exceptions.NoSuchKey as error:
            raise FileMissing from error
        async with reply["Body"] as body:
            return bytes(await body.read())

    async def delete(self, key: str) -> None:
        client = await self._open()
        await client.delete_object(Bucket=self._bucket, Key=self._prefix + key)

    async def close(self) -> None:
        await self._stack.aclose()

    async def _open(self) -> Any:  # Any: as above
        async with self._opening:
            if self._client is None:
                from aiobotocore.session import get_session  # noqa: PLC0415 - an optional extra

                self._client = await self._stack.enter_async_context(
                    get_session().create_client(
                        "s3",
                        endpoint_url=self._settings.s3_endpoint or None,
                        region_name=self._settings.s3_region,
                        aws_access_key_id=self._settings.s3_access_key or None,
                        aws_secret_access_key=self._settings.s3_secret_key or None,
                    )
                )
            return self._client


def open_files(settings: Settings) -> Files:
    if settings.files_url.startswith("s3://"):
        return Files(S3Store(settings))
    return Files(LocalStore(settings.data_dir / "files"))
