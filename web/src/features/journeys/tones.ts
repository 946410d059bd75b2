/** Of a journey's state: the colour and shape it is shown with. */
import type { JourneyRow } from "@/features/journeys/api/journeys";
import type { Tone } from "@/shared/ui/Status";

export const TONES: Record<JourneyRow["state"], Tone> = { draft: "quiet", running: "kept", paused: "soon", stopped: "quiet" };
