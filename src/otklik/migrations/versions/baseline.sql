-- The first schema: tables, constraints and indexes of every domain. Row-level security is set in 0001_baseline.py.

CREATE UNLOGGED TABLE rate_buckets (
    key TEXT NOT NULL,
    window_start TIMESTAMP WITH TIME ZONE NOT NULL,
    count BIGINT NOT NULL,
    CONSTRAINT pk_rate_buckets PRIMARY KEY (key, window_start)
);

CREATE TABLE workspaces (
    name TEXT NOT NULL,
    slug TEXT NOT NULL,
    locale TEXT DEFAULT 'ru' NOT NULL,
    time_zone TEXT DEFAULT 'Europe/Moscow' NOT NULL,
    settings JSONB DEFAULT '{}' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_workspaces PRIMARY KEY (id),
    CONSTRAINT uq_workspaces_slug UNIQUE (slug)
);

CREATE TABLE accounts (
    email TEXT NOT NULL,
    password_hash TEXT,
    totp_secret BYTEA,
    totp_pending BYTEA,
    totp_used_step BIGINT DEFAULT 0 NOT NULL,
    locale TEXT DEFAULT 'ru' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_accounts PRIMARY KEY (id),
    CONSTRAINT ck_accounts_email_lower CHECK (email = lower(email)),
    CONSTRAINT uq_accounts_email UNIQUE (email)
);

