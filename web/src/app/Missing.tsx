import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useT } from "@/shared/i18n";
import { Empty } from "@/shared/ui/states";

export function Missing() {
  const t = useT();
  return (
    <Empty
      icon="search"
      title={t("nav.missing.title")}
      text={t("nav.missing.text")}
      action={
        <Button component={Link} to="/inbox">
          {t("nav.missing.action")}
        </Button>
      }
    />
  );
}
