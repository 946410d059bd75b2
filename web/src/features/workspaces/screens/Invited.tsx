import { useDeskParams } from "@/shared/search";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { mayPass } from "@/shared/api/client";
import { useI18n } from "@/shared/i18n";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { useAcceptInvitation, useOffer } from "@/features/workspaces/api/invitations";
import { useSignIn } from "@/features/workspaces/api/session";
import { AuthCard } from "@/features/workspaces/ui/AuthCard";
import { PASSWORD_MIN } from "@/features/workspaces/screens/Reset";
import type { InvitationOffer } from "@/shared/api/types";

export function Invited() {
  const { t, byCode } = useI18n();
  const { token = "" } = useDeskParams();
  const offer = useOffer(token);
  if (offer.isPending) return <AuthCard title="Otklik"><SkeletonRows rows={3} /></AuthCard>;
  if (offer.isError && mayPass(offer.error)) return <AuthCard title="Otklik"><Failure error={offer.error} retry={() => void offer.refetch()} /></AuthCard>;
  if (offer.isError)
    return (
      <AuthCard title="Otklik" lead={t("invited.invalid")}>
        <form>
          <Link to="/sign-in">{t("sign_in.back")}</Link>
        </form>
      </AuthCard>
    );
  const { data } = offer;
  return (
    <AuthCard title={t("invited.title", { workspace: data.workspace_name })} lead={t("invited.text", { role: byCode("role", data.role) ?? data.role, email: data.email })}>
      <AcceptForm token={token} offer={data} />
    </AuthCard>
  );
}

function AcceptForm({ token, offer }: { token: string; offer: InvitationOffer }) {
  const { t } = useI18n();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const accept = useAcceptInvitation(token);
  const signIn = useSignIn();
  const submit = async (event: React.SyntheticEvent) => {
    event.preventDefault();
    await accept.mutateAsync({ name: name.trim(), password });
    await signIn.mutateAsync({ email: offer.email, password });
    await navigate({ to: "/inbox", replace: true });
  };
  return (
    <form onSubmit={(event) => void submit(event).catch(() => undefined)}>
      <TextInput label={t("invited.name")} autoComplete="name" required withAsterisk={false} maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <PasswordInput label={t("invited.password")} {...(offer.has_account ? { autoComplete: "current-password", description: t("invited.own_password") } : { autoComplete: "new-password", minLength: PASSWORD_MIN, description: t("reset.hint") })} required withAsterisk={false} value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
      <ErrorLine error={accept.error ?? signIn.error} />
      <Button type="submit" size="md" loading={accept.isPending || signIn.isPending}>
        {t("invited.submit")}
      </Button>
    </form>
  );
}
