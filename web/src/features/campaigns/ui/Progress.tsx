/** A campaign that was launched: where it is, what may be done with it, what it did and brought, why somebody got it. */
import { Button, Menu } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useActOn, useCopyCampaign, useFigures, type Act } from "@/features/campaigns/api/campaigns";
import { MOVING, TONES } from "@/features/campaigns/plan";
import classes from "@/features/campaigns/ui/Campaigns.module.css";
import { Contest } from "@/features/campaigns/ui/Contest";
import { Explain } from "@/features/campaigns/ui/Explain";
import { Figures } from "@/features/campaigns/ui/Figures";
import { MoneyStop } from "@/features/campaigns/ui/MoneyStop";
import { Stock } from "@/features/campaigns/ui/Stock";
import { sayCode } from "@/features/campaigns/words";
import { useMay, useMe } from "@/features/workspaces";
import type { Campaign, CampaignState, Permission } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useI18n, useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import { Confirm } from "@/shared/ui/Confirm";
import { Export } from "@/shared/ui/Export";
import { Row } from "@/shared/ui/layout";
import { Page } from "@/shared/ui/Page";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Status } from "@/shared/ui/Status";

const MAY: Partial<Record<CampaignState, Act[]>> = { awaiting: ["approve", "take_back"], scheduled: ["take_back", "stop"], running: ["pause", "stop"], deciding: ["stop"], paused: ["resume", "stop"] };
const NEEDS: Record<Act, Permission> = { launch: "campaigns.send", take_back: "campaigns.send", approve: "campaigns.approve", pause: "campaigns.send", resume: "campaigns.send", stop: "campaigns.send" };

const MONEY_STOP = "money_stop";

/** It would stop again at once: it goes on with a new budget only. */
const held = ({ state, code }: Campaign) => state === "paused" && code === MONEY_STOP;

export function Progress({ campaign }: { campaign: Campaign }) {
  const t = useT();
  const figures = useFigures(campaign.id, MOVING.includes(campaign.state));
  return (
    <Page title={campaign.name} back={<Link to="/campaigns">{t("nav.campaigns")}</Link>} action={<Acts campaign={campaign} />}>
      <Standing campaign={campaign} />
      {figures.isPending ? (
        <SkeletonRows rows={8} />
      ) : figures.isLoadingError ? (
        <Failure error={figures.error} retry={() => void figures.refetch()} />
      ) : (
        <>
          {held(campaign) && <MoneyStop campaign={campaign} spent={figures.data.costs[campaign.currency] ?? 0} />}
          {MOVING.includes(campaign.state) && <Stock campaign={campaign} />}
          {figures.data.contest && <Contest campaign={campaign} contest={figures.data.contest} />}
          <Figures campaign={campaign} figures={figures.data} />
        </>
      )}
      <Explain campaign={campaign} />
    </Page>
  );
}

/** Where it is, and why it stands. */
function Standing({ campaign }: { campaign: Campaign }) {
  const i18n = useI18n();
  const { t } = i18n;
  const format = useFormat();
  const moment = campaign.state === "scheduled" && campaign.starts_at ? t("campaigns.starts", { at: `${format.date(campaign.starts_at)}, ${format.clock(campaign.starts_at)}` }) : null;
  return (
    <div className={classes.standing} role="status">
      <Status tone={TONES[campaign.state]}>{t(`campaigns.state.${campaign.state}`)}</Status>
      {campaign.code && campaign.code !== MONEY_STOP && <span>{sayCode(campaign.code, i18n)}</span>}
      {moment && <span>{moment}</span>}
      {campaign.state === "running" && campaign.planned_at === null && <span>{t("campaigns.planning", { count: campaign.people })}</span>}
    </div>
  );
}

function Acts({ campaign }: { campaign: Campaign }) {
  const t = useT();
  const act = useActOn(campaign.id);
  const me = useMe();
  const [stopping, setStopping] = useState(false);
  const own = campaign.launched_by_id === me.operator.id;
  const offered = (MAY[campaign.state] ?? []).filter((one) => me.permissions.includes(NEEDS[one]) && !(one === "approve" && own) && !(one === "resume" && held(campaign)));
  return (
    <div className={classes.acts}>
      <Row gap={2} wrap>
        {offered.map((one) => (
          <Button key={one} size="xs" variant={one === "approve" || one === "resume" ? "filled" : "default"} loading={act.isPending} onClick={() => (one === "stop" ? setStopping(true) : act.mutate(one))}>
            {t(`campaigns.act.${one}`)}
          </Button>
        ))}
        <Export path={`/campaigns/${campaign.id}/figures/export`} />
        <Copy campaign={campaign} />
      </Row>
      <ErrorLine error={act.error} />
      <Confirm opened={stopping} title={t("campaigns.stop.title")} text={t("campaigns.stop.text")} action={t("campaigns.act.stop")} pending={act.isPending} error={act.error} onClose={() => setStopping(false)} onConfirm={() => act.mutate("stop", { onSuccess: () => setStopping(false) })} />
    </div>
  );
}

function Copy({ campaign }: { campaign: Campaign }) {
  const t = useT();
  const navigate = useNavigate();
  const copy = useCopyCampaign(campaign.id);
  if (!useMay("campaigns.write")) return null;
  const copied = () => copy.mutate(t("campaigns.copy.name", { name: campaign.name }), { onSuccess: ({ id }) => void navigate({ to: "/campaigns/$campaignId", params: { campaignId: id } }) });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="xs" aria-label={t("action.more_acts")} px={10}>
          <Icon name="more" size={18} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={copied}>{t("campaigns.copy")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
