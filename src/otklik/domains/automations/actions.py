"""Then: what is done in a conversation. A new action is one struct here and its name in `MacroAction` or `Action`.

Each struct does its act by the verbs of the rooms below, which decide what may be done and say why not.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.automations import errors
from otklik.domains.automations.service import replying, webhooks
from otklik.domains.conversations.service import (
    labelling,
    managing,
    reading,
    snoozing,
    transferring,
    variables,
    writing,
)
from otklik.domains.notifications import service as notifications
from otklik.domains.snippets import service as snippets
from otklik.domains.tasks.service import adding as tasks
from otklik.domains.workspaces import service as workspaces
from otklik.domains.workspaces.service import owning
from otklik.platform.context import ActorKind, Ctx

Text = Annotated[str, Meta(min_length=1, max_length=20_000)]
Ids = Annotated[tuple[UUID, ...], Meta(max_length=20)]
TaskText = Annotated[str, Meta(min_length=1, max_length=2_000)]
SNOOZE_HOURS_MAX: Final = 24 * 90
TASK_HOURS_MAX: Final = 24 * 365
TASK_LENGTH_MAX: Final = 2_000


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Where actions are done, and for which automation; `automation_id` None: a person runs a macro."""

    conversation_id: UUID
    name: str
    automation_id: UUID | None = None
    trigger: str = ""
    message_id: UUID | None = None
    in_group: bool = False
    calls: list[UUID] = field(default_factory=list[UUID])
    """Calls outside that were written down on the way, to be made after the commit."""


