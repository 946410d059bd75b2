"""Words that are a command where there is no page to press: stop, settings.

Answered once a day at most, so that two machines never talk to each other.
"""

from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.consents import queries, rules
from otklik.domains.consents.service import chaining, links, preferring, reaching
from otklik.domains.workspaces.service import companies
from otklik.platform.context import Ctx
from otklik.platform.i18n import tr

PURPOSE: Final = "command"
EMAIL: Final = "email"
NO_COMMANDS: Final = frozenset({EMAIL, reaching.VISITOR})
"""A mail has its own header for it; whoever sits in the site's chat is talking to somebody."""


class Obeyed(msgspec.Struct, frozen=True, kw_only=True):
    """`reply`: what to answer; empty when an answer went not long ago."""

    command: str
    reply: str


def understood(*, address_kind: str, text: str) -> str:
    """`stop`, `settings` or nothing: only when it is the whole message."""
    return "" if address_kind in NO_COMMANDS else rules.command(text)


async def obey(ctx: Ctx, *, contact_id: UUID, command: str, channel: str, language: str) -> Obeyed:
    """Do it and say what to answer."""
    locale = language if language in {"ru", "en"} else (await companies.workspace(ctx)).locale
    if command == "stop":
        await preferring.stop_everything(
            ctx, contact_id, method="command", channel=channel, where=chaining.Where(), locale=locale
        )
    may_answer = await queries.command_answered(ctx, contact_id, before=ctx.now() - rules.COMMAND_PAUSE)
    values = {"company": (await companies.workspace(ctx)).name, "link": links.preferences(ctx, contact_id)}
    return Obeyed(command=command, reply=tr(locale, f"consents.command.{command}", values) if may_answer else "")
