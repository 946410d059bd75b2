"""Links of letters: short, unforgeable, leading only where the author meant, and told apart by who followed them."""

import asyncio
from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.channels.mail.mass import links
from otklik.channels.mail.mass.doors import PICTURE, Doors, Kept
from otklik.channels.mail.mass.machines import Act, Hit, Who, judge, judge_all

TOKENS = links.Tokens(b"a secret of thirty-two bytes, or")
ROW = UUID("0199f000-0000-7000-8000-000000000001")
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"


# ---- tokens -------------------------------------------------------------------------------------------


@given(st.integers(0, 2**32 - 1), st.uuids(), st.integers(0, links.STATED - 1))
def test_a_token_says_what_was_put_into_it(letter: int, row: UUID, link: int) -> None:
    text = TOKENS.make(letter, row.bytes, link)
    assert len(text) == links.TOKEN_CHARS
    assert TOKENS.read(text) == links.Token(letter, row, link)


@given(st.integers(0, links.TOKEN_CHARS - 1), st.sampled_from("ABab01-_."))
def test_a_token_with_one_character_changed_is_none(at: int, char: str) -> None:
    text = TOKENS.make(7, ROW.bytes, 3)
    changed = text[:at] + char + text[at + 1 :]
    assert changed == text or TOKENS.read(changed) is None


@given(st.text(max_size=80))
def test_noise_is_no_token(text: str) -> None:
    assert TOKENS.read(text) is None


def test_a_link_of_one_person_travels_in_its_token_and_cannot_be_exchanged() -> None:
    text = TOKENS.make_stated(7, ROW.bytes, "https://shop.example/cart?id=15")
    token = TOKENS.read(text)
    assert token is not None
    assert token.url == "https://shop.example/cart?id=15"
    other = TOKENS.make_stated(7, ROW.bytes, "https://shop.example/cart?id=16")
    assert TOKENS.read(text.partition(".")[0] + "." + other.partition(".")[2]) is None
    assert TOKENS.read(text.partition(".")[0]) is None
    assert TOKENS.read(TOKENS.make(7, ROW.bytes, 1) + "." + text.partition(".")[2]) is None


def test_another_secret_reads_nothing() -> None:
    assert links.Tokens(b"another secret of bytes").read(TOKENS.make(7, ROW.bytes, 1)) is None


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/path",
        "https://",
        "https://a.example\r\nSet-Cookie: x",
        "https://shop.example@evil.example/",
        "https://a b.example",
        "ftp://a.example/",
        "https://[bad",
        "https://a.example/" + "x" * 3_000,
    ],
)
def test_what_is_no_web_address_is_never_signed(url: str) -> None:
    assert not links.is_web(url)
    with pytest.raises(ValueError, match="no web address"):
        TOKENS.make_stated(7, ROW.bytes, url)


def test_utm_marks_are_added_and_the_authors_own_stay() -> None:
    url = links.with_utm(
        "https://shop.example/tea?q=a%20b&utm_source=mine#top",
        {"utm_source": "otklik", "utm_medium": "email", "utm_campaign": "Чай & мёд", "other": "x"},
    )
    asked = parse_qs(urlsplit(url).query)
    assert asked == {"q": ["a b"], "utm_source": ["mine"], "utm_medium": ["email"], "utm_campaign": ["Чай & мёд"]}
    assert url.endswith("#top")


# ---- who it was ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hit", "who", "reason"),
    [
        (Hit(act=Act.OPENED, link=0, at=100, user_agent="Mozilla/5.0"), Who.MACHINE, "apple_privacy"),
        (Hit(act=Act.CLICKED, link=0, at=100, user_agent="Mozilla/5.0"), Who.HUMAN, ""),
        (
            Hit(act=Act.OPENED, link=0, at=100, user_agent="Mozilla/5.0 (via ggpht.com GoogleImageProxy)"),
            Who.HUMAN,
            "picture_proxy",
        ),
        (Hit(act=Act.OPENED, link=0, at=1, user_agent="Mozilla/5.0 GoogleImageProxy"), Who.MACHINE, "too_soon"),
        (Hit(act=Act.CLICKED, link=0, at=100, method="HEAD", user_agent=CHROME), Who.MACHINE, "head"),
        (Hit(act=Act.CLICKED, link=0, at=1.5, user_agent=CHROME), Who.MACHINE, "too_soon"),
        (Hit(act=Act.CLICKED, link=0, at=100, user_agent="BarracudaCentral/1"), Who.MACHINE, "named"),
        (Hit(act=Act.CLICKED, link=0, at=100, user_agent="python-requests/2.31"), Who.MACHINE, "named"),
        (Hit(act=Act.CLICKED, link=0, at=100, user_agent=CHROME, prefetch=True), Who.MACHINE, "prefetch"),
        (Hit(act=Act.CLICKED, link=0, at=100, user_agent=""), Who.UNKNOWN, "nameless"),
        (Hit(act=Act.CLICKED, link=0, at=100, user_agent=CHROME), Who.HUMAN, ""),
    ],
)
def test_who_opened_or_followed(hit: Hit, who: Who, reason: str) -> None:
    found = judge(hit, accepted_at=0.0)
    assert (found.who, found.reason) == (who, reason)


