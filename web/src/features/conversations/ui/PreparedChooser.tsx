/** One of the templates that the provider has approved: chosen, filled in, seen as the customer will see it, sent. */
import { Button, FileButton, TextInput } from "@mantine/core";
import { useCallback, useState } from "react";
import { useT } from "@/shared/i18n";
import type { PreparedOffer } from "@/shared/api/types";
import type { Draft } from "@/features/conversations/api/send";
import { aroundBlank, openBlanks, PreparedPreview, PreparedSelect, preparedText, storedOf, UploadList, useUploads, type Upload } from "@/features/delivery";
import classes from "@/features/conversations/ui/Composer.module.css";

const VALUE_MAX = 1024;
const ACCEPTS: Record<string, string> = { image: "image/jpeg,image/png", video: "video/mp4,video/3gpp", document: "*/*" };

export type PreparedUse = NonNullable<Draft["prepared"]>;

export interface PreparedDraft {
  text: string;
  attachment_ids: string[];
  prepared: PreparedUse;
}

interface Props {
  offers: PreparedOffer[];
  /** What was taken back by an undo. */
  back?: PreparedUse | null;
  /** What else keeps it from going: nobody to send it to, say. */
  held?: boolean;
  sending?: boolean;
  onSend: (draft: PreparedDraft, uploads: Upload[]) => void;
}

export function PreparedChooser({ offers, back = null, ...filling }: Props) {
  const t = useT();
  const [chosenId, setChosenId] = useState(back?.prepared_id ?? null);
  const chosen = offers.find(({ prepared }) => prepared.id === chosenId);
  return (
    <>
      <PreparedSelect label={t("prepared.choose")} notFound={t("prepared.not_found")} offers={offers.map(({ prepared }) => prepared)} value={chosen ? chosenId : null} onChange={setChosenId} />
      {chosen && <Filling key={chosen.prepared.id} offer={chosen} known={back?.prepared_id === chosenId ? back.values : chosen.values} {...filling} />}
    </>
  );
}

interface FillingProps extends Omit<Props, "offers" | "back"> {
  offer: PreparedOffer;
  known: Record<string, string>;
}

function Filling({ offer: { prepared }, known, held, sending, onSend }: FillingProps) {
  const t = useT();
  const { message } = prepared;
  const { blanks, media } = message;
  const [values, setValues] = useState(known);
  const files = useUploads([], useCallback(() => undefined, []));
  const stored = storedOf(files.uploads);
  const ready = !held && openBlanks(message, values).length === 0 && (media ? stored.length === 1 : true);
  const send = (event: React.SyntheticEvent) => {
    event.preventDefault();
    onSend({ text: preparedText(message, values), attachment_ids: stored.map(({ id }) => id), prepared: { prepared_id: prepared.id, values } }, files.uploads);
  };
  return (
    <form onSubmit={send} className={classes.filling}>
      {blanks.map(({ name, example }) => (
        <TextInput key={name} label={aroundBlank(name, message)} placeholder={example} required maxLength={VALUE_MAX} value={values[name] ?? ""} onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })} />
      ))}
      {media && files.uploads.length === 0 && (
        <FileButton accept={ACCEPTS[media] ?? "*/*"} onChange={(file) => file && files.add([file])}>
          {(props) => (
            <Button {...props} variant="default" size="xs">
              {t("prepared.file")}
            </Button>
          )}
        </FileButton>
      )}
      <UploadList uploads={files.uploads} onRemove={files.remove} onRetry={files.retry} />
      <PreparedPreview message={message} values={values} />
      <div className={classes.sendPrepared}>
        <Button type="submit" size="sm" disabled={!ready} loading={sending ?? false}>
          {t("composer.send")}
        </Button>
      </div>
    </form>
  );
}
