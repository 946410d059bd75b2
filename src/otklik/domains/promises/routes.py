"""HTTP of promises: the report, what is promised now, settings, badges."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from otklik.domains.promises import badge, rules, schemas
from otklik.domains.promises.queries import Narrow
from otklik.domains.promises.service import badges, public, reporting, setting
from otklik.domains.promises.service.cached import Answer
from otklik.platform.context import Ctx, Parts
from otklik.platform.web import API, AnyRequest, Page, decode_position, encode_position, page_size

From = Annotated[datetime | None, QueryParameter(name="from", required=False)]
To = Annotated[datetime | None, QueryParameter(name="to", required=False)]
Hour = Annotated[int | None, QueryParameter(ge=0, le=167, required=False)]
Outcome = Annotated[schemas.State | None, QueryParameter(name="state", required=False)]
Language = Annotated[str, QueryParameter(max_length=2, pattern="^(ru|en)?$")]


@get(f"{API}/promises/report", permission="promises.read")
async def get_promises_report(
    ctx: NamedDependency[Ctx],
    *,
    start: From = None,
    end: To = None,
    channel_id: UUID | None = None,
    operator_id: UUID | None = None,
    team_id: UUID | None = None,
) -> schemas.Report:
    """How many of the promises due in the period were kept, by channel, operator, team and hour of the week."""
    narrow = Narrow(channel_id=channel_id, operator_id=operator_id, team_id=team_id)
    return await reporting.report(ctx, period=rules.period(start, end, now=ctx.now()), narrow=narrow)


@get(f"{API}/promises", permission="promises.read")
async def list_promises(  # noqa: PLR0913 - each is a filter of its own
    ctx: NamedDependency[Ctx],
    *,
    start: From = None,
    end: To = None,
    channel_id: UUID | None = None,
    operator_id: UUID | None = None,
    team_id: UUID | None = None,
    hour: Hour = None,
    outcome: Outcome = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[schemas.PromiseOut]:
    """The promises behind a figure, the last due first, each with its conversation."""
    size = page_size(limit)
    narrow = Narrow(channel_id=channel_id, operator_id=operator_id, team_id=team_id, hour_of_week=hour, state=outcome)
    rows = await reporting.listing(
        ctx,
        period=rules.period(start, end, now=ctx.now()),
        narrow=narrow,
        before=decode_position(cursor),
        limit=size + 1,
    )
    last = rows[size - 1] if len(rows) > size else None
    return Page(items=rows[:size], next_cursor=encode_position(last.due_at, last.id) if last else None)


@get(f"{API}/promise", permission="promises.read")
async def get_company_promise(ctx: NamedDependency[Ctx]) -> schemas.CurrentOut:
    """What the company would promise at this moment, on which figures, in which words."""
    return await public.current(ctx, channel_id=None)


@get(f"{API}/channels/{{channel_id:uuid}}/promise", permission="promises.read")
async def get_channel_promise(ctx: NamedDependency[Ctx], *, channel_id: UUID) -> schemas.CurrentOut:
    """What the channel promises at this moment, on which figures, in which words."""
    await setting.read(ctx, channel_id=channel_id)
    return await public.current(ctx, channel_id=channel_id)


@get(f"{API}/promise-settings", permission="promises.read")
async def get_promise_settings(ctx: NamedDependency[Ctx]) -> schemas.PromiseSettings:
    """How the company promises."""
    return await setting.read(ctx)


@put(f"{API}/promise-settings", permission="promises.write")
async def set_promise_settings(ctx: NamedDependency[Ctx], *, data: schemas.PromiseSettings) -> schemas.PromiseSettings:
    """Set how the company promises."""
    return await setting.save(ctx, data)


@get(f"{API}/channels/{{channel_id:uuid}}/promise-settings", permission="promises.read")
async def get_channel_promise_settings(ctx: NamedDependency[Ctx], *, channel_id: UUID) -> schemas.PromiseSettings:
    """How the channel promises; `inherited` when as the company does."""
    return await setting.read(ctx, channel_id=channel_id)


@put(f"{API}/channels/{{channel_id:uuid}}/promise-settings", permission="promises.write")
async def set_channel_promise_settings(
    ctx: NamedDependency[Ctx], *, channel_id: UUID, data: schemas.PromiseSettings
) -> schemas.PromiseSettings:
    """Let the channel promise in its own way."""
    return await setting.save(ctx, data, channel_id=channel_id)


@delete(f"{API}/channels/{{channel_id:uuid}}/promise-settings", permission="promises.write")
async def remove_channel_promise_settings(ctx: NamedDependency[Ctx], *, channel_id: UUID) -> None:
    """Let the channel promise as the company does again."""
    await setting.drop(ctx, channel_id=channel_id)


@get(f"{API}/public/promises/{{public_id:str}}", public=True)
async def get_public_promise(
    request: AnyRequest, parts: Parts, *, public_id: str, lang: Language = ""
) -> Response[bytes]:
    """What the channel of this public id promises now, for forms and sites; cached for a minute."""
    answer = await public.promise(parts, public_id, language=lang)
    return _answered(request, answer)


@get(f"{API}/badges", permission="promises.read")
async def list_badges(ctx: NamedDependency[Ctx]) -> list[schemas.BadgeOut]:
    """The company's badges and what they say now."""
    return await badges.listing(ctx)


@post(f"{API}/badges", permission="promises.write")
async def create_badge(ctx: NamedDependency[Ctx], *, data: schemas.NewBadge) -> schemas.BadgeOut:
    """Make a badge; what it says is measured, not written."""
    return await badges.create(ctx, data)


@delete(f"{API}/badges/{{badge_id:uuid}}", permission="promises.write")
async def delete_badge(ctx: NamedDependency[Ctx], *, badge_id: UUID) -> None:
    """Take the badge away; pages that show it show nothing any more."""
    await badges.remove(ctx, badge_id)


@get("/badge/{public_id:str}", public=True, include_in_schema=False)
async def show_badge(
    request: AnyRequest,
    parts: Parts,
    *,
    public_id: str,
    lang: Annotated[str, QueryParameter(max_length=10)] = "",
    theme: Annotated[str, QueryParameter(max_length=10)] = "",
    size: Annotated[str, QueryParameter(max_length=10)] = "",
    preview: bool = False,
) -> Response[bytes]:
    """`<public id>.svg` or `<public id>.json`. What is not known of the query is left out, never shown."""
    look = badge.Look.of(language=lang, theme=theme, size=size)
    answer = await badges.shown(parts, public_id, look, preview=preview)
    return _answered(request, answer)


def _answered(request: AnyRequest, answer: Answer) -> Response[bytes]:
    """Nothing but its name for who has it already."""
    known = answer.known_by(request.headers.get("if-none-match", ""))
    body, status = (b"", 304) if known else (answer.body, 200)
    return Response(body, status_code=status, headers=answer.headers, media_type=answer.media_type)


routes: Sequence[ControllerRouterHandler] = [
    get_promises_report,
    list_promises,
    get_company_promise,
    get_channel_promise,
    get_promise_settings,
    set_promise_settings,
    get_channel_promise_settings,
    set_channel_promise_settings,
    remove_channel_promise_settings,
    get_public_promise,
    list_badges,
    create_badge,
    delete_badge,
    show_badge,
]
