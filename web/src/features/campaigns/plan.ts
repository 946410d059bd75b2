/** A campaign as it is written: small changes of the plan, and the words for what it holds. */
import type { Campaign, CampaignPlan, CampaignState } from "@/shared/api/types";
import type { Tone } from "@/shared/ui/Status";

/** What each step of writing is given. */
export interface StepProps {
  campaign: Campaign;
  plan: CampaignPlan;
  readOnly: boolean;
  onChange: (plan: CampaignPlan) => void;
}

type Channel = CampaignPlan["channels"][number];
type Saying = Channel["sayings"][number];

export const VARIANTS_MAX = 6;
export const MOVING: readonly CampaignState[] = ["scheduled", "running", "deciding"];

export const STATES: CampaignState[] = ["draft", "awaiting", "scheduled", "running", "deciding", "paused", "finished", "stopped"];

export const TONES: Record<CampaignState, Tone> = { draft: "quiet", awaiting: "soon", scheduled: "soon", running: "going", deciding: "soon", paused: "soon", finished: "kept", stopped: "broken" };

const NOTHING: Saying = { template_id: null, number: null, prepared_id: null, values: {} };

/** A, B, C … or the name that was given. */
export function variantName(plan: CampaignPlan, variant: number): string {
  return plan.variants[variant]?.name || String.fromCharCode("A".charCodeAt(0) + variant);
}

export function addChannel(plan: CampaignPlan, channelId: string): CampaignPlan {
  return { ...plan, channels: [...plan.channels, { channel_id: channelId, sayings: plan.variants.map(() => NOTHING) }] };
}

export function dropChannel(plan: CampaignPlan, at: number): CampaignPlan {
  return { ...plan, channels: plan.channels.filter((_, index) => index !== at) };
}

export function moveChannel(plan: CampaignPlan, at: number, by: -1 | 1): CampaignPlan {
  const channels = [...plan.channels];
  const [moved] = channels.splice(at, 1);
  if (moved) channels.splice(at + by, 0, moved);
  return { ...plan, channels };
}

/** What a variant says by a channel; where all say the same from now on each says its own. */
export function say(plan: CampaignPlan, at: number, variant: number, change: Partial<Saying>): CampaignPlan {
  return { ...plan, channels: plan.channels.map((channel, index) => (index === at ? { ...channel, sayings: evened(channel, plan.variants.length).map((one, number) => (number === variant ? { ...one, ...change } : one)) } : channel)) };
}

export function setVariants(plan: CampaignPlan, count: number): CampaignPlan {
  const variants = Array.from({ length: count }, (_, index) => plan.variants[index] ?? { name: "", share: 1 });
  return { ...plan, variants, test: count < 2 ? null : plan.test, channels: plan.channels.map((channel) => ({ ...channel, sayings: evened(channel, count) })) };
}

export function sayingOf(channel: Channel, variant: number): Saying {
  return channel.sayings[channel.sayings.length > 1 ? variant : 0] ?? NOTHING;
}

function evened(channel: Channel, count: number): Saying[] {
  return Array.from({ length: count }, (_, variant) => sayingOf(channel, variant));
}

/** "103 156 %" of what was spent; tenths only while they matter. */
export function percentOf(percent: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: Math.abs(percent) < 100 ? 1 : 0 }).format(percent / 100);
}

/** "12,3 %" of a whole; a dash where there is no whole. */
export function share(part: number, whole: number, locale: string): string {
  return whole ? new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(part / whole) : "—";
}
