/**
 * The one script a shop pastes: a launcher in a shadow root and, on demand, the chat in an iframe.
 * It sets no cookie, adds no inline style or script to the page, and makes no sound.
 * Its attributes and `window.otklik` never change meaning: snippets are pasted once and forgotten.
 */
import { keepClear } from "./avoid";
import { parseHex, textOn, type Rgb } from "./colour";
import { PHONE, STYLES } from "./styles";

type Data = Record<string, unknown>;
type Listener = (data?: unknown) => void;
type Part = { default: (...told: unknown[]) => unknown };
type StorageName = "localStorage" | "sessionStorage";

/** Where a notification leads: the page it was left on, with the chat open. */
const OPEN = "#otklik";
const WORDS = { ru: ["Чат с нами", "Непрочитанных"], en: ["Chat with us", "Unread"] } as const;

const tag = (document.currentScript ??
  document.querySelector('script[data-channel][src*="/widget/loader.js"]')) as HTMLScriptElement;

const options = tag.dataset;
const channel = options.channel ?? "";
const base = new URL(".", tag.src);
const page = document.documentElement;
const locale = /^ru/i.test(options.locale ?? (page.lang || navigator.language)) ? "ru" : "en";
const [label, unreadLabel] = WORDS[locale];
const side = options.position === "left" ? "l" : "r";
const phone = matchMedia(PHONE);
const view = window.visualViewport;
const key = `otklik:${channel}`;
const listeners: Record<string, Set<Listener>> = {};

const host = document.createElement("otklik-chat");
const root = host.attachShadow({ mode: "open" });
const launcher = document.createElement("button");
const panel = document.createElement("div");
const badge = document.createElement("i");
let frame: HTMLIFrameElement | undefined;
let ready = false;
let opened = false;
let person: Data | undefined;
let overflow = "";

function emit(name: string, data?: unknown): void {
  listeners[name]?.forEach((listener) => listener(data));
}

function post(type: string, data: Data = {}): void {
  if (ready) frame?.contentWindow?.postMessage({ otklik: 1, type, ...data }, base.origin);
}

function tellPage(type = "page", more?: Data): void {
  post(type, {
    page: {
      url: location.href.split("#")[0],
      title: document.title,
      referrer: document.referrer,
      facts: recall(`${key}:facts`),
      attributes: person,
    },
    ...more,
  });
}

/** What is needed later loads later. */
const part = (name: string, ...told: unknown[]): unknown =>
  import(/* @vite-ignore */ `${base}${name}.js`).then((loaded: Part) => loaded.default(...told));

/** What the visitor does, what is known of them, whether they agreed: all one to whoever takes it. */
const track = part.bind(null, "track", tellPage, base, key);

/** The app is light and opens no session by itself, so it may load before anyone asks. */
function load(): void {
  if (frame) return;
  frame = document.createElement("iframe");
  frame.title = label;
  frame.allow = "microphone";
  (frame as { sandbox: string | DOMTokenList }).sandbox =
    "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads";
  frame.src = `${base}app/index.html?channel=${channel}&origin=${location.origin}&locale=${locale}`;
  panel.append(frame);
}

function fit(): void {
  if (!view || !opened) return;
  panel.style.setProperty("--vh", `${view.height}px`);
  panel.style.setProperty("--vt", `${view.offsetTop}px`);
}

function show(open: boolean, focus = true): void {
  if (opened === open) return;
  load();
  opened = open;
  panel.classList.toggle("o", open);
  launcher.hidden = open;
  lockPage(open);
  remember(`${key}:open`, open, "sessionStorage");
  fit();
  if (focus) (open ? frame : launcher)?.focus();
  post(open ? "open" : "close", { focus });
  emit(open ? "open" : "close");
}

/** On a phone the chat is the whole screen: the page must not scroll behind it. */
function lockPage(open: boolean): void {
  if (open) overflow = page.style.overflow;
  page.style.overflow = open && phone.matches ? "hidden" : overflow;
}

function showUnread(count: number): void {
  badge.hidden = !count;
  badge.textContent = (count > 99 ? "99+" : count) as string;
  launcher.setAttribute("aria-label", count ? `${label}. ${unreadLabel}: ${count}` : label);
  emit("unread", count);
}

