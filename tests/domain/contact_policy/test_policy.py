"""How often and when: what the gate is told of real people in the database."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from tests import factories, factories_contacts
from tests.counting import counted_statements
from tests.factories import Company, unit_of_work

from otklik.domains.contact_policy import schemas
from otklik.domains.contact_policy import service as contact_policy
from otklik.domains.contact_policy.errors import CapsInvalid, HoursInvalid
from otklik.domains.contact_policy.service import PolicyAsk, choosing, showing
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.schemas import ContactChanges
from otklik.platform.clock import FixedClock
from otklik.platform.ids import new_id
from otklik.program import Program

NOON = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROUND_THE_CLOCK = (schemas.OpenSpan(opens=0, closes=1440),) * 7


@pytest.fixture
async def company(timed: Program) -> Company:
    return await factories.create_workspace(timed)


async def choose(program: Program, company: Company, *caps: schemas.LevelCap, on_cap: str = "refuse") -> None:
    chosen = schemas.ContactPolicy(
        caps=caps,
        on_cap="put_off" if on_cap == "put_off" else "refuse",
        hours=(schemas.ChannelHours(channel="", week=ROUND_THE_CLOCK),),
    )
    async with unit_of_work(program, company) as ctx:
        await choosing.save(ctx, chosen)


async def person(program: Program, company: Company, *, phone: str = "") -> UUID:
    """Somebody; with a number, somebody whose phone says where they live."""
    if phone:
        made = await factories_contacts.create_contact(program, company, address_kind="phone", address=phone)
    else:
        made = await factories_contacts.create_contact(program, company)
    return made.contact_id


async def use(program: Program, company: Company, *asks: PolicyAsk) -> list[str]:
    """What became of each: goes, a refusal, or what it waits for."""
    async with unit_of_work(program, company) as ctx:
        answers = await contact_policy.use(ctx, asks, at=ctx.now())
        return [one.refused or one.delayed or "goes" for one in answers]


def ask(contact_id: UUID, *, key: UUID | None = None, channel: str = "email") -> PolicyAsk:
    return PolicyAsk(contact_id=contact_id, channel=channel, key=key or new_id())


async def test_a_cap_counts_over_all_channels_together_and_frees_with_its_window(
    timed: Program, company: Company, clock: FixedClock
) -> None:
    await choose(timed, company, schemas.LevelCap(level=0, week=2))
    anna = await person(timed, company)
    assert await use(timed, company, ask(anna, channel="email"), ask(anna, channel="sms")) == ["goes", "goes"]
    assert await use(timed, company, ask(anna, channel="telegram")) == ["frequency_cap"]
    clock.move(timedelta(days=7))
    assert await use(timed, company, ask(anna, channel="telegram")) == ["goes"]


async def test_a_message_asked_about_again_is_counted_once(timed: Program, company: Company) -> None:
    await choose(timed, company, schemas.LevelCap(level=0, day=2))
    anna, key = await person(timed, company), new_id()
    for _ in range(3):
        assert await use(timed, company, ask(anna, key=key)) == ["goes"]
    assert await use(timed, company, ask(anna), ask(anna)) == ["goes", "frequency_cap"]


async def test_two_senders_at_once_never_pass_the_cap(timed: Program, company: Company) -> None:
    await choose(timed, company, schemas.LevelCap(level=0, day=3))
    people = [await person(timed, company) for _ in range(4)]
    blocks = [[ask(one) for one in (people if number % 2 else people[::-1])] for number in range(6)]
    answers = await asyncio.gather(*(use(timed, company, *block) for block in blocks))
    for one in people:
        told = [
            told
            for block, said in zip(blocks, answers, strict=True)
            for asked, told in zip(block, said, strict=True)
            if asked.contact_id == one
        ]
        assert sorted(told) == ["frequency_cap"] * 3 + ["goes"] * 3


async def test_joined_cards_are_one_person(timed: Program, company: Company) -> None:
    await choose(timed, company, schemas.LevelCap(level=0, week=2))
    anna, other = await person(timed, company), await person(timed, company)
    assert await use(timed, company, ask(anna), ask(other)) == ["goes", "goes"]
    await factories_contacts.join(timed, company, keep_id=anna, other_id=other)
    assert await use(timed, company, ask(anna)) == ["frequency_cap"]
    assert await use(timed, company, ask(other)) == ["frequency_cap"]


async def test_one_too_many_waits_when_the_company_chose_so(timed: Program, company: Company) -> None:
    await choose(timed, company, schemas.LevelCap(level=0, day=1), on_cap="put_off")
    anna = await person(timed, company)
    await use(timed, company, ask(anna))
    async with unit_of_work(timed, company) as ctx:
        (answer,) = await contact_policy.judge(ctx, [ask(anna)], at=ctx.now())
    midnight = datetime(2026, 3, 2, 21, 0, tzinfo=UTC)
    assert (answer.refused, answer.not_before, answer.delayed) == ("", midnight, "frequency_cap")


async def test_judging_counts_nothing(timed: Program, company: Company) -> None:
    await choose(timed, company, schemas.LevelCap(level=0, day=1))
    anna = await person(timed, company)
    async with unit_of_work(timed, company) as ctx:
        for _ in range(2):
            assert (await contact_policy.judge(ctx, [ask(anna)], at=ctx.now()))[0].goes


async def test_a_zone_is_what_is_written_of_the_person_else_their_phones_region_else_the_companys(
    timed: Program, company: Company
) -> None:
    told = await person(timed, company, phone="+73832271100")
    async with unit_of_work(timed, company) as ctx:
        await contacts.update(
            ctx, contact_id=told, changes=ContactChanges(attributes={"time_zone": "Asia/Vladivostok"})
        )
    by_phone = await person(timed, company, phone="+73832271101")
    mobile = await person(timed, company, phone="+79161234567")
    nobody = await person(timed, company)
    async with unit_of_work(timed, company) as ctx:
        found = await contact_policy.zones(ctx, [told, by_phone, mobile, nobody])
    assert [found[one].key for one in (told, by_phone, mobile, nobody)] == [
        "Asia/Vladivostok",
        "Asia/Novosibirsk",
        "Europe/Moscow",
        "Europe/Moscow",
    ]


async def test_a_company_that_chose_nothing_wakes_nobody_at_night(
    timed: Program, company: Company, clock: FixedClock
) -> None:
    clock.move(timedelta(hours=9))  # 21:00 in Moscow, one in the morning in Novosibirsk
    near, far = await person(timed, company), await person(timed, company, phone="+73832271102")
    async with unit_of_work(timed, company) as ctx:
        asks = [ask(near, channel="sms"), ask(far, channel="sms"), ask(far, channel="email")]
        answers = await contact_policy.judge(ctx, asks, at=ctx.now())
    assert [one.not_before for one in answers] == [
        datetime(2026, 3, 3, 6, 0, tzinfo=UTC),
        datetime(2026, 3, 3, 2, 0, tzinfo=UTC),
        None,
    ]


async def test_a_thousand_are_judged_by_few_statements(timed: Program, company: Company) -> None:
    people = [await person(timed, company) for _ in range(5)]
    async with unit_of_work(timed, company) as ctx:
        with counted_statements(timed) as counted:
            await contact_policy.judge(ctx, [ask(one, channel="sms") for one in people * 200], at=ctx.now())
    assert len([one for one in counted if "set_config" not in one]) == 3


async def test_another_companys_person_is_nobody_here(timed: Program, company: Company) -> None:
    other = await factories.create_workspace(timed, name="Василёк")
    theirs = await person(timed, other)
    assert await use(timed, company, ask(theirs)) == ["person_unknown"]


async def test_a_card_says_how_often_the_person_was_written_to_and_when_one_may_again(
    timed: Program, company: Company
) -> None:
    await choose(timed, company, schemas.LevelCap(level=0, day=1, week=4), on_cap="put_off")
    anna = await person(timed, company, phone="+73832271103")
    await use(timed, company, ask(anna))
    async with unit_of_work(timed, company) as ctx:
        shown = await showing.person(ctx, anna)
    assert [(one.window, one.count, one.most) for one in shown.windows] == [
        ("day", 1, 1),
        ("week", 1, 4),
        ("month", 1, None),
    ]
    assert (shown.time_zone, shown.time_zone_from) == ("Asia/Novosibirsk", "phone")
    sms = next(one for one in shown.channels if one.channel == "sms")
    assert (sms.delayed, sms.at) == ("frequency_cap", datetime(2026, 3, 2, 21, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("caps", "reason"),
    [
        ((schemas.LevelCap(level=1),), "first"),
        ((schemas.LevelCap(level=0), schemas.LevelCap(level=0)), "twice"),
        ((schemas.LevelCap(level=0, day=3, week=2),), "order"),
        ((schemas.LevelCap(level=0, day=3, month=2),), "order"),
    ],
)
async def test_caps_that_contradict_themselves_are_refused(
    timed: Program, company: Company, caps: tuple[schemas.LevelCap, ...], reason: str
) -> None:
    with pytest.raises(CapsInvalid) as refused:
        await choose(timed, company, *caps)
    assert refused.value.params["reason"] == reason


@pytest.mark.parametrize(
    ("hours", "reason"),
    [
        (schemas.ChannelHours(channel="", week=(None,) * 7), "never"),
        (schemas.ChannelHours(channel="pigeon", week=ROUND_THE_CLOCK), "channel"),
        (schemas.ChannelHours(channel="", week=(schemas.OpenSpan(opens=600, closes=600), *(None,) * 6)), "empty"),
        (schemas.ChannelHours(channel="sms", week=ROUND_THE_CLOCK), "channel"),
    ],
    ids=["never", "no such channel", "empty", "nothing for the others"],
)
async def test_hours_in_which_nothing_could_ever_go_are_refused(
    timed: Program, company: Company, hours: schemas.ChannelHours, reason: str
) -> None:
    chosen = schemas.ContactPolicy(caps=(schemas.LevelCap(level=0),), hours=(hours,))
    with pytest.raises(HoursInvalid) as refused:
        async with unit_of_work(timed, company) as ctx:
            await choosing.save(ctx, chosen)
    assert refused.value.params["reason"] == reason
