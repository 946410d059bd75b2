import { Button, PasswordInput } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { Row, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import { useChangePassword } from "@/features/workspaces/api/me";
import { PASSWORD_MIN } from "@/features/workspaces/screens/Reset";

export function PasswordForm() {
  const t = useT();
  const { tell } = useToasts();
  const [current, setCurrent] = useState("");
  const [fresh, setFresh] = useState("");
  const change = useChangePassword();
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    change.mutate(
      { current, new: fresh },
      {
        onSuccess: () => {
          setCurrent("");
          setFresh("");
          tell(t("profile.password.changed"));
        },
      },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={3}>
        <PasswordInput label={t("profile.password.current")} autoComplete="current-password" required withAsterisk={false} value={current} onChange={(event) => setCurrent(event.currentTarget.value)} />
        <PasswordInput label={t("reset.password")} description={t("reset.hint")} autoComplete="new-password" minLength={PASSWORD_MIN} required withAsterisk={false} value={fresh} onChange={(event) => setFresh(event.currentTarget.value)} />
        <ErrorLine error={change.error} />
        <Row>
          <Button type="submit" disabled={!current || !fresh} loading={change.isPending}>
            {t("profile.password.change")}
          </Button>
        </Row>
      </Stack>
    </form>
  );
}
