/**
 * The contact button of a site: every way to the company, in a shadow root, without cookies or a framework.
 * `data-reach` names the kit; `data-block` puts the list where the script stands; `data-lang`, `data-position="left"`.
 * On a computer a way that needs a phone also shows its QR code, which is fetched only when asked for.
 */
import { parseHex, textOn } from "../loader/colour";
import { STYLES } from "./styles";

interface Way {
  id: string;
  title: string;
  says: string;
  note: string;
  url: string;
  by_phone: boolean;
  chat: string;
  open: boolean;
  hours: string;
  promise: string;
  colour: string;
  icon: string;
  qr_url: string;
}

interface Kit {
  title: string;
  lead: string;
  language: "ru" | "en";
  colour: string;
  entries: Way[];
}

const tag = (document.currentScript ?? document.querySelector("script[data-reach]")) as HTMLScriptElement;
const { reach = "", lang, block, position } = tag.dataset;
const inline = block !== undefined;
const language = lang ?? (document.documentElement.lang || navigator.language);
const WORDS = {
  ru: { button: "Связаться с нами", close: "Закрыть", code: "QR-код", open: "Сейчас открыто", closed: "Сейчас закрыто" },
  en: { button: "Contact us", close: "Close", code: "QR code", open: "Open now", closed: "Closed now" },
};

function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** The chat opens in the page that has it; elsewhere the link leads to a page of its own. */
function openChat(way: Way, event: Event): void {
  const chat = (window as { otklik?: { open?: () => void } }).otklik;
  if (!way.chat || !chat?.open) return;
  event.preventDefault();
  chat.open();
}

function picture(way: Way): HTMLElement {
  const mark = make("span", { class: "m" });
  mark.style.background = way.colour;
  // the server's own markup, from a provider's module: never anybody's input
  mark.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true">${way.icon}</svg>`;
  return mark;
}

function row(way: Way, words: (typeof WORDS)["ru"]): HTMLElement {
  const name = make("b", {}, way.title);
  const about = make("span", {}, name);
  const state = [way.open ? words.open : words.closed, way.hours].filter(Boolean).join(", ");
  for (const line of [way.says, way.note, way.promise, state]) if (line) about.append(make("small", {}, line.replace(/(\d) (?=\p{L})/gu, "$1\u00a0")));
  const link = make("a", { href: way.url, rel: "noreferrer" }, picture(way), about);
  if (/^http/.test(way.url)) link.target = "_blank";
  link.onclick = (event) => openChat(way, event);
  const item = make("li", {}, link);
  if (way.by_phone && matchMedia("(pointer:fine)").matches) item.append(...code(way, words));
  return item;
}

function code(way: Way, words: (typeof WORDS)["ru"]): HTMLElement[] {
  const shown = make("img", { alt: `${words.code}: ${way.title}`, hidden: "", width: "160", height: "160" });
  const button = make("button", { type: "button", class: "q", "aria-expanded": "false", "aria-label": `${words.code}: ${way.title}` }, "QR");
  button.onclick = () => {
    shown.src ||= `${way.qr_url}.svg`;
    shown.hidden = !shown.hidden;
    button.setAttribute("aria-expanded", String(!shown.hidden));
  };
  return [button, shown];
}

function panel(kit: Kit, words: (typeof WORDS)["ru"]): HTMLElement {
  const list = make("ul", {}, ...kit.entries.map((way) => row(way, words)));
  const head = make("h2", { id: "h" }, kit.title);
  const box = make("section", { "aria-labelledby": "h", lang: kit.language }, head);
  if (kit.lead) box.append(make("p", {}, kit.lead));
  box.append(list);
  return box;
}

function launcher(kit: Kit, box: HTMLElement, words: (typeof WORDS)["ru"]): HTMLElement {
  const button = make("button", { type: "button", class: "b", "aria-expanded": "false", "aria-controls": "p" }, words.button);
  box.id = "p";
  const show = (open: boolean): void => {
    box.hidden = !open;
    button.textContent = open ? words.close : words.button;
    button.setAttribute("aria-expanded", String(open));
  };
  const around = make("div", { class: position === "left" ? "l" : "r" }, button, box);
  around.style.setProperty("--c", kit.colour);
  around.style.setProperty("--t", textOn(parseHex(kit.colour) ?? [0, 0, 0]));
  button.onclick = () => show(!!box.hidden);
  around.onkeydown = (event) => {
    if (event.key !== "Escape" || box.hidden) return;
    show(false);
    button.focus();
  };
  show(false);
  return around;
}

async function start(): Promise<void> {
  const address = new URL(`../contact-us/${encodeURIComponent(reach)}.json?lang=${language.slice(0, 2)}`, tag.src);
  const answer = await fetch(address, { credentials: "omit" });
  if (!answer.ok) return;
  const kit = (await answer.json()) as Kit;
  if (!kit.entries.length) return;
  const words = WORDS[kit.language];
  const host = make("div");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  root.adoptedStyleSheets = [sheet];
  const box = panel(kit, words);
  root.append(inline ? box : launcher(kit, box, words));
  if (inline) tag.after(host);
  else document.body.append(host);
}

void start();
