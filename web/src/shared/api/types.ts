/** The wire shapes by the desk's own words, made from the generated client; what the server's document leaves open
 *  (a string that is one of a few, a free mapping) is said more narrowly here. */
import type { components } from "@/shared/api/generated.gen";

export type { Page } from "@/shared/api/http";

type Schemas = components["schemas"];
type Narrowed<Base, Change> = Omit<Base, keyof Change> & Change;

export type Me = Schemas["Me"];
export type Self = Schemas["SelfData"];
export type Role = Self["role"];
export type Presence = Self["presence"];
export type Workspace = Schemas["WorkspaceData"];
export type Operator = Schemas["OperatorData"];
export type Invitation = Schemas["InvitationData"];
export type InvitationOffer = Schemas["Offer"];
export type Absence = Schemas["AbsenceOut"];
export interface RoutingTopic {
  skill: string;
  words: string[];
  label_ids: string[];
}
export type RoutingRule = Narrowed<Schemas["RuleOut"], { skills: string[]; topics: RoutingTopic[] }>;
export type RoutingProfile = Narrowed<Schemas["ProfileOut"], { skills: string[]; languages: string[] }>;
export type Queued = Schemas["QueuedOut"];
export type Team = Schemas["TeamData"];
export type ApiToken = Schemas["TokenData"];
export type ApiTokenMade = Schemas["TokenMade"];
export type AuditEntry = Schemas["AuditEntry"];
export type TotpSecret = Schemas["TotpSecret"];

export type Permission =
  | "conversations.read"
  | "conversations.write"
  | "labels.write"
  | "views.write"
  | "contacts.read"
  | "contacts.write"
  | "consents.read"
  | "consents.write"
  | "consents.manage"
  | "personal_data.write"
  | "activity.read"
  | "activity.write"
  | "activity.ingest"
  | "snippets.read"
  | "campaigns.read"
  | "campaigns.write"
  | "campaigns.send"
  | "campaigns.approve"
  | "journeys.read"
  | "journeys.write"
  | "templates.read"
  | "goods.read"
  | "goods.write"
  | "segments.read"
  | "segments.write"
  | "templates.write"
  | "snippets.write"
  | "automations.read"
  | "automations.write"
  | "channels.read"
  | "channels.write"
  | "schedule.read"
  | "schedule.write"
  | "speed.read"
  | "absences.read"
  | "absences.write"
  | "routing.read"
  | "routing.write"
  | "ratings.read"
  | "bonus.read"
  | "bonus.review"
  | "bonus.write"
  | "ratings.write"
  | "promises.read"
  | "promises.write"
  | "reach.read"
  | "reach.write"
  | "targets.read"
  | "targets.write"
  | "tasks.read"
  | "tasks.write"
  | "debts.read"
  | "wall.read"
  | "operators.read"
  | "operators.write"
  | "workspace.write"
  | "tokens.write"
  | "audit.read";

export type Consents = Schemas["ConsentsOut"];
export type Standing = Schemas["StandingOut"];
export type Purpose = Schemas["PurposeOut"];
export type Suppression = Schemas["SuppressionOut"];
export type Sent = Schemas["SentOut"];
export type ImportedSuppressions = Schemas["Imported"];

export type Notification = Schemas["NotificationOut"];
export type PushChoice = Schemas["Choice"];
export type PushState = Schemas["PushState"];

export type Identity = Schemas["Identity"];
export type ContactRow = Schemas["ContactRow"];
export type AttributeValue = string | number | boolean | string[];
export type Contact = Narrowed<Schemas["Contact"], { attributes: Record<string, AttributeValue> }>;
export type Fact = Schemas["FactOut"];
export type ShopPlace = Schemas["Place"];
export type PersonActivity = Schemas["PersonActivity"];
export type RfmGrid = Schemas["RfmGrid"];
export type RfmCell = Schemas["RfmCell"];
export type RfmPerson = Schemas["RfmPerson"];
export interface RfmSettings {
  currency: string;
  levels: Schemas["LoyaltyLevel"][];
}
export interface ImportColumn {
  target: Schemas["ImportColumn"]["target"];
  name: string;
  kind: AttributeKnown["kind"];
}
export interface ImportPlan {
  columns: ImportColumn[];
  duplicates: "update" | "skip";
  fact_name: string;
  consent: { purpose: string; said: string };
}
export type Import = Narrowed<Schemas["ImportOut"], { plan: ImportPlan | null }>;
export type ImportKind = Import["kind"];
export type ImportPreview = Narrowed<Schemas["ImportPreview"], { guess: ImportPlan }>;
export type FactName = Schemas["FactNameOut"];
export type AttributeKnown = Schemas["AttributeOut"];
export type Merge = Schemas["Merge"];
export type TimelineEntry = Schemas["TimelineEntry"];

