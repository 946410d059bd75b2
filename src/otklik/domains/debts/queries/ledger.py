"""The ledger as it is computed: from the tables of the rooms below and from decisions, by one statement a source.

The live path and a rebuild ask the same statement, one with one source and the other with many, so they cannot come
to different lines. It looks at no clock: what a line is depends on what is written down alone.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import text

from otklik.platform.context import Ctx

Source = Literal["conversation", "task", "consultation"]
SOURCES: Final[tuple[Source, ...]] = ("conversation", "task", "consultation")

LOOK_BACK: Final = 200
"""How many of a conversation's latest messages are looked at for what bounced or failed."""
FAILED: Final = ("failed", "unknown", "skipped")

_CONVERSATION: Final = """
recent AS (
    SELECT m.* FROM conversations c
    CROSS JOIN LATERAL (
        SELECT conversation_id, kind, direction, author_kind, state, sent_at, extra FROM messages
        WHERE conversation_id = c.id ORDER BY sent_at DESC, id DESC LIMIT :look_back
    ) m
    WHERE c.workspace_id = :workspace AND c.id = ANY(:ids)
), said AS (
    SELECT conversation_id, max(sent_at) AS at FROM recent
    WHERE kind = 'message' AND direction = 'out' AND author_kind = 'operator' AND state <> ALL(CAST(:failed AS text[]))
    GROUP BY conversation_id
), troubles AS (
    SELECT conversation_id,
           max(sent_at) FILTER (WHERE kind = 'bounce' AND extra->'bounce'->>'delayed' IS DISTINCT FROM 'true')
               AS bounced_at,
           min(sent_at) FILTER (WHERE direction = 'out' AND state = ANY(CAST(:failed AS text[]))) AS failed_since,
           max(sent_at) FILTER (WHERE direction = 'out' AND state = ANY(CAST(:failed AS text[]))) AS failed_at,
           count(*) FILTER (WHERE direction = 'out' AND state = ANY(CAST(:failed AS text[]))) AS failures
    FROM recent LEFT JOIN said USING (conversation_id)
    WHERE sent_at > coalesce(said.at, '-infinity')
    GROUP BY conversation_id
), facts AS (
    SELECT c.*, said.at AS said_at, t.bounced_at, t.failed_since, t.failed_at, t.failures,
           w.broken_at AS target_broken_at, coalesce(c.left_at >= c.waiting_since, false) AS missed,
           EXISTS (
               SELECT FROM promises p
               WHERE p.conversation_id = c.id AND p.answered_at IS NULL AND p.state = 'broken'
                 AND p.waiting_since >= c.waiting_since
           ) AS promise_broken
    FROM conversations c
    LEFT JOIN said ON said.conversation_id = c.id
    LEFT JOIN troubles t ON t.conversation_id = c.id
    LEFT JOIN target_waits w ON w.conversation_id = c.id AND w.ended_at IS NULL AND NOT w.solving
    WHERE c.workspace_id = :workspace AND c.id = ANY(:ids) AND c.merged_into_id IS NULL
), causes AS (
    SELECT 'wait' AS source_kind, id AS source_id,
           CASE WHEN missed THEN 'missed' WHEN promise_broken THEN 'promised'
                WHEN target_broken_at IS NOT NULL THEN 'target_broken'
                WHEN promise_due_at IS NOT NULL THEN 'promised' ELSE 'unanswered' END AS kind,
           id AS conversation_id, assignee_id AS operator_id, team_id,
           least(promise_due_at, target_due_at) AS due_at, waiting_since AS since,
           CASE WHEN snoozed_until IS NOT NULL THEN least(snoozed_until, promise_due_at, target_due_at) END AS rests,
           CASE WHEN missed THEN 'visitor_left' WHEN promise_broken THEN 'promise_broken'
                WHEN target_broken_at IS NOT NULL THEN 'target_broken'
                WHEN promise_due_at IS NOT NULL THEN 'promised' WHEN target_due_at IS NOT NULL THEN 'target_runs'
                ELSE 'waits' END AS why,
           jsonb_strip_nulls(jsonb_build_object('promised', promise_due_at, 'wanted', target_due_at,
                                                'left', CASE WHEN missed THEN left_at END)) AS params
    FROM facts WHERE waiting_since IS NOT NULL
    UNION ALL
    SELECT 'promise', p.id, 'promised', f.id, f.assignee_id, f.team_id, p.due_at, p.waiting_since, NULL,
           'closed_unanswered', jsonb_build_object('promised', p.due_at)
    FROM facts f JOIN promises p ON p.conversation_id = f.id
    WHERE f.waiting_since IS NULL AND p.answered_at IS NULL AND p.closed_at IS NOT NULL
      AND p.state IN ('running', 'broken')
    UNION ALL
    SELECT 'bounce', id, 'bounced', id, assignee_id, team_id, NULL, bounced_at, NULL, 'bounced', '{}'
    FROM facts WHERE bounced_at IS NOT NULL AND (closed_at IS NULL OR closed_at < bounced_at)
    UNION ALL
    SELECT 'failure', id, 'failed', id, assignee_id, team_id, NULL, failed_since, NULL, 'failed',
           jsonb_build_object('count', failures)
    FROM facts WHERE failed_since IS NOT NULL AND (closed_at IS NULL OR closed_at < failed_at)
    UNION ALL
    SELECT 'snooze', id, 'snoozed', id, coalesce(assignee_id, snoozed_by_id), team_id, snoozed_until, snoozed_until,
           NULL, 'snoozed', '{}'
    FROM facts WHERE snoozed_until IS NOT NULL AND waiting_since IS NULL
    UNION ALL
    SELECT 'snooze', id, 'snoozed', id, assignee_id, team_id, snooze_ended_at, snooze_ended_at, NULL, 'snooze_ended',
           '{}'
    FROM facts
    WHERE snooze_ended_at IS NOT NULL AND snoozed_until IS NULL AND waiting_since IS NULL AND state = 'open'
      AND (said_at IS NULL OR said_at < snooze_ended_at)
    UNION ALL
    SELECT 'solution', w.id, 'unsolved', f.id, f.assignee_id, f.team_id, w.due_at, w.started_at, NULL, 'unsolved',
           jsonb_build_object('wanted', w.due_at)
    FROM facts f JOIN target_waits w ON w.conversation_id = f.id
    WHERE w.solving AND w.ended_at IS NULL AND w.broken_at IS NOT NULL
)"""

