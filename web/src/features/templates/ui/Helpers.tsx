/** Words with feeling, honest ones: thanks, a club, a real deadline, real scarcity; the last two bring their value along. */
import { Button } from "@mantine/core";
import { emptyWording, EVERYBODY, withVariable, withWording } from "@/features/templates/body";
import classes from "@/features/templates/ui/Templates.module.css";
import type { TemplateBody, TemplateKind, TemplateVariable } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Row } from "@/shared/ui/layout";

interface Props {
  kind: TemplateKind;
  body: TemplateBody;
  language: string;
  onChange: (body: TemplateBody) => void;
}

const FEELINGS = ["gratitude", "club", "deadline", "stock"] as const;
type Feeling = (typeof FEELINGS)[number];

/** In the letter's language, not the desk's: they go to customers. */
const WORDS: Record<"ru" | "en", Record<Feeling, string>> = {
  ru: {
    gratitude: "Спасибо, что вы с нами. Для нас это важно.",
    club: "Вы среди тех, кому мы рассказываем первыми.",
    deadline: "Предложение для вас действует до {{ offer_ends | day }}.",
    stock: "Для вас осталось {{ in_stock | plural: 'штука', 'штуки', 'штук' }}.",
  },
  en: {
    gratitude: "Thank you for being with us. It means a lot.",
    club: "You are among the first to know.",
    deadline: "The offer is yours until {{ offer_ends | day }}.",
    stock: "There are {{ in_stock | plural: 'piece', 'pieces' }} left for you.",
  },
};

export function Helpers({ kind, body, language, onChange }: Props) {
  const t = useT();
  const words = WORDS[language === "ru" ? "ru" : "en"];
  const put = (feeling: Feeling) => {
    const needed: TemplateVariable | null = feeling === "deadline" ? { name: "offer_ends", kind: "deadline", label: t("templates.feeling.deadline"), example: "" } : feeling === "stock" ? { name: "in_stock", kind: "stock", label: t("templates.feeling.stock"), example: "" } : null;
    const declared = needed ? withVariable(body, needed) : body;
    const wording = declared.wordings[language] ?? emptyWording();
    const blocks = wording.blocks;
    const last = blocks.at(-1)?.type === "footer" ? blocks.length - 1 : blocks.length;
    const change = kind === "email" && wording.mode === "visual" ? { blocks: [...blocks.slice(0, last), { type: "text" as const, ...EVERYBODY, align: "left" as const, text: words[feeling] }, ...blocks.slice(last)] } : { text: `${wording.text}${wording.text ? "\n" : ""}${words[feeling]}` };
    onChange(withWording(declared, language, change));
  };
  return (
    <section className={classes.section} aria-label={t("templates.feeling")}>
      <h2 className={classes.sectionTitle}>{t("templates.feeling")}</h2>
      <p className={classes.about}>{t("templates.feeling.about")}</p>
      <Row gap={2} wrap>
        {FEELINGS.map((feeling) => (
          <Button key={feeling} variant="default" size="compact-sm" onClick={() => put(feeling)}>
            {t(`templates.feeling.${feeling}`)}
          </Button>
        ))}
      </Row>
    </section>
  );
}
