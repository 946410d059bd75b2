"""Wire shapes of channels and files."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.channels.contract import Capabilities, CheckStep, ConfigField, ConfigValue, PreparedMessage, Text
from otklik.channels.sms.segments import Counted
from otklik.channels.sms.wording import Rewording
from otklik.domains.delivery.models import File, PreparedRow

ESTIMATE_TEXT_MAX: Final = 20_000
BLANKS_MAX: Final = 60
BLANK_VALUE_MAX: Final = 1024

Name = Annotated[str, Meta(min_length=1, max_length=100)]
Kind = Annotated[str, Meta(min_length=1, max_length=40)]
Values = Annotated[
    dict[Annotated[str, Meta(max_length=80)], Annotated[str, Meta(max_length=BLANK_VALUE_MAX)]],
    Meta(max_length=BLANKS_MAX),
]
"""What is written into the blanks of a prepared message, by their names."""
GivenConfig = dict[Annotated[str, Meta(max_length=60)], str | int | bool | list[str]]


class ProviderOut(msgspec.Struct, kw_only=True):
    """A kind of channel that can be connected; the form is drawn from `fields`."""

    kind: str
    title: Text
    summary: Text
    setup: Text
    colour: str
    icon: str
    fields: tuple[ConfigField, ...]
    capabilities: Capabilities
    takes_webhooks: bool
    checks: bool


class Health(msgspec.Struct, kw_only=True):
    ok: bool | None
    """Null until the first word from the provider."""
    code: str
    detail: str
    at: datetime | None


class ChannelOut(msgspec.Struct, kw_only=True):
    id: UUID
    kind: str
    name: str
    enabled: bool
    public_id: str
    config: Mapping[str, ConfigValue | dict[str, bool]]
    """Secret fields show only `{"set": true}`."""
    address: str
    facts: Mapping[str, str]
    health: Health
    capabilities: Capabilities
    webhook_url: str
    created_at: datetime


class ChannelIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    kind: Kind
    name: Name
    config: GivenConfig


class ChannelChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    name: Name | None = None
    enabled: bool | None = None
    config: GivenConfig | None = None


class CheckIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Settings to try; `channel_id` lends its saved secrets."""

    kind: Kind
    config: GivenConfig
    channel_id: UUID | None = None


class CheckOut(msgspec.Struct, kw_only=True):
    steps: list[CheckStep]


class EstimateIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is being written, and to whom: the country of a phone decides the price."""

    text: Annotated[str, Meta(max_length=ESTIMATE_TEXT_MAX)]
    address: Annotated[str, Meta(max_length=320)] = ""


class SmsOut(msgspec.Struct, kw_only=True):
    """How the text goes as SMS, and cheaper words for the same: with plain signs, in Latin letters."""

    counted: Counted
    plain: Rewording | None
    latin: Rewording | None


class EstimateOut(msgspec.Struct, kw_only=True):
    """What sending costs. `cost_micros`: millionths of the currency's unit; null when no price is known."""

    sms: SmsOut | None
    cost_micros: int | None
    currency: str


class PreparedUse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Say a prepared message instead of free text."""

    prepared_id: UUID
    values: Values = {}


class PreparedOut(msgspec.Struct, kw_only=True):
    id: UUID
    channel_id: UUID
    message: PreparedMessage
    fills: Mapping[str, str]
    """What usually stands in a blank; may hold `{variables}` of ready replies."""
    changed_at: datetime


class PreparedFills(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    fills: Values


class FileOut(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    media_type: str
    size: int
    kind: str
    state: str
    url: str


def file_out(file: File) -> FileOut:
    return FileOut(
        id=file.id,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        kind=file.kind,
        state=file.state,
        url=f"/api/v1/files/{file.id}",
    )


def prepared_out(row: PreparedRow) -> PreparedOut:
    return PreparedOut(
        id=row.id,
        channel_id=row.channel_id,
        message=msgspec.convert(row.document, PreparedMessage),
        fills=row.fills,
        changed_at=row.changed_at,
    )


class SentOut(msgspec.Struct, frozen=True, kw_only=True):
    """One message to a person: `ground` is what it rested on, `code` why it did not go, or goes later."""

    id: UUID
    channel_id: UUID | None
    """Null: the server's own mail."""
    purpose: str
    state: str
    code: str
    ground: str
    consent_record_id: UUID | None
    planned_at: datetime
    waits_until: datetime | None
    """Of one put off, by quiet hours or after an error; null: it does not wait."""
    accepted_at: datetime | None
