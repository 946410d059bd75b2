/** The same as a table for a spreadsheet: the server makes it, a refusal is said in words. */
import { Button, Menu } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { download } from "@/shared/api/http";
import { useI18n } from "@/shared/i18n";
import { sayError } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";

interface Props {
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
}

export function Export({ path, query = {} }: Props) {
  const i18n = useI18n();
  const { tell } = useToasts();
  const save = useMutation({
    mutationFn: (format: "csv" | "xlsx") => download(path, { ...query, format }),
    onError: (error) => tell(sayError(error, i18n)),
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="xs" loading={save.isPending}>
          {i18n.t("export.action")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => save.mutate("xlsx")}>{i18n.t("export.xlsx")}</Menu.Item>
        <Menu.Item onClick={() => save.mutate("csv")}>{i18n.t("export.csv")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
