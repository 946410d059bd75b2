/** Files dropped anywhere on the conversation go to its composer. A shortcut: the attach button does the same by keyboard. */
import { useRef, useState, type DragEvent, type ReactNode } from "react";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import classes from "@/features/conversations/ui/DropZone.module.css";

interface Props {
  className: string | undefined;
  label: string;
  /** Null where nothing may be written. */
  onFiles: ((files: File[]) => void) | null;
  children: ReactNode;
}

export function DropZone({ className, label, onFiles, children }: Props) {
  const t = useT();
  const [over, setOver] = useState(false);
  // Every child entered is told of before the one left: the depth says when the last one is left.
  const depth = useRef(0);
  const guard = (change: number) => (event: DragEvent) => {
    if (!onFiles || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    depth.current += change;
    setOver(depth.current > 0);
  };
  const drop = (event: DragEvent) => {
    depth.current = 0;
    setOver(false);
    if (!onFiles || event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    onFiles([...event.dataTransfer.files]);
  };
  return (
    <section className={className} aria-label={label} onDragEnter={guard(1)} onDragLeave={guard(-1)} onDragOver={guard(0)} onDrop={drop}>
      {children}
      {over && (
        <div className={classes.over} aria-hidden="true">
          <span className={classes.words}>
            <Icon name="clip" size={22} />
            {t("composer.drop")}
          </span>
        </div>
      )}
    </section>
  );
}
