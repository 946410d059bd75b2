"""Meta's Graph API as all its messengers speak it: who signed a webhook, one call, what an error means.

An error is known by its `error_subcode` or its `code`, never by its words, which change and are translated.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from otklik.channels import contract, wire
from otklik.channels.contract import ChannelError, Config, ConfigField, FieldKind, RawItem, Remedy, SignatureRefused
from otklik.channels.wire import Obj
from otklik.platform.http import TIMEOUT_SECONDS, AddressRefused, HttpFailed, HttpReply, Upload

VERSION: Final = "v23.0"
TRANSFER_SECONDS: Final = 120.0
CHALLENGE_LENGTH_MAX: Final = 200
ANSWER_BYTES_MAX: Final = 1024 * 1024
"""Of JSON; files are bigger."""

APP_SECRET: Final = ConfigField(
    name="app_secret",
    kind=FieldKind.SECRET,
    label={"en": "App secret", "ru": "Секрет приложения"},
    help={
        "en": "App settings → Basic; it proves that messages come from Meta",
        "ru": "Настройки приложения → Основное; по нему видно, что сообщения пришли от Meta",
    },
    required=True,
    pattern=r"[0-9a-f]{32}",
)
VERIFY_TOKEN: Final = ConfigField(
    name="verify_token",
    kind=FieldKind.TEXT,
    label={"en": "Verify token", "ru": "Токен подтверждения"},
    help={
        "en": "Make up any word of 8 letters or more and give Meta the same one",
        "ru": "Придумайте любое слово от 8 букв и введите в Meta его же",
    },
    required=True,
    pattern=r"[A-Za-z0-9_-]{8,100}",
)


NO_QUERY: Final[Mapping[str, str]] = {}


class Fault(NamedTuple):
    """What an error code means here: how our code of it ends, and what to do."""

    name: str
    remedy: Remedy


FAULTS: Final[Mapping[int, Fault]] = {
    **dict.fromkeys((1, 2, 1200), Fault("unavailable", Remedy.RETRY)),
    **dict.fromkeys((4, 17, 32, 341, 613, 80007), Fault("too_many", Remedy.RETRY)),
    **dict.fromkeys((0, 102, 190), Fault("token_refused", Remedy.RECONNECT)),
    **dict.fromkeys((3, 10, *range(200, 300)), Fault("permission_missing", Remedy.RECONNECT)),
    368: Fault("account_restricted", Remedy.RECONNECT),
    2200: Fault("webhook_refused", Remedy.RECONNECT),
}
"""Codes that mean the same in every product (developers.facebook.com/docs/graph-api/guides/error-handling)."""


def webhook(request: contract.WebhookRequest, config: Config) -> contract.WebhookReply:
    """Answer Meta's question whether the address is ours, or take a signed body. Raises `SignatureRefused`."""
    if request.method == "GET":
        wire.check_secret(request.query.get("hub.verify_token", ""), expected=str(config.get("verify_token", "")))
        if request.query.get("hub.mode") != "subscribe":
            raise SignatureRefused
        challenge = request.query.get("hub.challenge", "")[:CHALLENGE_LENGTH_MAX]
        return contract.WebhookReply(item=None, body=challenge.encode())
    secret = str(config.get("app_secret", ""))
    expected = f"sha256={_hmac(secret, request.body)}" if secret else ""
    wire.check_secret(request.headers.get("x-hub-signature-256", ""), expected=expected)
    return contract.WebhookReply(item=RawItem(event_id=wire.digest(request.body), body=request.body))


class Ask(NamedTuple):
    """One request. `sends`: a lost answer leaves open whether somebody got a message."""

    method: str
    url: str
    query: Mapping[str, str] = {}
    params: Obj | None = None
    form: Mapping[str, str] | None = None
    uploads: Sequence[Upload] = ()
    sends: bool = False


