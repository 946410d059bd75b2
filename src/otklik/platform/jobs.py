"""Background work: procrastinate jobs deferred on the caller's connection, so a job commits with its row.

A job is a thin async function in a domain's `jobs.py`, marked with `@job` or `@periodic`. It takes ids, calls one
verb and is safe to run twice. Messages are not jobs: they are rows claimed in blocks (domains/delivery).
"""

import asyncio
import functools
import inspect
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from datetime import datetime
from types import ModuleType
from typing import Any, Final
from uuid import UUID

import procrastinate
import psycopg
import structlog
from procrastinate import JobContext, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued, ProcrastinateException

from otklik.platform import pool
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database

ATTEMPTS_MAX: Final = 8
CONCURRENCY: Final = 8
BULK: Final = "bulk"
"""The queue of work that comes by the thousand (imports, plans, whole companies gone through): it has hands of its
own, so that what somebody waits for never stands behind it."""
BULK_CONCURRENCY: Final = 2
CONNECTIONS: Final = 6
BEAT_SECONDS: Final = 3.0
STALLED_SECONDS: Final = 15.0
"""A worker not heard of for longer is dead."""

log = structlog.get_logger()
JobFunction = Callable[..., Awaitable[None]]
Argument = str | int | bool


class _Spec:
    def __init__(
        self,
        *,
        queue: str,
        attempts_max: int,
        cron: str = "",
        errand: bool = False,
        gave_up: JobFunction | None = None,
    ) -> None:
        self.queue = queue
        self.attempts_max = attempts_max
        self.cron = cron
        self.errand = errand
        self.gave_up = gave_up


def job(*, queue: str = "default", attempts_max: int = ATTEMPTS_MAX) -> Callable[[JobFunction], JobFunction]:
    """Mark `async def verb(ctx, *, …ids)` as a job; it runs in its own transaction in the caller's workspace."""

    def mark(function: JobFunction) -> JobFunction:
        function.__dict__["__job__"] = _Spec(queue=queue, attempts_max=attempts_max)
        return function

    return mark


def errand(
    *, queue: str = "default", attempts_max: int = ATTEMPTS_MAX, gave_up: JobFunction | None = None
) -> Callable[[JobFunction], JobFunction]:
    """Mark `async def verb(parts, *, workspace_id, …ids)` as a job that opens its own short transactions.

    For work that waits for the network between them: no connection is held and nothing is locked meanwhile.
    `gave_up` is called with the same arguments after the last attempt failed.
    """

    def mark(function: JobFunction) -> JobFunction:
        function.__dict__["__job__"] = _Spec(queue=queue, attempts_max=attempts_max, errand=True, gave_up=gave_up)
        return function

    return mark


def periodic(cron: str) -> Callable[[JobFunction], JobFunction]:
    """Mark `async def verb(parts)` to run by the clock on one node of all; it opens its own transactions."""

    def mark(function: JobFunction) -> JobFunction:
        function.__dict__["__job__"] = _Spec(queue="periodic", attempts_max=1, cron=cron)
        return function

    return mark


def job_name(function: JobFunction) -> str:
    """`otklik.domains.delivery.jobs.fetch_media` is `delivery.fetch_media`."""
    return f"{function.__module__.split('.')[-2]}.{function.__name__}"


