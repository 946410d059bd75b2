"""Secrets at rest and signed tokens, from one key of 32 bytes kept outside the database."""

import base64
import binascii
import hashlib
import hmac
import os
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from otklik.platform.errors import Invalid

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
SIGNATURE_BYTES: Final = 16
_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")


class TokenInvalid(Invalid):
    """A signed token was altered or made by another server."""

    code = "token.invalid"


class SecretKeyDamaged(Invalid):
    """The key is not 32 bytes in base64; with another one nothing sealed could be opened."""

    code = "secret_key.damaged"


class SecretUnreadable(Exception):
    """Ciphertext of another key: the data folder's secret.key was replaced."""


class Cipher:
    """AES-256-GCM for secrets, HMAC-SHA-256 for tokens; each purpose has a key of its own (HKDF, RFC 5869)."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("the secret key must be 32 bytes")
        self._key = key
        self._keys: dict[str, bytes] = {}
        """By purpose, of which the code names a few dozen: deriving one takes longer than signing with it."""

    def encrypt(self, plain: bytes, *, purpose: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self._derived(purpose)).encrypt(nonce, plain, purpose.encode())

    def decrypt(self, sealed: bytes, *, purpose: str) -> bytes:
        """Raises `SecretUnreadable`."""
        try:
            return AESGCM(self._derived(purpose)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode())
        except InvalidTag as error:
            raise SecretUnreadable(purpose) from error

    def sign(self, payload: str, *, purpose: str) -> str:
        """`payload.signature`: readable by anyone, alterable by no one; 22 characters longer than the payload."""
        return f"{payload}.{self._signature(payload, purpose)}"

    def verify(self, signed: str, *, purpose: str) -> str:
        """The payload of a token made by `sign`. Raises `TokenInvalid`."""
        payload, _, signature = signed.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(payload, purpose).encode()):
            raise TokenInvalid
        return payload

    def digest(self, value: str, *, purpose: str) -> str:
        """A keyed digest (hex) to look up a secret or an address without storing it in clear."""
        return hmac.new(self._derived(purpose), value.encode(), hashlib.sha256).hexdigest()

    def secret(self, *, purpose: str) -> bytes:
        """32 bytes that this server has for one purpose, the same on every node and after every start."""
        return self._derived(purpose)

    def _signature(self, payload: str, purpose: str) -> str:
        mac = hmac.digest(self._derived(purpose), payload.encode(), "sha256")[:SIGNATURE_BYTES]
        return unpadded(mac)

    def _derived(self, purpose: str) -> bytes:
        key = self._keys.get(purpose)
        if key is None:
            key = self._keys[purpose] = HKDF(SHA256(), KEY_BYTES, None, purpose.encode()).derive(self._key)
        return key


def unpadded(data: bytes) -> str:
    """Base64url without padding (RFC 4648 section 5), a third of the time that `base64` takes: each letter has two."""
    return binascii.b2a_base64(data, newline=False).translate(_URL_SAFE).rstrip(b"=").decode("ascii")


def load_key(*, setting: str, folder: Path) -> bytes:
    """The key from the setting, else from `folder/secret.key`, made on the first start with mode 0600.

    Raises `SecretKeyDamaged`.
    """
    if setting:
        return _decoded(setting, place="OTKLIK_SECRET_KEY")
    path = folder / "secret.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _decoded(path.read_text(errors="replace").strip(), place=str(path))
    key = os.urandom(KEY_BYTES)
    with os.fdopen(handle, "wb") as file:
        file.write(base64.urlsafe_b64encode(key))
        file.flush()
        os.fsync(file.fileno())
    return key


def _decoded(text: str, *, place: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise SecretKeyDamaged(params={"place": place}) from error
    if len(key) != KEY_BYTES:
        raise SecretKeyDamaged(params={"place": place})
    return key
