"""A moment in a letter is told by the clock of whoever reads it."""

from uuid import UUID

import pytest
from tests import factories_campaigns as toys
from tests import factories_contacts
from tests.factories import Company, unit_of_work

from otklik.domains.templates.documents import TemplateBody, TemplateVariable, Wording
from otklik.domains.templates.service import mailing, people, rendering
from otklik.program import Program

SAID = "До {{ till | time }}, {{ till | day }}"
TILL = TemplateVariable(name="till", kind="deadline", example="2026-12-05T20:59:00+00:00")


@pytest.fixture
async def reader(program: Program, workspace: Company) -> UUID:
    """Somebody whose number is of Novosibirsk; the company lives by Moscow."""
    made = await factories_contacts.create_contact(program, workspace, address_kind="phone", address="+73832271101")
    return made.contact_id


@pytest.mark.parametrize("body", [SAID, "{% if till %}" + SAID + "{% endif %}"])
async def test_what_goes_and_what_is_shown_before_tell_the_readers_own_hour(
    program: Program, workspace: Company, reader: UUID, body: str
) -> None:
    template_id = await toys.template(program, workspace, kind="sms", body=body, variables=(TILL,))
    async with unit_of_work(program, workspace) as ctx:
        made = await mailing.load(ctx, template_id)
        going = await mailing.recipients(ctx, made, [reader], values={"till": TILL.example}, segments={})
        assert made.spoken("ru").render(going[reader])["text"] == "До 03:59, 6 декабря"
        shown = await people.recipient(ctx, made.body, language="ru", contact_id=reader)
        assert made.spoken("ru").render(shown)["text"] == "До 03:59, 6 декабря"
        nobody = await people.recipient(ctx, made.body, language="ru", contact_id=None)
        assert made.spoken("ru").render(nobody)["text"] == "До 23:59, 5 декабря"


@pytest.mark.parametrize("body", ["Мы открыты каждый день", "Сегодня {{ now | day }}"])
async def test_where_no_other_moment_is_told_nobodys_clock_is_asked_for(
    program: Program, workspace: Company, body: str
) -> None:
    template_id = await toys.template(program, workspace, kind="sms", body=body)
    async with unit_of_work(program, workspace) as ctx:
        made = await mailing.load(ctx, template_id)
    assert not made.shows_moments


@pytest.mark.parametrize("said", ['person.attributes["until"] | day', "event.now|time", "till | default: 'now' | day"])
def test_a_moment_of_whatever_is_written_is_told_by_their_clock(said: str) -> None:
    body = TemplateBody(wordings={"ru": Wording(text="До {{ " + said + " }}")})
    made = rendering.compile_wording(rendering.read("sms", body, "ru", blocks={}), "ru")
    assert mailing.lay_out(made).shows_moments
