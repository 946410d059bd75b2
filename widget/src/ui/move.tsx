/** Going on in a messenger or by mail: links that bring the conversation along. Loaded when it is first asked for. */
import { h } from "preact";
import { send, type Availability, type Refused } from "../api";
import { chat } from "../chat";
import { t } from "../i18n";
import { say } from "../locales/move";
import { focus } from "./icon";
import { set } from "./view";

/** Addresses our own server makes: web pages, letters, SMS and Viber, which has no web address. */
const FOLLOWED = /^(https?|mailto|sms|viber):/i;

const TRIES = 4;
const PAUSE_MS = 700;

type Way = Availability["other_channels"][number];

/** Ways with this conversation in them, and the code of a page with all of them for a phone that looks at this screen. */
const shown = { ways: [] as readonly Way[], code: "" };

/** Links are asked for at the press: those that came with the session may be of before the first word. */
export async function begin(): Promise<void> {
  set({ menu: false, picking: false });
  try {
    const { channels, code } = await offered(TRIES);
    shown.ways = channels;
    shown.code = matchMedia("(pointer: coarse)").matches ? "" : code;
  } catch {
    shown.ways = chat.availability?.other_channels ?? [];
    shown.code = "";
  }
  set({ asking: Move });
}

/** What was written a moment ago may not have become a conversation yet. */
async function offered(tries: number): Promise<{ channels: readonly Way[]; code: string }> {
  try {
    return await send("GET", "continuation");
  } catch (error) {
    if (tries < 2 || (error as Refused).status !== 404) throw error;
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    return offered(tries - 1);
  }
}

function Move() {
  const ways = shown.ways.filter(({ url }) => FOLLOWED.test(url));
  return (
    <section class="ask" aria-label={t("continueIn")}>
      <p>{t("continueIn")}</p>
      <small>{say("lead")}</small>
      <div class="chips">
        {ways.map(({ title, url }, place) => (
          <a class="chip" href={url} target="_blank" rel="noopener noreferrer" {...(place ? {} : { ref: focus })}>
            {title}
          </a>
        ))}
      </div>
      {shown.code && <Code />}
      <button class="quiet" onClick={() => set({ asking: null })}>
        {t("back")}
      </button>
    </section>
  );
}

function Code() {
  return (
    <p class="call">
      <small>{say("scan")}</small>
      <img width="128" height="128" alt={say("code")} src={`data:image/svg+xml;base64,${btoa(shown.code)}`} />
    </p>
  );
}
