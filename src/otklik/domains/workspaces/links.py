"""Links sent by mail: signed over the row's id, so that the database holds no secret and a job can make them anew."""

from typing import Final
from uuid import UUID

from otklik.platform.crypto import Cipher, TokenInvalid

INVITATION: Final = "invitation"
RESET: Final = "password_reset"
TOKEN_LENGTH_MAX: Final = 200


def token(cipher: Cipher, row_id: UUID, *, purpose: str) -> str:
    return cipher.sign(str(row_id), purpose=purpose)


def row_id(cipher: Cipher, token: str, *, purpose: str) -> UUID | None:
    """The row a token stands for; None when this server did not make it."""
    try:
        return UUID(cipher.verify(token[:TOKEN_LENGTH_MAX], purpose=purpose))
    except (TokenInvalid, ValueError):
        return None


def invitation(cipher: Cipher, row_id: UUID, *, base_url: str) -> str:
    """The desk's screen that takes the invitation."""
    return f"{base_url}/invitations/{token(cipher, row_id, purpose=INVITATION)}"


def reset(cipher: Cipher, row_id: UUID, *, base_url: str) -> str:
    """The desk's screen that takes the new password."""
    return f"{base_url}/password-resets/{token(cipher, row_id, purpose=RESET)}"
