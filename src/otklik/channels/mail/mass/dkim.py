"""DKIM signatures (RFC 6376), RSA and Ed25519 (RFC 8463), and the keys they are made with.

Everything is relaxed/relaxed. A field that a reader sees is signed once more than it is there, so that nobody can put a
second one in front of it. Letters made by `letter` are their own canonical body; of others the body is made canonical.
"""

import asyncio
import base64
import hashlib
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from types import TracebackType
from typing import Final, Self

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

from otklik.channels.mail.mass.letter import Written

RSA_BITS: Final = 2_048
"""RFC 8301: at least 1024, 2048 advised; 4096 does not fit into one DNS answer of many servers."""
TXT_STRING_CHARS_MAX: Final = 255
CHUNK: Final = 25
"""Letters one thread signs between two looks at the rest of the program."""

SIGNED: Final = (
    "from", "to", "subject", "date", "message-id", "reply-to", "mime-version", "content-type",
    "content-transfer-encoding", "list-id", "list-unsubscribe", "list-unsubscribe-post", "feedback-id", "precedence",
)  # fmt: skip
_SEEN_BY_READERS: Final = frozenset({
    "from", "to", "subject", "date", "message-id", "reply-to", "content-type",
    "list-unsubscribe", "list-unsubscribe-post",
})  # fmt: skip

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?")
_SPACES: Final = re.compile(r"[ \t\r\n]+")
_BODY_SPACES: Final = re.compile(rb"[ \t]+")


class KeyRefused(ValueError):
    """No key that mails can be signed with, or a name that cannot stand in DNS."""


class Algorithm(StrEnum):
    RSA = "rsa"
    ED25519 = "ed25519"


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What the owner of the domain puts into DNS."""

    name: str
    value: str

    @property
    def zone_line(self) -> str:
        """For a zone file: a TXT string holds 255 characters, so the value comes in several."""
        parts = [self.value[at : at + TXT_STRING_CHARS_MAX] for at in range(0, len(self.value), TXT_STRING_CHARS_MAX)]
        return f"{self.name}. IN TXT ( " + " ".join(f'"{one}"' for one in parts) + " )"


def new_key(algorithm: Algorithm) -> str:
    """A private key, PEM (PKCS 8); keep it sealed."""
    key = (
        rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
        if algorithm is Algorithm.RSA
        else ed25519.Ed25519PrivateKey.generate()
    )
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


class Signer:
    """One domain's key under one selector. Safe to use from several threads."""

    def __init__(self, *, domain: str, selector: str, private_key: str) -> None:
        """Raises `KeyRefused`."""
        self.domain, self.selector = domain.lower(), selector.lower()
        if not _NAME.fullmatch(self.domain) or not _NAME.fullmatch(self.selector):
            raise KeyRefused("a domain or selector that cannot stand in DNS")
        try:
            key = serialization.load_pem_private_key(private_key.encode(), password=None)
        except (ValueError, TypeError) as error:
            raise KeyRefused("no private key") from error
        if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= 1_024:
            self.algorithm = Algorithm.RSA
        elif isinstance(key, ed25519.Ed25519PrivateKey):
            self.algorithm = Algorithm.ED25519
        else:
            raise KeyRefused("neither RSA of 1024 bits or more nor Ed25519")
        self._key = key

    @property
    def record(self) -> Record:
        """The public half; for Ed25519 the 32 bytes alone (RFC 8463 section 4)."""
        public = self._key.public_key()
        raw = (
            public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
            if isinstance(public, ed25519.Ed25519PublicKey)
            else public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        )
        coded = base64.b64encode(raw).decode()
        return Record(
            name=f"{self.selector}._domainkey.{self.domain}", value=f"v=DKIM1; k={self.algorithm.value}; p={coded}"
        )

    def sign(self, fields: Sequence[tuple[str, str]], body: bytes, *, at: int) -> tuple[str, str]:
        """The DKIM-Signature field over `fields` and `body`, made at `at` (Unix seconds)."""
        return self.sign_digest(fields, body_digest(body), at=at)

    def sign_digest(self, fields: Sequence[tuple[str, str]], digest: str, *, at: int) -> tuple[str, str]:
        names, signed = _chosen(fields)
        value = (
            f"v=1; a={self.algorithm.value}-sha256; c=relaxed/relaxed; d={self.domain}; s={self.selector};\r\n"
            f" t={at}; h={':'.join(names)};\r\n bh={digest};\r\n b="
        )
        covered = (signed + "dkim-signature:" + _relaxed(value)).encode("utf-8", "surrogateescape")
        coded = base64.b64encode(self._signature(covered)).decode()
        folded = "\r\n ".join(coded[start : start + 72] for start in range(0, len(coded), 72))
        return "DKIM-Signature", value + folded

    def _signature(self, covered: bytes) -> bytes:
        key = self._key
        if isinstance(key, ed25519.Ed25519PrivateKey):
            return key.sign(hashlib.sha256(covered).digest())  # RFC 8463 section 3: the hash is what is signed
        if isinstance(key, rsa.RSAPrivateKey):
            return key.sign(covered, padding.PKCS1v15(), hashes.SHA256())
        raise KeyRefused("no key")


