"""The mass sender against servers that misbehave: no mail is lost, doubled, mixed up or waited for without end."""

import asyncio
from collections.abc import Sequence

import pytest
from tests.smtpserver import CUT, SILENCE, Answer, Wrong, wrong_server

from otklik.channels.contract import Remedy
from otklik.channels.mail.mass.link import Timeouts
from otklik.channels.mail.mass.mails import Fate, Mail, Outcome, mail
from otklik.channels.mail.mass.pacing import Limits, Plan
from otklik.channels.mail.mass.sender import Sender
from otklik.channels.mail.settings import Security, Server

SHORT = Timeouts(
    connect_seconds=2,
    greeting_seconds=0.5,
    command_seconds=0.5,
    data_seconds=0.5,
    block_seconds=0.5,
    final_seconds=0.5,
    quit_seconds=0.2,
)
LONG = Timeouts(connect_seconds=5, greeting_seconds=20, command_seconds=20, data_seconds=20, final_seconds=20)


def mails(count: int, *, body: bytes = b"Hello\r\n") -> list[Mail]:
    return [
        mail(f"n{at}", sender="news@example.com", recipient=f"u{at}@example.org", data=b"X-N: n%d\r\n\r\n" % at + body)
        for at in range(count)
    ]


def server_at(port: int) -> Server:
    return Server(host="127.0.0.1", port=port, security=Security.NONE, username="", password="")


async def sent(
    server: Wrong, batch: Sequence[Mail], *, links: int = 1, timeouts: Timeouts = LONG, plan: Plan | None = None
) -> dict[str, Outcome]:
    """What became of each; fails when one is told twice or not at all."""
    found: list[Outcome] = []
    async with Sender(server_at(server.port), hello="test", links=links, timeouts=timeouts, plan=plan) as sender:
        await sender.put(batch)
        while block := await sender.settled():
            found += block
    assert sorted(one.mail.id for one in found) == sorted(one.id for one in batch)
    return {one.mail.id: one for one in found}


def fates(found: dict[str, Outcome]) -> list[str]:
    return [one.fate.value for _, one in sorted(found.items(), key=lambda pair: int(pair[0][1:]))]


def at(stage: str, number: int, reply: bytes) -> Answer:
    def answer(which: str, count: int) -> bytes | None:
        return reply if (which, count) == (stage, number) else None

    return answer


def always(stage: str, reply: bytes) -> Answer:
    """This answer at this stage, each time."""

    def answer(which: str, _count: int) -> bytes | None:
        return reply if which == stage else None

    return answer


def usual(_stage: str, _count: int) -> None:
    return None


def numbers(server: Wrong) -> list[int]:
    return sorted(int(body.split(b"X-N: n")[1].split(b"\r\n")[0]) for body in server.kept)


@pytest.mark.parametrize("announces", [("PIPELINING",), ()], ids=["pipelining", "one by one"])
async def test_all_arrive_once_and_one_link_is_used_again(announces: Sequence[str]) -> None:
    async with wrong_server(usual, announces=announces) as server:
        found = await sent(server, mails(30))
    assert fates(found) == ["accepted"] * 30
    assert numbers(server) == list(range(30))
    assert server.links == 1


async def test_without_ehlo_helo_will_do() -> None:
    async with wrong_server(always("ehlo", b"502 5.5.1 no\r\n")) as server:
        assert fates(await sent(server, mails(3))) == ["accepted"] * 3
    assert "HELO test" in server.heard


