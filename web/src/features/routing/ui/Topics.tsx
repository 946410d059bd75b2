/** Words of customers that ask for a skill: `возврат` finds `возврата`. */
import { Autocomplete, Button, Input, TagsInput } from "@mantine/core";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Row, Stack } from "@/shared/ui/layout";
import type { RoutingTopic as Topic } from "@/shared/api/types";

const TOPICS_MAX = 50;

export function Topics({ topics, known, onChange }: { topics: readonly Topic[]; known: string[]; onChange: (topics: Topic[]) => void }) {
  const t = useT();
  const change = (index: number, part: Partial<Topic>) => onChange(topics.map((topic, at) => (at === index ? { ...topic, ...part } : topic)));
  return (
    <Input.Wrapper label={t("routing.topics")} description={t("routing.topics.help")}>
      <Stack gap={2}>
        {topics.map(({ skill, words }, index) => (
          <Row key={index}>
            <Autocomplete aria-label={t("routing.topic.skill")} placeholder={t("routing.topic.skill")} required maxLength={40} data={known} value={skill} onChange={(value) => change(index, { skill: value })} />
            <TagsInput aria-label={t("routing.topic.words")} placeholder={t("routing.topic.words")} flex={1} maxTags={30} value={words} onChange={(value) => change(index, { words: value })} />
            <IconButton icon="trash" label={t("routing.topic.remove")} onClick={() => onChange(topics.filter((_, at) => at !== index))} />
          </Row>
        ))}
        {topics.length < TOPICS_MAX && (
          <Row>
            <Button size="compact-sm" variant="default" onClick={() => onChange([...topics, { skill: "", words: [] }])}>
              {t("routing.topic.add")}
            </Button>
          </Row>
        )}
      </Stack>
    </Input.Wrapper>
  );
}
