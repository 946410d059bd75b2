/** Files on their way to the server, before the message that carries them. */
import { useCallback, useState } from "react";
import { uploadFile } from "@/features/delivery";

export interface Upload {
  key: string;
  name: string;
  size: number;
  share: number;
  id: string | null;
  error: unknown;
}

export function useUploads() {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const patch = useCallback((key: string, change: Partial<Upload>) => {
    setUploads((all) => all.map((upload) => (upload.key === key ? { ...upload, ...change } : upload)));
  }, []);
  const add = useCallback(
    (files: Iterable<File>) => {
      for (const file of files) {
        const key = crypto.randomUUID();
        setUploads((all) => [...all, { key, name: file.name, size: file.size, share: 0, id: null, error: null }]);
        uploadFile(file, (share) => patch(key, { share })).then(
          ({ id }) => patch(key, { id, share: 1 }),
          (error: unknown) => patch(key, { error }),
        );
      }
    },
    [patch],
  );
  const remove = useCallback((key: string) => setUploads((all) => all.filter((upload) => upload.key !== key)), []);
  const clear = useCallback(() => setUploads([]), []);
  const restore = useCallback((back: readonly Upload[]) => setUploads((all) => [...back, ...all]), []);
  return { uploads, add, remove, clear, restore };
}
