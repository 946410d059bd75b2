"""What axe-core finds against WCAG 2.2 AA, with the copy that `web/package-lock.json` pins."""

from pathlib import Path
from typing import Any, Final

from playwright.async_api import Frame, Page

AXE: Final = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
RULES: Final = "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"
SHOWN_MAX: Final = 4

RUN: Final = """rules => axe.run({ runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] })"""


async def barriers(where: Page | Frame) -> list[str]:
    """Rule, then the first elements that break it and how."""
    if not await where.evaluate("'axe' in window"):
        await where.evaluate(AXE.read_text("utf-8"))
    result: dict[str, Any] = await where.evaluate(RUN, list(RULES))  # Any: axe's own document
    return [
        f"{one['id']}: {[node['target'] for node in one['nodes'][:SHOWN_MAX]]} {one['nodes'][0]['failureSummary']}"
        for one in result["violations"]
    ]
