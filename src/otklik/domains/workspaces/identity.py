"""Who is behind a request: a session cookie or an API token, found by one indexed query over all workspaces."""

from datetime import timedelta
from typing import Any, Final

from litestar.connection import ASGIConnection

from otklik.domains.workspaces import rules
from otklik.domains.workspaces.models import Account, ApiToken, Operator, SignInSession
from otklik.domains.workspaces.queries import access
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Actor, ActorKind, Parts
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database
from otklik.platform.settings import Settings
from otklik.platform.web import Identity

COOKIE: Final = "otklik_session"
TOKEN_PREFIX: Final = "otk_"  # noqa: S105 - what tokens begin with, so that secret scanners know them
SECRET_LENGTH_MAX: Final = 200
SESSION_TOUCH: Final = timedelta(minutes=5)
TOKEN_TOUCH: Final = timedelta(minutes=1)

AnyConnection = ASGIConnection[Any, Any, Any, Any]  # Any: Litestar's slots, which we do not use


class SessionIdentifier:
    """Knows operators by cookie and programs by `Authorization: Bearer otk_…`; requests and live sockets alike."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def identify(self, request: AnyConnection) -> Identity | None:
        """None when the request names nobody, or somebody no longer let in."""
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and secret.startswith(TOKEN_PREFIX):
            return await self._by_token(secret.strip()[:SECRET_LENGTH_MAX])
        cookie = request.cookies.get(COOKIE, "")
        return await self._by_cookie(cookie[:SECRET_LENGTH_MAX]) if cookie else None

    async def _by_cookie(self, secret: str) -> Identity | None:
        cipher = self._parts.get(Cipher)
        now = self._parts.get(Timekeeper).now()
        async with self._parts.get(Database).system() as session:
            found = await access.session_by_digest(session, session_digest(cipher, secret), now=now)
            if found is None:
                return None
            row: SignInSession = found[0]
            if now - row.seen_at >= SESSION_TOUCH:
                lasts = timedelta(days=self._parts.get(Settings).session_days)
                await access.touch_session(session, row.id, now=now, expires_at=now + lasts)
        operator: Operator = found[1]
        account: Account = found[2]
        return Identity(
            workspace_id=operator.workspace_id,
            actor=Actor(kind=ActorKind.OPERATOR, id=operator.id, permissions=rules.permissions_of(operator.role)),
            locale=account.locale,
            by_cookie=True,
            csrf_token=csrf_token(cipher, secret),
        )

    async def _by_token(self, secret: str) -> Identity | None:
        now = self._parts.get(Timekeeper).now()
        async with self._parts.get(Database).system() as session:
            found = await access.token_by_digest(session, token_digest(self._parts.get(Cipher), secret))
            if found is None:
                return None
            row: ApiToken = found[0]
            if row.last_used_at is None or now - row.last_used_at >= TOKEN_TOUCH:
                await access.touch_token(session, row.id, now=now)
        maker: Operator = found[1]
        account: Account = found[2]
        held = frozenset(row.scopes) & rules.ROLE_PERMISSIONS[rules.Role(maker.role)]
        return Identity(
            workspace_id=row.workspace_id,
            actor=Actor(kind=ActorKind.TOKEN, id=row.id, permissions=held),
            locale=account.locale,
        )


def session_digest(cipher: Cipher, secret: str) -> str:
    return cipher.digest(secret, purpose="session")


def csrf_token(cipher: Cipher, secret: str) -> str:
    """One for each session, made from its secret: nothing more to store, and it changes when the session does."""
    return cipher.digest(secret, purpose="csrf")


def token_digest(cipher: Cipher, secret: str) -> str:
    return cipher.digest(secret, purpose="api_token")
