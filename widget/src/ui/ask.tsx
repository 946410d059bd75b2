/** One address, asked for one stated reason: the transcript, or the answer by e-mail. Never before it is useful. */
import { h } from "preact";
import { t, type Words } from "../i18n";
import { focus } from "./icon";
import { answer, close, set, type Asking, type Question } from "./view";

const TITLES: Record<Question, keyof Words> = { transcript: "transcript", email: "byEmail", leaving: "byEmailLeave" };

export function Ask({ asking }: { asking: Asking }) {
  const leaving = asking.what === "leaving";
  const done = leaving ? close : () => set({ asking: null });
  if (asking.sentTo) {
    return (
      <section class="ask">
        <p role="status">{t(asking.what === "transcript" ? "transcriptDone" : "byEmailDone", { email: asking.sentTo })}</p>
        <button class="quiet" onClick={done} ref={focus}>
          {t("save")}
        </button>
      </section>
    );
  }
  const submit = (event: Event): void => {
    event.preventDefault();
    void answer();
  };
  return (
    <form class="ask" noValidate onSubmit={submit}>
      <label for="email">{t(TITLES[asking.what])}</label>
      {asking.what === "email" && <small>{t("byEmailWhy")}</small>}
      <input
        id="email"
        type="email"
        autocomplete="email"
        placeholder={t("email")}
        value={asking.email}
        aria-invalid={Boolean(asking.error)}
        aria-describedby="error"
        ref={focus}
        onInput={(event) => (asking.email = event.currentTarget.value)}
      />
      <small id="error" class="error" role="alert">
        {asking.error}
      </small>
      <div class="row">
        <button class="primary">{t("send")}</button>
        <button type="button" class="quiet" onClick={done}>
          {t(leaving ? "close" : "back")}
        </button>
      </div>
    </form>
  );
}
