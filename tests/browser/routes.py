"""The desk's addresses as its own router has them, with something real put in for each parameter.

A new screen is visited with no word here; a new kind of parameter fails until it is said where its value comes from.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from playwright.async_api import Page

ROUTES: Final = """() => Object.values(__TSR_ROUTER__.routesByPath)
  .map(({ id, fullPath }) => ({ pattern: fullPath, desk: id.startsWith("/desk") }))"""
"""For a page of the desk: its patterns, and whether one has to be signed in."""

FIRST_OF: Final[Mapping[str, str]] = {
    "$conversationId": "/api/v1/conversations?view=all&limit=1",
    "$contactId": "/api/v1/contacts?limit=1",
    "$channelId": "/api/v1/channels",
    "$journeyId": "/api/v1/journeys?limit=1",
    "$campaignId": "/api/v1/campaigns?limit=1",
    "$postId": "/api/v1/posts?limit=1",
    "$segmentId": "/api/v1/segments",
    "$templateId": "/api/v1/templates?limit=1",
}
"""The first of what this request lists is taken."""
CHOSEN: Final[Mapping[str, str]] = {"$kind": "telegram", "$token": "no-such-link"}


class Route(NamedTuple):
    pattern: str
    desk: bool
    """Behind the sign-in."""

    @property
    def name(self) -> str:
        """`/settings/channels/$channelId` is `settings-channels-channel`."""
        words = self.pattern.strip("/").replace("$", "").replace("Id", "")
        return words.replace("/", "-") or "home"

    @property
    def refused(self) -> bool:
        """There is nothing to show, and the server says so, and so does the console: the parameter names nothing, as an
        old link in a letter does, or the month of the statement has only just begun.
        """
        return "$token" in self.pattern or self.pattern == "/bonus/statement"

    def address(self, values: Mapping[str, str]) -> str:
        """Raises `KeyError` for a parameter that nothing is known of."""
        return "/".join(values[part] if part.startswith("$") else part for part in self.pattern.split("/"))


LEADS_ELSEWHERE: Final = {"/", "/morning", "/settings/"}
"""Addresses that only redirect."""

GO: Final = """(address) => {
  const cache = __TSR_ROUTER__.options.context.client.getQueryCache();
  cache.getAll().filter(({ queryKey }) => queryKey[0] !== "session").forEach((one) => cache.remove(one));
  void __TSR_ROUTER__.navigate({ to: address });
}"""


async def go(page: Page, address: str) -> None:
    """Within the same page, with nothing remembered but who one is."""
    await page.evaluate(GO, address)
