/** What I was told, the latest first; opening one reads it and shows what it is about. */
import { Button, Drawer } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useI18n } from "@/shared/i18n";
import { useFormat } from "@/shared/format";
import { Icon } from "@/shared/ui/icons";
import { More } from "@/shared/ui/More";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { TimeAgo } from "@/shared/ui/TimeAgo";
import type { Notification } from "@/shared/api/types";
import { useNotifications, useReadNotification, useUnread } from "@/features/notifications/api/notifications";
import { pathOf, sentenceOf } from "@/features/notifications/words";
import classes from "@/features/notifications/ui/Panel.module.css";

export function Panel({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  const navigate = useNavigate();
  const unread = useUnread();
  const { mutate: read, isPending } = useReadNotification();
  return (
    <Drawer opened onClose={onClose} position="left" size={400} title={t("notifications.title")} closeButtonProps={{ "aria-label": t("action.close") }}>
      <div className={classes.tools}>
        <Button size="xs" variant="default" disabled={unread === 0} loading={isPending} onClick={() => read(undefined)}>
          {t("notifications.read_all")}
        </Button>
        <Button size="xs" variant="subtle" onClick={() => { onClose(); void navigate({ to: "/settings/notifications" }); }}>
          {t("notifications.settings")}
        </Button>
      </div>
      <List onOpen={onClose} />
    </Drawer>
  );
}

function List({ onOpen }: { onOpen: () => void }) {
  const { t } = useI18n();
  const query = useNotifications();
  if (query.isPending) return <SkeletonRows rows={5} height={44} />;
  if (!query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const told = query.data.pages.flatMap(({ items }) => items);
  if (told.length === 0) return <Empty icon="bell" title={t("notifications.empty")} text={t("notifications.empty.text")} />;
  return (
    <>
      <ul className={classes.list}>
        {told.map((one) => (
          <li key={one.id}>
            <Line told={one} onOpen={onOpen} />
          </li>
        ))}
      </ul>
      <More query={query} />
    </>
  );
}

function Line({ told, onOpen }: { told: Notification; onOpen: () => void }) {
  const i18n = useI18n();
  const format = useFormat();
  const navigate = useNavigate();
  const { mutate: read } = useReadNotification();
  const path = pathOf(told);
  const open = () => {
    if (!told.read_at) read(told.id);
    if (!path) return;
    onOpen();
    void navigate({ href: path });
  };
  return (
    <button type="button" className={classes.line} data-unread={!told.read_at || undefined} onClick={open}>
      <span className={classes.dot} aria-hidden="true" />
      <span className={classes.words}>
        {!told.read_at && <span className="unseen">{i18n.t("notifications.unread")} </span>}
        {sentenceOf(told, i18n, format)}
        <small>
          <TimeAgo at={told.at} />
        </small>
      </span>
      {path && <Icon name="forward" size={16} />}
    </button>
  );
}
