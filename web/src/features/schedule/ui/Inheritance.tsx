/** Whose hours these really are, and how to change that: one's own, a team's, the company's. */
import { Button, Select } from "@mantine/core";
import { useT } from "@/shared/i18n";
import { Row } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import type { Hours } from "@/shared/api/types";
import { useDropHours, useFollowTeam, type Whose } from "@/features/schedule/api/hours";
import { useTeams } from "@/features/workspaces";

export function Inheritance({ whose, hours }: { whose: Whose; hours: Hours }) {
  const t = useT();
  const drop = useDropHours(whose);
  const teams = useTeams().data ?? [];
  const followed = teams.find(({ id }) => id === hours.follows_team_id)?.name;
  const own = !hours.inherited;
  return (
    <div>
      <p>
        {own ? t("hours.own") : followed ? t("hours.follows", { team: followed }) : t("hours.inherited")}{" "}
        {(own || followed) && (
          <Button variant="subtle" size="compact-sm" loading={drop.isPending} onClick={() => drop.mutate()}>
            {t("hours.follow")}
          </Button>
        )}
      </p>
      {whose.channel && teams.length > 0 && <FollowTeam channel={whose.channel} value={hours.follows_team_id} teams={teams} />}
      <ErrorLine error={drop.error} />
    </div>
  );
}

function FollowTeam({ channel, value, teams }: { channel: string; value: string | null; teams: { id: string; name: string }[] }) {
  const t = useT();
  const follow = useFollowTeam(channel);
  return (
    <Row wrap>
      <Select label={t("hours.follow_team")} placeholder={t("hours.follow_team.none")} w={280} allowDeselect={false} disabled={follow.isPending} value={value} data={teams.map(({ id, name }) => ({ value: id, label: name }))} onChange={(team) => team && follow.mutate(team)} />
      <ErrorLine error={follow.error} />
    </Row>
  );
}