_TASK: Final = """
causes AS (
    SELECT 'task' AS source_kind, id AS source_id, 'task' AS kind, conversation_id, operator_id, team_id, due_at,
           created_at AS since, snoozed_until AS rests, 'task' AS why, '{}'::jsonb AS params
    FROM tasks WHERE workspace_id = :workspace AND id = ANY(:ids) AND state = 'open'
)"""

_CONSULTATION: Final = """
causes AS (
    SELECT 'consultation' AS source_kind, id AS source_id, 'consultation' AS kind, conversation_id, operator_id,
           CASE WHEN operator_id IS NULL THEN team_id END AS team_id, due_at, asked_at AS since,
           NULL::timestamptz AS rests, 'consultation' AS why, '{}'::jsonb AS params
    FROM consultations WHERE workspace_id = :workspace AND id = ANY(:ids) AND state = 'open'
)"""

_WRITE: Final = """
, decided AS (
    SELECT causes.*, coalesce(due_at, since) AS urgent_at,
           CASE WHEN d.act = 'settled' THEN 'settled' ELSE 'open' END AS state,
           greatest(rests, CASE WHEN d.act = 'put_off' THEN d.until END) AS rests_until
    FROM causes LEFT JOIN LATERAL (
        SELECT act, until FROM debt_decisions
        WHERE workspace_id = :workspace AND source_kind = causes.source_kind AND source_id = causes.source_id
          AND since = causes.since AND act <> 'given'
        ORDER BY at DESC, id DESC LIMIT 1
    ) d ON true
), gone AS (
    DELETE FROM debts
    WHERE workspace_id = :workspace AND {theirs}
      AND (source_kind, source_id) NOT IN (SELECT source_kind, source_id FROM decided)
    RETURNING 1
), put AS (
    INSERT INTO debts (id, workspace_id, source_kind, source_id, kind, conversation_id, operator_id, team_id, due_at,
                       since, urgent_at, rests_until, why, params, state)
    SELECT gen_random_uuid(), :workspace, source_kind, source_id, kind, conversation_id, operator_id, team_id, due_at,
           since, urgent_at, rests_until, why, params, state
    FROM decided
    ON CONFLICT (source_kind, source_id) DO UPDATE SET
        kind = excluded.kind, conversation_id = excluded.conversation_id, operator_id = excluded.operator_id,
        team_id = excluded.team_id, due_at = excluded.due_at, since = excluded.since, urgent_at = excluded.urgent_at,
        rests_until = excluded.rests_until, why = excluded.why, params = excluded.params, state = excluded.state
    WHERE (debts.kind, debts.conversation_id, debts.operator_id, debts.team_id, debts.due_at, debts.since,
           debts.rests_until, debts.why, debts.params, debts.state)
          IS DISTINCT FROM
          (excluded.kind, excluded.conversation_id, excluded.operator_id, excluded.team_id, excluded.due_at,
           excluded.since, excluded.rests_until, excluded.why, excluded.params, excluded.state)
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM put)"""

