/** Turning the second factor on by scanning a code, and off by the password. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { CopyField } from "@/shared/ui/CopyField";
import { Row, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import { Status } from "@/shared/ui/Status";
import type { TotpSecret } from "@/shared/api/types";
import { useTotp } from "@/features/workspaces/api/me";
import { useMe } from "@/features/workspaces/api/session";
import { QrCode } from "@/features/workspaces/ui/QrCode";

export function SecondFactor() {
  const t = useT();
  const { totp_enabled: on } = useMe();
  const totp = useTotp();
  if (on) return <TurnOff stop={totp.stop} />;
  if (totp.begin.data) return <Confirm offer={totp.begin.data} confirm={totp.confirm} />;
  return (
    <Stack gap={3}>
      <Row>
        <Button variant="default" loading={totp.begin.isPending} onClick={() => totp.begin.mutate()}>
          {t("action.turn_on")}
        </Button>
      </Row>
      <ErrorLine error={totp.begin.error} />
    </Stack>
  );
}

function Confirm({ offer, confirm }: { offer: TotpSecret; confirm: ReturnType<typeof useTotp>["confirm"] }) {
  const t = useT();
  const [code, setCode] = useState("");
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    confirm.mutate(code.replace(/\s/g, ""));
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <p>{t("profile.totp.scan")}</p>
        <QrCode text={offer.uri} label={t("profile.totp.qr")} />
        <CopyField label={t("profile.totp.secret")} value={offer.secret} />
        <TextInput label={t("sign_in.code")} inputMode="numeric" autoComplete="one-time-code" required withAsterisk={false} maxLength={8} w={300} maw="100%" value={code} onChange={(event) => setCode(event.currentTarget.value)} />
        <ErrorLine error={confirm.error} />
        <Row>
          <Button type="submit" loading={confirm.isPending}>
            {t("action.turn_on")}
          </Button>
        </Row>
      </Stack>
    </form>
  );
}

function TurnOff({ stop }: { stop: ReturnType<typeof useTotp>["stop"] }) {
  const t = useT();
  const [password, setPassword] = useState("");
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    stop.mutate(password);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={3}>
        <Row>
          <Status tone="kept">{t("profile.totp.on")}</Status>
        </Row>
        <PasswordInput label={t("profile.totp.password")} autoComplete="current-password" required withAsterisk={false} value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
        <ErrorLine error={stop.error} />
        <Row>
          <Button type="submit" variant="default" disabled={!password} loading={stop.isPending}>
            {t("action.turn_off")}
          </Button>
        </Row>
      </Stack>
    </form>
  );
}
