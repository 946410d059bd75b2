"""Do conditions and actions name rows of this company? A foreign key cannot look into a document."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

import msgspec

from otklik.domains.automations import errors, queries
from otklik.platform.context import Ctx


async def check(ctx: Ctx, parts: Iterable[msgspec.Struct]) -> None:
    """Raises `ReferenceUnknown`."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for part in parts:
        for field in part.__struct_fields__:
            value = getattr(part, field)
            if field in queries.REFERENCES and value is not None:
                wanted[field].update((value,) if isinstance(value, UUID) else value)
    unknown = await queries.missing(ctx, wanted)
    if unknown is not None:
        raise errors.ReferenceUnknown(params={"field": unknown})