def test_all_links_at_once_are_a_scanner_and_the_later_click_is_a_person() -> None:
    clicks = [Hit(act=Act.CLICKED, link=link, at=50 + link, user_agent=CHROME) for link in range(4)]
    later = Hit(act=Act.CLICKED, link=2, at=500, user_agent=CHROME)
    opened = Hit(act=Act.OPENED, link=links.OPENED, at=51, user_agent=CHROME)
    found = judge_all([later, *clicks, opened], accepted_at=0.0)
    assert [one.who for one in found] == [Who.HUMAN, *[Who.MACHINE] * 4, Who.HUMAN]


def test_one_link_pressed_three_times_is_an_impatient_person() -> None:
    clicks = [Hit(act=Act.CLICKED, link=1, at=50 + at, user_agent=CHROME) for at in range(3)]
    assert {one.who for one in judge_all(clicks, accepted_at=0.0)} == {Who.HUMAN}


# ---- doors --------------------------------------------------------------------------------------------


class Letters:
    """The owner of two links, who remembers what was stored and in which blocks."""

    def __init__(self, *, fails: bool = False) -> None:
        self.blocks: list[list[Kept]] = []
        self.fails = fails

    def now(self) -> float:
        return 100.0

    async def target(self, letter: int, link: int) -> str | None:
        return {(7, 0): "https://сайт.example/чай?q=ё", (7, 1): "javascript:alert(1)"}.get((letter, link))

    async def store(self, hits: Sequence[Kept]) -> None:
        if self.fails:
            raise ConnectionError
        self.blocks.append(list(hits))


async def asked(doors: Doors, token: str, *, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    said: list[dict[str, object]] = []

    async def send(message: object) -> None:
        assert isinstance(message, dict)
        said.append(message)

    async def receive() -> dict[str, object]:
        return {"type": "http.request"}

    scope = {"type": "http", "method": method, "path": f"/t/{token}", "headers": [(b"User-Agent", CHROME.encode())]}
    await doors(scope, receive, send)
    headers = said[0]["headers"]
    assert isinstance(headers, list)
    found = {name.decode(): value.decode() for name, value in headers}
    body = said[1]["body"]
    assert isinstance(body, bytes)
    return int(str(said[0]["status"])), found, body


async def test_a_click_is_kept_and_sent_on() -> None:
    letters = Letters()
    status, fields, _ = await asked(Doors(TOKENS, letters), TOKENS.make(7, ROW.bytes, 0))
    assert (status, fields["location"]) == (302, "https://xn--80aswg.example/%D1%87%D0%B0%D0%B9?q=%D1%91")
    assert "no-store" in fields["cache-control"]
    ((kept,),) = letters.blocks
    assert (kept.letter, kept.row, kept.hit.act, kept.hit.user_agent) == (7, ROW, Act.CLICKED, CHROME)


async def test_an_opening_is_kept_and_answered_with_a_picture() -> None:
    letters = Letters()
    status, fields, body = await asked(Doors(TOKENS, letters), TOKENS.make(7, ROW.bytes, links.OPENED))
    assert (status, fields["content-type"], body) == (200, "image/gif", PICTURE)
    assert letters.blocks[0][0].hit.act is Act.OPENED


@pytest.mark.parametrize(
    "token",
    ["", "x", "A" * 44, TOKENS.make(7, ROW.bytes, 1), TOKENS.make(7, ROW.bytes, 9), TOKENS.make(8, ROW.bytes, 0)],
    ids=["none", "short", "forged", "not web", "no such link", "no such letter"],
)
async def test_nothing_else_leads_anywhere(token: str) -> None:
    letters = Letters()
    status, fields, _ = await asked(Doors(TOKENS, letters), token)
    assert status == 404
    assert "location" not in fields
    assert letters.blocks == []


async def test_a_person_is_sent_on_even_when_the_hit_cannot_be_kept() -> None:
    status, _, _ = await asked(Doors(TOKENS, Letters(fails=True)), TOKENS.make(7, ROW.bytes, 0))
    assert status == 302


async def test_hits_of_one_moment_are_stored_together() -> None:
    letters = Letters()
    doors = Doors(TOKENS, letters)
    await asyncio.gather(*(asked(doors, TOKENS.make(7, ROW.bytes, 0)) for _ in range(100)))
    assert sum(len(block) for block in letters.blocks) == 100
    assert len(letters.blocks) < 10
