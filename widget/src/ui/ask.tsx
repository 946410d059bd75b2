/** One address, asked for one stated reason: the transcript, or the answer by e-mail. Never before it is useful. */
import { h } from "preact";
import type { Words } from "../i18n";
import { focus } from "./icon";
import type { Asking, Question, View } from "./view";

const TITLES: Record<Question, keyof Words> = { transcript: "transcript", email: "byEmail", leaving: "byEmailLeave" };

export function Ask({ view, asking }: { view: View; asking: Asking }) {
  const { t } = view.language;
  const leaving = asking.what === "leaving";
  const done = leaving ? view.close : () => view.set({ asking: null });
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
    void view.answer();
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
