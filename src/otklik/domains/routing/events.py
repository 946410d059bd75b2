"""What happened to rules and profiles; that a conversation was given is told by `conversations`."""

from uuid import UUID

from otklik.platform.events import Event


class RuleChanged(Event, frozen=True, kw_only=True):
    """Of a team, of a channel, or (both null) of the company."""

    team_id: UUID | None
    channel_id: UUID | None
    way: str


class RuleRemoved(Event, frozen=True, kw_only=True):
    team_id: UUID | None
    channel_id: UUID | None


class ProfileChanged(Event, frozen=True, kw_only=True):
    operator_id: UUID