def body_digest(body: bytes, *, canonical: bool = False) -> str:
    """`bh`; `canonical` when only empty lines at the end may be left over."""
    if not canonical:
        body = relaxed_body(body)
    while body.endswith(b"\r\n\r\n"):
        body = body[:-2]
    return base64.b64encode(hashlib.sha256(b"" if body == b"\r\n" else body).digest()).decode()


def relaxed_body(body: bytes) -> bytes:
    """RFC 6376 section 3.4.4."""
    lines = [_BODY_SPACES.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join([line + b"\r\n" for line in lines])


def _chosen(fields: Sequence[tuple[str, str]]) -> tuple[list[str], str]:
    """The names for `h=` and the canonical text of what is there; of several equal names the last comes first."""
    there: dict[str, list[str]] = {}
    for name, value in fields:
        there.setdefault(name.lower(), []).append(value)
    names: list[str] = []
    pieces: list[str] = []
    for name in SIGNED:
        values = there.get(name, [])
        names += [name] * (len(values) + (name in _SEEN_BY_READERS))
        pieces += [f"{name}:{_relaxed(value)}\r\n" for value in reversed(values)]
    return names, "".join(pieces)


def _relaxed(value: str) -> str:
    return _SPACES.sub(" ", value).strip()


class SigningThreads:
    """Signs blocks of letters in threads: the library lets go of the interpreter while it computes.

    With several signers each letter carries a signature of each; a receiver takes the one it understands.
    """

    def __init__(self, signers: Sequence[Signer], *, threads: int) -> None:
        self._signers = tuple(signers)
        self._pool = ThreadPoolExecutor(max_workers=max(1, threads), thread_name_prefix="dkim")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def sign(self, letters: Sequence[Written], *, at: int) -> list[bytes]:
        """Whole mails with their signatures in front, in the same order."""
        loop = asyncio.get_running_loop()
        chunks = [letters[start : start + CHUNK] for start in range(0, len(letters), CHUNK)]
        done = await asyncio.gather(*[loop.run_in_executor(self._pool, self._sign_all, one, at) for one in chunks])
        return [data for chunk in done for data in chunk]

    def _sign_all(self, letters: Sequence[Written], at: int) -> list[bytes]:
        return [signed(one, self._signers, at=at) for one in letters]


def signed(letter: Written, signers: Sequence[Signer], *, at: int) -> bytes:
    """The letter's bytes with one signature of each signer in front."""
    digest = body_digest(letter.body, canonical=True)
    made = [one.sign_digest(letter.fields, digest, at=at) for one in signers]
    head = "".join([f"{name}: {value}\r\n" for name, value in made]).encode("ascii")
    return head + letter.data
