/**
 * One thing asked for one stated reason: an address for the transcript or the answer, or leave to notify who leaves.
 * Loaded when it is first asked, never before it is useful.
 */
import { Fragment, h } from "preact";
import { addDevice, Refused, sendTranscript } from "../api";
import { hear, tell, type FromPage } from "../bridge";
import { carryOnByEmail, chat } from "../chat";
import { errorText, t, type Words } from "../i18n";
import { say } from "../locales/ask";
import { focus } from "./icon";
import { close, set, type Question } from "./view";

const TITLES: Record<Question, keyof Words> = { transcript: "transcript", email: "byEmail", leaving: "byEmailLeave" };
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PAGE_ANSWERS_MS = 1500;

/** What is asked now; the screen is redrawn after each change. */
const asked = {
  what: "email" as Question,
  email: "",
  error: "",
  /** The address it went to: the question is answered. */
  sentTo: "",
  /** The page's browser could ring when the answer comes. */
  rings: "no" as "can" | "on" | "no",
  wantsEmail: true,
};

export async function begin(what: Question): Promise<void> {
  const wantsEmail = what !== "leaving" || mayMail();
  Object.assign(asked, { what, email: chat.email ?? "", error: "", sentTo: "", rings: "no", wantsEmail });
  if (what === "leaving") await look();
  if (asked.rings === "on" || (asked.rings === "no" && !wantsEmail)) close();
  else draw();
}

/** A browser that rings already is told of again: the server may have forgotten it since. */
async function look(): Promise<void> {
  const { state, subscription } = await page("look");
  asked.rings = state ?? "no";
  if (subscription) void addDevice(subscription).catch(() => undefined);
}

function mayMail(): boolean {
  return Boolean(chat.session?.config.offer_email && !chat.email);
}

function draw(): void {
  set({ asking: Ask, leaving: asked.what === "leaving", menu: false, picking: false });
}

/** What the page says: whether its browser can ring, or the subscription once the visitor has agreed. */
function page(step: "look" | "ask"): Promise<Partial<FromPage>> {
  const key = chat.session?.config.push_key;
  if (!key) return Promise.resolve({});
  return new Promise((done) => {
    if (step === "look") setTimeout(() => done({}), PAGE_ANSWERS_MS); // a page with an old loader says nothing
    hear((message) => message.type === "push" && done(message));
    tell({ type: "push", step, key });
  });
}

async function ring(): Promise<void> {
  const { subscription } = await page("ask");
  try {
    if (!subscription) throw new Refused("denied");
    await addDevice(subscription);
    asked.rings = "on";
  } catch (error) {
    asked.rings = "no";
    asked.error = error instanceof Refused && error.code === "denied" ? say("notifyDenied") : errorText((error as Refused).code);
  }
  draw();
}

async function answer(): Promise<void> {
  const email = asked.email.trim();
  try {
    if (!ADDRESS.test(email)) throw new Refused("email");
    if (asked.what === "transcript") await sendTranscript(email);
    else await carryOnByEmail(email);
    asked.sentTo = email;
  } catch (error) {
    asked.error = errorText(error instanceof Refused ? error.code : "internal");
  }
  draw();
}

function Ask() {
  const leaving = asked.what === "leaving";
  const done = leaving ? close : () => set({ asking: null });
  if (asked.sentTo || asked.rings === "on") return <Done done={done} />;
  return (
    <form
      class="ask"
      noValidate
      onSubmit={(event: Event) => {
        event.preventDefault();
        void answer();
      }}
    >
      {asked.rings === "can" && <Ring />}
      {asked.wantsEmail && <Address />}
      <small id="error" class="error" role="alert">
        {asked.error}
      </small>
      <div class="row">
        {asked.wantsEmail && <Send />}
        <button type="button" class="quiet" onClick={done}>
          {t(leaving ? "close" : "back")}
        </button>
      </div>
    </form>
  );
}

/** The first of two ways stands out. */
function Send() {
  return <button class={asked.rings === "can" ? "chip" : "primary"}>{t("send")}</button>;
}

/** Asked by us first: the browser's own question comes only after a press, and only once. */
function Ring() {
  return (
    <>
      <p>{say("notifyLead")}</p>
      <p class="call">
        <button type="button" class="primary" ref={focus} onClick={() => void ring()}>
          {say("notify")}
        </button>
      </p>
    </>
  );
}

function Address() {
  const rings = asked.rings === "can";
  return (
    <>
      <label for="email">{rings ? say("orEmail") : t(TITLES[asked.what])}</label>
      {asked.what === "email" && <small>{t("byEmailWhy")}</small>}
      <input
        id="email"
        type="email"
        autocomplete="email"
        placeholder={t("email")}
        value={asked.email}
        aria-invalid={Boolean(asked.error)}
        aria-describedby="error"
        {...(rings ? {} : { ref: focus })}
        onInput={(event) => (asked.email = event.currentTarget.value)}
      />
    </>
  );
}

function Done({ done }: { done: () => void }) {
  const words = asked.sentTo ? t(asked.what === "transcript" ? "transcriptDone" : "byEmailDone", { email: asked.sentTo }) : say("notifyDone");
  return (
    <section class="ask">
      <p role="status">{words}</p>
      <button class="quiet" onClick={done} ref={focus}>
        {t("save")}
      </button>
    </section>
  );
}
