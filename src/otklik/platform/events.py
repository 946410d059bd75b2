"""Events: what happened, said in the past tense, in the transaction in which it happened.

A domain declares frozen events in its `events.py` and publishes them; a higher domain's `handlers.py` marks
functions with `@on(Event)`, which run at once, in the same transaction. The row written is the history.
"""

import inspect
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from types import ModuleType
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import insert

from otklik.platform.context import Ctx
from otklik.platform.ids import new_id
from otklik.platform.tables import EventRow


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all events. `kept` False: told to handlers, not written into history (too frequent to be kept)."""

    kept: ClassVar[bool] = True

    @classmethod
    def name(cls) -> str:
        """`otklik.domains.contacts.events.ContactMerged` is `contacts.contact_merged`."""
        domain = cls.__module__.split(".")[-2]
        snake = "".join(f"_{char.lower()}" if char.isupper() else char for char in cls.__name__)
        return f"{domain}.{snake.lstrip('_')}"


_Event = TypeVar("_Event", bound=Event)
Handler = Callable[[Ctx, _Event], Awaitable[None]]
AnyHandler = Callable[[Ctx, Any], Awaitable[None]]  # Any: handlers of different events share one table


def on(*kinds: type[_Event]) -> Callable[[Handler[_Event]], Handler[_Event]]:
    """Mark a function of a `handlers.py` to run when one of `kinds` is published."""

    def mark(handler: Handler[_Event]) -> Handler[_Event]:
        handler.__dict__["__handles__"] = kinds
        return handler

    return mark


class EventBus:
    """Who listens to what; made once from the modules the composition root found."""

    def __init__(self) -> None:
        self._handlers: dict[type[Event], list[AnyHandler]] = defaultdict(list)

    def collect(self, modules: Iterable[ModuleType]) -> None:
        """Register every marked function, in module order and then in order of definition."""
        for module in modules:
            for _, function in inspect.getmembers(module, inspect.isfunction):
                if function.__module__ == module.__name__:
                    for kind in function.__dict__.get("__handles__", ()):
                        self._handlers[kind].append(function)

    async def tell(self, ctx: Ctx, event: Event) -> None:
        for handler in self._handlers[type(event)]:
            await handler(ctx, event)


async def publish(ctx: Ctx, event: Event, *, subject_id: UUID | None = None) -> None:
    """Write the event into history and run its handlers, all in the caller's transaction."""
    if event.kept:
        ctx.session.add(EventRow(**_row(ctx, event, subject_id)))
    await ctx.use(EventBus).tell(ctx, event)


async def keep(ctx: Ctx, events: Sequence[tuple[Event, UUID | None]]) -> None:
    """Write many events, each with its subject, into history by one statement.

    No handler runs: tell of all of them by one event of their own.
    """
    if events:
        await ctx.session.execute(insert(EventRow), [_row(ctx, event, subject_id) for event, subject_id in events])


def _row(ctx: Ctx, event: Event, subject_id: UUID | None) -> dict[str, object]:
    return {
        "id": new_id(),
        "workspace_id": ctx.workspace_id,
        "name": event.name(),
        "subject_id": subject_id,
        "actor_kind": ctx.actor.kind.value,
        "actor_id": ctx.actor.id,
        "data": msgspec.to_builtins(event),
        "at": ctx.now(),
    }
