"""The demo shop: a page like a customer's own, with the demo company's chat on it."""

from importlib import resources
from pathlib import Path
from typing import Final

from otklik.domains.livechat import queries
from otklik.domains.livechat.service import visitors
from otklik.domains.workspaces.service import demo
from otklik.platform.context import Parts
from otklik.platform.db import Database
from otklik.platform.errors import NotFound

FOLDER: Final = Path(str(resources.files("otklik.domains.livechat").joinpath("demo_shop")))
PLACE: Final = "{channel}"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; frame-src 'self'"
)
"""As strict as a shop can be: the chat must work under it."""
TYPES: Final = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}


async def page(parts: Parts, name: str) -> tuple[bytes, str]:
    """A file of the shop and its media type; pages get the chat's public id. Raises `NotFound`."""
    path = (FOLDER / (name.lstrip("/") or "index.html")).resolve()
    if not path.is_relative_to(FOLDER.resolve()) or path.suffix not in TYPES or not path.is_file():
        raise NotFound
    body = path.read_bytes()
    if path.suffix == ".html":
        body = body.replace(PLACE.encode(), (await _public_id(parts)).encode())
    return body, TYPES[path.suffix]


async def _public_id(parts: Parts) -> str:
    async with parts.get(Database).system() as session:
        found = await queries.first_channel(session, workspace_slug=demo.SLUG, kinds=visitors.kinds(parts))
    if found is None:
        raise NotFound
    return found
