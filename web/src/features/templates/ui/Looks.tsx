/** The colours of a letter of blocks, and other colours for some: the first that are for a person are theirs. */
import { Button, ColorInput } from "@mantine/core";
import { COLOURS, EVERYBODY, LOOK, removed, replaced } from "@/features/templates/body";
import { OnlyFor } from "@/features/templates/ui/OnlyFor";
import classes from "@/features/templates/ui/Templates.module.css";
import type { TemplateLook, TemplateOtherLook, TemplateWording } from "@/shared/api/types";
import { useT } from "@/shared/i18n";

interface Props {
  wording: TemplateWording;
  onChange: (change: Partial<TemplateWording>) => void;
}

const LOOKS_MAX = 5;
const COLOUR = /^#[0-9a-f]{6}$/;

export function Looks({ wording, onChange }: Props) {
  const t = useT();
  const { look = LOOK, looks } = wording;
  const set = (at: number, change: Partial<TemplateOtherLook>) => {
    const old = looks[at];
    if (old) onChange({ looks: replaced(looks, at, { ...old, ...change }) });
  };
  return (
    <section className={classes.section} aria-label={t("templates.looks")}>
      <h2 className={classes.sectionTitle}>{t("templates.looks")}</h2>
      <p className={classes.about}>{t("templates.looks.about")}</p>
      <Colours look={look} onChange={(next) => onChange({ look: next })} />
      {looks.map((one, at) => (
        <fieldset key={at} className={classes.other}>
          <legend>{t("templates.looks.other", { n: at + 1 })}</legend>
          <OnlyFor who={one} onChange={(who) => set(at, who)} />
          <Colours look={one.look ?? LOOK} onChange={(next) => set(at, { look: next })} />
          <Button variant="subtle" size="compact-sm" className={classes.aside ?? ""} onClick={() => onChange({ looks: removed(looks, at) })}>
            {t("templates.looks.remove", { n: at + 1 })}
          </Button>
        </fieldset>
      ))}
      {looks.length < LOOKS_MAX && (
        <Button variant="default" size="compact-sm" onClick={() => onChange({ looks: [...looks, { ...EVERYBODY, look }] })}>
          {t("templates.looks.add")}
        </Button>
      )}
    </section>
  );
}

/** What is half typed is no colour yet, and is not sent. */
function Colours({ look, onChange }: { look: TemplateLook; onChange: (look: TemplateLook) => void }) {
  const t = useT();
  const set = (name: keyof TemplateLook, colour: string) => COLOUR.test(colour) && onChange({ ...look, [name]: colour });
  return (
    <div className={classes.colours}>
      {COLOURS.map((name) => (
        <ColorInput key={name} label={t(`templates.looks.${name}`)} format="hex" withEyeDropper={false} value={look[name]} onChange={(colour) => set(name, colour.toLowerCase())} />
      ))}
    </div>
  );
}
