"""Published graphs made ready to be walked; a version never changes, so they are kept."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import msgspec

from otklik.domains.journeys.documents import Graph
from otklik.domains.journeys.queries import keeping
from otklik.domains.journeys.rules.stepper import Road
from otklik.platform.context import Ctx

KEPT_MAX: Final = 256

Key = tuple[UUID, int]


class Roads:
    """Those this process walked last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Road] = OrderedDict()

    async def of(self, ctx: Ctx, journey_id: UUID, version: int) -> Road:
        """A journey's id is a company's own, so the key needs no company."""
        key = (journey_id, version)
        if key not in self._kept:
            row = await keeping.version(ctx, journey_id, version)
            assert row is not None, key
            self._kept[key] = Road(read(row.graph))
            while len(self._kept) > KEPT_MAX:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]


def read(document: Mapping[str, Any]) -> Graph:  # Any: JSON
    """A graph as a row keeps it."""
    return msgspec.convert(document, Graph)


def written(graph: Graph) -> dict[str, Any]:  # Any: JSON
    """A graph as a row keeps it."""
    return msgspec.to_builtins(graph)