function paint(colour: string): void {
  const rgb: Rgb = parseHex(colour) ?? [36, 87, 214]; // #2457d6
  host.style.setProperty("--c", `rgb(${rgb.join()})`);
  host.style.setProperty("--t", textOn(rgb));
}

const heard: Record<string, (data: Data) => void> = {
  ready() {
    ready = true;
    tellPage("init", { kept: recall(`${key}:token`), resume: recall(key), colour: options.colour });
    if (opened) post("open", { focus: document.activeElement === host });
    emit("ready");
  },
  close: () => show(false),
  unread: (data) => showUnread(data.count as number),
  message: (data) => emit("message", data.message),
  known: () => remember(key, true),
  keep: (data) => remember(`${key}:token`, data.token as string),
  colour: (data) => options.colour ?? paint(data.colour as string),
  /** Offers to notify whoever leaves; loaded only then, as a module, so that a strict policy lets it through. */
  push: (data) => part("push", data, post, base, options),
};

function build(): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement("style"); // Safari before 16.4; a strict CSP then needs the script's nonce
    style.nonce = tag.nonce;
    style.textContent = STYLES;
    root.append(style);
  }
  panel.className = launcher.className = side;
  launcher.append(badge);
  host.style.setProperty("--x", `${options.offsetSide ?? 20}px`);
  host.style.setProperty("--y", `${options.offsetBottom ?? 20}px`);
  paint(options.colour ?? "");
  showUnread(0);
  root.append(panel, launcher);
  document.body.append(host);
}

function listen(): void {
  launcher.onclick = () => show(true);
  for (const hint of ["pointerenter", "focus", "touchstart"]) {
    launcher.addEventListener(hint, load, { passive: true });
  }
  addEventListener("message", (event: MessageEvent<Data>) => {
    if (event.source !== frame?.contentWindow || event.origin !== base.origin || !event.data.otklik) return;
    heard[event.data.type as string]?.(event.data);
  });
  for (const name of ["scroll", "resize"]) view?.addEventListener(name, fit);
  const moved = (): unknown =>
    setTimeout(() => {
      tellPage();
      if (location.hash === OPEN) show(true);
    });
  addEventListener("popstate", moved);
  (window as { navigation?: EventTarget }).navigation?.addEventListener("navigatesuccess", moved);
  keepClear(launcher, host);
  moved();
}

const api = {
  open: () => show(true),
  close: () => show(false),
  identify(data: Data) {
    person = { ...person, ...data };
    tellPage();
    track(data);
  },
  track,
  consent: track,
  on(name: string, listener: Listener) {
    const heard = (listeners[name] ??= new Set());
    heard.add(listener);
    return () => heard.delete(listener);
  },
  /** `(window.otklik = window.otklik || []).push(api => …)` works before and after the loader has come. */
  push: (use: (api: unknown) => void) => use(api),
};

/** A page that includes the snippet twice still gets one launcher. */
function boot(): void {
  if (document.querySelector("otklik-chat")) return;
  const early = window.otklik;
  build();
  listen();
  window.otklik = api;
  if (Array.isArray(early)) early.forEach(api.push);
  const saving = (navigator as { connection?: { saveData?: boolean } }).connection?.saveData;
  if (recall(`${key}:open`, "sessionStorage") && !phone.matches) show(true, false);
  else if (recall(key) || !saving) idle();
}

function idle(): void {
  const later = (): unknown => window.requestIdleCallback?.(load, { timeout: 3000 }) ?? setTimeout(load, 3000); // eslint-disable-line @typescript-eslint/no-unnecessary-condition -- Safari has none
  if (document.readyState === "complete") later();
  else addEventListener("load", later);
}

/** Storage may be forbidden altogether; the chat then only forgets that it was open. */
function remember(key: string, value: boolean | string, storage: StorageName = "localStorage"): void {
  try {
    if (value) window[storage].setItem(key, value as string);
    else window[storage].removeItem(key);
  } catch {
    /* nothing to keep it in */
  }
}

function recall(key: string, storage: StorageName = "localStorage"): string | null {
  try {
    return window[storage].getItem(key);
  } catch {
    return null;
  }
}

declare global {
  interface Window {
    otklik?: unknown;
  }
}

if (document.body) boot(); // eslint-disable-line @typescript-eslint/no-unnecessary-condition -- null while the head loads
else addEventListener("DOMContentLoaded", boot);
