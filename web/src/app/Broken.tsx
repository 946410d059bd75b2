import { Failure } from "@/shared/ui/states";

/** A screen that failed as a program; reloading is the only honest repair. */
export function Broken({ error }: { error: unknown }) {
  return <Failure error={error} retry={() => location.reload()} />;
}
