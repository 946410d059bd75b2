/** The blocks of a letter in their order: opened, moved, doubled and taken away by mouse or keys. */
import { Button, Menu } from "@mantine/core";
import { useState } from "react";
import { BLOCK_TYPES, GOODS, inserted, moved, newBlock, placeOfNew, removed, replaced, type BlockType } from "@/features/templates/body";
import { BlockForm } from "@/features/templates/ui/BlockForm";
import classes from "@/features/templates/ui/Templates.module.css";
import type { TemplateBlock } from "@/shared/api/types";
import { useT, useTIn, type Key } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";

interface Props {
  blocks: TemplateBlock[];
  /** Names of lists that the template declares. */
  lists: readonly string[];
  /** Of the letter: what a new block says is said in it. */
  language: string;
  onChange: (blocks: TemplateBlock[]) => void;
}

const BLOCKS_MAX = 100;

export function BlockList({ blocks, lists, language, onChange }: Props) {
  const t = useT();
  const said = useTIn(language);
  const [open, setOpen] = useState<number | null>(null);
  const words = { heading: said("templates.new.heading"), text: said("templates.new.text"), button: said("templates.new.button"), unsubscribe: said("templates.new.unsubscribe"), goods: said("templates.new.goods") };
  const add = (type: BlockType) => {
    const at = placeOfNew(blocks, open);
    onChange(inserted(blocks, at, newBlock(type, words)));
    setOpen(at);
  };
  const move = (from: number, to: number) => {
    onChange(moved(blocks, from, to));
    setOpen((old) => (old === from ? to : old));
  };
  return (
    <div className={classes.blocks}>
      <ol className={classes.list} aria-label={t("templates.blocks")}>
        {blocks.map((block, at) => (
          <li key={at} className={classes.block} data-open={open === at || undefined}>
            <div className={classes.blockHead}>
              <button type="button" className={classes.blockName} aria-expanded={open === at} onClick={() => setOpen(open === at ? null : at)}>
                <strong>{t(`templates.block.${block.type}`)}</strong>
                <span className={classes.gist}>{gistOf(block, t)}</span>
              </button>
              <IconButton icon="up" label={t("templates.block.up")} disabled={at === 0} onClick={() => move(at, at - 1)} />
              <IconButton icon="down" label={t("templates.block.down")} disabled={at === blocks.length - 1} onClick={() => move(at, at + 1)} />
              <IconButton icon="copy" label={t("templates.block.copy")} onClick={() => onChange(inserted(blocks, at + 1, block))} />
              <IconButton
                icon="trash"
                label={t("templates.block.remove")}
                onClick={() => {
                  onChange(removed(blocks, at));
                  setOpen(null);
                }}
              />
            </div>
            {open === at && <BlockForm block={block} lists={lists} onChange={(next) => onChange(replaced(blocks, at, next))} />}
          </li>
        ))}
      </ol>
      {blocks.length < BLOCKS_MAX && (
        <Menu>
          <Menu.Target>
            <Button variant="default">{t("templates.block.add")}</Button>
          </Menu.Target>
          <Menu.Dropdown>
            {BLOCK_TYPES.map((type) => (
              <Menu.Item key={type} onClick={() => add(type)}>
                {t(`templates.block.${type}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}

/** What the block says, to be known by while it is closed. */
function gistOf(block: TemplateBlock, t: (key: Key) => string): string {
  switch (block.type) {
    case "heading":
    case "text":
    case "footer":
      return block.text;
    case "button":
      return block.label;
    case "image":
      return block.alt || block.src;
    case "products":
      return block.heading || t(GOODS.find((one) => one === block.variable) ? `templates.goods.${block.variable as (typeof GOODS)[number]}` : "templates.goods.given");
    case "social":
      return block.links.map(({ label }) => label).join(", ");
    default:
      return "";
  }
}
