"""The edge of HTTP: whatever becomes of a request, its transaction ends with it."""

from litestar import Litestar, get
from litestar.di import Provide
from sqlalchemy.pool import QueuePool
from tests.client import Client

from otklik.platform.context import Ctx
from otklik.platform.errors import Invalid
from otklik.program import Program


class NotToday(Invalid):
    code = "tests.not_today"


async def _late(ctx: Ctx) -> str:
    raise NotToday(params={"field": str(ctx.workspace_id)[:0]})


@get("/api/v1/late", opt={"permission": "conversations.read"}, dependencies={"late": Provide(_late)})
async def too_late(ctx: Ctx, late: str) -> str:
    return f"{ctx}{late}"


async def test_a_dependency_that_fails_after_the_transaction_was_opened_leaves_none_open(
    app: Litestar, program: Program, signed_in: Client
) -> None:
    app.register(too_late)
    pool = program.database.engine.pool
    assert isinstance(pool, QueuePool)
    before = pool.checkedout()
    for _ in range(3):
        reply = await signed_in.get("/api/v1/late")
        assert (reply.status_code, reply.json()["code"]) == (400, "tests.not_today")
    assert pool.checkedout() == before
