"""Wire shapes of macros and automations, and the documents their rows keep."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.automations.actions import Action, MacroAction
from otklik.domains.automations.conditions import Condition
from otklik.domains.automations.rules import Check, Match, Result
from otklik.domains.automations.triggers import TriggerName
from otklik.platform.errors import Param

Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
Minutes = Annotated[int, Meta(ge=1, le=7 * 24 * 60)]
MacroActions = Annotated[tuple[MacroAction, ...], Meta(min_length=1, max_length=10)]
Actions = Annotated[tuple[Action, ...], Meta(min_length=1, max_length=10)]
Conditions = Annotated[tuple[Condition, ...], Meta(max_length=20)]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in and goes out."""


class Outcome(Shape, frozen=True, kw_only=True):
    """What came of one action. `skipped`: one before it failed, so it was not tried."""

    kind: str
    state: Literal["done", "failed", "skipped"]
    code: str = ""
    params: Mapping[str, Param] = {}


class MacroDocument(Shape, frozen=True, kw_only=True):
    actions: MacroActions


class NewMacro(MacroDocument, frozen=True, kw_only=True):
    name: Name
    team_id: UUID | None = None
    """Who is offered it; null: everybody."""


class Macro(NewMacro, frozen=True, kw_only=True):
    id: UUID
    used_count: int
    last_used_at: datetime | None
    updated_at: datetime


class MacroRun(Shape, frozen=True, kw_only=True):
    """One press: everything in one transaction, an outcome for each action in order."""

    outcomes: tuple[Outcome, ...]


class AutomationDocument(Shape, frozen=True, kw_only=True):
    match: Match = "all"
    """Whether all the conditions must hold, or any one."""
    conditions: Conditions = ()
    actions: Actions
    stops: bool = False
    """Whether the automations after it are left out once it fired."""


class NewAutomation(AutomationDocument, frozen=True, kw_only=True):
    name: Name
    enabled: bool = False
    trigger: TriggerName
    after_minutes: Minutes | None = None
    """For `no_answer`: how long the customer has been waiting."""


class Automation(NewAutomation, frozen=True, kw_only=True):
    id: UUID
    position: int
    fired_count: int
    last_fired_at: datetime | None
    updated_at: datetime


class Order(Shape, frozen=True, kw_only=True):
    """Every automation once, the first one first."""

    automation_ids: Annotated[tuple[UUID, ...], Meta(max_length=200)]


class ConversationRef(Shape, frozen=True, kw_only=True):
    id: UUID
    number: int
    contact_name: str


class RunDocument(Shape, frozen=True, kw_only=True):
    checks: tuple[Check, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


class Run(RunDocument, frozen=True, kw_only=True):
    """A line of the log: why it fired or did not, with what each condition looked at."""

    id: UUID
    conversation: ConversationRef
    trigger: str
    result: Result
    at: datetime


class Tried(Shape, frozen=True, kw_only=True):
    """A past conversation in which it would have fired."""

    conversation: ConversationRef
    at: datetime
    checks: tuple[Check, ...]


class Trial(Shape, frozen=True, kw_only=True):
    """What an automation would have done with the latest conversations, as they are now. Nothing is done."""

    looked_at: int
    matched: Sequence[Tried]


class Call(Shape, frozen=True, kw_only=True):
    """A call outside: `detail` is the status it was answered with, or why there was none."""

    id: UUID
    url: str
    state: Literal["planned", "done", "failed"]
    detail: str
    at: datetime


class WebhookSecret(Shape, frozen=True, kw_only=True):
    """What the receiver checks signatures with (standardwebhooks.com)."""

    secret: str
