import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useT } from "@/shared/i18n";
import { Empty } from "@/shared/ui/states";
import { useTitle } from "@/shared/ui/useTitle";

export function Missing() {
  const t = useT();
  useTitle(t("nav.missing.title"));
  const action = (
    <Button component={Link} to="/inbox">
      {t("nav.missing.action")}
    </Button>
  );
  return (
    <main>
      <h1 className="unseen">{t("nav.missing.title")}</h1>
      <Empty icon="search" title={t("nav.missing.title")} text={t("nav.missing.text")} action={action} />
    </main>
  );
}
