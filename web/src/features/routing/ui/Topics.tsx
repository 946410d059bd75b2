/** What asks for a skill: words of customers (`возврат` finds `возврата`) and labels of the conversation. */
import { Autocomplete, Button, Input, MultiSelect, TagsInput } from "@mantine/core";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Row, Stack } from "@/shared/ui/layout";
import type { RoutingTopic as Topic } from "@/shared/api/types";
import { useLabels } from "@/features/conversations";
import classes from "@/features/routing/ui/Topics.module.css";

const TOPICS_MAX = 50;

export function Topics({ topics, known, onChange }: { topics: readonly Topic[]; known: string[]; onChange: (topics: Topic[]) => void }) {
  const t = useT();
  const labels = (useLabels().data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const change = (index: number, part: Partial<Topic>) => onChange(topics.map((topic, at) => (at === index ? { ...topic, ...part } : topic)));
  return (
    <Input.Wrapper label={t("routing.topics")} description={t("routing.topics.help")}>
      <Stack gap={2}>
        {topics.map(({ skill, words, label_ids: asked }, index) => (
          <div key={index} className={classes.topic}>
            <Autocomplete aria-label={t("routing.topic.skill")} placeholder={t("routing.topic.skill")} required maxLength={40} data={known} value={skill} onChange={(value) => change(index, { skill: value })} />
            <TagsInput aria-label={t("routing.topic.words")} placeholder={words.length === 0 ? t("routing.topic.words") : undefined} maxTags={30} value={words} onChange={(value) => change(index, { words: value })} />
            <MultiSelect aria-label={t("routing.topic.labels")} placeholder={asked.length === 0 ? t("routing.topic.labels") : undefined} maxValues={30} data={labels} value={asked.filter((id) => labels.some(({ value }) => value === id))} onChange={(value) => change(index, { label_ids: value })} />
            <IconButton icon="trash" label={t("routing.topic.remove")} onClick={() => onChange(topics.filter((_, at) => at !== index))} />
          </div>
        ))}
        {topics.length < TOPICS_MAX && (
          <Row>
            <Button size="compact-sm" variant="default" onClick={() => onChange([...topics, { skill: "", words: [], label_ids: [] }])}>
              {t("routing.topic.add")}
            </Button>
          </Row>
        )}
      </Stack>
    </Input.Wrapper>
  );
}
