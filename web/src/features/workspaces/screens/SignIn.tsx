/** E-mail and password; the second factor is asked only when the account has one. */
import { useDeskSearch } from "@/shared/search";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError } from "@/shared/api/http";
import { useT } from "@/shared/i18n";
import { ErrorLine } from "@/shared/ui/states";
import { useSignIn } from "@/features/workspaces/api/session";
import { AuthCard } from "@/features/workspaces/ui/AuthCard";

const ASKS_CODE = new Set(["auth.code_required", "auth.code_wrong"]);

export function SignIn() {
  const t = useT();
  const navigate = useNavigate();
  const { next } = useDeskSearch();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [asksCode, setAsksCode] = useState(false);
  const signIn = useSignIn();
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    signIn.mutate(
      { email: email.trim(), password, ...(asksCode && { code: code.replace(/\s/g, "") }) },
      {
        onSuccess: () => void navigate({ href: next?.startsWith("/") && !next.startsWith("//") ? next : "/inbox", replace: true }),
        onError: (error) => setAsksCode((asked) => asked || (error instanceof ApiError && ASKS_CODE.has(error.code))),
      },
    );
  };
  const refused = signIn.error instanceof ApiError && signIn.error.code === "auth.code_required" ? null : signIn.error;
  return (
    <AuthCard title={t("sign_in.title")}>
      <form onSubmit={submit}>
        <TextInput label={t("sign_in.email")} type="email" name="email" autoComplete="username" required withAsterisk={false} data-autofocus value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
        <PasswordInput label={t("sign_in.password")} name="password" autoComplete="current-password" required withAsterisk={false} value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
        {asksCode && <CodeInput value={code} onChange={setCode} />}
        <ErrorLine error={refused} />
        <Button type="submit" size="md" loading={signIn.isPending}>
          {t("sign_in.submit")}
        </Button>
        <Link to="/forgot" style={{ textAlign: "center" }}>
          {t("sign_in.forgot")}
        </Link>
      </form>
    </AuthCard>
  );
}

function CodeInput({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useT();
  return (
    <TextInput
      label={t("sign_in.code")}
      name="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      required
      withAsterisk={false}
      maxLength={8}
      ref={(input) => input?.focus()}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
