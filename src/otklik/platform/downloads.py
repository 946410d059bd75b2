"""Files as responses that no browser will take for a page of ours."""

from typing import Final
from urllib.parse import quote

from litestar import Response

INLINE_TYPES: Final = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "video/mp4", "video/webm", "application/pdf", "text/plain"}
    | {"audio/ogg", "audio/mpeg", "audio/mp4", "audio/webm", "audio/wav"}
)
"""What may be shown in place; everything else is a download, for a script in an SVG or HTML would be ours."""


def file_response(name: str, media_type: str, body: bytes, *, inline: bool) -> Response[bytes]:
    """The bytes, in place only when asked for and harmless."""
    shown = inline and media_type in INLINE_TYPES
    disposition = "inline" if shown else "attachment"
    return Response(
        body,
        media_type=media_type if shown else "application/octet-stream",
        headers={
            "content-disposition": f"{disposition}; filename*=UTF-8''{quote(name)}",
            "x-content-type-options": "nosniff",
            "content-security-policy": "default-src 'none'; sandbox",
            "cache-control": "private, max-age=31536000, immutable",
        },
    )
