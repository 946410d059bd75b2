/** A state in a word with a colour and a shape, never the colour alone. */
import classes from "@/shared/ui/Status.module.css";
import { Icon, type IconName } from "@/shared/ui/icons";

/** `going`: we are at it now. */
export type Tone = "kept" | "soon" | "broken" | "quiet" | "going";

const ICONS: Record<Tone, IconName> = { kept: "check", soon: "clock", broken: "alert", quiet: "ring", going: "send" };

export function Status({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={classes.status} data-tone={tone}>
      <Icon name={ICONS[tone]} size={14} />
      {children}
    </span>
  );
}

export function Tag({ children }: { children: string }) {
  return <span className={classes.tag}>{children}</span>;
}