class Act(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """Base of actions."""

    async def do(self, ctx: Ctx, scene: Scene) -> None:
        """Raises an `OtklikError` when it cannot be done here and now."""
        raise NotImplementedError


class SendSnippet(Act, frozen=True, kw_only=True, tag="snippet"):
    """Answer with a ready reply and its files."""

    snippet_id: UUID

    async def do(self, ctx: Ctx, scene: Scene) -> None:
        snippet = await snippets.get(ctx, snippet_id=self.snippet_id)
        await _say(ctx, scene, snippet.text, attachment_ids=snippet.attachment_ids)
        await snippets.count_use(ctx, snippet_id=snippet.id)


class Reply(Act, frozen=True, kw_only=True, tag="reply"):
    """Answer with words of its own; names in braces are filled in."""

    text: Text

    async def do(self, ctx: Ctx, scene: Scene) -> None:
        await _say(ctx, scene, self.text)


class WriteNote(Act, frozen=True, kw_only=True, tag="note"):
    text: Text

    async def do(self, ctx: Ctx, scene: Scene) -> None:
        text = await _filled(ctx, scene, self.text)
        await writing.note(ctx, scene.conversation_id, writing.Words(text=text))


class Assign(Act, frozen=True, kw_only=True, tag="assign"):
    """Give the conversation to an operator, a team or both; with neither: to nobody."""

    operator_id: UUID | None = None
    team_id: UUID | None = None

    async def do(self, ctx: Ctx, scene: Scene) -> None:
        if self.team_id is not None:
            await workspaces.team(ctx, self.team_id)
        await managing.assign(ctx, scene.conversation_id, operator_id=self.operator_id, team_id=self.team_id)


class Take(Act, frozen=True, kw_only=True, tag="take"):
    """Give the conversation to whoever runs the macro; its team stays."""

    async def do(self, ctx: Ctx, scene: Scene) -> None:
        if ctx.actor.kind is not ActorKind.OPERATOR:
            raise errors.OnlyOperators
        conversation = await reading.get(ctx, scene.conversation_id)
        await managing.assign(ctx, conversation.id, operator_id=ctx.actor.id, team_id=conversation.team_id)


class Close(Act, frozen=True, kw_only=True, tag="close"):
    async def do(self, ctx: Ctx, scene: Scene) -> None:
        await managing.close(ctx, scene.conversation_id)


class Reopen(Act, frozen=True, kw_only=True, tag="reopen"):
    async def do(self, ctx: Ctx, scene: Scene) -> None:
        await managing.reopen(ctx, scene.conversation_id)


class AddLabel(Act, frozen=True, kw_only=True, tag="add_label"):
    label_id: UUID

    async def do(self, ctx: Ctx, scene: Scene) -> None:
        await labelling.add(ctx, scene.conversation_id, self.label_id)


class RemoveLabel(Act, frozen=True, kw_only=True, tag="remove_label"):
    label_id: UUID

    async def do(self, ctx: Ctx, scene: Scene) -> None:
        await labelling.remove(ctx, scene.conversation_id, self.label_id)


class SetPriority(Act, frozen=True, kw_only=True, tag="priority"):
    priority: labelling.Priority

    async def do(self, ctx: Ctx, scene: Scene) -> None:
        await labelling.prioritise(ctx, scene.conversation_id, priority=self.priority)


class Snooze(Act, frozen=True, kw_only=True, tag="snooze"):
    """Put off for so many hours from now."""

    hours: Annotated[int, Meta(ge=1, le=SNOOZE_HOURS_MAX)]

    async def do(self, ctx: Ctx, scene: Scene) -> None:
        await snoozing.snooze(ctx, scene.conversation_id, until=ctx.now() + timedelta(hours=self.hours))


class AddTask(Act, frozen=True, kw_only=True, tag="task"):
    """Write a task down, due so many hours from now.

    Named neither an operator nor a team, it is whoever's the conversation is, else a leader's: nothing is nobody's.
    """

    text: TaskText
    due_hours: Annotated[int, Meta(ge=1, le=TASK_HOURS_MAX)]
    operator_id: UUID | None = None
    team_id: UUID | None = None

    async def do(self, ctx: Ctx, scene: Scene) -> None:
        operator_id, team_id = self.operator_id, self.team_id
        if operator_id is None and team_id is None:
            operator_id, team_id = await _whose(ctx, scene)
        draft = tasks.Draft(
            text=(await _filled(ctx, scene, self.text))[:TASK_LENGTH_MAX],
            due=tasks.Due(at=ctx.now() + timedelta(hours=self.due_hours)),
            operator_id=operator_id,
            team_id=team_id,
            source="automation",
        )
        await tasks.for_conversation(ctx, scene.conversation_id, draft)


class Transfer(Act, frozen=True, kw_only=True, tag="transfer"):
    """Hand over with words for whoever takes it, who are told."""

    operator_id: UUID | None = None
    team_id: UUID | None = None
    note: Annotated[str, Meta(max_length=20_000)] = ""

    async def do(self, ctx: Ctx, scene: Scene) -> None:
        note = await _filled(ctx, scene, self.note)
        await transferring.transfer(
            ctx, scene.conversation_id, operator_id=self.operator_id, team_id=self.team_id, note=note
        )


class Notify(Act, frozen=True, kw_only=True, tag="notify"):
    """Tell operators, the members of teams, and with `assignee` whoever looks after the conversation."""

    operator_ids: Ids = ()
    team_ids: Ids = ()
    assignee: bool = False

    async def do(self, ctx: Ctx, scene: Scene) -> None:
        conversation = await reading.get(ctx, scene.conversation_id)
        told = set(self.operator_ids)
        for team_id in self.team_ids:
            told.update((await workspaces.team(ctx, team_id)).member_ids)
        if self.assignee and conversation.assignee_id is not None:
            told.add(conversation.assignee_id)
        if not told:
            raise errors.NobodyToTell
        subject = notifications.Subject(kind="conversation", id=conversation.id)
        params = {"name": scene.name, "number": str(conversation.number)}
        await notifications.tell(ctx, told, code="automation", params=params, subject=subject)


class CallWebhook(Act, frozen=True, kw_only=True, tag="webhook"):
    """Tell another program; the call is signed and made after the commit."""

    url: Annotated[str, Meta(max_length=2_000, pattern=r"^https?://[^\s/]+(/\S*)?$(?!\n)")]

    async def do(self, ctx: Ctx, scene: Scene) -> None:
        if scene.automation_id is None:
            raise errors.AutomationNotFound
        told = webhooks.Told(trigger=scene.trigger, automation=scene.name, message_id=scene.message_id)
        conversation = await reading.get(ctx, scene.conversation_id)
        scene.calls.append(await webhooks.plan(ctx, scene.automation_id, conversation, url=self.url, told=told))


_Shared = (
    SendSnippet
    | Reply
    | WriteNote
    | Assign
    | Transfer
    | AddTask
    | AddLabel
    | RemoveLabel
    | SetPriority
    | Snooze
    | Close
    | Reopen
)
MacroAction = _Shared | Take
"""What a person's press does."""
Action = _Shared | Notify | CallWebhook
"""What an automation does: there is nobody to take a conversation, but somebody to tell."""


async def _whose(ctx: Ctx, scene: Scene) -> tuple[UUID | None, UUID | None]:
    """(operator, team) whose the conversation is; who no longer works here is nobody."""
    conversation = await reading.get(ctx, scene.conversation_id)
    if conversation.assignee_id is not None and await owning.is_at_work(ctx, conversation.assignee_id):
        return conversation.assignee_id, None
    if conversation.team_id is not None:
        return None, conversation.team_id
    return next(iter(await owning.leaders(ctx)), None), None


async def _say(ctx: Ctx, scene: Scene, text: str, *, attachment_ids: tuple[UUID, ...] = ()) -> None:
    """An answer of the person who runs it; one of a machine is marked as such and never counts as an answer."""
    words = writing.Words(
        text=await _filled(ctx, scene, text),
        attachment_ids=attachment_ids,
        automatic=scene.automation_id is not None,
    )
    if scene.automation_id is not None:
        await replying.permit(
            ctx,
            scene.automation_id,
            conversation_id=scene.conversation_id,
            message_id=scene.message_id,
            in_group=scene.in_group,
        )
    await writing.reply(ctx, scene.conversation_id, words)


async def _filled(ctx: Ctx, scene: Scene, text: str) -> str:
    """Raises `VariablesOpen`."""
    names = snippets.variables(text)
    if not names:
        return text
    values = await variables.values(ctx, await reading.get(ctx, scene.conversation_id))
    left = [name for name in names if name not in values]
    if left:
        raise errors.VariablesOpen(params={"names": ", ".join(left)})
    return snippets.render(text, values)