class Jobs:
    """The procrastinate application of this process."""

    def __init__(self, url: str, *, parts: Parts) -> None:
        self._parts = parts
        self._queues: set[str] = {"builtin"}
        self.app = procrastinate.App(
            connector=PsycopgConnector(
                conninfo=url,
                min_size=1,
                max_size=CONNECTIONS,
                timeout=pool.WAIT_SECONDS,
                reconnect_timeout=pool.RECONNECT_SECONDS,
                kwargs={"application_name": "otklik-jobs"},
            )
        )

    def collect(self, modules: Iterable[ModuleType]) -> None:
        for module in modules:
            for _, function in inspect.getmembers(module, inspect.isfunction):
                if "__job__" in function.__dict__ and function.__module__ == module.__name__:
                    self._register(function, function.__dict__["__job__"])

    async def open(self) -> None:
        await self.app.open_async()

    async def close(self) -> None:
        await self.app.close_async()

    async def work(self, *, wait: bool = True) -> None:
        """Run jobs until cancelled; with `wait=False` until the queue is empty (tests)."""
        if not wait:
            await self._serve(self._queues, CONCURRENCY, wait=False)
            return
        hands = [
            asyncio.create_task(self._rescue_for_ever(), name="jobs-rescue"),
            asyncio.create_task(self._serve(self._queues - {BULK}, CONCURRENCY, wait=True), name="jobs"),
            asyncio.create_task(self._serve({BULK}, BULK_CONCURRENCY, wait=True), name="jobs-bulk"),
        ]
        try:
            await asyncio.gather(*hands)
        finally:
            for hand in hands:
                hand.cancel()
            await asyncio.gather(*hands, return_exceptions=True)

    async def _serve(self, queues: Collection[str], concurrency: int, *, wait: bool) -> None:
        await self.app.run_worker_async(
            queues=sorted(queues),
            concurrency=concurrency,
            wait=wait,
            install_signal_handlers=False,
            listen_notify=wait,
            delete_jobs="successful",
            update_heartbeat_interval=BEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
        )

    async def rescue(self) -> int:
        """Jobs of a worker that was killed in the middle run again (they are safe to run twice); returns how many."""
        manager = self.app.job_manager
        stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS))
        for found in stalled:
            await manager.retry_job(found)
        return len(stalled)

    async def _rescue_for_ever(self) -> None:
        while True:
            try:
                await self.rescue()
            except (psycopg.Error, ProcrastinateException) as error:
                log.warning("jobs.rescue.failed", error=type(error).__name__)
            await asyncio.sleep(STALLED_SECONDS)

    async def defer(
        self,
        ctx: Ctx,
        function: JobFunction,
        *,
        arguments: Mapping[str, Argument | UUID],
        at: datetime | None = None,
        lock: str | None = None,
        once: str | None = None,
    ) -> None:
        """Put the job into the caller's transaction.

        `lock`: jobs with the same lock run one after another. `once`: at most one such job waits at a time.
        """
        task = self.app.tasks[job_name(function)]
        kwargs = {name: str(value) if isinstance(value, UUID) else value for name, value in arguments.items()}
        connection = await ctx.driver()
        deferrer = task.configure(lock=lock, queueing_lock=once, schedule_at=at, connection=connection)
        if once is None:
            await deferrer.defer_async(workspace=str(ctx.workspace_id), **kwargs)
            return
        try:
            async with connection.transaction():  # a savepoint: the refusal must not spoil the caller's work
                await deferrer.defer_async(workspace=str(ctx.workspace_id), **kwargs)
        except AlreadyEnqueued:
            return

    def _register(self, function: JobFunction, spec: _Spec) -> None:
        name = job_name(function)
        self._queues.add(spec.queue)
        if spec.cron:
            self._register_periodic(function, name, spec)
            return
        parts = self._parts
        database = parts.get(Database)

        @functools.wraps(function)
        async def run(context: JobContext, workspace: str, **arguments: Any) -> None:  # Any: JSON from procrastinate
            workspace_id = WorkspaceId(UUID(workspace))
            if not spec.errand:
                async with database.transaction(workspace_id) as ctx:
                    await function(ctx, **arguments)
                return
            try:
                await function(parts, workspace_id=workspace_id, **arguments)
            except Exception:
                if spec.gave_up is not None and context.job.attempts >= spec.attempts_max:
                    await spec.gave_up(parts, workspace_id=workspace_id, **arguments)
                raise

        retry = RetryStrategy(max_attempts=spec.attempts_max, exponential_wait=2)
        self.app.task(name=name, queue=spec.queue, retry=retry, pass_context=True)(run)

    def _register_periodic(self, function: JobFunction, name: str, spec: _Spec) -> None:
        parts = self._parts

        @functools.wraps(function)
        async def run(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
            await function(parts)

        task = self.app.task(name=name, queue=spec.queue, queueing_lock=name)(run)
        self.app.periodic(cron=spec.cron)(task)
