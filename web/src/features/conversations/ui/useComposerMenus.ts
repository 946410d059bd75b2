/** The two menus of the text box, and putting words where the caret is. */
import { useEffect, useState, type RefObject } from "react";
import { matchingPeople, mentionAt } from "@/features/conversations/mentions";
import type { ComposerState } from "@/features/conversations/useComposer";
import { uploaded } from "@/features/delivery";
import { useBoxMenu } from "@/features/conversations/ui/useBoxMenu";
import { fill, insertAt, matching, slashAt, tellUse, useFoundSnippets, useMySnippets } from "@/features/snippets";

const nowhere = () => null;

export function useComposerMenus(composer: ComposerState, names: Readonly<Record<string, string>>, box: RefObject<HTMLTextAreaElement | null>) {
  const { data } = useMySnippets();
  const [word, setWord] = useState("");
  const found = useFoundSnippets(word);
  const put = ({ text, caret }: { text: string; caret: number }) => {
    composer.setText(text);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(caret, caret);
    });
  };
  const slash = useBoxMenu({
    at: slashAt,
    find: (typed) => (found?.word === typed ? found.items : matching(data?.items ?? [], typed)),
    onPick: (snippet, place) => {
      put(insertAt(composer.text, place, fill(snippet.text, names)));
      tellUse(snippet.id);
      composer.attach(snippet.attachments.map(uploaded));
    },
  });
  const typed = slash.place?.word ?? "";
  useEffect(() => setWord(typed), [typed]);
  const mention = useBoxMenu({
    at: composer.mode === "note" ? mentionAt : nowhere,
    find: (word) => matchingPeople(composer.people, word),
    onPick: ({ name }, place) => put(insertAt(composer.text, place, `@${name} `)),
  });
  const insert = (text: string) => {
    const at = box.current?.selectionStart ?? composer.text.length;
    put({ text: composer.text.slice(0, at) + text + composer.text.slice(at), caret: at + text.length });
    const place = { start: at + text.length - 1, word: "" };
    if (text.trim() === "/") slash.open(place);
    if (text.trim() === "@") mention.open(place);
  };
  const look = (element: HTMLTextAreaElement) => {
    slash.look(element);
    mention.look(element);
  };
  const close = () => {
    slash.close();
    mention.close();
  };
  const nothing = slash.place?.word === "";
  return {
    slash: { ...slash, opened: slash.place !== null && (slash.found.length > 0 || nothing) },
    mention: { ...mention, opened: mention.found.length > 0 },
    insert,
    look,
    close,
    press: (event: React.KeyboardEvent) => mention.press(event) || slash.press(event),
  };
}
