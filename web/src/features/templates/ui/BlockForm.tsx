/** The fields of one block. */
import { Button, NumberInput, SegmentedControl, Select, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { GOODS, removed, replaced } from "@/features/templates/body";
import { MarkedText } from "@/features/templates/ui/MarkedText";
import { OnlyFor } from "@/features/templates/ui/OnlyFor";
import classes from "@/features/templates/ui/Templates.module.css";
import type { TemplateBlock } from "@/shared/api/types";
import { useT, type Key } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Row } from "@/shared/ui/layout";

interface Props {
  block: TemplateBlock;
  /** Names of lists that the template declares. */
  lists: readonly string[];
  onChange: (block: TemplateBlock) => void;
}

const PRODUCTS_MAX = 12;
const LINKS_MAX = 10;

export function BlockForm({ block, lists, onChange }: Props) {
  return (
    <div className={classes.form}>
      <Fields block={block} lists={lists} onChange={onChange} />
      <OnlyFor who={block} onChange={(who) => onChange({ ...block, ...who })} />
    </div>
  );
}

function Fields({ block, lists, onChange }: Props): ReactNode {
  const t = useT();
  const line = (label: Key, value: string, set: (value: string) => TemplateBlock) => <TextInput label={t(label)} value={value} onChange={(event) => onChange(set(event.currentTarget.value))} />;
  switch (block.type) {
    case "heading":
      return (
        <>
          {line("templates.block.words", block.text, (text) => ({ ...block, text }))}
          <Align value={block.align} onChange={(align) => onChange({ ...block, align })} />
        </>
      );
    case "text":
      return (
        <>
          <MarkedText label={t("templates.block.words")} value={block.text} onChange={(text) => onChange({ ...block, text })} />
          <Align value={block.align} onChange={(align) => onChange({ ...block, align })} />
        </>
      );
    case "image":
      return (
        <>
          {line("templates.block.src", block.src, (src) => ({ ...block, src }))}
          {line("templates.block.alt", block.alt, (alt) => ({ ...block, alt }))}
          {line("templates.block.href", block.href, (href) => ({ ...block, href }))}
        </>
      );
    case "button":
      return (
        <>
          {line("templates.block.label", block.label, (label) => ({ ...block, label }))}
          {line("templates.block.href", block.href, (href) => ({ ...block, href }))}
          <Align value={block.align} onChange={(align) => onChange({ ...block, align })} />
        </>
      );
    case "products":
      return (
        <>
          <Source value={block.variable} lists={lists} onChange={(variable) => onChange({ ...block, variable })} />
          {line("templates.block.goods_heading", block.heading, (heading) => ({ ...block, heading }))}
          <NumberInput label={t("templates.block.count")} min={1} max={PRODUCTS_MAX} clampBehavior="strict" value={block.count} onChange={(count) => onChange({ ...block, count: Number(count) || 1 })} />
          {line("templates.block.goods_button", block.button, (button) => ({ ...block, button }))}
        </>
      );
    case "spacer":
      return <NumberInput label={t("templates.block.height")} min={4} max={200} clampBehavior="strict" value={block.height} onChange={(height) => onChange({ ...block, height: Number(height) || 4 })} />;
    case "footer":
      return (
        <>
          <MarkedText label={t("templates.block.words")} value={block.text} onChange={(text) => onChange({ ...block, text })} />
          {line("templates.block.unsubscribe", block.unsubscribe, (unsubscribe) => ({ ...block, unsubscribe }))}
        </>
      );
    case "social":
      return <Links block={block} onChange={onChange} />;
    case "columns":
      return <Columns block={block} lists={lists} onChange={onChange} />;
    case "divider":
      return null;
  }
}

function Links({ block, onChange }: { block: Extract<TemplateBlock, { type: "social" }>; onChange: Props["onChange"] }) {
  const t = useT();
  const { links } = block;
  const set = (at: number, change: Partial<(typeof links)[number]>) => onChange({ ...block, links: links.map((one, index) => (index === at ? { ...one, ...change } : one)) });
  return (
    <>
      {links.map((one, at) => (
        <Row key={at} gap={2} wrap>
          <TextInput label={t("templates.block.label")} value={one.label} onChange={(event) => set(at, { label: event.currentTarget.value })} />
          <TextInput label={t("templates.block.href")} value={one.href} onChange={(event) => set(at, { href: event.currentTarget.value })} />
          <IconButton icon="trash" label={t("templates.block.remove")} onClick={() => onChange({ ...block, links: removed(links, at) })} />
        </Row>
      ))}
      {links.length < LINKS_MAX && (
        <Button variant="default" onClick={() => onChange({ ...block, links: [...links, { label: "", href: "" }] })}>
          {t("templates.block.link_add")}
        </Button>
      )}
    </>
  );
}

/** Each column has its own few blocks. */
function Columns({ block, lists, onChange }: { block: Extract<TemplateBlock, { type: "columns" }>; lists: Props["lists"]; onChange: Props["onChange"] }) {
  const t = useT();
  return block.columns.map((column, at) => (
    <fieldset key={at} className={classes.column}>
      <legend>{t("templates.block.column", { n: at + 1 })}</legend>
      {column.blocks.map((one, index) => (
        <Fields key={index} block={one} lists={lists} onChange={(next) => onChange({ ...block, columns: replaced(block.columns, at, { blocks: replaced(column.blocks, index, next as (typeof column.blocks)[number]) }) })} />
      ))}
    </fieldset>
  ));
}

type Side = "left" | "center" | "right";

function Align({ value, onChange }: { value: Side; onChange: (value: Side) => void }) {
  const t = useT();
  return <SegmentedControl aria-label={t("templates.block.align")} value={value} onChange={(next) => onChange(next)} data={(["left", "center", "right"] as const).map((one) => ({ value: one, label: t(`templates.block.align.${one}`) }))} />;
}

/** Goods chosen for each person, or a list that whoever sends gives; a name that is no longer declared stays. */
function Source({ value, lists, onChange }: { value: string; lists: Props["lists"]; onChange: (list: string) => void }) {
  const t = useT();
  const chosen = GOODS.find((one) => one === value && !lists.includes(one));
  const own = chosen || lists.includes(value) ? lists : [value, ...lists];
  const groups = [
    { group: t("templates.goods.chosen"), items: GOODS.filter((one) => !lists.includes(one)).map((one) => ({ value: one, label: t(`templates.goods.${one}`) })) },
    { group: t("templates.goods.given"), items: own.map((one) => ({ value: one, label: one })) },
  ];
  return <Select label={t("templates.block.variable")} description={t(chosen ? `templates.goods.${chosen}.about` : "templates.goods.given.about")} allowDeselect={false} data={groups.filter(({ items }) => items.length > 0)} value={value} onChange={(list) => onChange(list ?? value)} />;
}
