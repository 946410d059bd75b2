"""A rule whose ends stand upside down would hold nobody: it is refused with its place; one kept before lives on."""

from typing import Any
from uuid import UUID

import pytest
from tests.api.segments.test_segments import IN_TVER, URL, made
from tests.client import Client
from tests.factories import Company, unit_of_work

from otklik.domains.segments.models import Segment
from otklik.program import Program

LOW, SINCE = "low_above_high", "since_after_until"
BACKWARDS: dict[str, str] = {"type": "between", "since": "2026-05-02", "until": "2026-05-01"}
UPSIDE_DOWN: dict[str, Any] = {"low": 4, "high": 2}


def of(kind: str, **given: object) -> dict[str, Any]:
    return {"type": kind, **given}


PAIRS: list[tuple[dict[str, Any], str, str]] = [
    (of("rfm", recency=UPSIDE_DOWN), "recency.low", LOW),
    (of("rfm", groups=["loyal"], frequency=UPSIDE_DOWN), "frequency.low", LOW),
    (of("rfm", recency={"low": 1}, money=UPSIDE_DOWN), "money.low", LOW),
    (of("event", name="paid", amount_from=200, amount_to=100), "amount_from", LOW),
    (
        of(
            "event_sum",
            name="paid",
            value=1,
            where=[
                {"name": "points", "op": "at_most", "number": 5},
                {"name": "city", "values": ["Тверь"]},
                {"name": "points", "op": "at_least", "number": 6},
            ],
        ),
        "where[2].number",
        LOW,
    ),
    (of("event", name="paid", where=[{"name": "city"}]), "where[0].values", "property_without_values"),
    (of("event", name="paid", window=BACKWARDS), "window.since", SINCE),
    (of("event_edge", name="paid", window=BACKWARDS), "window.since", SINCE),
    (of("event_sum", name="paid", value=1, window=BACKWARDS), "window.since", SINCE),
    (of("purchases", window=BACKWARDS), "window.since", SINCE),
    (of("seen", edge="last", window=BACKWARDS), "window.since", SINCE),
    (of("conversation", wrote=BACKWARDS), "wrote.since", SINCE),
    (of("rhythm", at_least=3, at_most=1.5), "at_least", LOW),
    (of("rating", **UPSIDE_DOWN), "low", LOW),
    (of("rating", window=BACKWARDS), "window.since", SINCE),
    (of("attribute_date", name="visit", since="2026-05-02", until="2026-05-01"), "since", SINCE),
    (of("attribute_in_days", name="visit", **UPSIDE_DOWN), "low", LOW),
    (of("anniversary", name="born", **UPSIDE_DOWN), "low", LOW),
    (of("attribute_number", name="points", op="between", value=4, high=2), "value", LOW),
    (
        of("seen", edge="last", window={"type": "last", "amount": 999, "unit": "hours"}),
        "window.amount",
        "hours_too_many",
    ),
]


@pytest.mark.parametrize(("leaf", "at", "reason"), PAIRS, ids=[f"{one[0]['type']}.{one[1]}" for one in PAIRS])
async def test_a_pair_that_stands_upside_down_is_refused_with_its_place(
    signed_in: Client, leaf: dict[str, Any], at: str, reason: str
) -> None:
    segment = await made(signed_in, rule=IN_TVER)
    rule = {"type": "any", "of": [IN_TVER, {"type": "not", "of": {"type": "all", "of": [leaf]}}]}
    asked = [
        await signed_in.post(URL, json={"name": "Никто", "rule": rule}),
        await signed_in.patch(f"{URL}/{segment['id']}", json={"revision": 1, "rule": rule}),
        await signed_in.post(f"{URL}/counts", json={"rule": rule}),
    ]
    for reply in asked:
        assert (reply.status_code, reply.json()["code"]) == (400, "segments.rule_invalid"), reply.text
        assert reply.json()["params"] == {"at": f"$.of[1].of.of[0].{at}", "reason": reason}


async def test_equal_and_open_ends_are_no_fault(signed_in: Client) -> None:
    parts = [
        of("rfm", recency={"low": 3, "high": 3}, money={"low": 2}),
        of("event", name="paid", amount_from=100, amount_to=100, window={"type": "between", "until": "2026-05-01"}),
        of("event", name="paid", amount_from=100),
        of("event", name="paid", where=[{"name": "points", "op": "at_least", "number": 5}] * 2),
        of("attribute_number", name="points", op="at_least", value=4, high=2),
    ]
    assert (await made(signed_in, rule={"type": "any", "of": parts}))["revision"] == 1


async def test_a_segment_that_was_kept_so_goes_on_holding_nobody(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    """Written before such rules were refused."""
    segment = await made(signed_in, rule=IN_TVER)
    async with unit_of_work(program, workspace) as ctx:
        row = await ctx.session.get_one(Segment, UUID(segment["id"]))
        row.rule = of("rfm", recency=UPSIDE_DOWN)
    assert (await signed_in.post(f"{URL}/{segment['id']}/size")).json()["size"] == 0
    renamed = await signed_in.patch(f"{URL}/{segment['id']}", json={"revision": 1, "name": "Был такой"})
    assert (renamed.status_code, renamed.json()["name"]) == (200, "Был такой")
    mended = await signed_in.patch(f"{URL}/{segment['id']}", json={"revision": 2, "rule": IN_TVER})
    assert mended.json()["rule"]["type"] == "attribute_text"
