/** Where the window is closed: a template that the provider has approved, filled in, seen as the customer will see it. */
import { Button, FileButton, Select, TextInput } from "@mantine/core";
import { useCallback, useState } from "react";
import { useT } from "@/shared/i18n";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import type { PreparedOffer } from "@/shared/api/types";
import { usePreparedOffers } from "@/features/conversations/api/prepared";
import type { Draft } from "@/features/conversations/api/send";
import { outbox } from "@/features/conversations/outbox";
import { aroundBlank, openBlanks, PreparedPreview, preparedText, storedOf, UploadList, useUploads } from "@/features/delivery";
import classes from "@/features/conversations/ui/Composer.module.css";

const VALUE_MAX = 1024;
const ACCEPTS: Record<string, string> = { image: "image/jpeg,image/png", video: "video/mp4,video/3gpp", document: "*/*" };

export type PreparedUse = NonNullable<Draft["prepared"]>;

interface Props {
  conversationId: string;
  /** What was taken back by an undo. */
  back: PreparedUse | null;
}

export default function PreparedBox({ conversationId, back }: Props) {
  const t = useT();
  const query = usePreparedOffers(conversationId);
  if (query.isPending) return <SkeletonRows rows={2} height={36} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.data.length === 0) return <p className={classes.hint}>{t("prepared.none_approved")}</p>;
  return <Chooser conversationId={conversationId} offers={query.data} back={back} />;
}

function Chooser({ conversationId, offers, back }: Props & { offers: PreparedOffer[] }) {
  const t = useT();
  const [chosenId, setChosenId] = useState(back?.prepared_id ?? null);
  const chosen = offers.find(({ prepared }) => prepared.id === chosenId);
  const data = offers.map(({ prepared: { id, message } }) => ({ value: id, label: `${message.name} (${message.language})` }));
  return (
    <div className={classes.prepared}>
      <p className={classes.closed}>{t("prepared.window_closed")}</p>
      <Select label={t("prepared.choose")} placeholder={t("prepared.choose.placeholder")} searchable nothingFoundMessage={t("prepared.not_found")} data={data} value={chosen ? chosenId : null} onChange={setChosenId} />
      {chosen && <Filling key={chosen.prepared.id} conversationId={conversationId} offer={chosen} known={back?.prepared_id === chosenId ? back.values : chosen.values} onSent={() => setChosenId(null)} />}
    </div>
  );
}

interface FillingProps {
  conversationId: string;
  offer: PreparedOffer;
  known: Record<string, string>;
  onSent: () => void;
}

function Filling({ conversationId, offer: { prepared }, known, onSent }: FillingProps) {
  const t = useT();
  const { message } = prepared;
  const { blanks, media } = message;
  const [values, setValues] = useState(known);
  const files = useUploads([], useCallback(() => undefined, []));
  const stored = storedOf(files.uploads);
  const ready = openBlanks(message, values).length === 0 && (media ? stored.length === 1 : true);
  const send = (event: React.SyntheticEvent) => {
    event.preventDefault();
    const draft = { text: preparedText(message, values), attachment_ids: stored.map(({ id }) => id), prepared: { prepared_id: prepared.id, values } };
    outbox.hold(conversationId, draft, files.uploads);
    onSent();
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
      <Button type="submit" size="sm" disabled={!ready} style={{ justifySelf: "end" }}>
        {t("composer.send")}
      </Button>
    </form>
  );
}
