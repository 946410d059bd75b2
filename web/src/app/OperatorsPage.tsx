/** Operators, with what routing knows of them and who is away. */
import { useAway } from "@/features/absences";
import { Profiles } from "@/features/routing/ui/Profiles";
import { useMay } from "@/features/workspaces";
import { Operators } from "@/features/workspaces/screens/Operators";

export function OperatorsPage() {
  return <Operators awayOf={useAway()} more={useMay("routing.read") && <Profiles />} />;
}
