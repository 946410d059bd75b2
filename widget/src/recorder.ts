/** A voice note by the browser's own recorder; the microphone is released the moment the recording ends. */

const LENGTH_MAX_MS = 5 * 60_000;
const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

export const canRecord = (): boolean => "MediaRecorder" in window && "mediaDevices" in navigator;

export interface Recording {
  startedAt: number;
  /** Resolves with the sound, or null when it was cancelled. */
  sound: Promise<Blob | null>;
  stop: (keep: boolean) => void;
}

/** Rejects when the person or the browser refuses the microphone. */
export async function record(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {});
  const pieces: Blob[] = [];
  let kept = true;
  const sound = new Promise<Blob | null>((resolve) => {
    recorder.ondataavailable = (event) => pieces.push(event.data);
    recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      resolve(kept && pieces.length ? new Blob(pieces, { type: recorder.mimeType.split(";")[0] ?? "" }) : null);
    };
  });
  const stop = (keep: boolean): void => {
    clearTimeout(limit);
    kept = keep;
    if (recorder.state !== "inactive") recorder.stop();
  };
  const limit = setTimeout(() => stop(true), LENGTH_MAX_MS);
  recorder.start();
  return { startedAt: Date.now(), sound, stop };
}
