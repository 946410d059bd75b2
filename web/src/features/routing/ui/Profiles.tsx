/** What operators can do and how much at once: skills, languages, capacity. */
import { Button, Drawer, NumberInput, TagsInput } from "@mantine/core";
import { useState } from "react";
import { useI18n, useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Actions, Stack } from "@/shared/ui/layout";
import { Section } from "@/shared/ui/Page";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import type { RoutingProfile } from "@/shared/api/types";
import { useProfiles, useSaveProfile } from "@/features/routing/api/routing";
import { useColleagues, useMay } from "@/features/workspaces";

const LANGUAGES = ["ru", "en", "kk", "uk", "be", "uz", "tg", "ky", "hy", "az", "ka", "de", "fr", "es", "it", "tr", "zh", "ar"];

export function Profiles() {
  const t = useT();
  const query = useProfiles();
  const mayWrite = useMay("routing.write");
  const [edited, setEdited] = useState<RoutingProfile | null>(null);
  const colleagues = useColleagues();
  return (
    <Section title={t("routing.profiles")} lead={t("routing.profiles.lead")}>
      {query.isPending ? <SkeletonRows rows={3} /> : query.isLoadingError ? <Failure error={query.error} retry={() => void query.refetch()} /> : <ProfileTable profiles={query.data} {...(mayWrite && { onEdit: setEdited })} />}
      <Drawer opened={edited !== null} onClose={() => setEdited(null)} position="right" size={420} title={edited ? colleagues.get(edited.operator_id)?.name : ""} closeButtonProps={{ "aria-label": t("action.close") }}>
        {edited && <ProfileForm initial={edited} onDone={() => setEdited(null)} />}
      </Drawer>
    </Section>
  );
}

function useLanguageName(): (code: string) => string {
  const { locale } = useI18n();
  const names = new Intl.DisplayNames([locale], { type: "language" });
  return (code) => names.of(code) ?? code;
}

function ProfileTable({ profiles, onEdit }: { profiles: RoutingProfile[]; onEdit?: (profile: RoutingProfile) => void }) {
  const t = useT();
  const colleagues = useColleagues();
  const languageName = useLanguageName();
  const nameOf = (id: string) => colleagues.get(id)?.name ?? "";
  return (
    <Table
      caption={t("routing.profiles")}
      rows={profiles}
      keyOf={({ operator_id: id }) => id}
      columns={[
        { key: "name", title: t("card.name"), main: true, cell: ({ operator_id: id }) => nameOf(id) },
        { key: "skills", title: t("routing.skills"), cell: ({ skills }) => skills.join(", ") || "—" },
        { key: "languages", title: t("routing.languages"), cell: ({ languages }) => languages.map(languageName).join(", ") || "—" },
        { key: "held", title: t("routing.held"), align: "end", cell: ({ open_count: open, capacity }) => t("routing.held_of", { open, capacity }) },
        { key: "act", title: "", align: "end", cell: (profile) => onEdit && <IconButton icon="edit" label={t("routing.edit", { name: nameOf(profile.operator_id) })} onClick={() => onEdit(profile)} /> },
      ]}
    />
  );
}

function ProfileForm({ initial, onDone }: { initial: RoutingProfile; onDone: () => void }) {
  const t = useT();
  const languageName = useLanguageName();
  const [skills, setSkills] = useState(initial.skills);
  const [languages, setLanguages] = useState(initial.languages);
  const [capacity, setCapacity] = useState(initial.capacity);
  const known = [...new Set((useProfiles().data ?? []).flatMap(({ skills: them }) => them))].sort();
  const save = useSaveProfile();
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ operator_id: initial.operator_id, skills, languages, capacity }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <NumberInput label={t("routing.capacity")} description={t("routing.capacity.help")} min={0} max={200} allowDecimal={false} value={capacity} onChange={(value) => setCapacity(Number(value) || 0)} />
        <TagsInput label={t("routing.skills")} description={t("routing.profile.skills.help")} data={known} maxTags={20} value={skills} onChange={setSkills} />
        <Languages label={t("routing.languages")} help={t("routing.languages.help")} value={languages} name={languageName} onChange={setLanguages} />
        <ErrorLine error={save.error} />
        <Actions>
          <Button type="submit" loading={save.isPending}>
            {t("action.save")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}

function Languages({ label, help, value, name, onChange }: { label: string; help: string; value: string[]; name: (code: string) => string; onChange: (value: string[]) => void }) {
  const codes = new Map(LANGUAGES.map((code) => [name(code), code]));
  return <TagsInput label={label} description={help} data={[...codes.keys()]} maxTags={20} value={value.map(name)} onChange={(names) => onChange(names.flatMap((one) => codes.get(one) ?? value.find((code) => name(code) === one) ?? []))} />;
}
