"""Firebase Cloud Messaging, HTTP v1 (firebase.google.com/docs/reference/fcm/rest/v1), by a service account of Google.

The account's key signs a JWT, the JWT buys an access token for an hour (RFC 7523), the token sends.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import jwt
import msgspec

from otklik.platform.http import AddressRefused, HttpClient, HttpFailed, HttpReply
from otklik.platform.phonepush import REPLY_BYTES_MAX, TIMEOUT_SECONDS, CredentialsInvalid, Note, Outcome, Verdict

OFFICIAL_URL: Final = "https://fcm.googleapis.com"
TOKEN_URL: Final = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
SCOPE: Final = "https://www.googleapis.com/auth/firebase.messaging"
GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ASKED_LIFE: Final = timedelta(hours=1)
"""The longest life Google gives a token."""
SPARE: Final = timedelta(minutes=5)
"""So long before its end a token is not used any more."""
UNAUTHENTICATED: Final = "UNAUTHENTICATED"

OUTCOMES: Final[Mapping[str, Outcome]] = {
    "UNREGISTERED": Outcome.GONE,
    "NOT_FOUND": Outcome.GONE,
    "SENDER_ID_MISMATCH": Outcome.GONE,  # a token of another project can never be written to from here
    "INVALID_ARGUMENT": Outcome.REFUSED,
    "QUOTA_EXCEEDED": Outcome.LATER,
    "RESOURCE_EXHAUSTED": Outcome.LATER,
    "UNAVAILABLE": Outcome.LATER,
    "INTERNAL": Outcome.LATER,
    "THIRD_PARTY_AUTH_ERROR": Outcome.BROKEN,
    "APNS_AUTH_ERROR": Outcome.BROKEN,
    UNAUTHENTICATED: Outcome.BROKEN,
    "PERMISSION_DENIED": Outcome.BROKEN,
}
"""FcmError.errorCode, else google.rpc.Status.status. Others are judged by the HTTP status."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A service account's key file, as the Firebase console gives it."""

    project_id: str
    client_email: str
    private_key: str
    token_uri: str = TOKEN_URL


def account_of(text: str) -> Account:
    """Raises `CredentialsInvalid`."""
    try:
        account = msgspec.json.decode(text, type=Account)
    except msgspec.MsgspecError as error:
        raise CredentialsInvalid("not a service account's key file") from error
    if not (account.project_id and account.client_email and "PRIVATE KEY" in account.private_key):
        raise CredentialsInvalid("the key file lacks its project, its e-mail or its key")
    return account


class Fcm:
    """This process towards FCM: access tokens are kept until they are about to end."""

    def __init__(self) -> None:
        self._tokens: dict[Account, tuple[datetime, str]] = {}

    async def send(
        self,
        http: HttpClient,
        account: Account,
        token: str,
        note: Note,
        *,
        now: datetime,
        base_url: str = OFFICIAL_URL,
        validate_only: bool = False,
    ) -> Verdict:
        """One note to one installation; a refused access token is renewed once. Raises `CredentialsInvalid`."""
        url = f"{base_url}/v1/projects/{account.project_id}/messages:send"
        body = {"validateOnly": validate_only, "message": message_of(token, note)}
        try:
            verdict = await self._post(http, account, url, body, now=now)
            if verdict.code == UNAUTHENTICATED:
                self._tokens.pop(account, None)
                verdict = await self._post(http, account, url, body, now=now)
        except (HttpFailed, AddressRefused) as error:
            return Verdict(outcome=Outcome.LATER, code=type(error).__name__)
        return verdict

    async def _post(
        self, http: HttpClient, account: Account, url: str, body: Mapping[str, object], *, now: datetime
    ) -> Verdict:
        bought = await self._token(http, account, now=now)
        if isinstance(bought, Verdict):
            return bought
        reply = await http.request(
            "POST",
            url,
            headers={"authorization": f"Bearer {bought}"},
            json=body,
            timeout_seconds=TIMEOUT_SECONDS,
            reply_bytes_max=REPLY_BYTES_MAX,
        )
        return verdict_of(reply)

    async def _token(self, http: HttpClient, account: Account, *, now: datetime) -> str | Verdict:
        kept = self._tokens.get(account)
        if kept is not None and kept[0] > now:
            return kept[1]
        reply = await http.request(
            "POST",
            account.token_uri,
            form={"grant_type": GRANT, "assertion": assertion(account, now=now)},
            timeout_seconds=TIMEOUT_SECONDS,
            reply_bytes_max=REPLY_BYTES_MAX,
        )
        if reply.status != 200:
            busy = reply.status == 429 or reply.status >= 500
            return Verdict(outcome=Outcome.LATER if busy else Outcome.BROKEN, code=f"token HTTP {reply.status}")
        given = msgspec.json.decode(reply.body, type=_Bought, strict=False)
        self._tokens[account] = (now + timedelta(seconds=given.expires_in) - SPARE, given.access_token)
        return given.access_token


class _Bought(msgspec.Struct):
    access_token: str
    expires_in: int = 3600


def assertion(account: Account, *, now: datetime) -> str:
    """The signed request for an access token (RFC 7523, 3). Raises `CredentialsInvalid`."""
    issued = int(now.timestamp())
    claims = {
        "iss": account.client_email,
        "scope": SCOPE,
        "aud": account.token_uri,
        "iat": issued,
        "exp": issued + int(ASKED_LIFE.total_seconds()),
    }
    try:
        return jwt.encode(claims, account.private_key, algorithm="RS256")
    except (ValueError, TypeError, jwt.PyJWTError) as error:
        raise CredentialsInvalid("the private key cannot be read") from error


def message_of(token: str, note: Note) -> dict[str, object]:
    """The message with what Android and, through FCM, an iPhone need beside the words."""
    android: dict[str, object] = {"tag": note.tag, **({"sound": "default"} if note.loud else {})}
    aps: dict[str, object] = {"thread-id": note.tag, **({"sound": "default"} if note.loud else {})}
    return {
        "token": token,
        "notification": {"title": note.title, "body": note.body},
        "data": dict(note.data),
        "android": {
            "collapseKey": note.tag,
            "priority": "HIGH" if note.loud else "NORMAL",
            "ttl": f"{note.ttl_seconds}s",
            "notification": android,
        },
        "apns": {"headers": {"apns-collapse-id": note.tag[:64]}, "payload": {"aps": aps}},
    }


def verdict_of(reply: HttpReply) -> Verdict:
    """By FCM's own code, else by Google's, else by the HTTP status."""
    if reply.status == 200:
        return Verdict(outcome=Outcome.TAKEN)
    for code in _codes(reply.body):
        if code in OUTCOMES:
            return Verdict(outcome=OUTCOMES[code], code=code)
    later = reply.status == 429 or reply.status >= 500
    return Verdict(outcome=Outcome.LATER if later else Outcome.REFUSED, code=f"HTTP {reply.status}")


class _Detail(msgspec.Struct):
    error_code: str = msgspec.field(name="errorCode", default="")


class _Error(msgspec.Struct):
    status: str = ""
    details: list[_Detail] = []


class _Refusal(msgspec.Struct):
    error: _Error = msgspec.field(default_factory=_Error)


def _codes(body: bytes) -> list[str]:
    try:
        error = msgspec.json.decode(body, type=_Refusal).error
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return []
    return [*(one.error_code for one in error.details if one.error_code), error.status]
