"""The company itself: made, shown, changed."""

import re
from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from otklik.domains.workspaces import events, queries
from otklik.domains.workspaces.errors import TooManySettings
from otklik.domains.workspaces.models import Workspace
from otklik.domains.workspaces.schemas import WorkspaceData, WorkspacePatch
from otklik.platform.context import Ctx
from otklik.platform.errors import Invalid
from otklik.platform.events import publish

SETTINGS_BYTES_MAX: Final = 32 * 1024
REACHED: Final = ("site_url", "phone", "email", "address")
_SITE: Final = re.compile(r"https?://[^\s\"<>\\^`{|}@]+\.[^\s\"<>\\^`{|}]+")
_EMAIL: Final = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
AWAY_AFTER_MINUTES: Final = 10
"""Until a company says otherwise."""


async def create_workspace(
    ctx: Ctx, *, name: str, slug: str, locale: str = "ru", time_zone: str = "Europe/Moscow"
) -> WorkspaceData:
    """Make the company whose id the transaction was opened with (a fresh one). Raises `SlugTaken`."""
    _check_time_zone(time_zone)
    workspace = Workspace(
        id=ctx.workspace_id,
        name=name,
        slug=slug,
        locale=locale,
        time_zone=time_zone,
        settings={},
        away_after_minutes=AWAY_AFTER_MINUTES,
        site_url="",
        phone="",
        email="",
        address="",
        created_at=ctx.now(),
    )
    ctx.session.add(workspace)
    await ctx.session.flush()
    await publish(ctx, events.WorkspaceCreated(slug=slug), subject_id=ctx.workspace_id)
    return _data(workspace)


async def workspace(ctx: Ctx) -> WorkspaceData:
    """The caller's company: its name, language and time zone."""
    return _data(await queries.people.workspace_of(ctx))


async def change_workspace(ctx: Ctx, patch: WorkspacePatch) -> WorkspaceData:
    """Only what the patch names. `settings` are merged key by key; null takes a key away."""
    changed = {name: value for name, value in msgspec.structs.asdict(patch).items() if value is not msgspec.UNSET}
    row = await queries.people.workspace_of(ctx)
    if "time_zone" in changed:
        _check_time_zone(changed["time_zone"])
    changed |= _reached(changed)
    if "settings" in changed:
        changed["settings"] = _merged(row.settings, changed["settings"])
    for name, value in changed.items():
        setattr(row, name, value)
    await publish(ctx, events.WorkspaceChanged(fields=sorted(changed)), subject_id=ctx.workspace_id)
    return _data(row)


def _merged(before: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:  # Any: the desk's own document
    merged = {name: value for name, value in {**before, **patch}.items() if value is not None}
    if len(msgspec.json.encode(merged)) > SETTINGS_BYTES_MAX:
        raise TooManySettings(params={"bytes_max": SETTINGS_BYTES_MAX})
    return merged


def _reached(changed: Mapping[str, Any]) -> dict[str, str]:  # Any: fields of different types
    """How the company is reached, tidied. Raises `Invalid`."""
    found = {name: str(changed[name]).strip() for name in REACHED if name in changed}
    site, email = found.get("site_url", ""), found.get("email", "")
    if site and not _SITE.fullmatch(site):
        raise Invalid(params={"field": "site_url"})
    if email and not _EMAIL.fullmatch(email):
        raise Invalid(params={"field": "email"})
    return found


def _check_time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid(params={"field": "time_zone"}) from error


def _data(row: Workspace) -> WorkspaceData:
    return WorkspaceData(
        id=row.id,
        name=row.name,
        slug=row.slug,
        locale=row.locale,
        time_zone=row.time_zone,
        settings=row.settings,
        away_after_minutes=row.away_after_minutes,
        site_url=row.site_url,
        phone=row.phone,
        email=row.email,
        address=row.address,
    )