export type View = "mine" | "unassigned" | "waiting" | "open" | "snoozed" | "closed" | "all";
export type Priority = "low" | "normal" | "high" | "urgent";
export type Label = Schemas["LabelOut"];
export type ViewFilter = Schemas["ViewFilter"];
export type SavedView = Schemas["SavedView"];
export type BulkAction = Schemas["BulkIn"]["action"];
export type Counts = Schemas["Counts"];
export type ConversationRow = Narrowed<Schemas["ConversationRow"], { state: "open" | "closed"; preview_author: "contact" | "operator" | "system" | "bot" }>;
export type BulkOutcome = Narrowed<Schemas["BulkOutcome"], { row: ConversationRow | null }>;
export type Can = Schemas["Can"];
export type PreparedMessage = Schemas["PreparedMessage"];
export type PreparedRow = Schemas["PreparedOut"];
export type PreparedOffer = Schemas["PreparedOffer"];
export type ConversationOpened = Narrowed<Schemas["ConversationOut"], { row: ConversationRow }>;
/** A conversation opened, with its line of the inbox folded in. */
export type Conversation = ConversationRow & Omit<ConversationOpened, "row">;

export type DeliveryState = "planned" | "claimed" | "handed" | "accepted" | "delivered" | "read" | "failed" | "skipped" | "unknown";
export type Delivery = Narrowed<Schemas["DeliveryOut"], { state: DeliveryState }>;
export type Attachment = Narrowed<Schemas["AttachmentOut"], { state: "ready" | "fetching" | "failed" }>;
export type Author = Narrowed<Schemas["Author"], { kind: "contact" | "operator" | "bot" | "system"; photo_url: string | null }>;
export type Message = Narrowed<
  Schemas["MessageOut"],
  {
    kind: "message" | "note" | "event" | "auto_reply" | "bounce" | "remark";
    direction: "in" | "out" | "none";
    author: Author;
    attachments: Attachment[];
    delivery: Delivery | null;
    extra: Extra;
  }
>;

/** A colleague or a team called by name in a note. */
export interface Mention {
  kind: "operator" | "team";
  id: string;
  name: string;
}

export interface Extra {
  reactions?: { emoji: string; by?: string }[];
  location?: { latitude: number; longitude: number; title?: string; address?: string };
  contact?: { name: string; phone: string; own?: boolean };
  buttons?: { title: string; url?: string }[];
  prepared?: { name: string; language: string };
  clock?: "stopped";
  link?: { url: string; title: string; description: string; site_name: string; picture: string };
  event?: { code: string; params: Record<string, unknown> };
  mentions?: Mention[];
  bounce?: { recipients?: { address: string; permanent: boolean; status: string; reason: string }[] };
}

/** An answer that is not said yet. */
export type Planned = Schemas["PlannedOut"];
export type PlannedOf = Narrowed<Schemas["PlannedOf"], { conversation: ConversationRow }>;

export type PreviewSettings = Schemas["PreviewSettings"];
export type TrailStep = Schemas["TrailStep"];
export type Trail = Schemas["Trail"];
export type Cost = Schemas["Cost"];
export type PriceRow = Schemas["PriceRow"];
export type KindPrices = Schemas["KindPrices"];
export type Estimate = Schemas["EstimateOut"];
export type SmsCount = Schemas["Counted"];
export type Raw = Schemas["RawOut"];
export type ThreadPage = Narrowed<Schemas["ThreadPage"], { items: Message[]; next_cursor: string | null; prev_cursor: string | null }>;
export type SearchHit = Narrowed<Schemas["Found"], { conversation: ConversationRow }>;
export type StoredFile = Schemas["FileOut"];
export type Snippet = Schemas["Snippet"];
export type SnippetsImported = Schemas["SnippetsImported"];
export type SnippetUsage = Schemas["SnippetUsage"];

export type ConfigValue = string | number | boolean | string[] | null;
export type ConfigField = Narrowed<Schemas["ConfigField"], { default: ConfigValue; label: Words; help: Words; choices: string[] }>;
export type Words = Partial<Record<string, string>>;
export type Capabilities = Schemas["Capabilities"];
export type Provider = Narrowed<Schemas["ProviderOut"], { title: Words; summary: Words; setup: Words; fields: ConfigField[] }>;
export type ChannelConfig = Record<string, ConfigValue | { set: boolean }>;
export type Channel = Narrowed<Schemas["ChannelOut"], { config: ChannelConfig }>;
export type CheckStep = Schemas["CheckStep"];
export type MassMail = Schemas["MassMailOut"];
export type DnsRecord = Schemas["DnsRecordOut"];
export type WarmUp = Schemas["WarmUp"];

