"""The demo company: lived through the product's own verbs, made once."""

from datetime import timedelta

from sqlalchemy import text

from otklik import demo, demo_story
from otklik.domains.bonus.service import showing
from otklik.domains.workspaces import service as workspaces
from otklik.program import Program


async def figures(program: Program) -> dict[str, int]:
    """Counts by table and state, of the demo company alone."""
    company = "workspace_id = (SELECT id FROM workspaces WHERE slug = 'demo')"
    queries = {
        "conversations": f"SELECT count(*) FROM conversations WHERE {company}",
        "closed": f"SELECT count(*) FROM conversations WHERE {company} AND state = 'closed'",
        "waiting": f"SELECT count(*) FROM conversations WHERE {company} AND waiting_since IS NOT NULL",
        "unread": f"SELECT count(*) FROM journal WHERE {company} AND state <> 'read'",
        "unsent": f"SELECT count(*) FROM ledger WHERE {company} AND accepted_at IS NULL",
        "responses": f"SELECT count(*) FROM responses WHERE {company}",
        "near": f"SELECT count(*) FROM target_waits WHERE {company} AND ended_at IS NULL AND warn_at < now()"
        " AND due_at > now()",
        "kept": f"SELECT count(*) FROM target_waits WHERE {company} AND outcome = 'kept'",
        "ahead": f"SELECT count(*) FROM messages WHERE {company} AND sent_at > now()",
    }
    async with program.database.system() as session:
        return {name: int(await session.scalar(text(query)) or 0) for name, query in queries.items()}


async def test_the_story_is_whole_and_told_once(program: Program) -> None:
    await demo.create(program)
    first = await figures(program)
    await demo.create(program)
    assert await figures(program) == first
    assert first["conversations"] == len(demo_story.DIALOGUES)
    assert (first["closed"], first["waiting"]) == (5, 3)
    assert (first["unread"], first["unsent"], first["ahead"]) == (0, 0, 0)
    assert first["responses"] >= 10
    assert (first["near"], first["kept"] > 0) == (1, True)


async def test_three_colleagues_stand_on_the_leader_board(program: Program) -> None:
    await demo.create(program)
    company = await workspaces.demo_company(
        program.parts, password=demo.PASSWORD, email=demo.EMAIL, name=demo.COMPANY, owner_name=demo.OWNER
    )
    async with program.database.transaction(company.workspace_id) as ctx:
        this_month = await showing.board(ctx, None)
        last = this_month.start - timedelta(days=1)  # the story may have begun in the month before
        boards = [this_month, await showing.board(ctx, f"{last:%Y-%m}")]
    placed = {one.name for board in boards for one in board.lines if one.place is not None}
    assert placed == {demo.OWNER, *(name for _, name, _, _ in demo.COLLEAGUES)}
