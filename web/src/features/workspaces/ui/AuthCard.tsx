/** The frame of every screen before sign-in: a mark, a title, one form. */
import type { ReactNode } from "react";
import { useI18n } from "@/shared/i18n";
import { useTitle } from "@/shared/ui/useTitle";
import classes from "@/features/workspaces/ui/AuthCard.module.css";

export function AuthCard({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const { locale, setLocale } = useI18n();
  useTitle(title);
  const other = locale === "ru" ? "en" : "ru";
  return (
    <main className={classes.ground}>
      <div className={classes.card}>
        <img src="/favicon.svg" alt="" width={40} height={40} />
        <h1 className={classes.title}>{title}</h1>
        {lead && <p className={classes.lead}>{lead}</p>}
        {children}
      </div>
      <button type="button" className={classes.language} lang={other} onClick={() => setLocale(other)}>
        {other === "ru" ? "Русский" : "English"}
      </button>
    </main>
  );
}