class Graph(NamedTuple):
    """One channel's door to the API. `faults` are the product's own codes, looked up before the common ones."""

    port: contract.Port
    config: Config
    kind: str
    faults: Mapping[int, Fault] = {}

    async def get(self, path: str, *, fields: str = "", query: Mapping[str, str] = NO_QUERY) -> Obj:
        """Raises `ChannelError`, as all here."""
        return await self._answer(
            Ask("GET", self._url(path), query={**({"fields": fields} if fields else {}), **query})
        )

    async def prove(self, path: str) -> None:
        """Show that the app secret is the token's. The token was good a moment ago: what is refused is the secret."""
        proof = _hmac(self._secret("app_secret"), self._secret("token").encode())
        try:
            await self._answer(Ask("GET", self._url(path), query={"fields": "id", "appsecret_proof": proof}))
        except ChannelError as error:
            if error.remedy is Remedy.RETRY:
                raise
            raise ChannelError(f"{self.kind}.secret_refused", remedy=Remedy.RECONNECT, detail=error.detail) from None

    async def post(self, path: str, params: Obj, *, sends: bool = False) -> Obj:
        return await self._answer(Ask("POST", self._url(path), params=params, sends=sends))

    async def forget(self, path: str) -> None:
        """Take back what was set; a revoked token has nothing set any more."""
        with wire.leaving():
            await self._answer(Ask("DELETE", self._url(path)))

    async def upload(self, path: str, form: Mapping[str, str], file: Upload, *, sends: bool = False) -> Obj:
        return await self._answer(Ask("POST", self._url(path), form=form, uploads=[file], sends=sends))

    async def download(self, url: str, *, size_bytes_max: int) -> bytes:
        """A file of the API's own, for which the token must be shown."""
        reply = await self._ask(Ask("GET", url), size_bytes_max=size_bytes_max)
        if reply.status != 200:
            raise wire.refusal((), kind=f"{self.kind}.file", status=reply.status, description="")
        return reply.body

    def _url(self, path: str) -> str:
        return f"{str(self.config['base_url']).rstrip('/')}/{path}"

    def _secret(self, name: str) -> str:
        return str(self.config.get(name, ""))

    async def _answer(self, ask: Ask) -> Obj:
        reply = await self._ask(ask)
        answer = wire.decode_or_nothing(reply.body)
        if 200 <= reply.status < 300 and answer and "error" not in answer:
            return answer
        raise self._error(reply, wire.obj(answer, "error"))

    async def _ask(self, ask: Ask, *, size_bytes_max: int = ANSWER_BYTES_MAX) -> HttpReply:
        try:
            return await self.port.http.request(
                ask.method,
                ask.url,
                headers={"authorization": f"Bearer {self._secret('token')}"},
                query=ask.query or None,
                json=ask.params,
                form=ask.form,
                uploads=ask.uploads,
                timeout_seconds=TRANSFER_SECONDS
                if ask.uploads or size_bytes_max > ANSWER_BYTES_MAX
                else TIMEOUT_SECONDS,
                reply_bytes_max=size_bytes_max,
            )
        except AddressRefused:
            raise ChannelError(f"{self.kind}.address_refused", remedy=Remedy.RECONNECT) from None
        except HttpFailed as error:
            # the cause is cut off: it holds the headers, and the headers hold the token
            remedy = Remedy.UNKNOWN if ask.sends and error.sent else Remedy.RETRY
            raise ChannelError(f"{self.kind}.no_answer", remedy=remedy, detail=error.reason) from None

    def _error(self, reply: HttpReply, told: Obj) -> ChannelError:
        detail = self._detail(told)
        known = self._fault(told)
        if known is None:
            error = wire.refusal((), kind=self.kind, status=reply.status, description=detail)
        else:
            error = ChannelError(f"{self.kind}.{known.name}", remedy=known.remedy, detail=detail)
        if error.remedy is Remedy.RETRY:
            error.retry_after_seconds = wire.number(reply.headers, "retry-after")
        return error

    def _fault(self, told: Obj) -> Fault | None:
        subcode, code = wire.whole(told, "error_subcode"), wire.whole(told, "code")
        known = {**FAULTS, **self.faults}
        return (known.get(subcode) if subcode else None) or (known.get(code) if "code" in told else None)

    def _detail(self, told: Obj) -> str:
        """Meta's words and codes, with whatever it repeated of our secrets cut out."""
        codes = "/".join(filter(None, (wire.text(told, "code"), wire.text(told, "error_subcode"))))
        words = [wire.text(told, "message"), wire.text(told, "error_data", "details"), f"({codes})" if codes else ""]
        detail = " ".join(filter(None, words))
        for secret in filter(None, (self._secret("token"), self._secret("app_secret"))):
            detail = detail.replace(secret, "***")
        return detail


def _hmac(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
