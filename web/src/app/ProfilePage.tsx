/** The profile, with what other features let a person set for themselves. */
import { OwnAbsences } from "@/features/absences/ui/OwnAbsences";
import { Profile } from "@/features/workspaces/screens/Profile";

export function ProfilePage() {
  return <Profile more={<OwnAbsences />} />;
}
