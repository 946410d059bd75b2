/** Joins the parts: the host page by the bridge, the conversation, the screen. */
import { h, render } from "preact";
import { setToken } from "./api";
import { embedded, hear, locale, tell, type FromPage } from "./bridge";
import { chat, markSeen, open, start, visit } from "./chat";
import { drawWith } from "./screen";
import * as store from "./store";
import { applyTheme } from "./theme";
import { App } from "./ui/app";
import { drawn } from "./ui/view";
import "./styles.css";

const root = document.getElementById("app") ?? document.body;

function draw(): void {
  render(<App />, root);
  for (const log of root.querySelectorAll<HTMLElement>(".log")) drawn(log);
  for (const field of root.querySelectorAll("textarea")) {
    field.style.height = "";
    field.style.height = `${field.scrollHeight}px`;
  }
}

const fromPage: Partial<Record<FromPage["type"], (message: FromPage) => void>> = {
  init({ page, kept, resume, colour }) {
    chat.colour = colour ?? "";
    if (colour) applyTheme(colour);
    if (page) chat.page = page;
    if (kept && !store.get("token")) {
      store.set("token", kept);
      setToken(kept);
    }
    if (resume) void start();
  },
  open({ focus }) {
    open(true);
    if (focus) focusFirst();
  },
  close: () => open(false),
  page: ({ page }) => page && visit(page),
};

/** On a phone the keyboard would hide the greeting, so there the panel takes the focus. */
function focusFirst(): void {
  const phone = matchMedia("(pointer: coarse)").matches;
  setTimeout(() => document.querySelector<HTMLElement>(phone ? ".panel" : "textarea")?.focus());
}

document.documentElement.lang = locale;
document.addEventListener("visibilitychange", markSeen);
drawWith(draw);
hear((message) => fromPage[message.type]?.(message));
if (embedded) tell({ type: "ready" });
else open(true); // the address itself, opened as a page
