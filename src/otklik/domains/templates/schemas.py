"""Wire shapes of templates."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from otklik.domains.templates.documents import Code, Kind, Language, LinkButton, Purpose, TemplateBody, TemplateSample
from otklik.domains.templates.rules.checks import Severity

BLOCK_CHARS_MAX = 20_000
SEGMENTS_MAX = 50

Title = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
Folder = Annotated[str, Meta(max_length=80)]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in and goes out."""


class TemplateRow(Shape, frozen=True, kw_only=True):
    """A template in a list. `changed`: the draft says more than what was published."""

    id: UUID
    name: str
    kind: Kind
    purpose: Purpose
    folder: str
    languages: Sequence[str]
    published_number: int | None
    published_at: datetime | None
    changed: bool
    archived: bool
    updated_at: datetime
    updated_by_id: UUID | None


class TemplateOut(TemplateRow, frozen=True, kw_only=True):
    revision: int
    body: TemplateBody


class NewTemplate(Shape, frozen=True, kw_only=True):
    name: Title
    kind: Kind
    purpose: Purpose = "mass"
    folder: Folder = ""
    body: TemplateBody | None = None
    """Null: empty, in the company's language."""


class TemplateChanges(Shape, frozen=True, kw_only=True):
    """What to change; what is left out stays."""

    name: Title | UnsetType = UNSET
    purpose: Purpose | UnsetType = UNSET
    folder: Folder | UnsetType = UNSET


class TemplateDraftIn(Shape, frozen=True, kw_only=True):
    """The whole draft, and the revision it was written over."""

    revision: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    body: TemplateBody


class TemplateFinding(Shape, frozen=True, kw_only=True):
    """What a check says. `part`: subject, preheader, html, text, variables, buttons."""

    code: str
    severity: Severity
    part: str
    params: Mapping[str, Any]  # Any: numbers and words


class SavedDraft(Shape, frozen=True, kw_only=True):
    """A saved draft, and what would go wrong were it sent: unknown names with their places."""

    template: TemplateOut
    problems: Sequence[TemplateFinding]


class TemplateVersionOut(Shape, frozen=True, kw_only=True):
    id: UUID
    number: int
    published_at: datetime
    published_by_id: UUID | None
    languages: Sequence[str]


class TemplateAsked(Shape, frozen=True, kw_only=True):
    """A body, saved or not, as somebody would get it. Without a contact: a sample person."""

    kind: Kind
    purpose: Purpose = "mass"
    body: TemplateBody
    language: Language = "ru"
    contact_id: UUID | None = None
    segments: Annotated[tuple[Code, ...], Meta(max_length=SEGMENTS_MAX)] = ()
    """Codes of segments the sample person is taken to be in."""
    sample: TemplateSample = TemplateSample()


class TemplateCheckIn(Shape, frozen=True, kw_only=True):
    """A body, saved or not, to be looked through in every language."""

    kind: Kind
    purpose: Purpose = "mass"
    body: TemplateBody


class SmsCost(Shape, frozen=True, kw_only=True):
    """Of one message to this person. `micros`: millionths of the currency's unit."""

    segments: int
    micros: int | None
    currency: str


class TemplatePreview(Shape, frozen=True, kw_only=True):
    """What the person would get; of each kind only its own fields are filled."""

    language: str
    subject: str
    preheader: str
    html: str
    text: str
    title: str
    url: str
    buttons: Sequence[LinkButton]
    bytes: int
    cost: SmsCost | None
    findings: Sequence[TemplateFinding]


class TemplateChecked(Shape, frozen=True, kw_only=True):
    """Findings of every language, or of one where one is asked for."""

    ready: bool
    """No finding forbids publishing."""
    findings: Mapping[str, Sequence[TemplateFinding]]


class TemplateMarkup(Shape, frozen=True, kw_only=True):
    mjml: str


class TemplateMarkupAsked(Shape, frozen=True, kw_only=True):
    body: TemplateBody
    language: Language = "ru"


class TemplateTestIn(Shape, frozen=True, kw_only=True):
    """A test to oneself: a letter goes to the address one signs in with; an SMS to `to`."""

    channel_id: UUID
    language: Language = "ru"
    contact_id: UUID | None = None
    to: Annotated[str, Meta(max_length=40)] = ""


class TemplateTestOut(Shape, frozen=True, kw_only=True):
    ledger_id: UUID
    to: str


class TemplateBlockOut(Shape, frozen=True, kw_only=True):
    id: UUID
    code: str
    source: str
    updated_at: datetime


class TemplateBlockIn(Shape, frozen=True, kw_only=True):
    code: Code
    source: Annotated[str, Meta(max_length=BLOCK_CHARS_MAX)]


class TemplateStarter(Shape, frozen=True, kw_only=True):
    """A template to begin with. `code`: welcome, cart, birthday, order, review."""

    code: str
    kind: Kind
    purpose: Purpose
    body: TemplateBody
