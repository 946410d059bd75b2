"""Asking the Bot API in the name of one bot. The token stands in every address: none may reach an error or a log."""

from collections.abc import Sequence
from typing import Final

from otklik.channels import contract, wire
from otklik.channels.contract import ChannelError, Config, Remedy
from otklik.channels.wire import Obj, Refusal
from otklik.platform.http import TIMEOUT_SECONDS, Upload

OFFICIAL_URL: Final = "https://api.telegram.org"
DOWNLOAD_BYTES_MAX: Final = 20 * 1024 * 1024
TRANSFER_SECONDS: Final = 120.0

REFUSALS: Final = (  # the description is the only detail Telegram gives
    Refusal(404, "", "token_refused", Remedy.RECONNECT),
    Refusal(409, "", "other_receiver", Remedy.RETRY),
    Refusal(403, "blocked", "blocked", Remedy.UNREACHABLE),
    Refusal(403, "deactivated", "deactivated", Remedy.UNREACHABLE),
    Refusal(403, "", "forbidden", Remedy.UNREACHABLE),
    Refusal(400, "chat not found", "chat_not_found", Remedy.UNREACHABLE),
    Refusal(400, "need administrator rights", "may_not_post", Remedy.GIVE_UP),
    Refusal(400, "not enough rights", "may_not_post", Remedy.GIVE_UP),
    Refusal(400, "photo_invalid", "picture_refused", Remedy.GIVE_UP),
    Refusal(400, "image_process", "picture_refused", Remedy.GIVE_UP),
    Refusal(400, "too big", "file_too_big", Remedy.GIVE_UP),
    Refusal(400, "bad webhook", "webhook_refused", Remedy.RECONNECT),
)


async def call(port: contract.Port, config: Config, method: str, params: Obj, uploads: Sequence[Upload] = ()) -> object:
    """The method's result. Raises `ChannelError`."""
    patience = (TRANSFER_SECONDS if uploads else TIMEOUT_SECONDS) + wire.whole(params, "timeout")
    url, sends = _address(config, "bot", method), method.startswith("send")
    reply = await wire.ask(port, "telegram", url, sends=sends, params=params, uploads=uploads, timeout_seconds=patience)
    answer = wire.decode_or_nothing(reply.body)
    if answer.get("ok") is True:
        return answer.get("result")
    if moved := wire.text(answer, "parameters", "migrate_to_chat_id"):
        raise ChannelError("telegram.moved", remedy=Remedy.RETRY, migrate_thread_id=moved)
    words, hide = wire.text(answer, "description"), str(config.get("token", ""))
    error = wire.refusal(REFUSALS, kind="telegram", status=reply.status, description=words, hide=hide)
    said = wire.number(answer, "parameters", "retry_after")  # else a proxy before a Bot API of one's own
    error.retry_after_seconds = said or wire.number(reply.headers, "retry-after")
    raise error


async def download(port: contract.Port, config: Config, file_id: str) -> bytes:
    """A file's bytes, by the id that Telegram gave this bot. Raises `ChannelError`."""
    file = wire.obj(await call(port, config, "getFile", {"file_id": file_id}))
    if wire.whole(file, "file_size") > DOWNLOAD_BYTES_MAX:
        raise ChannelError("telegram.file_too_big", remedy=Remedy.GIVE_UP)
    url = _address(config, "file/bot", wire.text(file, "file_path"))
    return await wire.download(port, "telegram", url, timeout_seconds=TRANSFER_SECONDS)


def _address(config: Config, prefix: str, name: str) -> str:
    return f"{str(config.get('base_url') or OFFICIAL_URL).rstrip('/')}/{prefix}{config.get('token', '')}/{name}"
