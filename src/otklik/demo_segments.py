"""Segments of the demo company: what a coffee shop asks of its customers."""

from typing import Any, Final

from otklik.domains.contacts import service as contacts
from otklik.domains.segments import service as segments
from otklik.domains.segments.schemas import SegmentPeopleIn
from otklik.domains.segments.service import peopling
from otklik.platform.context import Ctx

Rule = dict[str, Any]  # Any: a JSON document of segments
MONTH: Final[Rule] = {"type": "last", "amount": 30}
RULES: Final[tuple[tuple[str, str, str, Rule], ...]] = (
    (
        "Постоянные покупатели",
        "regulars",
        "Две покупки и больше за три месяца.",
        {"type": "purchases", "value": 2, "window": {"type": "last", "amount": 90}},
    ),
    (
        "Давно не покупали",
        "cooling",
        "Последняя покупка больше двух месяцев назад, а раньше покупали.",
        {"type": "event_edge", "name": "purchase", "edge": "last", "window": {"type": "older", "days": 60}},
    ),
    (
        "Ждут нашего ответа",
        "waiting",
        "Им сейчас не до рассылок.",
        {"type": "conversation", "state": "waiting"},
    ),
    (
        "Можно написать о новостях",
        "may_be_told",
        "Согласны на новости почтой, и адрес работает.",
        {
            "type": "all",
            "of": [
                {"type": "consent", "purpose": "news", "channel": "email"},
                {"type": "reachable", "channel": "email"},
                {"type": "not", "of": {"type": "conversation", "state": "waiting"}},
            ],
        },
    ),
)
TASTERS: Final = 4


async def keep(ctx: Ctx) -> None:
    """The caller acts as the owner."""
    for name, code, description, rule in RULES:
        whole = rule if rule["type"] == "all" else {"type": "all", "of": [rule]}
        made = await segments.create(
            ctx, segments.NewSegment(name=name, code=code, description=description, rule=whole)
        )
        await segments.size(ctx, made.id)
    tasting = await segments.create(
        ctx,
        segments.NewSegment(name="Гости дегустации", code="tasting", kind="list", description="Кого записали в зале."),
    )
    people = await contacts.search(ctx, limit=TASTERS)
    await peopling.put_on(ctx, tasting.id, SegmentPeopleIn(contact_ids=tuple(one.id for one in people)))
