"""Change what a card says."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec import UNSET

from otklik.domains.contacts import models, queries, rules
from otklik.domains.contacts.errors import AttributesTooMany
from otklik.domains.contacts.events import ContactChanged
from otklik.domains.contacts.schemas import ContactChanges, NewAttribute
from otklik.domains.contacts.service import cards
from otklik.platform.context import Ctx
from otklik.platform.events import publish


async def update(ctx: Ctx, *, contact_id: UUID, changes: ContactChanges) -> None:
    """Change the person's card. Raises `ContactNotFound`, `AttributesTooMany`."""
    root_id = (await cards.card(ctx, contact_id)).root_id
    members = await queries.members(ctx, [root_id])
    root = next(member for member in members if member.id == root_id)
    fields = [field for field in ("name", "locale") if _set(root, field, getattr(changes, field))]
    if changes.notes is not UNSET and _rewrite_notes(root, members, changes.notes):
        fields.append("notes")
    if changes.attributes is not UNSET:
        fields += _change_attributes(root, members, changes.attributes)
    if not fields:
        return
    await ctx.session.flush()
    await cards.index(ctx, root_id)
    await publish(ctx, ContactChanged(contact_id=root_id, fields=tuple(fields)), subject_id=root_id)
    cards.push_changed(ctx, root_id)


def _set(root: models.Contact, field: str, value: Any) -> bool:  # Any: one of ContactChanges' fields
    if value is UNSET or value == getattr(root, field):
        return False
    setattr(root, field, value)
    return True


def _rewrite_notes(root: models.Contact, members: Sequence[models.Contact], notes: str) -> bool:
    """The editor shows the notes of all joined cards as one text, so the new text stands for all of them."""
    if notes == rules.joined_notes(root.id, [(member.id, member.notes) for member in members]):
        return False
    for member in members:
        member.notes = notes if member is root else ""
    return True


def _change_attributes(
    root: models.Contact, members: Sequence[models.Contact], changes: Mapping[str, NewAttribute]
) -> list[str]:
    removed = {name for name, value in changes.items() if value is None}
    for member in members:
        if removed & member.attributes.keys():
            member.attributes = {name: value for name, value in member.attributes.items() if name not in removed}
    root.attributes = root.attributes | {name: value for name, value in changes.items() if value is not None}
    if len(root.attributes) > rules.ATTRIBUTES_MAX:
        raise AttributesTooMany(params={"max": rules.ATTRIBUTES_MAX})
    return [f"attributes.{name}" for name in changes]
