/** A screen outside the inbox: title, one primary action, content. */
import type { ReactNode } from "react";
import { Icon } from "@/shared/ui/icons";
import { useTitle } from "@/shared/ui/useTitle";
import classes from "@/shared/ui/Page.module.css";

interface Props {
  title: string;
  /** What changes for customers, in a line. */
  lead?: string;
  action?: ReactNode;
  /** Filters under the title. */
  tools?: ReactNode;
  width?: "form" | "table";
  /** A link to the screen this one belongs to. */
  back?: ReactNode;
  children: ReactNode;
}

export function Page({ title, lead, action, tools, width = "table", back, children }: Props) {
  useTitle(title);
  return (
    <div className={classes.scroll}>
      <div className={classes.page} data-width={width}>
        {back && (
          <div className={classes.back}>
            <Icon name="back" size={16} />
            {back}
          </div>
        )}
        <header className={classes.head}>
          <div className={classes.words}>
            <h1 className={classes.title}>{title}</h1>
            {lead && <p className={classes.lead}>{lead}</p>}
          </div>
          {action}
        </header>
        {tools && <div className={classes.tools}>{tools}</div>}
        {children}
      </div>
    </div>
  );
}

interface SectionProps {
  title: string;
  lead?: string;
  action?: ReactNode;
  children: ReactNode;
}

export function Section({ title, lead, action, children }: SectionProps) {
  return (
    <section className={classes.section}>
      <header className={classes.head}>
        <div className={classes.words}>
          <h2 className={classes.heading}>{title}</h2>
          {lead && <p className={classes.lead}>{lead}</p>}
        </div>
        {action}
      </header>
      {children}
    </section>
  );
}