export type OpenSpan = Schemas["OpenSpan"];
export type LevelCap = Schemas["LevelCap"];
export type ChannelHours = Narrowed<Schemas["ChannelHours"], { week: (OpenSpan | null)[] }>;
export type ContactPolicy = Narrowed<Required<Schemas["ContactPolicy"]>, { caps: LevelCap[]; hours: ChannelHours[] }>;
export type PolicyOut = Narrowed<Schemas["PolicyOut"], { policy: ContactPolicy; levels: string[]; channels: string[] }>;
export type ChannelAnswer = Schemas["ChannelAnswer"];
export type PolicyExample = Narrowed<Schemas["ExampleOut"], { channels: ChannelAnswer[] }>;
export type PersonPolicy = Narrowed<Schemas["PersonPolicy"], { windows: Schemas["WindowCount"][]; channels: ChannelAnswer[] }>;

export type Interval = Schemas["Interval"];
export type HoursException = Narrowed<Schemas["ExceptionalDay"], { intervals: Interval[]; note: string }>;
export interface AutoresponderSettings {
  enabled: boolean;
  when_busy: boolean;
  texts: { ru: string; en: string };
}
export interface HolidayRule {
  country: string;
  region: string;
  short_eves: boolean;
  overruled: string[];
}
export type Hours = Narrowed<Schemas["Hours"], { week: Interval[][]; exceptions: HoursException[]; holidays: HolidayRule; autoresponder: AutoresponderSettings; inherited: boolean; follows_team_id: string | null }>;
export type Holiday = Required<Schemas["Holiday"]>;
export type Holidays = Narrowed<Schemas["HolidaysOut"], { items: Holiday[] }>;
export type Availability = Schemas["Availability"];

export interface PromiseStep {
  percent: number;
  act: "warn_assignee" | "warn_team" | "warn_supervisors" | "reassign";
}
export type PromiseSettings = Narrowed<Required<Schemas["PromiseSettings"]>, { steps: PromiseStep[] }>;
export type PromiseNow = Schemas["CurrentOut"];
export type PromiseKept = Schemas["Kept"];
export type PromiseReport = Schemas["Report"];
export type PromiseRow = Schemas["PromiseOut"];
export type Badge = Schemas["BadgeOut"];
type Bilingual = Required<Schemas["Bilingual"]>;
export type ReachEntry = Required<Narrowed<Schemas["Way"], { title: Bilingual; note: Bilingual; text: Bilingual }>>;
export interface ReachKit {
  title: Bilingual;
  lead: Bilingual;
  colour: string;
  entries: ReachEntry[];
}
export type Reach = Narrowed<Schemas["ReachOut"], { kit: ReachKit }>;

export type Target = Schemas["TargetOut"];
export type TargetWait = Narrowed<Schemas["WaitOut"], { outcome: "kept" | "broken" | "dropped" | null; because: TargetCondition[] }>;
export type TargetCondition = "tier" | "label" | "team" | "channel";
export type TargetShare = Schemas["Share"];
export type TargetReport = Schemas["TargetReport"];
export type Wall = Schemas["Wall"];

export type Figures = Schemas["Figures"];
export type Split = Schemas["Split"];
export type Speed = Schemas["SpeedOut"];
export type SpeedBreakdown = Schemas["BreakdownOut"];
export type SpeedGroup = Schemas["GroupOut"];
export type SpeedBand = Schemas["BandOut"];
export type SpeedResponse = Schemas["ResponseOut"];

export type SpeedPreference = Schemas["PreferenceOut"];

export type BonusTerms = Required<Schemas["Terms"]>;
export type BonusRules = Narrowed<Schemas["BonusRules"], { terms: BonusTerms }>;
export type BonusBoard = Narrowed<Schemas["Board"], { terms: BonusTerms; sees: "own" | "places" | "everything" }>;
export type BonusLine = Schemas["Line"];
export type BonusPart = Schemas["Part"];
export type BonusMarks = Required<Schemas["Marks"]>;
export type BonusStatement = Narrowed<Schemas["Statement"], { board: BonusBoard }>;
export type BonusMonth = Schemas["MonthOut"];
export type HoldingRules = Required<Schemas["HoldingRules"]>;

