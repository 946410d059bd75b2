"""The built screens, served from memory: compressed once, named for ever where the build put a digest in the name."""

import gzip
import hashlib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

import msgspec
from litestar import Response, get
from litestar.types import ControllerRouterHandler

from otklik.platform.errors import NotFound
from otklik.platform.web import AnyRequest

STATIC: Final = Path(str(resources.files("otklik").joinpath("static")))
DESK_POLICY: Final = (
    "default-src 'self'; img-src 'self' data: blob: https:; media-src 'self' blob:; style-src 'self' 'unsafe-inline';"
    " connect-src 'self' ws: wss:; frame-src 'self'; frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
)
WIDGET_POLICY: Final = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline';"
    " connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'"
)
"""No frame-ancestors: the widget's page lives in other people's pages."""
FOR_EVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"
COMPRESSED_FROM_BYTES: Final = 512
TYPES: Final = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
}
PACKED: Final = frozenset({".png", ".ico", ".woff2"})


class Built(msgspec.Struct, frozen=True):
    """A file of the build, ready to be sent."""

    plain: bytes
    packed: bytes | None
    etag: str
    media_type: str


def built(name: str) -> Built | None:
    """The file `name` below static/, or None; a name cannot climb out of it."""
    try:
        path = (STATIC / name).resolve()
        known = path.is_relative_to(STATIC) and path.suffix in TYPES and path.is_file()
    except (OSError, ValueError):  # longer than a name may be, or with a NUL in it
        return None
    return _prepared(path) if known else None


@cache
def _prepared(path: Path) -> Built:
    """Kept for files that are there alone: strangers ask for endless others."""
    plain = path.read_bytes()
    worth_it = path.suffix not in PACKED and len(plain) >= COMPRESSED_FROM_BYTES
    etag = f'"{hashlib.sha256(plain).hexdigest()[:20]}"'
    return Built(plain, gzip.compress(plain, 9, mtime=0) if worth_it else None, etag, TYPES[path.suffix])


@get("/widget/{path:path}", sync_to_thread=False, opt={"public": True}, include_in_schema=False)
def widget_file(request: AnyRequest, path: str) -> Response[bytes]:
    """The loader and the visitor's app."""
    answer = _send(request, f"widget{path}", policy=WIDGET_POLICY)
    answer.headers["access-control-allow-origin"] = "*"  # a site's page loads a part of it as a module
    return answer


@get(["/", "/{path:path}"], sync_to_thread=False, opt={"public": True}, include_in_schema=False)
def desk_page(request: AnyRequest, path: str = "/") -> Response[bytes]:
    """A file of the desk's build, or the desk itself, which finds its own way from the address.

    Links in letters carry dots in their last part and are addresses all the same.
    """
    name = path.lstrip("/")
    if name.startswith(("api/", "docs", "hooks", "widget/", "health/")):
        raise NotFound
    is_file = name.startswith("assets/") or ("." in name and "/" not in name)
    return _send(request, f"desk/{name if is_file else 'index.html'}", policy=DESK_POLICY)


def _send(request: AnyRequest, name: str, *, policy: str) -> Response[bytes]:
    found = built(name)
    if found is None:
        raise NotFound
    headers = {
        "etag": found.etag,
        "cache-control": FOR_EVER if "/assets/" in name else ASK_AGAIN,
        "content-security-policy": policy,
        "vary": "accept-encoding",
    }
    if request.headers.get("if-none-match") == found.etag:
        return Response(b"", status_code=304, headers=headers, media_type=found.media_type)
    packed = found.packed if "gzip" in request.headers.get("accept-encoding", "") else None
    if packed is not None:
        headers["content-encoding"] = "gzip"
    return Response(packed or found.plain, headers=headers, media_type=found.media_type)


def routes() -> list[ControllerRouterHandler]:
    """What there is to serve; a checkout that was not built serves the API alone."""
    return [
        *([widget_file] if (STATIC / "widget").is_dir() else []),
        *([desk_page] if (STATIC / "desk").is_dir() else []),
    ]
