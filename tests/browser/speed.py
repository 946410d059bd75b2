"""The speed figures counted a second time, past the product: from raw items of the journal and rows of the ledger.

A wait begins when the provider says the first unanswered message was written, or when it came where the provider's
time cannot be believed; it ends when the provider accepted the answer.
"""

from dataclasses import dataclass

from tests.browser.screens import Desk
from tests.faults.process import Otklik

PERIOD_DAYS = 7
MINUTE, HOUR, DAY = 60, 3600, 86_400

_ALL_ACCEPTED = "SELECT count(*) FROM ledger WHERE state IN ('planned', 'claimed', 'handed')"

_RECOMPUTED = """
WITH raw AS (
    SELECT j.id, c.kind, j.received_at,
           CASE WHEN c.kind = 'email' THEN NULL ELSE convert_from(j.body, 'UTF8')::jsonb END AS json,
           substring(convert_from(j.body, 'LATIN1') FROM '(?n)^Date: (.*)$') AS mail_date
    FROM journal j JOIN channels c ON c.id = j.channel_id
), asked AS (
    SELECT m.conversation_id AS lane, raw.received_at,
           least(raw.received_at, CASE raw.kind
               WHEN 'telegram' THEN to_timestamp((raw.json->'message'->>'date')::bigint)
               WHEN 'email' THEN raw.mail_date::timestamptz
               ELSE (raw.json->>'sent_at')::timestamptz
           END) AS at
    FROM raw JOIN messages m ON m.journal_id = raw.id
), answers AS (
    SELECT lane, planned_at, accepted_at, lag(planned_at) OVER (PARTITION BY lane ORDER BY planned_at) AS before
    FROM ledger WHERE purpose = 'answer' AND accepted_at IS NOT NULL
), waits AS (
    SELECT answers.lane, answers.accepted_at,
           extract(epoch FROM answers.accepted_at - min(asked.at))::float8 AS seconds
    FROM answers JOIN asked ON asked.lane = answers.lane AND asked.received_at <= answers.planned_at
         AND (answers.before IS NULL OR asked.received_at > answers.before)
    GROUP BY answers.lane, answers.accepted_at
), numbered AS (
    SELECT *, row_number() OVER (PARTITION BY lane ORDER BY accepted_at) = 1 AS first FROM waits
    WHERE accepted_at >= now() - make_interval(days => %s)
)
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds),
       count(*) FILTER (WHERE first), percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE first),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE first)
FROM numbered
"""


@dataclass(frozen=True)
class Figures:
    count: int
    median_seconds: float
    p90_seconds: float


@dataclass(frozen=True)
class Speed:
    first: Figures
    any: Figures


async def all_accepted(otklik: Otklik) -> bool:
    return (await otklik.rows(_ALL_ACCEPTED))[0][0] == 0


async def recomputed(otklik: Otklik) -> Speed:
    (row,) = await otklik.rows(_RECOMPUTED, PERIOD_DAYS)
    return Speed(first=_figures(*row[3:]), any=_figures(*row[:3]))


async def told(desk: Desk) -> Speed:
    """What the product's own API says to this operator."""
    reply = await desk.page.request.get(f"{desk.url}/api/v1/speed")
    body = await reply.json()
    found = [body[name]["all"] for name in ("first", "any")]
    first, every = (_figures(one["count"], one["median_seconds"], one["p90_seconds"]) for one in found)
    return Speed(first=first, any=every)


def _figures(count: int, median: float, p90: float) -> Figures:
    return Figures(count, round(median, 3), round(p90, 3))


def words(seconds: float) -> str:
    """As the desk writes a duration in Russian: two units at most."""
    whole = round(seconds)
    for unit, larger, smaller, below in ((DAY, "д", "ч", HOUR), (HOUR, "ч", "мин", MINUTE), (MINUTE, "мин", "с", 1)):
        if whole >= unit:
            rest = whole % unit // below
            return f"{whole // unit} {larger}" + (f" {rest} {smaller}" if rest else "")
    return f"{whole} с"
