/** What a segment is called, and the button that saves all of it; or what to do where a colleague saved it meanwhile. */
import { Button, TextInput } from "@mantine/core";
import { whole } from "@/features/segments/rule";
import { RuleError } from "@/features/segments/ui/RuleError";
import classes from "@/features/segments/ui/RuleEditor.module.css";
import type { DraftState } from "@/features/segments/useDraft";
import { useT } from "@/shared/i18n";
import { Actions, Row } from "@/shared/ui/layout";

export function Words({ draft }: { draft: DraftState }) {
  const t = useT();
  const { words, change } = draft;
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    draft.save();
  };
  return (
    <form className={classes.saving} onSubmit={submit}>
      <div className={classes.fields}>
        <TextInput label={t("segments.name")} required withAsterisk={false} maxLength={120} value={words.name} onChange={(event) => change({ name: event.currentTarget.value })} />
        <TextInput label={t("segments.code")} required withAsterisk={false} pattern="[a-z0-9_]{1,60}" maxLength={60} title={t("segments.code.help")} value={words.code} onChange={(event) => change({ code: event.currentTarget.value })} />
        <TextInput wrapperProps={{ "data-whole": true }} label={t("segments.description")} maxLength={1000} value={words.description} onChange={(event) => change({ description: event.currentTarget.value })} />
      </div>
      {draft.behind ? <Behind draft={draft} /> : <Saving draft={draft} />}
    </form>
  );
}

function Saving({ draft: { words, dirty, mine, backToMine, pending, error } }: { draft: DraftState }) {
  const t = useT();
  const unfinished = words.rule !== null && !whole(words.rule);
  return (
    <>
      <RuleError error={error} rule={words.rule} />
      {mine && !dirty && (
        <div className={classes.meanwhile} role="status">
          <p>{t("segments.meanwhile.theirs")}</p>
          <Button size="compact-md" variant="default" onClick={backToMine}>
            {t("segments.meanwhile.back")}
          </Button>
        </div>
      )}
      <Actions>
        {(unfinished || dirty) && <p className={classes.hint}>{t(unfinished ? "segments.unfinished" : "segments.unsaved")}</p>}
        <Button type="submit" variant={words.rule ? "filled" : "default"} loading={pending} disabled={unfinished}>
          {t("action.save")}
        </Button>
      </Actions>
    </>
  );
}

/** Nothing typed here is lost by either button. */
function Behind({ draft: { words, saveOver, showTheirs } }: { draft: DraftState }) {
  const t = useT();
  const unfinished = words.rule !== null && !whole(words.rule);
  return (
    <div className={classes.meanwhile} role="alert">
      <p>
        {t("error.segments.changed_meanwhile")} {t("segments.meanwhile.lost")}
      </p>
      <Row wrap>
        <Button variant="default" onClick={showTheirs}>
          {t("segments.meanwhile.show")}
        </Button>
        <Button variant="default" disabled={unfinished} onClick={saveOver}>
          {t("segments.meanwhile.over")}
        </Button>
      </Row>
    </div>
  );
}
