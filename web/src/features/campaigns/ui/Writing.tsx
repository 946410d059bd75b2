/** A draft, step by step: whom it is for, what it says, when it goes, what stands in its way. Kept as it is written. */
import { Button, Menu, Tabs, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useCopyCampaign, useDeleteCampaign, useReview, useSaveCampaign } from "@/features/campaigns/api/campaigns";
import { STEPS, type Step } from "@/features/campaigns/findings";
import { AudienceStep } from "@/features/campaigns/ui/AudienceStep";
import classes from "@/features/campaigns/ui/Campaigns.module.css";
import { LaunchStep } from "@/features/campaigns/ui/LaunchStep";
import { MessageStep } from "@/features/campaigns/ui/MessageStep";
import { WhenStep } from "@/features/campaigns/ui/WhenStep";
import { useMay } from "@/features/workspaces";
import type { Campaign, CampaignPlan } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import { useDeskSearch } from "@/shared/search";
import { Row } from "@/shared/ui/layout";
import { Page } from "@/shared/ui/Page";
import { ErrorLine } from "@/shared/ui/states";
import { useDebounced } from "@/shared/ui/useDebounced";

const KEEP_WAIT_MS = 700;

export function Writing({ saved }: { saved: Campaign }) {
  const t = useT();
  const navigate = useNavigate();
  const { part } = useDeskSearch();
  const step: Step = STEPS.find((one) => one === part) ?? "audience";
  const draft = useDraft(saved);
  const review = useReview(saved.id);
  const go = (to: string | null) => void navigate({ to: "/campaigns/$campaignId", params: { campaignId: saved.id }, search: { part: to ?? undefined }, replace: true });
  const next = STEPS[STEPS.indexOf(step) + 1];
  const shared = { campaign: saved, plan: draft.plan, readOnly: draft.readOnly, onChange: draft.change };
  return (
    <Page title={draft.name} back={<Link to="/campaigns">{t("nav.campaigns")}</Link>} action={<Acts saved={saved} kept={draft.kept} />}>
      <TextInput className={classes.name} label={t("campaigns.name")} value={draft.name} maxLength={200} readOnly={draft.readOnly} onChange={(event) => draft.rename(event.currentTarget.value)} />
      <Tabs value={step} onChange={go} keepMounted={false}>
        <Tabs.List className={classes.steps}>
          {STEPS.map((one, index) => (
            <Tabs.Tab key={one} value={one}>
              <span className={classes.number}>{index + 1}. </span>
              {t(`campaigns.step.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="audience" pt="lg">
          <AudienceStep {...shared} review={review.data} />
        </Tabs.Panel>
        <Tabs.Panel value="message" pt="lg">
          <MessageStep {...shared} />
        </Tabs.Panel>
        <Tabs.Panel value="when" pt="lg">
          <WhenStep {...shared} />
        </Tabs.Panel>
        <Tabs.Panel value="launch" pt="lg">
          <LaunchStep {...shared} kept={draft.kept} review={review} />
        </Tabs.Panel>
      </Tabs>
      <ErrorLine error={draft.error} />
      {next && (
        <Row>
          <Button variant="default" onClick={() => go(next)}>
            {t("campaigns.next", { step: t(`campaigns.step.${next}`) })}
          </Button>
        </Row>
      )}
    </Page>
  );
}

/** What is being written, over which revision; a moment after the last change it is kept. */
function useDraft(saved: Campaign) {
  const mayWrite = useMay("campaigns.write");
  const [plan, setPlan] = useState<CampaignPlan>(saved.plan);
  const [name, setName] = useState(saved.name);
  const [revision, setRevision] = useState(saved.revision);
  const [keptAs, setKeptAs] = useState({ plan, name });
  const dirty = plan !== keptAs.plan || name !== keptAs.name;
  const save = useSaveCampaign(saved.id);
  const settled = useDebounced({ plan, name }, KEEP_WAIT_MS);
  const { mutate, isPending, isError, reset } = save;
  useEffect(() => {
    if (!dirty || isPending || isError || settled.plan !== plan || settled.name !== name || !name.trim()) return;
    mutate({ revision, ...settled }, { onSuccess: (kept) => { setRevision(kept.revision); setKeptAs(settled); } });
  }, [dirty, isPending, isError, settled, plan, name, revision, mutate]);
  // One that is on its way is waited for: its answer is the revision over which the next is kept.
  const tryAgain = () => isError && reset();
  const change = (next: CampaignPlan) => {
    tryAgain();
    setPlan(next);
  };
  const rename = (next: string) => {
    tryAgain();
    setName(next);
  };
  return { plan, name, change, rename, kept: !dirty && !isPending, error: save.error, readOnly: !mayWrite };
}

function Acts({ saved, kept }: { saved: Campaign; kept: boolean }) {
  const t = useT();
  const navigate = useNavigate();
  const mayWrite = useMay("campaigns.write");
  const copy = useCopyCampaign(saved.id);
  const remove = useDeleteCampaign(saved.id);
  const copied = () => copy.mutate(t("campaigns.copy.name", { name: saved.name }), { onSuccess: ({ id }) => void navigate({ to: "/campaigns/$campaignId", params: { campaignId: id } }) });
  return (
    <Row gap={3} wrap>
      <span className={classes.about} role="status">
        {t(kept ? "campaigns.kept" : "campaigns.keeping")}
      </span>
      {mayWrite && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" aria-label={t("action.more_acts")} px={10}>
              <Icon name="more" size={18} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={copied}>{t("campaigns.copy")}</Menu.Item>
            <Menu.Item onClick={() => remove.mutate(undefined, { onSuccess: () => void navigate({ to: "/campaigns" }) })}>{t("campaigns.delete")}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </Row>
  );
}
