/** Pictures of a post: chosen from the disk, taken away one by one. */
import { Button } from "@mantine/core";
import { useRef } from "react";
import { useAddPicture } from "@/features/posts/api/posts";
import { PICTURES_MAX } from "@/features/posts/post";
import classes from "@/features/posts/Posts.module.css";
import { API } from "@/shared/api/http";
import type { PostPicture } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { FileInput } from "@/shared/ui/FileInput";
import { IconButton } from "@/shared/ui/IconButton";
import { ErrorLine } from "@/shared/ui/states";

interface Props {
  pictures: PostPicture[];
  onAdd: (picture: PostPicture) => void;
  onDrop: (id: string) => void;
}

export function Pictures({ pictures, onAdd, onDrop }: Props) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const add = useAddPicture();
  return (
    <div className={classes.field}>
      <span className={classes.label}>{t("posts.pictures")}</span>
      {pictures.length > 0 && (
        <ul className={classes.pictures}>
          {pictures.map((one) => (
            <li key={one.id}>
              <Shown picture={one} />
              <IconButton className={classes.drop} icon="close" label={t("posts.picture.drop", { name: one.name })} onClick={() => onDrop(one.id)} />
            </li>
          ))}
        </ul>
      )}
      <FileInput ref={input} label={t("posts.picture.add")} accept="image/jpeg,image/png,image/webp,image/gif" onChoose={(file) => add.mutate(file, { onSuccess: onAdd })} />
      <ErrorLine error={add.error} />
      <Button variant="default" size="compact-sm" loading={add.isPending} disabled={pictures.length >= PICTURES_MAX} onClick={() => input.current?.click()}>
        {t("posts.picture.add")}
      </Button>
    </div>
  );
}

export function PicturesShown({ pictures }: { pictures: readonly PostPicture[] }) {
  if (pictures.length === 0) return null;
  return (
    <ul className={classes.pictures}>
      {pictures.map((one) => (
        <li key={one.id}>
          <Shown picture={one} />
        </li>
      ))}
    </ul>
  );
}

function Shown({ picture: { id, name } }: { picture: PostPicture }) {
  return <img src={`${API}/files/${id}?inline=true`} alt={name} loading="lazy" decoding="async" />;
}
