"""What a photo is by its first bytes, and where it is served. A file's own name and declared type are not believed."""

from typing import Final
from uuid import UUID

from otklik.domains.workspaces.errors import PhotoInvalid, PhotoTooLarge
from otklik.platform.web import API

BYTES_MAX: Final = 2 * 1024 * 1024


def check(data: bytes) -> None:
    """Raises `PhotoTooLarge`, `PhotoInvalid`."""
    if len(data) > BYTES_MAX:
        raise PhotoTooLarge(params={"bytes_max": BYTES_MAX})
    if media_type(data) is None:
        raise PhotoInvalid


def media_type(data: bytes) -> str | None:
    """PNG, JPEG or WebP (their specifications' signatures); None for all else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def url(operator_id: UUID, *, key: str | None) -> str | None:
    """A new photo has a new address, so it may be cached for ever."""
    return f"{API}/photos/{operator_id}/{digest(key)}" if key else None


def digest(key: str) -> str:
    return key.rpartition("/")[2]
