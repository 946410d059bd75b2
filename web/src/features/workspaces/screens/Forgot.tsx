import { Button, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { ErrorLine } from "@/shared/ui/states";
import { useAskReset } from "@/features/workspaces/api/passwords";
import { AuthCard } from "@/features/workspaces/ui/AuthCard";

export function Forgot() {
  const t = useT();
  const [email, setEmail] = useState("");
  const ask = useAskReset();
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    ask.mutate(email.trim());
  };
  return (
    <AuthCard title={t("forgot.title")} lead={ask.isSuccess ? t("forgot.sent", { email: email.trim() }) : t("forgot.text")}>
      <form onSubmit={submit}>
        {!ask.isSuccess && (
          <>
            <TextInput label={t("sign_in.email")} type="email" autoComplete="username" required withAsterisk={false} value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
            <ErrorLine error={ask.error} />
            <Button type="submit" size="md" loading={ask.isPending}>
              {t("forgot.submit")}
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
