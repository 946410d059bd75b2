"""People's own words at their worst, written everywhere they are shown, and what of them is wider than its box."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from playwright.async_api import APIRequestContext, Page

from otklik.platform.clock import SystemClock

WORD: Final = ("Рентгеноэлектрокардиографического" * 32)[:1_050]
LINK: Final = f"https://shop.example/{'a' * 1_029}"
EMOJI: Final = "👩‍👩‍👧‍👦🏳️‍🌈👍🏽" * 40
UNSEEN: Final = "а\u200bб\u200cв\u200dг\ufeffд\u2060е\u00adж" * 30
ARABIC: Final = "مرحبا، أين طلبي رقم 4907؟"
HEBREW: Final = "שלום, איפה ההזמנה שלי?"
MIXED: Final = f"Заказ 4907 {ARABIC} «готов» {HEBREW} ready"
LINES: Final = "\n".join(f"{number}. строка" for number in range(5_000))
SAID: Final = (WORD, LINK, EMOJI, UNSEEN, ARABIC, HEBREW, MIXED, LINES)
NAMES: Final = (WORD[:200], f"{ARABIC} {HEBREW}", EMOJI[:200], UNSEEN[:200])
FILE: Final = f"{WORD[:110]}.csv"

WIDER: Final = """(unmeasured) => {
  const told = [];
  const clipped = (one) => one && (getComputedStyle(one).clipPath !== "none" || clipped(one.parentElement));
  for (const one of document.querySelectorAll("body *")) {
    if (one.clientWidth < 2 || one.scrollWidth <= one.clientWidth + 1) continue;
    if (one.closest(unmeasured)) continue;
    const { overflowX, textOverflow, webkitLineClamp, display } = getComputedStyle(one);
    if (display === "inline" || webkitLineClamp !== "none") continue;
    if (overflowX === "auto" && one.querySelector("tr")?.children.length > 8) continue;
    if (textOverflow === "ellipsis" && overflowX !== "visible") continue;
    const { height, width } = one.getBoundingClientRect();
    if (height < 2 || width < 2 || clipped(one)) continue;
    const words = one.innerText?.slice(0, 40).replaceAll("\\n", " ") ?? "";
    const box = `${one.tagName.toLowerCase()}.${one.className}`;
    told.push(`${box} ${one.scrollWidth} > ${one.clientWidth} ${overflowX}: ${words}`);
  }
  return told;
}"""
"""Whatever cannot hold its own content, unless it says so by three dots."""

UNMEASURED: Final = (
    "svg, input, textarea, select, iframe, .unseen, .unseen *, [class*=mantine-Switch], [class*=mantine-Slider], "
    ".react-flow, .react-flow *"
)
"""What draws itself, what only a screen reader hears, and what is a field that scrolls by itself."""


class Company:
    """Written into by its owner's requests."""

    def __init__(self, request: APIRequestContext, url: str, headers: Mapping[str, str]) -> None:
        self._request = request
        self._api = f"{url}/api/v1"
        self._headers = dict(headers)

    async def get(self, path: str) -> Any:  # Any: JSON from the API
        reply = await self._request.get(self._api + path)
        assert reply.ok, await reply.text()
        return await reply.json()

    async def send(self, method: str, path: str, **data: object) -> Any:  # Any: JSON from the API
        reply = await self._request.fetch(self._api + path, method=method, data=data, headers=self._headers)
        assert reply.ok, f"{path}: {await reply.text()}"
        return await reply.json() if await reply.body() else None

    async def upload(self, name: str) -> str:
        file = {"name": name, "mimeType": "text/csv", "buffer": b"a;b\r\n1;2\r\n"}
        reply = await self._request.post(f"{self._api}/files", multipart={"file": file}, headers=self._headers)  # type: ignore[dict-item]  # its dictionary is a FilePayload
        assert reply.ok, await reply.text()
        return str((await reply.json())["id"])


async def fill(company: Company) -> dict[str, str]:
    """Says all of it in one conversation and around it; the conversation's and its person's id."""
    rows = (await company.get("/conversations?view=all"))["items"]
    for row, name in zip(rows, NAMES, strict=False):
        await company.send("PATCH", f"/contacts/{row['contact']['id']}", name=name)
    first = rows[0]
    conversation, person = first["id"], first["contact"]["id"]
    known = {WORD[:64]: WORD, ARABIC: MIXED, "ссылка": LINK}
    await company.send("PATCH", f"/contacts/{person}", attributes=known, notes=f"{WORD}\n{ARABIC}")
    await _converse(company, conversation)
    await _around(company, conversation)
    return {"$conversationId": conversation, "$contactId": person}


async def _converse(company: Company, conversation: str) -> None:
    talk = f"/conversations/{conversation}"
    for text in SAID:
        await company.send("POST", f"{talk}/notes", text=text)
    for text in (WORD, MIXED):
        await company.send("POST", f"{talk}/messages", text=text)
    await company.send("POST", f"{talk}/messages", text=ARABIC, attachment_ids=[await company.upload(FILE)])


async def _around(company: Company, conversation: str) -> None:
    """Labels, tasks, questions, colleagues and everything else that a company calls as it likes."""
    talk = f"/conversations/{conversation}"
    soon = SystemClock().now() + timedelta(hours=2)
    people = (await company.get("/operators"))["items"]
    me = (await company.get("/session"))["operator"]["id"]
    other = next(one["id"] for one in people if one["id"] != me)
    for name in (WORD[:60], ARABIC):
        label = await company.send("POST", "/labels", name=name)
        await company.send("PUT", f"{talk}/labels/{label['id']}")
        await company.send("POST", "/teams", name=f"{name}{WORD[:120]}"[:120], member_ids=[me])
    for text in (WORD, MIXED):
        await company.send("POST", f"{talk}/tasks", text=text, due_at=soon.isoformat(), operator_id=me)
        await company.send("POST", f"{talk}/consultations", question=text, due_at=soon.isoformat(), operator_id=other)
        await company.send("POST", f"{talk}/planned", text=text, send_at=soon.isoformat())
    await company.send("PATCH", f"/operators/{other}", name=WORD[:120])
    await company.send("POST", "/snippets", shortcut=WORD[:40], title=WORD[:200], text=f"{WORD} {ARABIC}")
    await company.send("PATCH", "/workspace", name=WORD[:120])


async def wider_than_their_boxes(page: Page) -> list[str]:
    found: list[str] = await page.evaluate(WIDER, UNMEASURED)
    return found
