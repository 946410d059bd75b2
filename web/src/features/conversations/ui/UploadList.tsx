import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Icon } from "@/shared/ui/icons";
import { sayError } from "@/shared/ui/states";
import type { Upload } from "@/features/conversations/useUploads";
import classes from "@/features/conversations/ui/Composer.module.css";

export function UploadList({ uploads, onRemove }: { uploads: Upload[]; onRemove: (key: string) => void }) {
  const i18n = useI18n();
  const format = useFormat();
  if (uploads.length === 0) return null;
  return (
    <ul className={classes.uploads}>
      {uploads.map((upload) => (
        <li key={upload.key} data-tone={upload.error ? "broken" : undefined}>
          <Icon name={upload.error ? "alert" : "file"} size={16} />
          <span className={classes.uploadName}>{upload.name}</span>
          <span className={classes.uploadSize}>
            {upload.error ? sayError(upload.error, i18n) : upload.id ? format.size(upload.size) : <progress value={upload.share} max={1} aria-label={upload.name} />}
          </span>
          <IconButton icon="close" label={i18n.t("composer.remove_file", { name: upload.name })} onClick={() => onRemove(upload.key)} />
        </li>
      ))}
    </ul>
  );
}
