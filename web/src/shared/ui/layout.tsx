/** The three arrangements most screens are made of. */
import type { ReactNode } from "react";
import classes from "@/shared/ui/layout.module.css";

type Gap = 1 | 2 | 3 | 4 | 5;

export function Stack({ gap = 4, children }: { gap?: Gap; children: ReactNode }) {
  return (
    <div className={classes.stack} style={{ gap: `var(--space-${gap})` }}>
      {children}
    </div>
  );
}

export function Row({ gap = 2, wrap = false, children }: { gap?: Gap; wrap?: boolean; children: ReactNode }) {
  return (
    <div className={classes.row} data-wrap={wrap || undefined} style={{ gap: `var(--space-${gap})` }}>
      {children}
    </div>
  );
}

/** A form's buttons: the primary one last, to the right. */
export function Actions({ children }: { children: ReactNode }) {
  return <div className={classes.actions}>{children}</div>;
}

/** Term and value pairs. */
export function Facts({ items }: { items: [string, ReactNode][] }) {
  return (
    <dl className={classes.facts}>
      {items.map(([term, value], at) => (
        <div key={`${at}/${term}`} className={classes.fact}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