@pytest.mark.parametrize("announces", [("PIPELINING",), ()], ids=["pipelining", "one by one"])
@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "final"])
@pytest.mark.parametrize(("code", "fate"), [(b"451 4.2.1", "deferred"), (b"550 5.1.1", "refused")])
async def test_one_refused_mail_is_that_mails_matter_alone(
    announces: Sequence[str], stage: str, code: bytes, fate: str
) -> None:
    async with wrong_server(at(stage, 3, code + b" no, and\r\n"), announces=announces) as server:
        found = await sent(server, mails(5), links=1, timeouts=LONG)
    expected = ["accepted"] * 5
    expected[2] = fate
    # a lie of the server: it says no to MAIL or RCPT and asks for the body all the same
    assert fates(found) == expected
    assert numbers(server) == [0, 1, 3, 4]
    assert (found["n2"].stage, found["n2"].code) == ({"final": "data"}.get(stage, stage), int(code[:3]))


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "final"])
async def test_a_link_cut_at_any_phase_doubles_nothing(stage: str) -> None:
    async with wrong_server(at(stage, 3, CUT)) as server:
        found = await sent(server, mails(6))
    lost = [name for name, one in found.items() if one.fate is Fate.UNKNOWN]
    assert all(one.fate in {Fate.UNKNOWN, Fate.ACCEPTED} for one in found.values())
    assert lost == (["n2"] if stage == "final" else [])
    kept = numbers(server)
    assert len(kept) == len(set(kept))
    assert set(range(6)) - set(kept) <= {2}


async def test_what_may_have_been_taken_is_unknown_and_never_sent_again() -> None:
    async with wrong_server(at("final", 2, CUT)) as server:
        found = await sent(server, mails(3))
    error = found["n1"].error
    assert error is not None
    assert (error.code, error.remedy) == ("smtp.answer_lost", Remedy.UNKNOWN)
    assert sum("<u1@example.org>" in line for line in server.heard) == 1


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "final"])
async def test_a_silent_server_is_left_after_its_time(stage: str) -> None:
    async with wrong_server(at(stage, 2, SILENCE)) as server:
        found = await sent(server, mails(4), timeouts=SHORT)
    expected = ["accepted"] * 4
    if stage == "final":
        expected[1] = "unknown"
    assert fates(found) == expected


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 400 Bad Request\r\n",
        b"250-" + b"x" * 5_000 + b"\r\n",
        b"250-more\r\n" * 500 + b"250 end\r\n",
        b"x" * 100_000,
        b"999 what\r\n",
        b"354 go on\r\n",
        b"\xff\xfe\r\n",
    ],
    ids=["http", "long line", "many lines", "no end", "no code", "out of step", "noise"],
)
async def test_a_babbling_server_ends_the_link_and_blames_no_mail(reply: bytes) -> None:
    async with wrong_server(at("rcpt", 2, reply)) as server:
        found = await sent(server, mails(4))
    assert fates(found) == ["accepted"] * 4
    assert server.links == 2


async def test_more_answers_than_questions_end_the_link_before_they_are_mixed_up() -> None:
    async with wrong_server(at("mail", 2, b"250 one\r\n250 two\r\n")) as server:
        found = await sent(server, mails(4))
    assert set(fates(found)) <= {"accepted", "unknown"}
    assert len(numbers(server)) == len(set(numbers(server)))


async def test_421_defers_one_mail_and_the_others_go_by_a_new_link() -> None:
    async with wrong_server(at("mail", 3, b"421 4.3.2 going down\r\n")) as server:
        found = await sent(server, mails(5), plan=Plan(other=Limits(pause_seconds=0.1)))
    assert fates(found) == ["accepted", "accepted", "deferred", "accepted", "accepted"]
    assert server.links == 2


async def test_a_server_that_never_lets_anybody_in_hands_everything_back() -> None:
    async with wrong_server(always("greeting", b"554 5.7.1 go away\r\n")) as server:
        found = await sent(server, mails(3), timeouts=SHORT)
    assert fates(found) == ["untried"] * 3
    assert server.heard == []


async def test_a_server_that_takes_the_link_and_nothing_else_is_given_up() -> None:
    async with wrong_server(always("mail", CUT)) as server:
        found = await sent(server, mails(3), timeouts=SHORT)
    assert fates(found) == ["untried"] * 3


