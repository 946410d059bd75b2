/** The wire shapes of the API, as the server sends them. */
export type { Page } from "@/shared/api/http";

export type Role = "owner" | "administrator" | "supervisor" | "operator" | "marketer" | "viewer";
export type Presence = "online" | "away" | "on_break";
export type Permission =
  | "conversations.read"
  | "conversations.write"
  | "contacts.read"
  | "contacts.write"
  | "snippets.read"
  | "snippets.write"
  | "channels.read"
  | "channels.write"
  | "schedule.read"
  | "schedule.write"
  | "speed.read"
  | "operators.read"
  | "operators.write"
  | "workspace.write"
  | "tokens.write"
  | "audit.read";

export interface Self {
  id: string;
  name: string;
  email: string;
  role: Role;
  photo_url: string | null;
  presence: Presence;
  locale: string;
}

export interface Workspace {
  id: string;
  name: string;
  slug: string;
  locale: string;
  time_zone: string;
  settings: Record<string, unknown>;
}

export interface Me {
  operator: Self;
  workspace: Workspace;
  permissions: string[];
  csrf_token: string;
  totp_enabled: boolean;
}

export interface Operator extends Omit<Self, "locale"> {
  online: boolean;
  team_ids: string[];
  deactivated_at: string | null;
}

export interface Invitation {
  id: string;
  email: string;
  role: Role;
  team_ids: string[];
  created_at: string;
  expires_at: string;
}

export interface InvitationOffer {
  email: string;
  role: Role;
  workspace_name: string;
  invited_by_name: string | null;
  /** The person signs in with a password of their own already. */
  has_account: boolean;
}

export interface Team {
  id: string;
  name: string;
  member_ids: string[];
}

export interface ApiToken {
  id: string;
  name: string;
  scopes: string[];
  hint: string;
  created_at: string;
  last_used_at: string | null;
  /** Only in the answer to its making. */
  secret?: string;
}

export interface AuditEntry {
  id: string;
  at: string;
  actor: { kind: string; id: string | null; name: string | null };
  name: string;
  subject_id: string | null;
  data: Record<string, unknown>;
}

export interface Address {
  channel_id: string | null;
  address_kind: string;
  address: string;
  verified: boolean;
}

export interface Identity extends Address {
  id: string;
  name: string;
  username: string;
  claimed: boolean;
  reachable: boolean;
  unreachable_code: string;
  last_seen_at: string | null;
}

export interface ContactRow {
  id: string;
  name: string;
  avatar_url: string | null;
  addresses: Address[];
  created_at: string;
  last_seen_at: string;
}

export type AttributeValue = string | number | boolean;

export interface Contact {
  id: string;
  name: string;
  avatar_url: string | null;
  locale: string;
  notes: string;
  attributes: Record<string, AttributeValue>;
  identities: Identity[];
  created_at: string;
  last_seen_at: string;
  merged_into: string | null;
}

export interface Merge {
  id: string;
  kept_id: string;
  other_id: string;
  reason: string;
  at: string;
}

export interface TimelineEntry {
  id: string;
  at: string;
  kind: string;
  actor_kind: string;
  actor_id: string | null;
  data: Record<string, unknown>;
}

export type View = "mine" | "unassigned" | "waiting" | "open" | "closed" | "all";
export type Counts = Record<View, number>;

export interface ConversationRow {
  id: string;
  number: number;
  channel_id: string;
  channel_kind: string;
  contact: { id: string; name: string; avatar_url: string | null };
  subject: string;
  state: "open" | "closed";
  assignee_id: string | null;
  team_id: string | null;
  preview: string;
  preview_author: "contact" | "operator" | "system" | "bot";
  last_message_at: string;
  waiting_since: string | null;
  inbound_count: number;
  unread_count: number;
}

export interface Can {
  sends: boolean;
  text_length_max: number;
  attachments_max: number;
  attachment_size_bytes_max: number;
  buttons_max: number;
  subject: boolean;
  reply_to: boolean;
  window_closes_at: string | null;
  reachable: boolean;
  reason: string;
}

/** A conversation opened, with its line of the inbox folded in. */
export interface Conversation extends ConversationRow {
  thread_id: string;
  opened_at: string;
  closed_at: string | null;
  can: Can;
}

export type DeliveryState =
  | "planned"
  | "claimed"
  | "handed"
  | "accepted"
  | "delivered"
  | "read"
  | "failed"
  | "skipped"
  | "unknown";

export interface Delivery {
  state: DeliveryState;
  code: string;
  read_by_machine: boolean | null;
  at: string | null;
}

export interface Attachment {
  id: string;
  name: string;
  media_type: string;
  size: number;
  kind: string;
  inline: boolean;
  url: string;
  state: "ready" | "fetching" | "failed";
  content_id: string;
  duration_seconds: number | null;
}

export interface Author {
  kind: "contact" | "operator" | "bot" | "system";
  id: string | null;
  name: string;
  photo_url: string | null;
}

