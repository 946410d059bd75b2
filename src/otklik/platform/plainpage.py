"""Small pages for people who are not signed in: no script, nothing to load, light and dark, narrow and wide."""

from html import escape
from typing import Final

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
HEADERS: Final = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}

_STYLE: Final = """
:root{color-scheme:light dark;--text:#14171c;--dim:#5b6470;--line:#c6ccd5;--surface:#fff;--brand:#2457d6;--on:#fff}
@media(prefers-color-scheme:dark){:root{--text:#eceef2;--dim:#a0a8b4;--line:#4a515c;--surface:#16181d;--brand:#7ea2ff;
--on:#10131a}}
body{margin:0;background:var(--surface);color:var(--text);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:32rem;margin:0 auto;padding:2.5rem 1.25rem}
h1{font-size:1.375rem;line-height:1.3;margin:0 0 1.25rem}
p{color:var(--dim);margin:0 0 1.25rem}
fieldset{border:0;margin:0 0 1.25rem;padding:0;display:grid;gap:.5rem}
label.score{display:flex;gap:.75rem;align-items:center;
border:1px solid var(--line);border-radius:.5rem;padding:.625rem .875rem;
cursor:pointer}
label.score:has(:checked){border-color:var(--brand);box-shadow:inset 0 0 0 1px var(--brand)}
label.score:has(:focus-visible),button:focus-visible,textarea:focus-visible{outline:2px solid var(--brand);
outline-offset:2px}
textarea{box-sizing:border-box;width:100%;min-height:6rem;font:inherit;color:inherit;background:transparent;
border:1px solid var(--line);border-radius:.5rem;padding:.625rem .875rem;margin:.25rem 0 1.25rem}
button{font:inherit;font-weight:600;color:var(--on);background:var(--brand);
border:0;border-radius:.5rem;padding:.625rem 1.5rem;
cursor:pointer}
.unseen{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
"""


def document(locale: str, *, title: str, body: str, style: str = "") -> str:
    """A whole page round `body`, which is HTML already; `style` is added to the common one."""
    return (
        f'<!doctype html><html lang="{locale}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<style>{_STYLE}{style}</style></head><body><main>{body}</main></body></html>"
    )
