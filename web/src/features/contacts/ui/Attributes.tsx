/** What is known of the person, by name; changed one at a time. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useI18n, useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { useToasts } from "@/shared/ui/toasts";
import type { AttributeValue, Contact } from "@/shared/api/types";
import { useChangeContact } from "@/features/contacts/api/contacts";
import classes from "@/features/contacts/ui/ContactCard.module.css";

export function Attributes({ contact, editable }: { contact: Contact; editable: boolean }) {
  const { t, byCode } = useI18n();
  const [adding, setAdding] = useState(false);
  const change = useChangeContact(contact.id);
  const { tellError } = useToasts();
  const set = (name: string, value: AttributeValue | null) => change.mutate({ attributes: { [name]: value } }, { onError: tellError });
  const entries = Object.entries(contact.attributes);
  return (
    <>
      <dl className={classes.attributes}>
        {entries.map(([name, value]) => (
          <div key={name} className={classes.attribute}>
            <dt dir="auto" title={name}>{byCode("attribute", name) ?? name}</dt>
            <dd>
              <span dir="auto">{typeof value === "boolean" ? t(value ? "word.yes" : "word.no") : Array.isArray(value) ? value.join(", ") : String(value)}</span>
              {editable && <IconButton icon="close" label={t("card.attribute.remove", { name })} onClick={() => set(name, null)} />}
            </dd>
          </div>
        ))}
      </dl>
      {entries.length === 0 && !adding && <p className={classes.quiet}>{t("card.attributes.none")}</p>}
      {editable && !adding && (
        <button type="button" className={classes.link} onClick={() => setAdding(true)}>
          {t("card.attribute.add")}
        </button>
      )}
      {adding && (
        <AttributeForm
          onCancel={() => setAdding(false)}
          onSave={(name, value) => {
            set(name, value);
            setAdding(false);
          }}
        />
      )}
    </>
  );
}

function AttributeForm({ onSave, onCancel }: { onSave: (name: string, value: string) => void; onCancel: () => void }) {
  const t = useT();
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    onSave(name.trim(), value.trim());
  };
  return (
    <form className={classes.attributeForm} onSubmit={submit}>
      <TextInput size="xs" label={t("card.attribute.name")} required withAsterisk={false} maxLength={64} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
      <TextInput size="xs" label={t("card.attribute.value")} required withAsterisk={false} maxLength={2000} value={value} onChange={(event) => setValue(event.currentTarget.value)} />
      <Button size="xs" variant="default" onClick={onCancel}>
        {t("action.cancel")}
      </Button>
      <Button size="xs" type="submit">
        {t("action.add")}
      </Button>
    </form>
  );
}
