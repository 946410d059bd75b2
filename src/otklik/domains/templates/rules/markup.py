"""A letter's blocks as MJML, and MJML as HTML: works on Liquid source, so that it is done once and not for each person.

Dark: programs that honour `prefers-color-scheme` get dark papers; the rest keep the light ones with fair contrast.
"""

import re
from collections.abc import Sequence
from html import escape
from typing import Final

import mrml

from otklik.domains.templates.documents import (
    AnyBlock,
    ButtonBlock,
    ColumnsBlock,
    DividerBlock,
    FooterBlock,
    HeadingBlock,
    ImageBlock,
    Look,
    Only,
    ProductsBlock,
    SocialBlock,
    SpacerBlock,
    TextBlock,
    Wording,
)
from otklik.domains.templates.language import scanning
from otklik.domains.templates.language.shield import Shield

UNSUBSCRIBE: Final = "{{ unsubscribe_url }}"
WIDTH_PX: Final = 600
HEADING_PX: Final = {1: 28, 2: 22, 3: 18}
SECTION_PX: Final = "0 24px"
QUOTE: Final = "&quot;"

NESTED_MAX: Final = 100
"""Elements in one another: mrml goes down into them, and some thousands end the whole process."""

_NO_FONTS: Final = mrml.RenderOptions(fonts={})
"""mrml would fetch them from Google, who would then know who opened the letter and when."""
_BOLD: Final = re.compile(r"\*\*(.+?)\*\*")
_ITALIC: Final = re.compile(r"(?<!\*)\*(?!\s)([^*]+)(?<!\s)\*(?!\*)")
_LINK: Final = re.compile(r"\[([^\[\]\n]{1,300})\]\(([^()\s]{1,2000})\)")
_ELEMENT: Final = re.compile(r"""<(/?)([a-z][\w-]*)((?:"[^"]*"|'[^']*'|[^'"<>])*)>""", re.IGNORECASE)
_ALONE: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
"""HTML elements that hold nothing and need no end."""
_BODY: Final = re.compile(r"<body[^<>]*>", re.IGNORECASE)

_DARK: Final = (
    ":root{color-scheme:light dark;supported-color-schemes:light dark}"
    "@media (prefers-color-scheme: dark){"
    ".paper, .paper > table{background:#1c2128 !important}"
    ".ground, body{background:#12161b !important}"
    ".ink div, .ink h1, .ink h2, .ink h3, .ink li, .ink td{color:#e6e9ed !important}"
    ".quiet div{color:#a3adb8 !important} .ink a:not(.press){color:#8ab8ff !important}"
    "}"
)


