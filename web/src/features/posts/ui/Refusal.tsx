import classes from "@/features/posts/Posts.module.css";
import { sayRefusal } from "@/features/posts/words";
import { useI18n } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import { codeOf } from "@/shared/ui/states";

export function Refusal({ error }: { error: unknown }) {
  const i18n = useI18n();
  if (!error) return null;
  return (
    <p className={classes.refusal} role="alert" title={codeOf(error)}>
      <Icon name="alert" size={16} />
      {sayRefusal(error, i18n)}
    </p>
  );
}
