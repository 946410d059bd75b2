"""Whether a person or a machine opened a mail or followed a link. Pure.

Nobody says so, so each rule names what it goes by. Apple's Mail Privacy Protection loads every picture whether or not
the mail is read, by a client that calls itself "Mozilla/5.0" and nothing more. Security gateways follow links before
the mail is shown: at once, by HEAD, by programs that name themselves, or all links of a letter in a moment. Gmail's and
Yahoo's picture proxies fetch when a person looks, so they are no machines here. What nothing speaks against is a
person.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import msgspec

TOO_SOON_SECONDS: Final = 2.0
"""After the server took the mail: nobody reads so fast."""
BURST_SECONDS: Final = 10.0
BURST_LINKS: Final = 3
"""Different links of one letter, followed by one person within `BURST_SECONDS`: a person follows one and reads."""

_PROXY_FOR_PEOPLE: Final = re.compile(r"GoogleImageProxy|ggpht\.com|YahooMailProxy", re.IGNORECASE)
_NAMED: Final = re.compile(
    r"bot\b|crawl|spider|scan|preview|monitor|headless|phantom|curl/|wget|python|aiohttp|httpx|go-http-client|java/|"
    r"okhttp/\d|libwww|axios|node-fetch|ruby|perl|barracuda|proofpoint|mimecast|safelinks|symantec|fireeye|trendmicro|"
    r"kaspersky|drweb|urldefense|zscaler|virustotal|facebookexternalhit|slackbot|telegrambot|whatsapp/|viber",
    re.IGNORECASE,
)
_APPLE_PRIVACY: Final = "Mozilla/5.0"


class Act(StrEnum):
    OPENED = "opened"
    CLICKED = "clicked"


class Who(StrEnum):
    HUMAN = "human"
    MACHINE = "machine"
    UNKNOWN = "unknown"


class Hit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One request for a link or a picture of a letter."""

    act: Act
    link: int
    at: float
    """Unix seconds."""
    method: str = "GET"
    user_agent: str = ""
    prefetch: bool = False
    """The client says that it only loads ahead (`Purpose`, `Sec-Purpose`, `X-Moz`)."""


class Judgement(msgspec.Struct, frozen=True):
    who: Who
    reason: str
    """The rule that decided."""


def judge(hit: Hit, *, accepted_at: float | None) -> Judgement:
    """One hit by itself; `accepted_at`: when the recipient's server took the mail."""
    if hit.method == "HEAD":
        return Judgement(Who.MACHINE, "head")
    if hit.prefetch:
        return Judgement(Who.MACHINE, "prefetch")
    if hit.act is Act.OPENED and hit.user_agent.strip() == _APPLE_PRIVACY:
        return Judgement(Who.MACHINE, "apple_privacy")
    if accepted_at is not None and hit.at - accepted_at < TOO_SOON_SECONDS:
        return Judgement(Who.MACHINE, "too_soon")
    if hit.act is Act.OPENED and _PROXY_FOR_PEOPLE.search(hit.user_agent):
        return Judgement(Who.HUMAN, "picture_proxy")
    if _NAMED.search(hit.user_agent):
        return Judgement(Who.MACHINE, "named")
    if not hit.user_agent:
        return Judgement(Who.UNKNOWN, "nameless")
    return Judgement(Who.HUMAN, "")


def judge_all(hits: Sequence[Hit], *, accepted_at: float | None) -> list[Judgement]:
    """All hits of one person's copy, in any order: links followed in one burst are a scanner's."""
    clicks = sorted((one for one in hits if one.act is Act.CLICKED), key=lambda one: one.at)
    hurried = _bursts(clicks)
    return [
        Judgement(Who.MACHINE, "all_links") if (hit.link, hit.at) in hurried and hit.act is Act.CLICKED
        else judge(hit, accepted_at=accepted_at)
        for hit in hits
    ]  # fmt: skip


def _bursts(clicks: Sequence[Hit]) -> set[tuple[int, float]]:
    """Clicks that stand in a window with too many different links."""
    found: set[tuple[int, float]] = set()
    first = 0
    for last, click in enumerate(clicks):
        while click.at - clicks[first].at > BURST_SECONDS:
            first += 1
        window = clicks[first : last + 1]
        if len({one.link for one in window}) >= BURST_LINKS:
            found.update((one.link, one.at) for one in window)
    return found
