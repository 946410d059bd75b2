"""Links that are a person's own: signed, of one company, good without signing in."""

import base64
from collections.abc import Callable
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.consents.errors import LinkInvalid
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.crypto import Cipher, TokenInvalid, unpadded
from otklik.platform.settings import Settings

PREFERENCES: Final = "consents.preferences"
UNSUBSCRIBE: Final = "consents.unsubscribe"
CONFIRM: Final = "consents.confirm"
TOKEN_LENGTH_MAX: Final = 300
_ID_BYTES: Final = 16
_SEPARATOR: Final = "~"


class Whose(msgspec.Struct, frozen=True, kw_only=True):
    """What a link says: the company, a row of it, and words put beside them."""

    workspace_id: WorkspaceId
    row_id: UUID
    rest: tuple[str, ...]


def preferences(ctx: Ctx, contact_id: UUID) -> str:
    """The address of the person's preference centre."""
    return f"{_base(ctx)}/preferences/{_token(ctx, contact_id, purpose=PREFERENCES)}"


def unsubscribe(ctx: Ctx, contact_id: UUID, *, purpose: str, channel: str) -> str:
    """The address a mail program posts to (RFC 8058), and a page for people."""
    return unsubscribing(ctx, purpose=purpose, channel=channel)(contact_id)


def unsubscribing(ctx: Ctx, *, purpose: str, channel: str) -> Callable[[UUID], str]:
    """`unsubscribe` for very many: what is the same for all is looked up once."""
    base, company = f"{_base(ctx)}/unsubscribe/", ctx.workspace_id.bytes
    tail = f"{_SEPARATOR}{purpose}{_SEPARATOR}{channel}"
    cipher = ctx.use(Cipher)

    def address(contact_id: UUID) -> str:
        packed = unpadded(company + contact_id.bytes)
        return base + cipher.sign(packed + tail, purpose=UNSUBSCRIBE)

    return address


def confirm(ctx: Ctx, record_id: UUID) -> str:
    return f"{_base(ctx)}/confirm/{_token(ctx, record_id, purpose=CONFIRM)}"


def read(cipher: Cipher, token: str, *, purpose: str) -> Whose:
    """Raises `LinkInvalid`."""
    try:
        payload = cipher.verify(token[:TOKEN_LENGTH_MAX], purpose=purpose)
        packed, *rest = payload.split(_SEPARATOR)
        ids = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        return Whose(
            workspace_id=WorkspaceId(UUID(bytes=ids[:_ID_BYTES])),
            row_id=UUID(bytes=ids[_ID_BYTES:]),
            rest=tuple(rest),
        )
    except (TokenInvalid, ValueError) as error:
        raise LinkInvalid from error


def _token(ctx: Ctx, row_id: UUID, *rest: str, purpose: str) -> str:
    packed = unpadded(ctx.workspace_id.bytes + row_id.bytes)
    return ctx.use(Cipher).sign(_SEPARATOR.join((packed, *rest)), purpose=purpose)


def _base(ctx: Ctx) -> str:
    return ctx.use(Settings).base_url()
