/** What is being written of a segment, over which revision: what a colleague saved meanwhile is shown, never lost unseen. */
import { useState } from "react";
import { useChangeSegment } from "@/features/segments/api/segments";
import { asGroup, type Rule } from "@/features/segments/rule";
import type { Segment } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { useToasts } from "@/shared/ui/toasts";

/** All of a segment that is saved together; of a list `rule` is null. */
export interface Words {
  name: string;
  code: string;
  description: string;
  rule: Rule | null;
}

export type DraftState = ReturnType<typeof useDraft>;

export function useDraft(segment: Segment, onSaved?: () => void) {
  const t = useT();
  const { tell } = useToasts();
  const { mutate, reset, isPending, error } = useChangeSegment(segment.id);
  const [words, setWords] = useState(() => wordsOf(segment));
  const [kept, setKept] = useState(words);
  const [revision, setRevision] = useState(segment.revision);
  const [mine, setMine] = useState<Words | null>(null);
  const dirty = !same(words, kept);
  const behind = !isPending && segment.revision > revision;
  const take = () => {
    const theirs = wordsOf(segment);
    setWords(theirs);
    setKept(theirs);
    setRevision(segment.revision);
  };
  // Nothing is lost by it: nothing was written here.
  if (behind && !dirty) take();
  const change = (some: Partial<Words>) => {
    if (error) reset();
    setWords((old) => ({ ...old, ...some }));
  };
  const save = (over: number) => {
    const saved = (now: Segment) => {
      setKept(words);
      setRevision(now.revision);
      setMine(null);
      tell(t("segments.saved"));
      onSaved?.();
    };
    mutate({ revision: over, ...sent(words) }, { onSuccess: saved });
  };
  const showTheirs = () => {
    setMine(words);
    take();
    reset();
  };
  const backToMine = () => {
    if (mine) setWords(mine);
    setMine(null);
  };
  return { words, change, dirty, behind, mine, save: () => save(revision), saveOver: () => save(segment.revision), showTheirs, backToMine, pending: isPending, error };
}

function wordsOf({ name, code, description, kind, rule }: Segment): Words {
  return { name, code, description, rule: kind === "rule" ? asGroup(rule as Rule | null) : null };
}

function sent({ name, code, description, rule }: Words) {
  return { name: name.trim(), code, description, ...(rule && { rule }) };
}

const same = (one: Words, other: Words) => JSON.stringify(one) === JSON.stringify(other);
