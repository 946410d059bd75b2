/** A mail as it was designed, in a frame without scripts; pictures from elsewhere load only when asked, for they tell
 *  the sender that the mail was opened. */
import { useMemo, useRef } from "react";
import { useT } from "@/shared/i18n";
import type { Attachment } from "@/shared/api/types";
import { useFold } from "@/features/conversations/ui/folds";
import classes from "@/features/conversations/ui/HtmlMail.module.css";

const HEIGHT_FIRST = 160;
const HEIGHT_MAX = 4_000;
const REMOTE = /(?:src|background|url\()\s*=?\s*["'(]?\s*https?:/i;

interface Props {
  /** Of the message. */
  id: string;
  html: string;
  attachments: Attachment[];
}

export function HtmlMail({ id, html, attachments }: Props) {
  const t = useT();
  const [remote, setRemote] = useFold(`${id} pictures`, false);
  const [height, setHeight] = useFold(`${id} height`, HEIGHT_FIRST);
  const frame = useRef<HTMLIFrameElement>(null);
  const page = useMemo(() => mailPage(withInlinePictures(html, attachments), remote), [html, attachments, remote]);
  const fit = () => {
    const tall = frame.current?.contentDocument?.documentElement.scrollHeight;
    if (tall) setHeight(Math.min(tall, HEIGHT_MAX));
  };
  return (
    <div className={classes.mail}>
      {!remote && REMOTE.test(html) && (
        <button type="button" className={classes.remote} onClick={() => setRemote(true)}>
          {t("thread.html.show_pictures")}
        </button>
      )}
      <iframe
        ref={frame}
        title={t("thread.html.title")}
        className={classes.frame}
        style={{ height }}
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
        srcDoc={page}
        onLoad={fit}
      />
    </div>
  );
}

function withInlinePictures(html: string, attachments: Attachment[]): string {
  return attachments.reduce((page, { content_id, url }) => (content_id ? page.replaceAll(`cid:${content_id}`, `${url}?inline=1`) : page), html);
}

/** Scripts cannot run (sandbox) and nothing may be fetched but what the policy names. */
function mailPage(html: string, remote: boolean): string {
  const pictures = remote ? "'self' data: https: http:" : "'self' data:";
  const policy = `default-src 'none'; img-src ${pictures}; style-src 'unsafe-inline'; font-src data:`;
  const style = "body{margin:0;padding:12px;font:14px/1.45 system-ui,sans-serif;color:#151922;background:#fff;overflow-wrap:anywhere}img,table{max-width:100%;height:auto}";
  return `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><base target="_blank"><style>${style}</style>${html}`;
}
