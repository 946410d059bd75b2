/** Whether this server looks behind the first link of a message: the company's choice, kept at once. */
import { Switch } from "@mantine/core";
import { useT } from "@/shared/i18n";
import { ErrorLine, Failure } from "@/shared/ui/states";
import { usePreviewSettings, useSavePreviewSettings } from "@/features/previews/api/settings";

export function PreviewSwitch() {
  const t = useT();
  const settings = usePreviewSettings();
  const save = useSavePreviewSettings();
  if (settings.isLoadingError) return <Failure error={settings.error} retry={() => void settings.refetch()} />;
  const enabled = save.isPending ? save.variables.enabled : (settings.data?.enabled ?? true);
  return (
    <>
      <Switch mt="xl" label={t("company.previews")} description={t("company.previews.help")} disabled={!settings.data} checked={enabled} onChange={(event) => save.mutate({ enabled: event.currentTarget.checked })} />
      <ErrorLine error={save.error} />
    </>
  );
}
