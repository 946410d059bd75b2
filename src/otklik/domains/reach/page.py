"""The hosted page: plain HTML that needs no script and loads nothing but its QR codes, in light, dark and on paper."""

from html import escape
from typing import Final

from otklik.domains.reach.schemas import ShownEntry, ShownKit
from otklik.platform.i18n import DEFAULT, tr, unbroken

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'self'"
"""No frame-ancestors: a site may show the page inside its own."""

STYLE: Final = """
:root{color-scheme:light dark;--text:#14171c;--dim:#566070;--line:#d3d8e0;--ground:#f5f6f8;--surface:#fff;
--link:#1d4ec4;--open:#14743a}
@media(prefers-color-scheme:dark){:root{--text:#eceef2;--dim:#a6aeba;--line:#3a414c;--ground:#101217;--surface:#191c22;
--link:#8fb0ff;--open:#6fcf92}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif}
main{max-width:44rem;margin:0 auto;padding:2.5rem 1rem}
h1{font-size:1.75rem;line-height:1.25;margin:0 0 .5rem;overflow-wrap:anywhere}
p{margin:0;overflow-wrap:anywhere}.lead{color:var(--dim);font-size:1.0625rem}
ul{list-style:none;margin:1.5rem 0;padding:0;display:grid;gap:.75rem}
li{background:var(--surface);border:1px solid var(--line);border-radius:.75rem;display:flex;align-items:center}
li>a{display:flex;gap:1rem;align-items:center;flex:1;min-width:0;padding:1rem;color:inherit;text-decoration:none;
border-radius:.75rem}
li>a:hover b{text-decoration:underline}
a:focus-visible,button:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.mark{flex:none;width:2.75rem;height:2.75rem;border-radius:.75rem;display:grid;place-items:center;color:#fff}
.mark svg{width:1.5rem;height:1.5rem}
.about{min-width:0}.about b{font-weight:600}.says{font-variant-numeric:tabular-nums}
.dim{color:var(--dim);font-size:.9375rem}.open{color:var(--open);font-weight:600}
.qr{flex:none;display:block;width:6.5rem;height:6.5rem;margin:.75rem;border-radius:.375rem;background:#fff}
@media(max-width:40rem),(pointer:coarse){.qr{display:none}}
footer{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;font-size:.9375rem}footer a{color:var(--link);padding:.25rem 0}
button{font:inherit;font-weight:600;color:#fff;background:#2457d6;border:0;border-radius:.5rem;padding:.75rem 1.25rem;
cursor:pointer}
@media print{:root{color-scheme:light;--text:#000;--dim:#333;--line:#999;--ground:#fff;--surface:#fff;--open:#000}
.qr{display:block;width:8rem;height:8rem}li{break-inside:avoid}footer{display:none}main{max-width:none}}
"""


def contact(kit: ShownKit, linked_data: bytes) -> str:
    """Every way, in the order chosen."""
    language = kit.language
    ways = "".join(_way(one, language) for one in kit.entries)
    body = (
        f"<h1>{escape(kit.title)}</h1>"
        f'<p class="lead">{escape(kit.lead or tr(language, "reach.page.lead"))}</p>'
        + (f"<ul>{ways}</ul>" if ways else f'<p class="dim">{escape(tr(language, "reach.page.empty"))}</p>')
        + _foot(kit)
        + f'<script type="application/ld+json">{linked_data.decode()}</script>'
    )
    return document(language, title=kit.title, body=body)


def document(language: str, *, title: str, body: str) -> str:
    """A whole page of ours."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{STYLE}</style></head><body><main>{body}</main></body></html>"
    )


def missing(language: str = DEFAULT) -> str:
    """For people whose link is old or wrong."""
    heading = tr(language, "reach.page.missing")
    text = tr(language, "reach.page.missing.text")
    return document(language, title=heading, body=f'<h1>{escape(heading)}</h1><p class="lead">{escape(text)}</p>')


def used(language: str) -> str:
    """A continuation link that leads nowhere any more."""
    heading = tr(language, "reach.continue.closed")
    text = tr(language, "reach.continue.closed.text")
    return document(language, title=heading, body=f'<h1>{escape(heading)}</h1><p class="lead">{escape(text)}</p>')


def way(*, url: str, mark: str, about: str, code: str = "") -> str:
    """One row: the link with its picture and words, and beside it the code for another device."""
    return f'<li><a href="{escape(url)}" rel="noreferrer">{mark}<span class="about">{about}</span></a>{code}</li>\n'


def picture(icon: str, colour: str) -> str:
    """`icon` is a provider's own markup, never somebody's input."""
    return (
        f'<span class="mark" style="background:{escape(colour)}">'
        f'<svg viewBox="0 0 24 24" aria-hidden="true">{icon}</svg></span>'
    )


def _way(entry: ShownEntry, language: str) -> str:
    alt = escape(tr(language, "reach.page.code", {"title": entry.title}))
    return way(
        url=entry.url,
        mark=picture(entry.icon, entry.colour),
        about=_about(entry, language),
        code=f'<img class="qr" src="{escape(entry.qr_url)}.svg" alt="{alt}" width="104" height="104">',
    )


def _about(entry: ShownEntry, language: str) -> str:
    says = f' <span class="says">{escape(entry.says)}</span>' if entry.says else ""
    state = tr(language, "reach.page.open" if entry.open else "reach.page.closed")
    hours = escape(unbroken(", ".join(part for part in (state, entry.hours) if part)))
    lines = [f"<b>{escape(entry.title)}</b>{says}"]
    lines += [f'<span class="dim">{escape(unbroken(text))}</span>' for text in (entry.note, entry.promise) if text]
    lines += [f'<span class="{"open" if entry.open else "dim"} dim">{hours}</span>']
    return "<br>".join(lines)


def _foot(kit: ShownKit) -> str:
    other = "en" if kit.language == "ru" else "ru"
    links = (
        (f"{kit.page_url}.vcf?lang={kit.language}", tr(kit.language, "reach.page.card"), ""),
        (f"{kit.page_url}.pdf?lang={kit.language}", tr(kit.language, "reach.page.sheet"), ""),
        (f"{kit.page_url}?lang={other}", tr(other, "reach.page.language"), f' lang="{other}" hreflang="{other}"'),
    )
    shown = "".join(f'<a href="{escape(url)}"{extra}>{escape(text)}</a>' for url, text, extra in links)
    return f"<footer>{shown}</footer>"
