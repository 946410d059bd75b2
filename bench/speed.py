"""The speed screen's questions at a million answers a year, over HTTP: a month and the whole year.

Answers are put straight into the database. The reference is the same request before their days are rolled up, when
everything is read from the answers themselves.
"""

import asyncio
import sys
import time
from collections.abc import AsyncGenerator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

import msgspec
import psycopg

from bench import harness
from bench.figures import Figure, figure, median
from bench.wire import Http
from otklik.platform.clock import SystemClock

OPERATORS: Final = 20
TEAMS: Final = 4
CHANNELS: Final = 5
TARGET: Final = "value <= 500"


class Size(msgspec.Struct, frozen=True, kw_only=True):
    answers: int = 1_000_000
    times: int = 3


TINY: Final = Size(answers=2_000, times=1)

_QUESTIONS: Final = {
    "report": "/api/v1/speed?",
    **{
        f"by_{by}": f"/api/v1/speed/breakdown?by={by}&"
        for by in ("channel", "operator", "team", "hour", "day", "week", "month")
    },
    "one_operator": "/api/v1/speed?operator_id={operator}&",
    "one_channel_by_day": "/api/v1/speed/breakdown?by=day&channel_id={channel}&",
    "operator_and_channel": "/api/v1/speed?operator_id={operator}&channel_id={channel}&",
    "count": "/api/v1/speed/responses/count?",
}
_PERIODS: Final = {"month": 30, "year": 365}


async def run(size: Size | None = None) -> AsyncGenerator[Figure]:
    size = size or Size()
    async with (
        harness.data_folder() as folder,
        harness.otklik(folder) as server,
        harness.signed_in(server) as desk,
        harness.database(server) as database,
        Http(server.port) as http,
    ):
        known = await asyncio.to_thread(load, database.admin_dsn, size)
        before = await _asked(http, known, cookie=desk.cookie, times=size.times)
        await _roll_up(folder)
        for name, milliseconds in (await _asked(http, known, cookie=desk.cookie, times=size.times)).items():
            yield figure(f"speed.{name}", milliseconds, "ms", reference=before[name], target=TARGET)


async def _roll_up(folder: Path) -> None:
    """As the hourly job does."""
    program = [sys.executable, "-c", "from otklik.main import run; run()", "rollup"]
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONPATH": str(harness.ROOT / "src")}
    rolling = await asyncio.create_subprocess_exec(*program, env={**environment, "OTKLIK_DATA_DIR": str(folder)})
    if await rolling.wait():
        raise harness.NotReady("rollup")


async def _asked(http: Http, known: Mapping[str, str], *, cookie: str, times: int) -> dict[str, float]:
    """The median of each question's milliseconds."""
    found: dict[str, float] = {}
    for period, days in _PERIODS.items():
        for name, path in _QUESTIONS.items():
            asked = path.format_map(known) + _between(days)
            found[f"{period}.{name}"] = median(await _spent(http, asked, cookie=cookie, times=times))
    return found


async def _spent(http: Http, path: str, *, cookie: str, times: int) -> list[float]:
    spent: list[float] = []
    for _ in range(times + 1):
        started = time.perf_counter()
        await http.get(path, headers={"cookie": cookie})
        spent.append((time.perf_counter() - started) * 1000)
    return spent[1:]


def _between(days: int) -> str:
    end = SystemClock().now()
    start = end - timedelta(days=days)
    return f"from={start:%Y-%m-%dT%H:%M:%SZ}&to={end:%Y-%m-%dT%H:%M:%SZ}"


def load(dsn: str, size: Size) -> dict[str, str]:
    """A year of answers of the demo company. As the superuser, with triggers off: nothing refers to them."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SELECT setseed(0.5)")
        connection.execute(_CHANNELS, {"channels": CHANNELS})
        connection.execute(
            _ANSWERS, {"answers": size.answers, "channels": CHANNELS, "operators": OPERATORS, "teams": TEAMS}
        )
        connection.execute("VACUUM ANALYZE responses")
        row = connection.execute("SELECT operator_id, channel_id FROM responses WHERE letters = 77 LIMIT 1").fetchone()
    assert row is not None
    return {"operator": str(row[0]), "channel": str(row[1])}


_CHANNELS: Final = """
CREATE TEMP TABLE place AS
SELECT id AS channel, workspace_id AS workspace, (row_number() OVER ())::int - 1 AS n FROM channels LIMIT %(channels)s
"""
_ANSWERS: Final = """
WITH asked AS MATERIALIZED (
    SELECT n, date_trunc('day', now()) - (n %% 365 + 1) * interval '1 day'
           + CASE WHEN random() < 0.85 THEN 6 + 9 * random() ELSE 24 * random() END * interval '1 hour' AS at,
           sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()) AS normal, floor(%(operators)s * sqrt(random()))::int
           AS operator, random() < 0.4 AS first, floor((SELECT count(*) FROM place) * random())::int AS channel
    FROM generate_series(1, %(answers)s) AS n
), waited AS MATERIALIZED (
    SELECT *, extract(hour FROM at AT TIME ZONE 'UTC') BETWEEN 6 AND 14 AND extract(isodow FROM at) < 6 AS open
    FROM asked
), told AS MATERIALIZED (
    SELECT *, exp(5 + 1.4 * normal) * CASE WHEN open THEN 1 ELSE 12 END AS seconds FROM waited
)
INSERT INTO responses (id, workspace_id, conversation_id, channel_id, operator_id, team_id, message_id, first,
    waiting_since, answered_at, in_hours, working_seconds, letters)
SELECT uuidv7(), place.workspace, uuidv4(), place.channel, md5('operator' || operator)::uuid,
    md5('team' || operator %% %(teams)s)::uuid, uuidv4(), first, at, at + seconds * interval '1 second', open,
    CASE WHEN open THEN seconds ELSE seconds / 5 END, 77
FROM told JOIN place ON place.n = told.channel ORDER BY at + seconds * interval '1 second'
"""
