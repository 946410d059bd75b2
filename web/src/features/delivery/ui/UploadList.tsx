/** Files to be carried: on their way with a bar, arrived, or refused with the reason and another try. */
import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Icon } from "@/shared/ui/icons";
import { sayError } from "@/shared/ui/states";
import classes from "@/features/delivery/ui/UploadList.module.css";
import type { Upload } from "@/features/delivery/useUploads";

interface Props {
  uploads: Upload[];
  onRemove: (key: string) => void;
  onRetry: (key: string, file: File) => void;
}

export function UploadList({ uploads, onRemove, onRetry }: Props) {
  const { t } = useI18n();
  if (uploads.length === 0) return null;
  return (
    <ul className={classes.uploads} aria-label={t("composer.files")}>
      {uploads.map((upload) => (
        <li key={upload.key} data-tone={upload.error ? "broken" : undefined}>
          <Icon name={upload.error ? "alert" : "file"} size={16} />
          <span className={classes.name} title={upload.name}>{upload.name}</span>
          <State upload={upload} />
          {Boolean(upload.error) && upload.file && <IconButton icon="retry" label={t("action.retry")} onClick={() => upload.file && onRetry(upload.key, upload.file)} />}
          <IconButton icon="close" label={t("composer.remove_file", { name: upload.name })} onClick={() => onRemove(upload.key)} />
        </li>
      ))}
    </ul>
  );
}

function State({ upload }: { upload: Upload }) {
  const i18n = useI18n();
  const format = useFormat();
  if (upload.error) return <span className={classes.size} role="alert">{sayError(upload.error, i18n)}</span>;
  if (upload.id) return <span className={classes.size}>{format.size(upload.size)}</span>;
  const percent = Math.floor(upload.share * 100);
  return (
    <span className={classes.size}>
      <progress value={percent} max={100} aria-label={i18n.t("composer.uploading", { name: upload.name })} />
      <span aria-hidden="true">{format.percent(percent)}</span>
    </span>
  );
}
