/** Beside the button that sends: later instead, and by which keys. */
import { Button, Menu } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import { useToasts } from "@/shared/ui/toasts";
import { useHotkeys } from "@/shared/ui/useHotkeys";
import { plannedChoices } from "@/features/conversations/planned";
import type { ComposerState } from "@/features/conversations/useComposer";
import classes from "@/features/conversations/ui/Composer.module.css";

const PlanPanel = lazy(() => import("@/features/conversations/ui/PlanPanel").then(({ PlanPanel: component }) => ({ default: component })));

interface Props {
  composer: ComposerState;
  enterSends: boolean;
  onEnterSends: (value: boolean) => void;
}

export function SendMenu({ composer, enterSends, onEnterSends }: Props) {
  const t = useT();
  const [choosing, setChoosing] = useState(false);
  const mayPlan = composer.mode === "reply" && composer.maySend;
  useHotkeys({ ...(mayPlan && { "composer.plan": () => setChoosing(true) }) });
  return (
    <>
      <Menu position="top-end" width={290} shadow="md" withinPortal>
        <Menu.Target>
          <Button size="sm" px={8} aria-label={t("composer.send.options")} className={classes.sendMore}>
            <span aria-hidden="true">▾</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {composer.mode === "reply" && <Later composer={composer} mayPlan={mayPlan} onChoose={() => setChoosing(true)} />}
          <Menu.Label>{t("composer.send.by")}</Menu.Label>
          <Menu.Item onClick={() => onEnterSends(false)} rightSection={enterSends ? null : "✓"}>
            Ctrl+Enter
          </Menu.Item>
          <Menu.Item onClick={() => onEnterSends(true)} rightSection={enterSends ? "✓" : null}>
            Enter
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>{choosing && <PlanPanel title={t("planned.title")} submit={t("planned.submit")} onSubmit={({ at, onlyUnanswered }) => composer.plan(at, onlyUnanswered)} onClose={() => setChoosing(false)} />}</Suspense>
    </>
  );
}

/** Rendered as the menu opens, so the moments are counted from then. */
function Later({ composer, mayPlan, onChoose }: { composer: ComposerState; mayPlan: boolean; onChoose: () => void }) {
  const t = useT();
  const format = useFormat();
  const navigate = useNavigate();
  const { tellError } = useToasts();
  const [now] = useState(() => new Date());
  return (
    <>
      <Menu.Label>{t("planned.title")}</Menu.Label>
      {plannedChoices(now).map(({ title, at }) => (
        <Menu.Item key={title} disabled={!mayPlan} rightSection={<span className={classes.aside}>{title === "planned.quick.hour" ? format.clock(at) : ""}</span>} onClick={() => void composer.plan(at, false).catch(tellError)}>
          {t(title)}
        </Menu.Item>
      ))}
      <Menu.Item disabled={!mayPlan} leftSection={<Icon name="clock" size={16} />} onClick={onChoose}>
        {t("planned.moment")}
      </Menu.Item>
      <Menu.Item leftSection={<Icon name="list" size={16} />} onClick={() => void navigate({ to: "/planned" })}>
        {t("planned.mine")}
      </Menu.Item>
      <Menu.Divider />
    </>
  );
}