export type RatingChoices = Schemas["RatingChoices"];
export type RatingFigures = Schemas["RatingFigures"];
export type RatingGroup = Schemas["RatingGroup"];
export type RatingReport = Schemas["RatingReport"];
export type Rating = Schemas["RatingOut"];
export type Consultation = Schemas["ConsultationOut"];
export type ConsultationDraft = Schemas["ConsultationIn"];
export type Task = Schemas["TaskOut"];
export type TaskDraft = Schemas["TaskIn"];
export type TaskChanges = Schemas["TaskChanges"];
export type TasksChange = Schemas["TasksChangeIn"];
export type TaskOutcomes = Schemas["TaskOutcomes"];
export type TaskCounts = Schemas["TaskCounts"];
export type Debt = Schemas["DebtOut"];
export type DebtKind = Debt["kind"];
export type DebtSummary = Schemas["DebtSummary"];
export type DebtCount = Schemas["DebtCount"];
export type Decision = Schemas["DecisionOut"];
export type Hints = Schemas["Hints"];
export type Hint = Schemas["Hint"];
export type HintChoices = Schemas["HintChoices"];
export type HintKind = Hint["kind"];

export type CampaignRow = Schemas["CampaignRow"];
export type CampaignChannelChoice = Schemas["CampaignChannelChoice"];
export type CampaignSegment = Schemas["CampaignSegment"];
export type CampaignState = CampaignRow["state"];
/** Whole: what the server leaves to its own choice is always told. */
export type CampaignPlan = Omit<Required<Schemas["CampaignPlan"]>, "schedule"> & { schedule: Required<Schemas["CampaignSchedule"]> };
export type Campaign = Narrowed<Schemas["CampaignOut"], { plan: CampaignPlan }>;
export type CampaignReview = Schemas["CampaignReview"];
export type CampaignFigures = Schemas["CampaignFigures"];
export type CampaignExplanation = Schemas["CampaignExplanation"];
export type CampaignPreview = Schemas["CampaignPreview"];
export type CampaignSettings = Required<Schemas["CampaignSettings"]>;
export type PersonCampaign = Schemas["PersonCampaign"];
export type PostCommunity = Schemas["CommunityOut"];
export type PostPicture = Schemas["PictureOut"];
export type PostCopy = Schemas["CopyOut"];
export type Post = Schemas["PostOut"];
export type PostGiven = Schemas["PostIn"];
export type Good = Schemas["GoodOut"];
export type GoodsSummary = Schemas["GoodsSummary"];
export type GoodsFeed = Narrowed<Schemas["FeedOut"], { refusals: Narrowed<Schemas["FeedRefusal"], { params: { field?: string } }>[] }>;
export type GoodsFeedIn = Schemas["FeedIn"];
export type SegmentRow = Schemas["SegmentRow"];
/** Its rule is read by `features/segments/rule.ts`. */
export type Segment = Narrowed<Schemas["Segment"], { rule: unknown }>;
export type SegmentMember = Schemas["SegmentMember"];
export type SegmentCount = Schemas["SegmentCount"];
export type SegmentPeopleAdded = Schemas["SegmentPeopleAdded"];
export type SegmentExplanation = Schemas["SegmentExplanation"];
export type PersonSegments = Schemas["PersonSegments"];
export type BoughtNames = Schemas["BoughtNames"];
export type TemplateRow = Schemas["TemplateRow"];
export type TemplateKind = TemplateRow["kind"];
export type TemplateBlock = Schemas["Wording"]["blocks"][number];
export type GoodsCircles = Schemas["CirclesOut"];
export type GoodsCircle = Schemas["CircleOut"];
export type TemplateLook = Schemas["Look"];
export type TemplateOtherLook = Schemas["OtherLook"];
/** For whom a block or colours are; nothing said: for everybody. */
export type TemplateOnly = Pick<TemplateOtherLook, "segment" | "gender" | "age_from" | "age_to">;
export type TemplateSample = Schemas["TemplateSample"];
export type TemplateWording = Schemas["Wording"];
export type TemplateVariable = Schemas["TemplateVariable"];
export type TemplateBody = Schemas["TemplateBody"];
export type Template = Schemas["TemplateOut"];
export type TemplateVersion = Schemas["TemplateVersionOut"];
export type TemplateStarter = Schemas["TemplateStarter"];
export type TemplateFinding = Narrowed<Schemas["TemplateFinding"], { params: Record<string, string | number> }>;
export type TemplateProblem = TemplateFinding;
export type TemplatePreview = Narrowed<Schemas["TemplatePreview"], { findings: TemplateFinding[] }>;
export interface TemplateAsked {
  kind: TemplateKind;
  purpose: "mass" | "personal";
  body: TemplateBody;
  language: string;
  contact_id: string | null;
  segments: string[];
  sample: TemplateSample;
}
