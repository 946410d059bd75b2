import { useDeskParams } from "@/shared/search";
import { Button, PasswordInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { ErrorLine } from "@/shared/ui/states";
import { useReset } from "@/features/workspaces/api/passwords";
import { AuthCard } from "@/features/workspaces/ui/AuthCard";

export const PASSWORD_MIN = 10;

export function Reset() {
  const t = useT();
  const { token = "" } = useDeskParams();
  const [password, setPassword] = useState("");
  const reset = useReset(token);
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    reset.mutate(password);
  };
  return (
    <AuthCard title={t("reset.title")} {...(reset.isSuccess && { lead: t("reset.done") })}>
      <form onSubmit={submit}>
        {!reset.isSuccess && (
          <>
            <PasswordInput label={t("reset.password")} description={t("reset.hint")} autoComplete="new-password" minLength={PASSWORD_MIN} required withAsterisk={false} value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
            <ErrorLine error={reset.error} />
            <Button type="submit" size="md" loading={reset.isPending}>
              {t("action.save")}
            </Button>
          </>
        )}
        <Link to="/sign-in" style={{ textAlign: "center" }}>
          {t("sign_in.back")}
        </Link>
      </form>
    </AuthCard>
  );
}
