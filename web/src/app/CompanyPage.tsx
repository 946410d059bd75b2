/** The company, with what it chose about links. */
import { PreviewSwitch } from "@/features/previews";
import { Company } from "@/features/workspaces/screens/Company";

export function CompanyPage() {
  return <Company links={<PreviewSwitch />} />;
}
