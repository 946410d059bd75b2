"""Prepared messages offered in a conversation, their blanks filled in from what is known of it."""

from collections.abc import Mapping
from typing import Final

import msgspec

from otklik.channels.contract import Standing
from otklik.domains.conversations.models import Conversation
from otklik.domains.conversations.service import variables
from otklik.domains.delivery.service import prepared
from otklik.domains.delivery.service.prepared import PreparedOut
from otklik.domains.snippets import service as snippets
from otklik.platform.context import Ctx

SAME: Final[Mapping[str, str]] = {
    "first_name": "name",
    "customer_name": "name",
    "client_name": "name",
    "company_name": "company",
    "operator_name": "operator",
    "agent_name": "operator",
}
"""How blanks are usually called, by what ready replies call the same."""


class PreparedOffer(msgspec.Struct, kw_only=True):
    """A prepared message that may go now, with what is known of its blanks; an empty value is to be filled in."""

    prepared: PreparedOut
    values: Mapping[str, str]


async def offers(ctx: Ctx, conversation: Conversation) -> list[PreparedOffer]:
    """Those that may go now, by name; an empty value is left to the writer."""
    known = await variables.values(ctx, conversation)
    found = [
        one
        for one in await prepared.of_channel(ctx, conversation.channel_id)
        if one.message.standing is Standing.APPROVED and not one.message.unsupported
    ]
    return [PreparedOffer(prepared=one, values=_values(one, known)) for one in found]


def _values(one: PreparedOut, known: Mapping[str, str]) -> dict[str, str]:
    return {blank.name: _value(blank.name, one.fills, known) for blank in one.message.blanks}


def _value(name: str, fills: Mapping[str, str], known: Mapping[str, str]) -> str:
    usual = snippets.render(fills.get(name, ""), known)
    if usual and not snippets.variables(usual):
        return usual
    plain = snippets.variable_name(name.rpartition(".")[2])
    return known.get(SAME.get(plain, plain), "")