_OF_CONVERSATION: Final = (
    "conversation_id = ANY(:ids) AND source_kind IN ('wait', 'promise', 'bounce', 'failure', 'snooze', 'solution')"
)
_STATEMENTS: Final[Mapping[Source, str]] = {
    "conversation": f"WITH {_CONVERSATION}{_WRITE.format(theirs=_OF_CONVERSATION)}",
    "task": "WITH " + _TASK + _WRITE.format(theirs="source_kind = 'task' AND source_id = ANY(:ids)"),
    "consultation": "WITH "
    + _CONSULTATION
    + _WRITE.format(theirs="source_kind = 'consultation' AND source_id = ANY(:ids)"),
}
_LOCK: Final = text(
    "SELECT pg_advisory_xact_lock(hashtextextended('debts/' || id, 0)) FROM unnest(CAST(:ids AS text[])) AS id"
)


async def recompute(ctx: Ctx, source: Source, ids: Sequence[UUID]) -> int:
    """Write the lines of these sources as they are now; returns how many lines changed. Two statements.

    Two at once about one source go one after the other, and the second sees what the first saw changed.
    """
    await ctx.session.flush()
    await ctx.session.execute(_LOCK, {"ids": sorted(str(one) for one in ids)})
    bound: dict[str, object] = {"workspace": ctx.workspace_id, "ids": list(ids)}
    if source == "conversation":
        bound |= {"look_back": LOOK_BACK, "failed": list(FAILED)}
    return int(await ctx.session.scalar(text(_STATEMENTS[source]), bound) or 0)


async def ids_after(ctx: Ctx, source: Source, after: UUID | None, *, limit: int) -> Sequence[UUID]:
    """Sources that may owe or have a line, in the order of their ids: what a rebuild walks through."""
    bound = {"workspace": ctx.workspace_id, "after": after, "limit": limit}
    return (await ctx.session.scalars(text(_WALKS[source]), bound)).all()


_WALKS: Final[Mapping[Source, str]] = {
    "conversation": """
        SELECT id FROM conversations
        WHERE workspace_id = :workspace AND (CAST(:after AS uuid) IS NULL OR id > :after) ORDER BY id LIMIT :limit""",
    "task": """
        SELECT id FROM (
            SELECT id FROM tasks WHERE workspace_id = :workspace AND state = 'open'
            UNION SELECT source_id FROM debts WHERE workspace_id = :workspace AND source_kind = 'task'
        ) AS known
        WHERE CAST(:after AS uuid) IS NULL OR id > :after ORDER BY id LIMIT :limit""",
    "consultation": """
        SELECT id FROM (
            SELECT id FROM consultations WHERE workspace_id = :workspace AND state = 'open'
            UNION SELECT source_id FROM debts WHERE workspace_id = :workspace AND source_kind = 'consultation'
        ) AS known
        WHERE CAST(:after AS uuid) IS NULL OR id > :after ORDER BY id LIMIT :limit""",
}