CREATE TABLE events (
    name TEXT NOT NULL,
    subject_id UUID,
    actor_kind TEXT NOT NULL,
    actor_id UUID,
    data JSONB NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_events PRIMARY KEY (id),
    CONSTRAINT fk_events_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE INDEX ix_events_name ON events (workspace_id, name, id);

CREATE INDEX ix_events_subject ON events (workspace_id, subject_id, id);

CREATE TABLE live_streams (
    name TEXT NOT NULL,
    seq BIGINT NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_live_streams PRIMARY KEY (name),
    CONSTRAINT fk_live_streams_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE TABLE live_entries (
    stream TEXT NOT NULL,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    data JSONB NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_live_entries PRIMARY KEY (stream, seq),
    CONSTRAINT fk_live_entries_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE INDEX ix_live_entries_at ON live_entries (at);

CREATE TABLE kept_answers (
    actor_id UUID NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status BIGINT DEFAULT 0 NOT NULL,
    body BYTEA,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_kept_answers PRIMARY KEY (workspace_id, actor_id, key),
    CONSTRAINT ck_kept_answers_key_length CHECK (length(key) <= 200),
    CONSTRAINT fk_kept_answers_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE INDEX ix_kept_answers_at ON kept_answers (at);

CREATE TABLE operators (
    account_id UUID NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    photo_key TEXT,
    presence TEXT DEFAULT 'online' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    signed_in_at TIMESTAMP WITH TIME ZONE,
    deactivated_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_operators PRIMARY KEY (id),
    CONSTRAINT uq_operators_workspace_id_account_id UNIQUE (workspace_id, account_id),
    CONSTRAINT ck_operators_role_known CHECK (role IN ('owner', 'administrator', 'supervisor', 'operator', 'marketer', 'viewer')),
    CONSTRAINT ck_operators_presence_known CHECK (presence IN ('online', 'away', 'on_break')),
    CONSTRAINT fk_operators_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT fk_operators_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE INDEX ix_operators_account_id ON operators (account_id);

CREATE TABLE teams (
    name TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_teams PRIMARY KEY (id),
    CONSTRAINT uq_teams_workspace_id_name UNIQUE (workspace_id, name),
    CONSTRAINT fk_teams_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE TABLE password_resets (
    account_id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    CONSTRAINT pk_password_resets PRIMARY KEY (id),
    CONSTRAINT fk_password_resets_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE
);

CREATE INDEX ix_password_resets_account_id ON password_resets (account_id);

CREATE TABLE contacts (
    name TEXT DEFAULT '' NOT NULL,
    locale TEXT DEFAULT '' NOT NULL,
    notes TEXT DEFAULT '' NOT NULL,
    attributes JSONB DEFAULT '{}' NOT NULL,
    avatar_key TEXT,
    merged_into_id UUID,
    root_id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_contacts PRIMARY KEY (id),
    CONSTRAINT ck_contacts_not_itself CHECK (merged_into_id <> id),
    CONSTRAINT ck_contacts_root CHECK ((merged_into_id IS NULL) = (root_id = id)),
    CONSTRAINT ck_contacts_name_length CHECK (length(name) <= 200),
    CONSTRAINT fk_contacts_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES contacts (id) ON DELETE CASCADE,
    CONSTRAINT fk_contacts_root_id FOREIGN KEY(root_id) REFERENCES contacts (id) ON DELETE CASCADE,
    CONSTRAINT fk_contacts_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE INDEX ix_contacts_people ON contacts (workspace_id, last_seen_at, id) WHERE merged_into_id IS NULL;

CREATE INDEX ix_contacts_root_id ON contacts (root_id);

CREATE INDEX ix_contacts_merged_into_id ON contacts (merged_into_id) WHERE merged_into_id IS NOT NULL;

CREATE TABLE channels (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    enabled BOOLEAN DEFAULT true NOT NULL,
    public_id TEXT NOT NULL,
    config JSONB NOT NULL,
    secrets BYTEA,
    webhook_secret TEXT NOT NULL,
    address TEXT DEFAULT '' NOT NULL,
    facts JSONB DEFAULT '{}' NOT NULL,
    checkpoint JSONB DEFAULT '{}' NOT NULL,
    health_ok BOOLEAN,
    health_code TEXT DEFAULT '' NOT NULL,
    health_detail TEXT DEFAULT '' NOT NULL,
    health_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    deleted_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_channels PRIMARY KEY (id),
    CONSTRAINT ck_channels_name_length CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT uq_channels_public_id UNIQUE (public_id),
    CONSTRAINT fk_channels_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE INDEX ix_channels_workspace_id ON channels (workspace_id, id);

CREATE TABLE conversation_numbers (
    last BIGINT NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_conversation_numbers PRIMARY KEY (workspace_id),
    CONSTRAINT fk_conversation_numbers_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE TABLE team_members (
    team_id UUID NOT NULL,
    operator_id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_team_members PRIMARY KEY (team_id, operator_id),
    CONSTRAINT fk_team_members_team_id FOREIGN KEY(team_id) REFERENCES teams (id) ON DELETE CASCADE,
    CONSTRAINT fk_team_members_operator_id FOREIGN KEY(operator_id) REFERENCES operators (id) ON DELETE CASCADE,
    CONSTRAINT fk_team_members_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE INDEX ix_team_members_operator_id ON team_members (operator_id);

CREATE TABLE sessions (
    operator_id UUID NOT NULL,
    digest TEXT NOT NULL,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_sessions PRIMARY KEY (id),
    CONSTRAINT uq_sessions_digest UNIQUE (digest),
    CONSTRAINT fk_sessions_operator_id FOREIGN KEY(operator_id) REFERENCES operators (id) ON DELETE CASCADE,
    CONSTRAINT fk_sessions_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE INDEX ix_sessions_operator_id ON sessions (operator_id);

CREATE INDEX ix_sessions_expires_at ON sessions (expires_at);

CREATE TABLE invitations (
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    team_ids UUID[] NOT NULL,
    invited_by_id UUID,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    accepted_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_invitations PRIMARY KEY (id),
    CONSTRAINT ck_invitations_email_lower CHECK (email = lower(email)),
    CONSTRAINT fk_invitations_invited_by_id FOREIGN KEY(invited_by_id) REFERENCES operators (id) ON DELETE SET NULL,
    CONSTRAINT fk_invitations_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX uq_invitations_pending ON invitations (workspace_id, email) WHERE accepted_at IS NULL;

CREATE TABLE api_tokens (
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    hint TEXT NOT NULL,
    scopes TEXT[] NOT NULL,
    created_by_id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_used_at TIMESTAMP WITH TIME ZONE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_api_tokens PRIMARY KEY (id),
    CONSTRAINT uq_api_tokens_digest UNIQUE (digest),
    CONSTRAINT fk_api_tokens_created_by_id FOREIGN KEY(created_by_id) REFERENCES operators (id) ON DELETE CASCADE,
    CONSTRAINT fk_api_tokens_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE INDEX ix_api_tokens_workspace_id ON api_tokens (workspace_id);

CREATE TABLE presences (
    operator_id UUID NOT NULL,
    node_id TEXT NOT NULL,
    connections BIGINT NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_presences PRIMARY KEY (operator_id, node_id),
    CONSTRAINT ck_presences_connections_positive CHECK (connections >= 0),
    CONSTRAINT fk_presences_operator_id FOREIGN KEY(operator_id) REFERENCES operators (id) ON DELETE CASCADE,
    CONSTRAINT fk_presences_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE INDEX ix_presences_workspace_id ON presences (workspace_id);

CREATE TABLE identities (
    contact_id UUID NOT NULL,
    channel_id UUID,
    address_kind TEXT NOT NULL,
    address TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    username TEXT DEFAULT '' NOT NULL,
    verified BOOLEAN NOT NULL,
    claimed BOOLEAN NOT NULL,
    reachable BOOLEAN DEFAULT true NOT NULL,
    unreachable_code TEXT DEFAULT '' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_identities PRIMARY KEY (id),
    CONSTRAINT ck_identities_address_length CHECK (length(address) BETWEEN 1 AND 320),
    CONSTRAINT ck_identities_claim_unproven CHECK (NOT (claimed AND verified)),
    CONSTRAINT fk_identities_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id) ON DELETE CASCADE,
    CONSTRAINT fk_identities_channel_id FOREIGN KEY(channel_id) REFERENCES channels (id) ON DELETE SET NULL,
    CONSTRAINT fk_identities_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE INDEX ix_identities_channel_id ON identities (channel_id);

CREATE UNIQUE INDEX uq_identities_holder ON identities (workspace_id, address_kind, address) WHERE NOT claimed;

CREATE INDEX ix_identities_contact_id ON identities (contact_id);

CREATE UNIQUE INDEX uq_identities_claim ON identities (contact_id, address_kind, address) WHERE claimed;

CREATE TABLE merges (
    kept_id UUID NOT NULL,
    other_id UUID NOT NULL,
    reason TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor_id UUID,
    undone_at TIMESTAMP WITH TIME ZONE,
    undone_by_id UUID,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_merges PRIMARY KEY (id),
    CONSTRAINT ck_merges_reason_known CHECK (reason IN ('by_hand', 'verified_address')),
    CONSTRAINT fk_merges_kept_id FOREIGN KEY(kept_id) REFERENCES contacts (id) ON DELETE CASCADE,
    CONSTRAINT fk_merges_other_id FOREIGN KEY(other_id) REFERENCES contacts (id) ON DELETE CASCADE,
    CONSTRAINT fk_merges_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX uq_merges_live ON merges (other_id) WHERE undone_at IS NULL;

CREATE INDEX ix_merges_pair ON merges (kept_id, other_id);

CREATE TABLE contact_search (
    contact_id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT pk_contact_search PRIMARY KEY (contact_id),
    CONSTRAINT fk_contact_search_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id) ON DELETE CASCADE,
    CONSTRAINT fk_contact_search_tenant_id FOREIGN KEY(tenant_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE INDEX ix_contact_search_text ON contact_search USING gin (tenant_id, text gin_trgm_ops);

CREATE TABLE hours (
    channel_id UUID,
    document JSONB NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_hours PRIMARY KEY (id),
    CONSTRAINT fk_hours_channel_id FOREIGN KEY(channel_id) REFERENCES channels (id) ON DELETE CASCADE,
    CONSTRAINT fk_hours_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE INDEX ix_hours_channel_id ON hours (channel_id);

CREATE UNIQUE INDEX uq_hours_whose ON hours (workspace_id, channel_id) NULLS NOT DISTINCT;

CREATE TABLE files (
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT,
    state TEXT NOT NULL,
    error_code TEXT DEFAULT '' NOT NULL,
    channel_id UUID,
    source JSONB,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_files PRIMARY KEY (id),
    CONSTRAINT ck_files_state_known CHECK (state IN ('ready', 'fetching', 'failed')),
    CONSTRAINT fk_files_channel_id FOREIGN KEY(channel_id) REFERENCES channels (id) ON DELETE SET NULL,
    CONSTRAINT fk_files_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE TABLE journal (
    channel_id UUID NOT NULL,
    event_id TEXT NOT NULL,
    body BYTEA NOT NULL,
    headers JSONB NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT DEFAULT 'received' NOT NULL,
    attempts BIGINT DEFAULT 0 NOT NULL,
    error TEXT DEFAULT '' NOT NULL,
    read_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_journal PRIMARY KEY (id),
    CONSTRAINT uq_journal_channel_id_event_id UNIQUE (channel_id, event_id),
    CONSTRAINT ck_journal_state_known CHECK (state IN ('received', 'read', 'failed')),
    CONSTRAINT fk_journal_channel_id FOREIGN KEY(channel_id) REFERENCES channels (id) ON DELETE CASCADE,
    CONSTRAINT fk_journal_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE INDEX ix_journal_waiting ON journal (channel_id, id) WHERE state = 'received';

CREATE INDEX ix_journal_failed ON journal (workspace_id, id) WHERE state = 'failed';

CREATE TABLE snippets (
    shortcut TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    team_id UUID,
    attachment_ids UUID[] DEFAULT '{}' NOT NULL,
    used_count BIGINT DEFAULT 0 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_snippets PRIMARY KEY (id),
    CONSTRAINT ck_snippets_shortcut_length CHECK (length(shortcut) BETWEEN 1 AND 40),
    CONSTRAINT ck_snippets_title_length CHECK (length(title) BETWEEN 1 AND 200),
    CONSTRAINT ck_snippets_text_length CHECK (length(text) <= 20000),
    CONSTRAINT ck_snippets_used_count_positive CHECK (used_count >= 0),
    CONSTRAINT fk_snippets_team_id FOREIGN KEY(team_id) REFERENCES teams (id) ON DELETE SET NULL,
    CONSTRAINT fk_snippets_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX uq_snippets_shortcut ON snippets (workspace_id, lower(shortcut));

CREATE INDEX ix_snippets_team_id ON snippets (team_id);

CREATE TABLE visitor_sessions (
    channel_id UUID NOT NULL,
    token_digest TEXT NOT NULL,
    first_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    language TEXT NOT NULL,
    page JSONB NOT NULL,
    device TEXT NOT NULL,
    email TEXT DEFAULT '' NOT NULL,
    mail_due_at TIMESTAMP WITH TIME ZONE,
    mailed_id UUID,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_visitor_sessions PRIMARY KEY (id),
    CONSTRAINT ck_visitor_sessions_device_known CHECK (device IN ('phone', 'tablet', 'desktop')),
    CONSTRAINT fk_visitor_sessions_channel_id FOREIGN KEY(channel_id) REFERENCES channels (id) ON DELETE CASCADE,
    CONSTRAINT fk_visitor_sessions_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
)
 WITH (fillfactor = 80);

CREATE INDEX ix_visitor_sessions_mail_due_at ON visitor_sessions (mail_due_at) WHERE mail_due_at IS NOT NULL;

CREATE INDEX ix_visitor_sessions_channel_id ON visitor_sessions (channel_id);

CREATE UNIQUE INDEX uq_visitor_sessions_token_digest ON visitor_sessions (token_digest);

CREATE TABLE ledger (
    channel_id UUID NOT NULL,
    lane UUID NOT NULL,
    subject_id UUID NOT NULL,
    key TEXT NOT NULL,
    purpose TEXT NOT NULL,
    to_address TEXT NOT NULL,
    thread_id TEXT NOT NULL,
    content JSONB NOT NULL,
    identity_id UUID,
    window_closes_at TIMESTAMP WITH TIME ZONE,
    state TEXT DEFAULT 'planned' NOT NULL,
    code TEXT DEFAULT '' NOT NULL,
    attempts BIGINT DEFAULT 0 NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    claimed_by BIGINT,
    external_id TEXT,
    read_by_machine BOOLEAN,
    planned_at TIMESTAMP WITH TIME ZONE NOT NULL,
    accepted_at TIMESTAMP WITH TIME ZONE,
    settled_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_ledger PRIMARY KEY (id),
    CONSTRAINT uq_ledger_workspace_id_key UNIQUE (workspace_id, key),
    CONSTRAINT ck_ledger_state_known CHECK (state IN ('planned', 'claimed', 'handed', 'accepted', 'delivered', 'read', 'failed', 'skipped', 'unknown')),
    CONSTRAINT fk_ledger_channel_id FOREIGN KEY(channel_id) REFERENCES channels (id) ON DELETE CASCADE,
    CONSTRAINT fk_ledger_identity_id FOREIGN KEY(identity_id) REFERENCES identities (id) ON DELETE SET NULL,
    CONSTRAINT fk_ledger_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
)
 WITH (fillfactor = 80);

CREATE INDEX ix_ledger_claimed ON ledger (claimed_by) WHERE state IN ('claimed', 'handed');

CREATE INDEX ix_ledger_external ON ledger (channel_id, external_id) WHERE external_id IS NOT NULL;

CREATE INDEX ix_ledger_due ON ledger (due_at) WHERE state = 'planned';

CREATE INDEX ix_ledger_subject ON ledger (subject_id);

CREATE INDEX ix_ledger_lane_open ON ledger (lane, id) WHERE state IN ('planned', 'claimed', 'handed');

CREATE TABLE conversations (
    number BIGINT NOT NULL,
    channel_id UUID NOT NULL,
    contact_id UUID NOT NULL,
    identity_id UUID,
    thread_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT DEFAULT 'open' NOT NULL,
    assignee_id UUID,
    team_id UUID,
    reply_token TEXT NOT NULL,
    preview TEXT NOT NULL,
    preview_author TEXT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_message_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_inbound_at TIMESTAMP WITH TIME ZONE,
    waiting_since TIMESTAMP WITH TIME ZONE,
    first_answered_at TIMESTAMP WITH TIME ZONE,
    auto_replied_at TIMESTAMP WITH TIME ZONE,
    closed_at TIMESTAMP WITH TIME ZONE,
    closed_by_id UUID,
    inbound_count BIGINT DEFAULT 0 NOT NULL,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_conversations PRIMARY KEY (id),
    CONSTRAINT uq_conversations_workspace_id_number UNIQUE (workspace_id, number),
    CONSTRAINT ck_conversations_state_known CHECK (state IN ('open', 'closed')),
    CONSTRAINT ck_conversations_closed_at_with_state CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CONSTRAINT fk_conversations_channel_id FOREIGN KEY(channel_id) REFERENCES channels (id),
    CONSTRAINT fk_conversations_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id),
    CONSTRAINT fk_conversations_identity_id FOREIGN KEY(identity_id) REFERENCES identities (id) ON DELETE SET NULL,
    CONSTRAINT fk_conversations_assignee_id FOREIGN KEY(assignee_id) REFERENCES operators (id) ON DELETE SET NULL,
    CONSTRAINT fk_conversations_team_id FOREIGN KEY(team_id) REFERENCES teams (id) ON DELETE SET NULL,
    CONSTRAINT uq_conversations_reply_token UNIQUE (reply_token),
    CONSTRAINT fk_conversations_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
)
 WITH (fillfactor = 80);

CREATE INDEX ix_conversations_waiting ON conversations (workspace_id, waiting_since, id) WHERE waiting_since IS NOT NULL;

CREATE INDEX ix_conversations_assignee ON conversations (workspace_id, assignee_id, last_message_at, id) WHERE state = 'open';

CREATE INDEX ix_conversations_channel ON conversations (workspace_id, channel_id, last_message_at, id);

CREATE INDEX ix_conversations_closed ON conversations (workspace_id, last_message_at, id) WHERE state = 'closed';

CREATE INDEX ix_conversations_all ON conversations (workspace_id, last_message_at, id);

CREATE INDEX ix_conversations_contact_id ON conversations (contact_id);

CREATE INDEX ix_conversations_open ON conversations (workspace_id, last_message_at, id) WHERE state = 'open';

CREATE TABLE ledger_steps (
    ledger_id UUID NOT NULL,
    state TEXT NOT NULL,
    code TEXT DEFAULT '' NOT NULL,
    detail TEXT DEFAULT '' NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_ledger_steps PRIMARY KEY (id),
    CONSTRAINT fk_ledger_steps_ledger_id FOREIGN KEY(ledger_id) REFERENCES ledger (id) ON DELETE CASCADE,
    CONSTRAINT fk_ledger_steps_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE INDEX ix_ledger_steps_ledger_id ON ledger_steps (ledger_id, id);

CREATE TABLE conversation_threads (
    channel_id UUID NOT NULL,
    thread_id TEXT NOT NULL,
    conversation_id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_conversation_threads PRIMARY KEY (channel_id, thread_id),
    CONSTRAINT fk_conversation_threads_channel_id FOREIGN KEY(channel_id) REFERENCES channels (id) ON DELETE CASCADE,
    CONSTRAINT fk_conversation_threads_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE,
    CONSTRAINT fk_conversation_threads_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE INDEX ix_threads_conversation ON conversation_threads (conversation_id);

CREATE TABLE messages (
    conversation_id UUID NOT NULL,
    channel_id UUID NOT NULL,
    kind TEXT NOT NULL,
    direction TEXT NOT NULL,
    author_kind TEXT NOT NULL,
    author_id UUID,
    text TEXT NOT NULL,
    visible_text TEXT NOT NULL,
    html TEXT NOT NULL,
    subject TEXT NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE NOT NULL,
    stored_at TIMESTAMP WITH TIME ZONE NOT NULL,
    edited_at TIMESTAMP WITH TIME ZONE,
    deleted_at TIMESTAMP WITH TIME ZONE,
    external_id TEXT,
    client_key TEXT,
    reply_to_id UUID,
    journal_id UUID,
    automatic BOOLEAN DEFAULT false NOT NULL,
    state TEXT,
    state_code TEXT DEFAULT '' NOT NULL,
    state_at TIMESTAMP WITH TIME ZONE,
    read_by_machine BOOLEAN,
    shown_at TIMESTAMP WITH TIME ZONE,
    seen_at TIMESTAMP WITH TIME ZONE,
    seen_by_id UUID,
    extra JSONB DEFAULT '{}' NOT NULL,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_messages PRIMARY KEY (id),
    CONSTRAINT ck_messages_kind_known CHECK (kind IN ('message', 'note', 'event', 'auto_reply', 'bounce')),
    CONSTRAINT ck_messages_direction_known CHECK (direction IN ('in', 'out', 'none')),
    CONSTRAINT ck_messages_author_known CHECK (author_kind IN ('contact', 'operator', 'bot', 'system')),
    CONSTRAINT uq_messages_conversation_id_external_id UNIQUE (conversation_id, external_id),
    CONSTRAINT uq_messages_workspace_id_client_key UNIQUE (workspace_id, client_key),
    CONSTRAINT fk_messages_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE,
    CONSTRAINT fk_messages_channel_id FOREIGN KEY(channel_id) REFERENCES channels (id),
    CONSTRAINT fk_messages_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE INDEX ix_messages_thread ON messages (conversation_id, sent_at, id);

CREATE INDEX ix_messages_external ON messages (channel_id, external_id) WHERE external_id IS NOT NULL;

CREATE TABLE readings (
    conversation_id UUID NOT NULL,
    operator_id UUID NOT NULL,
    inbound_count BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_readings PRIMARY KEY (conversation_id, operator_id),
    CONSTRAINT fk_readings_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE,
    CONSTRAINT fk_readings_operator_id FOREIGN KEY(operator_id) REFERENCES operators (id) ON DELETE CASCADE,
    CONSTRAINT fk_readings_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE TABLE continuations (
    token_digest TEXT NOT NULL,
    conversation_id UUID NOT NULL,
    continued_in_id UUID NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_continuations PRIMARY KEY (token_digest),
    CONSTRAINT fk_continuations_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE,
    CONSTRAINT fk_continuations_continued_in_id FOREIGN KEY(continued_in_id) REFERENCES conversations (id) ON DELETE CASCADE,
    CONSTRAINT fk_continuations_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE TABLE message_files (
    message_id UUID NOT NULL,
    position BIGINT NOT NULL,
    file_id UUID NOT NULL,
    inline BOOLEAN DEFAULT false NOT NULL,
    content_id TEXT DEFAULT '' NOT NULL,
    duration_seconds DOUBLE PRECISION,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_message_files PRIMARY KEY (message_id, position),
    CONSTRAINT fk_message_files_message_id FOREIGN KEY(message_id) REFERENCES messages (id) ON DELETE CASCADE,
    CONSTRAINT fk_message_files_file_id FOREIGN KEY(file_id) REFERENCES files (id),
    CONSTRAINT fk_message_files_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE INDEX ix_message_files_file_id ON message_files (file_id);

CREATE TABLE message_search (
    message_id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE NOT NULL,
    words TEXT NOT NULL,
    document TSVECTOR GENERATED ALWAYS AS (to_tsvector('russian', translate(words, 'ёЁ', 'еЕ'))) STORED NOT NULL,
    CONSTRAINT pk_message_search PRIMARY KEY (message_id),
    CONSTRAINT fk_message_search_message_id FOREIGN KEY(message_id) REFERENCES messages (id) ON DELETE CASCADE
);

CREATE INDEX ix_message_search_time ON message_search (tenant_id, sent_at, message_id);

CREATE INDEX ix_message_search_document ON message_search USING gin (tenant_id, document);

CREATE TABLE responses (
    conversation_id UUID NOT NULL,
    channel_id UUID NOT NULL,
    operator_id UUID NOT NULL,
    message_id UUID NOT NULL,
    first BOOLEAN NOT NULL,
    waiting_since TIMESTAMP WITH TIME ZONE NOT NULL,
    answered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    in_hours BOOLEAN NOT NULL,
    working_seconds DOUBLE PRECISION NOT NULL,
    id UUID NOT NULL,
    workspace_id UUID NOT NULL,
    CONSTRAINT pk_responses PRIMARY KEY (id),
    CONSTRAINT uq_responses_message_id UNIQUE (message_id),
    CONSTRAINT ck_responses_answer_after_question CHECK (answered_at >= waiting_since),
    CONSTRAINT fk_responses_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE,
    CONSTRAINT fk_responses_channel_id FOREIGN KEY(channel_id) REFERENCES channels (id),
    CONSTRAINT fk_responses_operator_id FOREIGN KEY(operator_id) REFERENCES operators (id),
    CONSTRAINT fk_responses_message_id FOREIGN KEY(message_id) REFERENCES messages (id) ON DELETE CASCADE,
    CONSTRAINT fk_responses_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
);

CREATE INDEX ix_responses_answered ON responses (workspace_id, answered_at, id);
