/** Joins the parts: the host page by the bridge, the conversation, the screen. */
import { h, render } from "preact";
import { channel, embedded, hear, tell, wantedLocale, type FromPage } from "./bridge";
import { Chat } from "./chat";
import { Composer } from "./composer";
import { Language } from "./i18n";
import { Store } from "./outbox";
import { applyTheme } from "./theme";
import { App } from "./ui/app";
import { View } from "./ui/view";
import "./styles.css";

const language = new Language(wantedLocale.startsWith("ru") ? "ru" : "en");
const store = new Store(`otklik:${channel}:`);
const root = document.getElementById("app") ?? document.body;
let drawing = false;

/** Changes come in bursts; the screen follows once per burst. */
function changed(): void {
  if (drawing) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    render(<App view={view} />, root);
    for (const log of root.querySelectorAll<HTMLElement>(".log")) view.drawn(log);
    for (const field of root.querySelectorAll("textarea")) fit(field);
  });
}

function fit(field: HTMLTextAreaElement): void {
  field.style.height = "";
  field.style.height = `${field.scrollHeight}px`;
}

const chat: Chat = new Chat(channel, language.locale, store, {
  changed,
  started(session) {
    applyTheme(document.documentElement.style, session.config.colour);
    document.title = session.config.title;
    tell({ type: "colour", colour: session.config.colour });
    if (session.conversation_id || session.messages.length) tell({ type: "known" });
    if (!store.works) tell({ type: "keep", token: session.token });
  },
  unread: (count) => tell({ type: "unread", count }),
  incoming(message) {
    tell({ type: "known" });
    tell({ type: "message", message: { text: message.text, author: message.author_name ?? null } });
  },
});

const view = new View(chat, new Composer(chat, store, changed), language, () => tell({ type: "close" }), changed);

const fromPage: Record<FromPage["type"], (message: FromPage) => void> = {
  init({ page, kept, resume }) {
    if (page) chat.page = page;
    chat.api.token ||= kept ?? "";
    if (resume) void chat.start();
  },
  open({ focus }) {
    chat.open(true);
    if (focus) focusFirst();
  },
  close: () => chat.open(false),
  page: ({ page }) => page && chat.visit(page),
};

/** On a phone the keyboard would hide the greeting, so there the panel only takes the focus. */
function focusFirst(): void {
  const phone = matchMedia("(pointer: coarse)").matches;
  setTimeout(() => document.querySelector<HTMLElement>(phone ? ".log" : "textarea")?.focus());
}

document.documentElement.lang = language.locale;
document.addEventListener("visibilitychange", chat.markSeen);
changed();
hear((message) => fromPage[message.type](message));
if (embedded) tell({ type: "ready" });
else chat.open(true); // the address itself, opened as a page
