/** A thread with the person's card beside it. */
import { Drawer } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { useT } from "@/shared/i18n";
import { Resizer } from "@/shared/ui/Resizer";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import { useHotkeys } from "@/shared/ui/useHotkeys";
import { usePainted } from "@/shared/ui/usePainted";
import { useReached } from "@/shared/ui/useReached";
import { useTitle } from "@/shared/ui/useTitle";
import { usePhone } from "@/shared/ui/usePhone";
import { useMemory } from "@/shared/useMemory";
import type { Conversation } from "@/shared/api/types";
import { besideConversation } from "@/shared/search";
import { useUnmerge } from "@/features/conversations/api/handover";
import { useConversation } from "@/features/conversations/api/one";
import type { ComposerHandle } from "@/features/conversations/ui/Composer";
import { Colleague } from "@/features/conversations/ui/Colleague";
import { Consultations } from "@/features/consultations";
import { DropZone } from "@/features/conversations/ui/DropZone";
import { ContactCard } from "@/features/contacts";
import { Thread } from "@/features/conversations/ui/Thread";
import { ThreadHead } from "@/features/conversations/ui/ThreadHead";
import { useThread, type ThreadView } from "@/features/conversations/useThread";
import { useConversationActs } from "@/features/conversations/useConversationActs";
import { TargetHistory } from "@/features/targets";
import { TaskPanel } from "@/features/tasks";
import { useMay } from "@/features/workspaces";
import classes from "@/features/conversations/ui/ConversationPane.module.css";

const CARD_WIDTH = { first: 320, min: 260, max: 480 };

export function ConversationPane({ id }: { id: string }) {
  const query = useConversation(id);
  const view = useThread(id);
  // Both answers come together, and are drawn once; what is asked for later leaves the rest where it is.
  const [came, setCame] = useState(false);
  if (!came && query.data && !view.query.isPending) setCame(true);
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} back={<ToList />} />;
  if (!query.data || !came) return <div className={classes.thread}><SkeletonRows rows={8} height={44} /></div>;
  return <Opened conversation={query.data} view={view} />;
}

/** On a phone nothing else leads out of a conversation that does not open. */
function ToList() {
  const t = useT();
  return (
    <Link to="/inbox" search={besideConversation()}>
      {t("inbox.back")}
    </Link>
  );
}

/** Where the messages went, and the way back. */
function MergedLine({ conversation, into }: { conversation: Conversation; into: string }) {
  const t = useT();
  const { tellError } = useToasts();
  const unmerge = useUnmerge();
  return (
    <p className={classes.merged}>
      {t("merging.moved")}{" "}
      <Link to="/inbox/$conversationId" params={{ conversationId: into }} search={besideConversation()}>
        {t("merging.open")}
      </Link>{" "}
      {useMay("conversations.write") && (
        <button type="button" className={classes.link} onClick={() => unmerge.mutate(conversation.id, { onError: tellError })}>
          {t("merging.undo")}
        </button>
      )}
    </p>
  );
}

/** Questions to colleagues, targets, tasks, and who this is; what was said is painted before, and does not wait for it. */
function Beside({ conversation, painted }: { conversation: Conversation; painted: boolean }) {
  if (!painted) return <SkeletonRows rows={6} height={44} />;
  return (
    <>
      <Suspense>
        <Consultations conversationId={conversation.id} />
        <TargetHistory key={conversation.id} conversation={conversation} />
      </Suspense>
      <Suspense>
        <TaskPanel contactId={conversation.contact.id} conversationId={conversation.id} />
      </Suspense>
      <ContactCard contactId={conversation.contact.id} />
    </>
  );
}

function Opened({ conversation, view }: { conversation: Conversation; view: ThreadView }) {
  const t = useT();
  const phone = usePhone();
  const navigate = useNavigate();
  const composer = useReached<ComposerHandle>();
  const painted = usePainted();
  const acts = useConversationActs(conversation);
  const [cardFolded, setCardFolded] = useMemory("inbox.card.folded", false);
  const [cardWidth, setCardWidth] = useMemory("inbox.card", CARD_WIDTH.first);
  const [cardOver, setCardOver] = useState(false);
  const [finding, setFinding] = useState(false);
  const mayWrite = useMay("conversations.write");
  useTitle(`${conversation.contact.name || t("contact.nameless_number", { number: conversation.number })} · ${t("nav.inbox")}`);
  const back = () => void navigate({ to: "/inbox", search: besideConversation() });
  useHotkeys({
    ...(mayWrite && {
      e: () => acts.toggleClosed(),
      a: () => acts.setAssigning(true),
      n: () => composer.ask((it) => it.write("note")),
      r: () => composer.ask((it) => it.write("reply")),
    }),
    "mod+f": () => setFinding(true),
    Escape: back,
  });
  const roomy = !phone && window.innerWidth >= 1280;
  const cardShown = roomy ? !cardFolded : cardOver;
  const toggleCard = () => (roomy ? setCardFolded(!cardFolded) : setCardOver(!cardOver));
  const card = <Beside conversation={conversation} painted={painted} />;
  return (
    <>
      <DropZone className={classes.thread} label={t("thread.with", { name: conversation.contact.name || t("contact.nameless_number", { number: conversation.number }) })} onFiles={mayWrite ? (files) => composer.ask((it) => it.addFiles(files)) : null}>
        <ThreadHead conversation={conversation} acts={acts} cardShown={cardShown} onBack={back} onCard={toggleCard} onFind={() => setFinding(true)} />
        <Colleague conversationId={conversation.id} />
        {conversation.merged_into_id && <MergedLine conversation={conversation} into={conversation.merged_into_id} />}
        <Thread conversation={conversation} view={view} painted={painted} composer={composer} finding={finding} onFound={() => setFinding(false)} />
      </DropZone>
      {roomy && cardShown && (
        <>
          <Resizer label={t("card.title")} width={cardWidth} {...CARD_WIDTH} reversed onChange={setCardWidth} />
          <aside className={classes.card} style={{ width: cardWidth }} aria-label={t("card.title")}>
            {card}
          </aside>
        </>
      )}
      {!roomy && (
        <Drawer opened={cardShown} onClose={toggleCard} position="right" size={phone ? "100%" : 360} title={t("card.title")} padding={0} closeButtonProps={{ "aria-label": t("action.close") }} styles={{ header: { padding: "8px 16px" } }}>
          {card}
        </Drawer>
      )}
    </>
  );
}
