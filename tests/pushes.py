"""A browser that takes pushes and a push service on loopback, by the RFCs: the other side of platform/webpush.py."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from otklik.platform.webpush import Subscription, decode, encode


class Browser:
    """Holds the private key; reads one record of `aes128gcm` (RFC 8188, 2; RFC 8291, 3)."""

    def __init__(self) -> None:
        self._private = ec.generate_private_key(ec.SECP256R1())
        self._secret = os.urandom(16)

    def subscription(self, endpoint: str) -> Subscription:
        return Subscription(endpoint=endpoint, p256dh=encode(self._public()), auth=encode(self._secret))

    def read(self, body: bytes) -> bytes:
        salt, length = body[:16], body[20]
        theirs = body[21 : 21 + length]
        shared = self._private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        seed = self._derive(shared, salt=self._secret, info=b"WebPush: info\0" + self._public() + theirs, length=32)
        key = self._derive(seed, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
        nonce = self._derive(seed, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
        plain = AESGCM(key).decrypt(nonce, body[21 + length :], None).rstrip(b"\0")
        assert plain.endswith(b"\x02"), "the last record ends with 2"
        return plain[:-1]

    def _public(self) -> bytes:
        return self._private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )

    def _derive(self, secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
        return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


@dataclass
class PushService:
    """Takes messages as RFC 8030 says, or answers what it is told to; the browser at `/push/gone` is no more."""

    url: str = ""
    status: int = 201
    taken: list[bytes] = field(default_factory=list[bytes])
    headers: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    refused: list[str] = field(default_factory=list[str])
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        wrong = [
            name
            for name, good in {
                "ttl": request.headers.get("ttl", "").isdigit(),
                "content-encoding": request.headers.get("content-encoding") == "aes128gcm",
                "authorization": request.headers.get("authorization", "").startswith("vapid t="),
                "length": len(body) <= 4096,
                "key": len(decode(request.headers.get("authorization", "k=").rpartition("k=")[2])) == 65,
            }.items()
            if not good
        ]
        self.refused += wrong
        if wrong:
            return web.Response(status=400)
        if request.match_info["id"] == "gone":
            return web.Response(status=410)
        if self.status == 201:
            self.taken.append(body)
            self.arrived.set()
            self.headers.append({name.lower(): value for name, value in request.headers.items()})
        return web.Response(status=self.status)


@asynccontextmanager
async def push_service() -> AsyncGenerator[PushService]:
    service = PushService()
    app = web.Application()
    app.router.add_post("/push/{id}", service.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    service.url = f"http://127.0.0.1:{runner.addresses[0][1]}/push/one"
    try:
        yield service
    finally:
        await runner.cleanup()