async def test_links_a_server_closed_for_want_of_work_are_no_trouble() -> None:
    """The first mail after a quiet hour goes at once, not after a pause for a server in trouble."""
    async with (
        wrong_server(usual) as server,
        Sender(server_at(server.port), hello="test", links=3, timeouts=LONG) as sender,
    ):
        for _ in range(3):
            await sender.put(mails(3))
            told = 0
            while told < 3:
                told += len(await sender.settled())
            server.close_idle()
            async with asyncio.timeout(5):
                while sender.links:  # noqa: ASYNC110  # a turn of the loop is all it takes
                    await asyncio.sleep(0)
        assert sender._failures == 0
    assert len(server.kept) == 9


async def test_what_the_server_cannot_take_is_refused_without_asking_it() -> None:
    big, eight, strange = (
        mail("big", sender="a@example.com", recipient="b@example.org", data=b"x\r\n" * 1_000),
        mail("eight", sender="a@example.com", recipient="b@example.org", data="Тема\r\n".encode()),
        mail("strange", sender="a@example.com", recipient="анна@example.org", data=b"x\r\n"),
    )
    async with wrong_server(usual, announces=("PIPELINING", "SIZE 2000")) as server:
        found = await sent(server, [big, eight, strange, *mails(1)])
    assert {name: one.fate.value for name, one in found.items()} == {
        "big": "refused",
        "eight": "refused",
        "strange": "refused",
        "n0": "accepted",
    }
    assert found["big"].error is not None
    assert found["big"].error.code == "smtp.too_large"


async def test_what_the_server_announces_is_used() -> None:
    eight = mail("eight", sender="a@example.com", recipient="анна@example.org", data="Тема\r\n".encode())
    async with wrong_server(usual, announces=("PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8")) as server:
        assert (await sent(server, [eight]))["eight"].fate is Fate.ACCEPTED
    assert "MAIL FROM:<a@example.com> SIZE=10 BODY=8BITMIME SMTPUTF8" in server.heard
    assert "RCPT TO:<анна@example.org>" in server.heard


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (b".\r\n", b"..\r\n.\r\n"),
        (b"a\r\n.\r\nMAIL FROM:<x@y>\r\n", b"a\r\n..\r\nMAIL FROM:<x@y>\r\n.\r\n"),
        (b"a\n.\nb", b"a\r\n..\r\nb\r\n.\r\n"),
        (b"a\r.\rb", b"a\r\n..\r\nb\r\n.\r\n"),
        (b"a\n.\r\nb\r\n", b"a\r\n..\r\nb\r\n.\r\n"),
    ],
)
async def test_no_line_of_a_mail_can_end_it(body: bytes, kept: bytes) -> None:
    async with wrong_server(usual) as server:
        assert fates(await sent(server, mails(2, body=body))) == ["accepted"] * 2
    assert [one.partition(b"\r\n\r\n")[2] for one in server.kept] == [kept, kept]


async def test_stopping_waits_for_what_is_under_way_and_begins_nothing_more() -> None:
    async with wrong_server(usual) as server:
        sender = Sender(server_at(server.port), hello="test", links=2, timeouts=LONG)
        async with sender:
            await sender.put(mails(500))
            first = await sender.settled(block=1)
        rest: list[Outcome] = []
        while block := await sender.settled():
            rest += block
    found = [*first, *rest]
    assert len({one.mail.id for one in found}) == len(found) == 500
    assert {one.fate for one in found} <= {Fate.ACCEPTED, Fate.UNTRIED}
    assert len(numbers(server)) == sum(one.fate is Fate.ACCEPTED for one in found)


async def test_stopping_at_once_says_unknown_of_what_was_handed_over() -> None:
    async with wrong_server(at("final", 1, SILENCE)) as server:
        sender = Sender(server_at(server.port), hello="test", links=1, timeouts=LONG)
        async with sender:
            await sender.put(mails(3))
            while server.counts["final"] == 0:  # noqa: ASYNC110  # a turn of the loop is all it takes
                await asyncio.sleep(0)
            await sender.stop(seconds=0.1)
        found = await sender.settled()
    assert fates({one.mail.id: one for one in found}) == ["unknown", "untried", "untried"]