export interface Message {
  id: string;
  conversation_id: string;
  kind: "message" | "note" | "event" | "auto_reply" | "bounce";
  direction: "in" | "out" | "none";
  author: Author;
  text: string;
  visible_text: string;
  html: string;
  subject: string;
  sent_at: string;
  stored_at: string;
  edited_at: string | null;
  deleted_at: string | null;
  reply_to_id: string | null;
  attachments: Attachment[];
  automatic: boolean;
  delivery: Delivery | null;
  extra: Extra;
  client_key: string | null;
}

export interface Extra {
  reactions?: { emoji: string; by?: string }[];
  location?: { latitude: number; longitude: number; title?: string; address?: string };
  contact?: { name: string; phone: string; own?: boolean };
  buttons?: { title: string; url?: string }[];
  event?: { code: string; params: Record<string, unknown> };
  bounce?: { recipients?: { address: string; permanent: boolean; status: string; reason: string }[] };
}

export interface TrailStep {
  code: string;
  at: string;
  detail: string;
  by: string;
}

export interface SearchHit {
  conversation: ConversationRow;
  message_id: string;
  snippet: string;
  sent_at: string;
}

export interface StoredFile {
  id: string;
  name: string;
  media_type: string;
  size: number;
  url: string;
  kind: string;
}

export interface Snippet {
  id: string;
  shortcut: string;
  title: string;
  text: string;
  /** The names in braces that the text leaves open. */
  variables: string[];
  team_id: string | null;
  attachment_ids: string[];
  used_count: number;
  updated_at: string;
}

export type Words = Partial<Record<string, string>>;
export type ConfigValue = string | number | boolean | string[] | null;

export interface ConfigField {
  name: string;
  kind: "text" | "secret" | "number" | "boolean" | "choice" | "list";
  label: Words;
  help: Words;
  required: boolean;
  default: ConfigValue;
  choices: string[];
  pattern: string;
  length_max: number;
  advanced: boolean;
}

export interface Capabilities {
  text_length_max: number;
  attachment_size_bytes_max: number;
  attachments_max: number;
  buttons_max: number;
  subject: boolean;
  html: boolean;
  reply_to: boolean;
  edits: boolean;
  deletes: boolean;
  reactions: boolean;
  typing_in: boolean;
  typing_out: boolean;
  voice: boolean;
  location: boolean;
  receipt_delivered: boolean;
  receipt_read: boolean;
  starts_conversation: boolean;
  reply_window_seconds: number;
}

export interface Provider {
  kind: string;
  title: Words;
  summary: Words;
  setup: Words;
  colour: string;
  icon: string;
  fields: ConfigField[];
  capabilities: Capabilities;
  takes_webhooks: boolean;
  checks: boolean;
}

export interface Health {
  /** Null until the provider has said anything. */
  ok: boolean | null;
  code: string;
  detail: string;
  at: string | null;
}

export type ChannelConfig = Record<string, ConfigValue | { set: boolean }>;

export interface Channel {
  id: string;
  kind: string;
  name: string;
  enabled: boolean;
  public_id: string;
  config: ChannelConfig;
  address: string;
  facts: Record<string, string>;
  health: Health;
  capabilities: Capabilities;
  webhook_url: string;
  created_at: string;
}

export interface CheckStep {
  code: string;
  ok: boolean;
  detail: string;
}

export interface Interval {
  opens: string;
  closes: string;
}

export interface HoursException {
  date: string;
  intervals: Interval[];
  note: string;
}

export interface Hours {
  time_zone: string;
  week: Interval[][];
  exceptions: HoursException[];
  autoresponder: { enabled: boolean; texts: { ru: string; en: string } };
  /** Read only: the channel follows the company. */
  inherited?: boolean;
}

export interface Figures {
  count: number;
  /** False below five answers: no figure is better than an unsure one. */
  enough: boolean;
  median_seconds: number | null;
  p90_seconds: number | null;
}

export interface Split {
  all: Figures;
  in_hours: Figures;
  out_of_hours: Figures;
}

export interface SpeedByChannel {
  channel_id: string;
  kind: string;
  name: string;
  first: Figures;
  any: Figures;
}

export interface SpeedByOperator {
  operator_id: string;
  name: string;
  photo_url: string | null;
  first: Figures;
  any: Figures;
}

export interface Speed {
  start: string;
  end: string;
  first: Split;
  any: Split;
  by_channel: SpeedByChannel[];
  by_operator: SpeedByOperator[];
  waiting_now: { count: number; longest_seconds: number | null };
}

export interface SpeedResponse {
  id: string;
  conversation_id: string;
  conversation_number: number;
  contact_name: string;
  message_id: string;
  channel_id: string;
  operator_id: string;
  first: boolean;
  waiting_since: string;
  answered_at: string;
  seconds: number;
  working_seconds: number;
  in_hours: boolean;
}
