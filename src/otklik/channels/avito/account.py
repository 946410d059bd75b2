"""Asking Avito's API in the name of one account. The pass is fetched with the keys, lives a day, stays in memory."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import msgspec

from otklik.channels import contract, wire
from otklik.channels.contract import ChannelError, Config, Remedy
from otklik.channels.wire import Obj, Refusal
from otklik.platform.http import TIMEOUT_SECONDS, AddressRefused, HttpFailed, HttpReply, Upload

OFFICIAL_URL: Final = "https://api.avito.ru"
TRANSFER_SECONDS: Final = 120.0
PASS_MARGIN: Final = timedelta(minutes=5)
PASSES_MAX: Final = 1000

REFUSALS: Final = (
    Refusal(402, "", "plan_missing", Remedy.RECONNECT),
    Refusal(403, "", "access_refused", Remedy.RECONNECT),
    Refusal(404, "", "chat_not_found", Remedy.UNREACHABLE),
)
KEYS_REFUSED: Final = tuple(Refusal(status, "", "keys_refused", Remedy.RECONNECT) for status in (400, 401, 403, 404))


class Pass(NamedTuple):
    """What the keys were exchanged for."""

    token: str
    expires_at: datetime


Passes = dict[tuple[str, ...], Pass]
"""By the keys they were given for."""


class Ask(NamedTuple):
    """One request. `sends`: a lost answer leaves open whether somebody got a message."""

    method: str
    path: str
    params: Obj | None = None
    query: Mapping[str, str] | None = None
    form: Mapping[str, str] | None = None
    uploads: tuple[Upload, ...] = ()
    sends: bool = False


class Account:
    """Lives as long as one call or one listener; `passes` outlive it."""

    def __init__(self, port: contract.Port, config: Config, passes: Passes) -> None:
        self._port = port
        self._config = config
        self._passes = passes
        self._keys = tuple(str(config.get(name, "")) for name in ("base_url", "client_id", "client_secret"))
        self.number = str(config.get("user_id", ""))

    def chats(self, *path: str, version: int) -> str:
        """Where the account's chats are, or what is under them."""
        return "/".join((f"messenger/v{version}/accounts/{self.number}/chats", *path))

    async def call(self, ask: Ask) -> Obj:
        """The answer, an object. Raises `ChannelError`."""
        reply = await self._reply(ask)
        if answer := wire.decode_or_nothing(reply.body):
            return answer
        raise _refusal(reply, self._config, rows=REFUSALS)

    async def listed(self, ask: Ask) -> list[Obj]:
        """The answer, a list of objects. Raises `ChannelError`."""
        reply = await self._reply(ask)
        try:
            found: object = msgspec.json.decode(reply.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            found = None
        if isinstance(found, list):
            return wire.objs(found)
        raise _refusal(reply, self._config, rows=REFUSALS)

    async def whose(self) -> Obj:
        """Whose keys they are: of the profile that was named, else messages would come from somebody else."""
        account = await self.call(Ask("GET", "core/v1/accounts/self"))
        if wire.text(account, "id") != self.number:
            raise ChannelError("avito.other_profile", remedy=Remedy.RECONNECT)
        return account

    async def _reply(self, ask: Ask) -> HttpReply:
        """A pass that was refused is fetched anew once: nothing was done with it."""
        reply = await self._ask(ask, token=await self._pass())
        if reply.status == 401:
            self._passes.pop(self._keys, None)
            reply = await self._ask(ask, token=await self._pass())
        if 200 <= reply.status < 300:
            return reply
        raise _refusal(reply, self._config, rows=REFUSALS)

    async def _pass(self) -> str:
        known = self._passes.get(self._keys)
        if known is not None and self._port.now() < known.expires_at:
            return known.token
        keys = {name: str(self._config[name]) for name in ("client_id", "client_secret")}
        reply = await self._ask(Ask("POST", "token", form={"grant_type": "client_credentials", **keys}))
        answer = wire.decode_or_nothing(reply.body)
        token = wire.text(answer, "access_token")
        if reply.status != 200 or not token:
            raise _refusal(reply, self._config, rows=KEYS_REFUSED)
        if len(self._passes) >= PASSES_MAX:
            self._passes.clear()
        lives = timedelta(seconds=wire.whole(answer, "expires_in"))
        self._passes[self._keys] = Pass(token, self._port.now() + lives - PASS_MARGIN)
        return token

    async def _ask(self, ask: Ask, *, token: str = "") -> HttpReply:
        """The cause of a failure is cut off: it holds headers, and the headers hold the pass."""
        try:
            return await self._port.http.request(
                ask.method,
                f"{str(self._config.get('base_url') or OFFICIAL_URL).rstrip('/')}/{ask.path}",
                headers={"authorization": f"Bearer {token}"} if token else None,
                query=ask.query,
                json=ask.params,
                form=ask.form,
                uploads=ask.uploads,
                timeout_seconds=TRANSFER_SECONDS if ask.uploads else TIMEOUT_SECONDS,
            )
        except AddressRefused:
            raise ChannelError("avito.address_refused", remedy=Remedy.RECONNECT) from None
        except HttpFailed as error:
            remedy = Remedy.UNKNOWN if ask.sends and error.sent else Remedy.RETRY
            raise ChannelError("avito.no_answer", remedy=remedy, detail=error.reason) from None


def _refusal(reply: HttpReply, config: Config, *, rows: tuple[Refusal, ...]) -> ChannelError:
    answer = wire.decode_or_nothing(reply.body)
    words = wire.text(answer, "error", "message") or wire.text(answer, "error_description")
    hide = str(config.get("client_secret", ""))
    error = wire.refusal(rows, kind="avito", status=reply.status, description=words, hide=hide)
    error.retry_after_seconds = wire.number(reply.headers, "retry-after")
    return error
