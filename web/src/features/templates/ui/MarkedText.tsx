/** A text with light marks: bold and italic by button or Ctrl+B, Ctrl+I; a fact about the person by a menu. */
import { Button, Menu, Textarea } from "@mantine/core";
import { useRef } from "react";
import { FACTS, GOODS, goodsInWords, marked } from "@/features/templates/body";
import classes from "@/features/templates/ui/Templates.module.css";
import { useT } from "@/shared/i18n";
import { Row } from "@/shared/ui/layout";

interface Props {
  label: string;
  value: string;
  rows?: number;
  /** Without marks: of an SMS, a push, a messenger's text. */
  plain?: boolean;
  onChange: (value: string) => void;
}

const MARKS: Partial<Record<string, string>> = { b: "**", i: "*" };

export function MarkedText({ label, value, rows = 4, plain = false, onChange }: Props) {
  const t = useT();
  const field = useRef<HTMLTextAreaElement>(null);
  const mark = (sign: string) => {
    const area = field.current;
    if (!area) return;
    const next = marked(value, area.selectionStart, area.selectionEnd, sign);
    onChange(next.text);
    requestAnimationFrame(() => {
      area.focus();
      area.setSelectionRange(next.start, next.end);
    });
  };
  const put = (text: string) => {
    const at = field.current?.selectionEnd ?? value.length;
    onChange(value.slice(0, at) + text + value.slice(at));
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const sign = MARKS[event.key.toLowerCase()];
    if (plain || !sign || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    mark(sign);
  };
  return (
    <div className={classes.marked}>
      <Textarea ref={field} label={label} autosize minRows={rows} value={value} onKeyDown={onKeyDown} onChange={(event) => onChange(event.currentTarget.value)} />
      <Row gap={1} wrap>
        {!plain && (
          <>
            <Button variant="default" size="compact-sm" aria-label={t("templates.mark.bold")} onClick={() => mark("**")}>
              <strong aria-hidden="true">{t("templates.mark.bold_letter")}</strong>
            </Button>
            <Button variant="default" size="compact-sm" aria-label={t("templates.mark.italic")} onClick={() => mark("*")}>
              <em aria-hidden="true">{t("templates.mark.italic_letter")}</em>
            </Button>
            <Button variant="default" size="compact-sm" onClick={() => put(`[${t("templates.mark.link_words")}](https://)`)}>
              {t("templates.mark.link")}
            </Button>
          </>
        )}
        <FactMenu plain={plain} put={put} />
      </Row>
    </div>
  );
}

/** What is known of the person, and goods that are chosen for them. */
function FactMenu({ plain, put }: { plain: boolean; put: (text: string) => void }) {
  const t = useT();
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default" size="compact-sm">
          {t("templates.mark.fact")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => put(`{{ person.first_name | greet: '${t("templates.mark.hello")}' }}`)}>{t("templates.mark.greet")}</Menu.Item>
        {FACTS.map((one) => (
          <Menu.Item key={one} onClick={() => put(`{{ ${one} }}`)}>
            {one}
          </Menu.Item>
        ))}
        <Menu.Label>{t("templates.goods.chosen")}</Menu.Label>
        {GOODS.map((one) => (
          <Menu.Item key={one} onClick={() => put(goodsInWords(one, plain))}>
            {t(`templates.goods.${one}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