class MarkupInvalid(Exception):
    """MJML that is not; `words` says what the parser found."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def letter(wording: Wording, *, language: str) -> str:
    """The HTML source of a letter, Liquid left standing in it. Raises `MarkupInvalid`."""
    if wording.mode == "html":
        return _with_preheader(wording.code, wording.preheader)
    source = visual(wording, language=language) if wording.mode == "visual" else wording.code
    return html_of(source)


def html_of(mjml: str) -> str:
    """Raises `MarkupInvalid`."""
    shield = Shield(mjml)
    covered = shield.cover(mjml)
    if nested(covered) > NESTED_MAX:
        raise MarkupInvalid(f"elements stand more than {NESTED_MAX} deep in one another")
    try:
        return shield.lift(mrml.to_html(covered, render_options=_NO_FONTS).content)
    except OSError as error:  # how mrml tells of whatever it cannot parse
        raise MarkupInvalid(str(error)) from error


def nested(markup: str) -> int:
    """How deep its elements stand in one another."""
    depth = deepest = 0
    for ends, name, more in _ELEMENT.findall(scanning.without_comments(markup)):
        if not (more.endswith("/") or name.lower() in _ALONE):
            depth += -1 if ends else 1
            deepest = max(deepest, depth)
    return deepest


def visual(wording: Wording, *, language: str) -> str:
    """The blocks as MJML, for the code mode to begin from as well."""
    look = _look(wording)
    body = "".join(_section(block, look) for block in wording.blocks)
    head = (
        f"<mj-title>{_safe(wording.subject)}</mj-title><mj-preview>{_safe(wording.preheader)}</mj-preview>"
        '<mj-attributes><mj-all font-family="-apple-system, Segoe UI, Roboto, Arial, sans-serif" />'
        f'<mj-text font-size="16px" line-height="1.55" color="{look.ink}" padding="8px 0" />'
        '<mj-section padding="0" /><mj-image padding="8px 0" /></mj-attributes>'
        f'<mj-raw><meta name="color-scheme" content="light dark" /></mj-raw><mj-style>{_DARK}</mj-style>'
    )
    return (
        f'<mjml lang="{escape(language)}"><mj-head>{head}</mj-head>'
        f'<mj-body css-class="ground" background-color="{look.ground}" width="{WIDTH_PX}px">{body}</mj-body></mjml>'
    )


def marked(source: str) -> str:
    """Light marks as HTML: everything is escaped first, so no tag gets in by a text."""
    shield = Shield(source)
    lines = escape(shield.cover(source), quote=False).split("\n")
    parts: list[str] = []
    listed = False
    for line in lines:
        item = line.startswith("- ")
        if item != listed:
            parts.append('<ul style="margin:8px 0;padding-left:24px">' if item else "</ul>")
            listed = item
        parts.append(f"<li>{_inline(line[2:])}</li>" if item else f"{_inline(line)}<br />")
    html = "".join(parts).removesuffix("<br />") + ("</ul>" if listed else "")
    return shield.lift(html.replace("<br /><ul", "<ul"))


def _inline(line: str) -> str:
    line = _LINK.sub(lambda found: f'<a href="{found[2].replace(chr(34), QUOTE)}">{found[1]}</a>', line)
    return _ITALIC.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", line))


def _section(block: AnyBlock, look: Look) -> str:
    """A whole section for each block, shown to those of a segment where one is named."""
    if isinstance(block, ProductsBlock):
        made = _products(block, look)
    elif isinstance(block, ColumnsBlock):
        made = _paper("".join(_column(column.blocks, look) for column in block.columns), look)
    elif isinstance(block, FooterBlock):
        made = _footer(block)
    else:
        made = _paper(f"<mj-column>{_piece(block, look)}</mj-column>", look)
    tags = _only(block)
    return f"<mj-raw>{tags[0]}</mj-raw>{made}<mj-raw>{tags[1]}</mj-raw>" if tags else made


def _look(wording: Wording) -> Look:
    """Each colour as Liquid: the first look that is for the person tells it."""

    def colour(name: str) -> str:
        said = str(getattr(wording.look, name))
        for one in reversed(wording.looks):
            mine, tags = str(getattr(one.look, name)), _only(one)
            if mine != said:
                said = f"{tags[0]}{mine}{{% else %}}{said}{tags[1]}" if tags else mine
        return said

    return Look(**{name: colour(name) for name in Look.__struct_fields__})


def _only(who: Only) -> tuple[str, str] | None:
    """The tags round what only some are shown; None where all are."""
    asked = [f"person.gender == '{who.gender}'"] if who.gender else []
    asked += [f"person.age >= {who.age_from}"] if who.age_from is not None else []
    asked += [f"person.age <= {who.age_to}"] if who.age_to is not None else []
    said = " and ".join([*([f"'{who.segment}'"] if who.segment else []), *asked])
    if who.segment:
        return f"{{% segment {said} %}}", "{% endsegment %}"
    return (f"{{% if {said} %}}", "{% endif %}") if said else None


def _column(blocks: Sequence[HeadingBlock | TextBlock | ImageBlock | ButtonBlock | SpacerBlock], look: Look) -> str:
    return f'<mj-column padding="0 8px">{"".join(_piece(block, look) for block in blocks)}</mj-column>'


def _paper(inside: str, look: Look) -> str:
    return f'<mj-section css-class="paper" background-color="{look.paper}" padding="{SECTION_PX}">{inside}</mj-section>'


def _piece(block: AnyBlock, look: Look) -> str:
    match block:
        case HeadingBlock():
            tag, size = f"h{block.level}", HEADING_PX[block.level]
            return (
                f'<mj-text css-class="ink" align="{block.align}" font-size="{size}px" line-height="1.25">'
                f'<{tag} style="margin:0;font-size:{size}px">{_safe(block.text)}</{tag}></mj-text>'
            )
        case TextBlock():
            return f'<mj-text css-class="ink" align="{block.align}">{marked(block.text)}</mj-text>'
        case ImageBlock():
            href = f' href="{_quoted(block.href)}"' if block.href else ""
            return f'<mj-image src="{_quoted(block.src)}" alt="{_quoted(block.alt)}" width="{block.width}px"{href} />'
        case ButtonBlock():
            return _button(block.label, block.href, look, align=block.align)
        case DividerBlock():
            return '<mj-divider border-width="1px" border-color="#d5dae0" padding="12px 0" />'
        case SpacerBlock():
            return f'<mj-spacer height="{block.height}px" />'
        case SocialBlock():
            links = " &#183; ".join(f'<a href="{_quoted(one.href)}">{_safe(one.label)}</a>' for one in block.links)
            return f'<mj-text css-class="ink" align="center">{links}</mj-text>'
        case _:
            return ""


def _button(label: str, href: str, look: Look, *, align: str) -> str:
    return (
        f'<mj-button href="{_quoted(href)}" align="{align}" background-color="{look.accent}" color="#ffffff"'
        f' border-radius="8px" font-size="16px" inner-padding="14px 28px" padding="12px 0">{_safe(label)}</mj-button>'
    )


def _products(block: ProductsBlock, look: Look) -> str:
    row = _paper(_if("product.url", _product(block, look, page=True), _product(block, look, page=False)), look)
    begin = f"{{% for product in {block.variable} limit: {block.count} %}}"
    return f"<mj-raw>{begin}</mj-raw>{_products_heading(block, look)}{row}<mj-raw>{{% endfor %}}</mj-raw>"


def _product(block: ProductsBlock, look: Look, *, page: bool) -> str:
    """Nothing leads nowhere: a good may have no page of its own, and no picture. Conditions stand round whole columns:
    within one they would be in a table, out of which the plain part takes them.
    """
    href, title = "", "<strong>{{ product.title }}</strong>"
    if page:
        href = ' href="{{ product.url }}"'
        title = f'<a{href} style="font-weight:600">{{{{ product.title }}}}</a>'
    button = _button(block.button, "{{ product.url }}", look, align="left") if block.button and page else ""
    picture = f'<mj-image src="{{{{ product.image_url }}}}" alt="{{{{ product.title }}}}"{href} />'
    return (
        _if("product.image_url", f'<mj-column width="35%" padding="8px">{picture}</mj-column>')
        + f'<mj-column width="65%" padding="8px"><mj-text css-class="ink">{title}<br />{{{{ product.price | money }}}}'
        "{% if product.old_price %} <s>{{ product.old_price | money }}</s>{% endif %}</mj-text>"
        f"{button}</mj-column>"
    )


def _if(condition: str, inside: str, others: str = "") -> str:
    """Elements that are there only where something holds."""
    instead = f"<mj-raw>{{% else %}}</mj-raw>{others}" if others else ""
    return f"<mj-raw>{{% if {condition} %}}</mj-raw>{inside}{instead}<mj-raw>{{% endif %}}</mj-raw>"


def _products_heading(block: ProductsBlock, look: Look) -> str:
    """Inside the loop, before the first: over no goods there is none."""
    if not block.heading:
        return ""
    said = _paper(f"<mj-column>{_piece(HeadingBlock(text=block.heading, level=2), look)}</mj-column>", look)
    return f"<mj-raw>{{% if forloop.first %}}</mj-raw>{said}<mj-raw>{{% endif %}}</mj-raw>"


def _footer(block: FooterBlock) -> str:
    leave = f'<a href="{UNSUBSCRIBE}">{_safe(block.unsubscribe)}</a>' if block.unsubscribe else ""
    words = "<br />".join(one for one in (marked(block.text), leave) if one)
    return (
        '<mj-section padding="16px 24px"><mj-column><mj-text css-class="quiet" align="center" font-size="13px"'
        f' color="#5b6672">{words}</mj-text></mj-column></mj-section>'
    )


def _with_preheader(html: str, preheader: str) -> str:
    """Of a page in code: hidden words right after `<body>`, as mrml writes them."""
    if not preheader:
        return html
    hidden = f'<div style="display:none;max-height:0;overflow:hidden;opacity:0;">{_safe(preheader)}</div>'
    found = _BODY.search(html)
    at = found.end() if found else 0
    return html[:at] + hidden + html[at:]


def _safe(text: str) -> str:
    shield = Shield(text)
    return shield.lift(escape(shield.cover(text), quote=False))


def _quoted(text: str) -> str:
    shield = Shield(text)
    return shield.lift(escape(shield.cover(text)))
