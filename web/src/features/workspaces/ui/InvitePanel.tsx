import { Button, Drawer, MultiSelect, Radio, TextInput } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import type { Role } from "@/shared/api/types";
import { useInvite } from "@/features/workspaces/api/invitations";
import { useMe } from "@/features/workspaces/api/session";
import { useTeams } from "@/features/workspaces/api/teams";
import { ROLES } from "@/features/workspaces/ui/roles";

export function InvitePanel({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useT();
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size={420} title={t("operators.invite")} closeButtonProps={{ "aria-label": t("action.close") }}>
      <InviteForm onDone={onClose} />
    </Drawer>
  );
}

function InviteForm({ onDone }: { onDone: () => void }) {
  const t = useT();
  const { tell } = useToasts();
  const me = useMe();
  const teams = useTeams().data ?? [];
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("operator");
  const [teamIds, setTeamIds] = useState<string[]>([]);
  const invite = useInvite();
  const roles = ROLES.filter((one) => one !== "owner" || me.operator.role === "owner");
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    const done = () => {
      tell(t("operators.invited", { email: email.trim() }));
      onDone();
    };
    invite.mutate({ email: email.trim(), role, team_ids: teamIds }, { onSuccess: done });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput type="email" label={t("sign_in.email")} description={t("operators.invite.help")} required data-autofocus value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
        <Radio.Group label={t("operators.role")} value={role} onChange={(value) => setRole(value)}>
          <Stack gap={2}>
            {roles.map((one) => (
              <Radio key={one} value={one} label={t(`role.${one}`)} description={t(`role.${one}.about`)} />
            ))}
          </Stack>
        </Radio.Group>
        {teams.length > 0 && <MultiSelect label={t("people.teams")} data={teams.map(({ id, name }) => ({ value: id, label: name }))} value={teamIds} onChange={setTeamIds} />}
        <ErrorLine error={invite.error} />
        <Actions>
          <Button type="submit" loading={invite.isPending}>
            {t("operators.invite.send")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
