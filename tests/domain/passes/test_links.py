"""The value `pass_url` of templates: each person's own link, in what goes to many and in a preview."""

from tests import factories_campaigns as campaigns
from tests.factories import Company, unit_of_work

from otklik.domains.passes.service import links
from otklik.domains.templates.service import mailing, people
from otklik.platform.crypto import Cipher
from otklik.program import Program

WORDS = "Ваша карта: {{ pass_url }}"


async def test_each_person_of_a_mailing_is_told_their_own_link(program: Program, workspace: Company) -> None:
    first, second = await campaigns.people(program, workspace, 2)
    template_id = await campaigns.template(program, workspace, kind="chat", body=WORDS)
    async with unit_of_work(program, workspace) as ctx:
        made = await mailing.load(ctx, template_id)
        found = await mailing.recipients(ctx, made, [first, second], values={}, segments={})
        said = {one: made.layouts["ru"].render(found[one])["text"] for one in (first, second)}
        assert said == {one: f"Ваша карта: {links.link(ctx, one)}" for one in (first, second)}
        token = said[first].rpartition("/")[2]
    whose = links.read(program.parts.get(Cipher), token)
    assert (whose.workspace_id, whose.row_id) == (workspace.id, first)


async def test_a_preview_for_somebody_shows_their_link_and_for_nobody_an_example(
    program: Program, workspace: Company
) -> None:
    [person] = await campaigns.people(program, workspace, 1)
    template_id = await campaigns.template(program, workspace, kind="chat", body=WORDS)
    async with unit_of_work(program, workspace) as ctx:
        body = (await mailing.load(ctx, template_id)).body
        theirs = await people.recipient(ctx, body, language="ru", contact_id=person)
        nobodys = await people.recipient(ctx, body, language="ru", contact_id=None)
        assert theirs.facts["pass_url"] == links.link(ctx, person)
        assert nobodys.facts["pass_url"] == "https://example.com/card"
