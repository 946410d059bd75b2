/** Two soft notes made by the browser itself; never at quiet time, and not for a desk that is looked at. */
import type { QueryClient } from "@tanstack/react-query";
import { pushQuery } from "@/features/notifications/api/push";
import { isQuiet } from "@/features/notifications/quiet";

const NOTES = [660, 880];
const NOTE_SECONDS = 0.14;
const LOUDNESS = 0.06;

export async function ring(client: QueryClient): Promise<void> {
  if (document.hasFocus()) return;
  const { choice } = await client.query({ ...pushQuery, staleTime: "static" });
  if (choice.sound && !isQuiet(choice, new Date())) play();
}

function play(): void {
  const audio = new AudioContext();
  NOTES.forEach((frequency, index) => {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const begins = audio.currentTime + index * NOTE_SECONDS;
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(LOUDNESS, begins);
    volume.gain.exponentialRampToValueAtTime(0.001, begins + NOTE_SECONDS * 1.8);
    tone.connect(volume).connect(audio.destination);
    tone.start(begins);
    tone.stop(begins + NOTE_SECONDS * 2);
    if (index === NOTES.length - 1) tone.onended = () => void audio.close();
  });
}
