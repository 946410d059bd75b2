"""What counts as a photo."""

import pytest

from otklik.domains.workspaces import pictures
from otklik.domains.workspaces.errors import PhotoInvalid, PhotoTooLarge

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(20)


@pytest.mark.parametrize(("data", "media_type"), [(PNG, "image/png"), (JPEG, "image/jpeg"), (WEBP, "image/webp")])
def test_png_jpeg_and_webp_are_known_by_their_first_bytes(data: bytes, media_type: str) -> None:
    pictures.check(data)
    assert pictures.media_type(data) == media_type


@pytest.mark.parametrize(
    "data", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"RIFF\x10\x00\x00\x00WAVE", b"%PDF-1.7"]
)
def test_everything_else_is_refused(data: bytes) -> None:
    with pytest.raises(PhotoInvalid):
        pictures.check(data)


def test_more_than_two_megabytes_are_refused() -> None:
    with pytest.raises(PhotoTooLarge):
        pictures.check(PNG + bytes(pictures.BYTES_MAX))
