"""Addresses: where a person takes their card, and where phones ask for news of it."""

import hmac
from collections.abc import Callable
from typing import Final
from uuid import UUID

from otklik.domains.consents.errors import LinkInvalid
from otklik.domains.consents.service import links
from otklik.domains.consents.service.links import Whose
from otklik.domains.passes.errors import CardNotFound, PassRefused
from otklik.platform.context import Ctx, Parts
from otklik.platform.crypto import Cipher, unpadded
from otklik.platform.settings import Settings

PAGE: Final = "pass"
SERVICE: Final = "cards"
LINK: Final = "passes.link"
TOKEN: Final = "passes.token"  # noqa: S105 - the name of a purpose
SCHEME: Final = "ApplePass "


def link(ctx: Ctx, contact_id: UUID) -> str:
    """Where the person takes their card; good without signing in."""
    return linking(ctx)(contact_id)


def linking(ctx: Ctx) -> Callable[[UUID], str]:
    """`link` for very many: what is the same for all is looked up once."""
    base, company, cipher = f"{ctx.use(Settings).base_url()}/{PAGE}/", ctx.workspace_id.bytes, ctx.use(Cipher)
    return lambda contact_id: base + cipher.sign(unpadded(company + contact_id.bytes), purpose=LINK)


def read(cipher: Cipher, token: str) -> Whose:
    """Raises `CardNotFound`."""
    try:
        return links.read(cipher, token, purpose=LINK)
    except LinkInvalid as error:
        raise CardNotFound from error


def service_url(settings: Settings, public_id: str) -> str:
    """Apple calls nothing but https; without it cards stay as they were taken."""
    return f"{settings.base_url()}/{SERVICE}/{public_id}" if settings.secure() else ""


def token_of(cipher: Cipher, serial: UUID) -> str:
    """What a phone shows when it asks for a card: counted anew each time, for Apple wants it to stay the same for ever
    and to stand in every copy of the card.
    """
    return cipher.digest(str(serial), purpose=TOKEN)


def check_token(parts: Parts, authorization: str, serial: UUID) -> None:
    """Raises `PassRefused`."""
    given = authorization[len(SCHEME) :].strip() if authorization.startswith(SCHEME) else ""
    if not hmac.compare_digest(given.encode(), token_of(parts.get(Cipher), serial).encode()):
        raise PassRefused
