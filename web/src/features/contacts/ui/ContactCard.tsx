/** Who this is: addresses, attributes, notes, what happened; and joining two cards into one. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { Suspense, useEffect, useState } from "react";
import { useFormat } from "@/shared/format";
import { useI18n, useT } from "@/shared/i18n";
import { Avatar } from "@/shared/ui/Avatar";
import { IconButton } from "@/shared/ui/IconButton";
import { Icon } from "@/shared/ui/icons";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import type { Contact, Identity } from "@/shared/api/types";
import { PersonFacts } from "@/features/activity";
import { PersonCampaigns } from "@/features/campaigns";
import { PersonJourneys } from "@/features/journeys";
import { PersonSegments } from "@/features/segments";
import { useChangeContact, useContact } from "@/features/contacts/api/contacts";
import { sayAddress } from "@/features/contacts/address";
import { Attributes } from "@/features/contacts/ui/Attributes";
import { Merges } from "@/features/contacts/ui/Merges";
import { MergePicker } from "@/features/contacts/ui/MergePicker";
import { Timeline } from "@/features/contacts/ui/Timeline";
import { ConsentBlock } from "@/features/consents";
import { PersonPace } from "@/features/contact_policy";
import { ChannelMark, useChannels } from "@/features/delivery";
import { useMay } from "@/features/workspaces";
import classes from "@/features/contacts/ui/ContactCard.module.css";

const STAYS_AFTER_MS = 500;

/** `work`: what is to be done for them, where no screen around the card says it. */
export function ContactCard({ contactId, work }: { contactId: string; work?: React.ReactNode }) {
  const query = useContact(contactId);
  if (query.isPending) return <SkeletonRows rows={6} height={32} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const contact = query.data;
  return <Card key={contact.id} contact={contact} work={work} />;
}

function Card({ contact, work }: { contact: Contact; work?: React.ReactNode }) {
  const t = useT();
  const format = useFormat();
  const mayWrite = useMay("contacts.write");
  const stays = useStays();
  return (
    <div className={classes.card}>
      <Head contact={contact} editable={mayWrite} />
      {work && <div className={classes.work}>{work}</div>}
      <Part title={t("card.addresses")}>
        <ul className={classes.addresses}>
          {contact.identities.map((identity) => (
            <Address key={identity.id} identity={identity} />
          ))}
        </ul>
      </Part>
      <Part title={t("card.attributes")}>
        <Attributes contact={contact} editable={mayWrite} />
      </Part>
      <FromOtherRooms contactId={contact.id} stays={stays} />
      <Part title={t("card.notes")}>
        <Notes contact={contact} editable={mayWrite} />
      </Part>
      <Part title={t("card.timeline")}>
        {stays ? <Timeline contactId={contact.id} /> : <SkeletonRows rows={3} height={24} />}
      </Part>
      <p className={classes.since}>{t("card.since", { date: format.date(contact.created_at) })}</p>
      {mayWrite && stays && <Merges contactId={contact.id} />}
      {mayWrite && <MergePicker contact={contact} />}
    </div>
  );
}

/** What other features know of the person, as far as one may look. */
function FromOtherRooms({ contactId, stays }: { contactId: string; stays: boolean }) {
  const t = useT();
  const rooms = [
    { title: "card.consents", may: useMay("consents.read"), rows: 3, block: <ConsentBlock contactId={contactId} /> },
    { title: "card.pace", may: useMay("consents.read"), rows: 2, block: <PersonPace contactId={contactId} /> },
    { title: "card.facts", may: useMay("activity.read"), rows: 2, block: <PersonFacts contactId={contactId} /> },
    { title: "card.campaigns", may: useMay("campaigns.read"), rows: 2, block: <PersonCampaigns contactId={contactId} /> },
    { title: "card.journeys", may: useMay("journeys.read"), rows: 2, block: <PersonJourneys contactId={contactId} /> },
    { title: "card.segments", may: useMay("segments.read"), rows: 1, block: <PersonSegments contactId={contactId} /> },
  ] as const;
  return rooms
    .filter(({ may }) => may)
    .map(({ title, rows, block }) => (
      <Part key={title} title={t(title)}>
        <Suspense fallback={<SkeletonRows rows={rows} height={24} />}>{stays ? block : <SkeletonRows rows={rows} height={24} />}</Suspense>
      </Part>
    ));
}

/** Whoever goes through conversations one after another does not ask nine rooms about each person on the way. */
function useStays(): boolean {
  const [stays, setStays] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setStays(true), STAYS_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return stays;
}

export function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className={classes.part}>
      <h3 className={classes.heading}>{title}</h3>
      {children}
    </section>
  );
}

function Head({ contact, editable }: { contact: Contact; editable: boolean }) {
  const t = useT();
  const change = useChangeContact(contact.id);
  const { tellError } = useToasts();
  const [name, setName] = useState<string | null>(null);
  const save = (event: React.SyntheticEvent) => {
    event.preventDefault();
    change.mutate({ name: name?.trim() ?? "" }, { onError: tellError, onSuccess: () => setName(null) });
  };
  return (
    <header className={classes.head}>
      <Avatar name={contact.name} src={contact.avatar_url} size={48} />
      {name === null ? (
        <>
          <h2 className={classes.name} dir="auto">{contact.name || t("contact.nameless")}</h2>
          {editable && <IconButton icon="edit" label={t("card.rename")} onClick={() => setName(contact.name)} />}
        </>
      ) : (
        <form className={classes.rename} onSubmit={save}>
          <TextInput aria-label={t("card.name")} maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} onKeyDown={(event) => event.key === "Escape" && setName(null)} ref={(input) => input?.focus()} />
          <Button type="submit" size="xs" loading={change.isPending}>
            {t("action.save")}
          </Button>
        </form>
      )}
    </header>
  );
}

function Address({ identity }: { identity: Identity }) {
  const { t, byCode } = useI18n();
  const channel = useChannels().data?.find(({ id }) => id === identity.channel_id);
  const shown = sayAddress(identity, byCode);
  return (
    <li className={classes.address}>
      {channel ? <ChannelMark kind={channel.kind} /> : <Icon name="user" size={16} />}
      <span className={classes.value} title={identity.address} dir="auto">
        {identity.address_kind === "email" ? <a href={`mailto:${identity.address}`}>{shown}</a> : shown}
      </span>
      {identity.verified && (
        <span className={classes.verified} title={t("card.verified")}>
          <Icon name="check" size={14} />
          <span className="unseen">{t("card.verified")}</span>
        </span>
      )}
      {!identity.reachable && <span className={classes.unreachable}>{t("card.unreachable")}</span>}
    </li>
  );
}

function Notes({ contact, editable }: { contact: Contact; editable: boolean }) {
  const t = useT();
  const change = useChangeContact(contact.id);
  const { tellError } = useToasts();
  const [notes, setNotes] = useState(contact.notes);
  const save = () => {
    if (notes !== contact.notes) change.mutate({ notes }, { onError: tellError });
  };
  return (
    <Textarea
      aria-label={t("card.notes")}
      placeholder={t("card.notes.placeholder")}
      autosize
      minRows={2}
      maxRows={10}
      maxLength={10_000}
      readOnly={!editable}
      value={notes}
      onChange={(event) => setNotes(event.currentTarget.value)}
      onBlur={save}
    />
  );
}
