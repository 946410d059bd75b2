/** Files on their way to the server, before what will carry them: a message, a ready reply. */
import { useCallback, useEffect, useRef, useState } from "react";
import { uploadFile } from "@/features/delivery/api/files";

/** A file the server has already. */
export interface KeptFile {
  id: string;
  name: string;
  size: number;
}

export interface Upload {
  key: string;
  name: string;
  size: number;
  share: number;
  id: string | null;
  error: unknown;
  /** While it can be sent again. */
  file?: File;
}

export function uploaded(file: KeptFile): Upload {
  const { id, name, size } = file;
  return { key: id, id, name, size, share: 1, error: null };
}

export function storedOf(uploads: readonly Upload[]): KeptFile[] {
  return uploads.flatMap(({ id, name, size }) => (id ? { id, name, size } : []));
}

/** `onLate` is told of a file that arrives after the form was left. */
export function useUploads(initial: readonly KeptFile[], onLate: (file: KeptFile) => void) {
  const [uploads, setUploads] = useState<Upload[]>(() => initial.map(uploaded));
  const running = useRef(new Map<string, AbortController>());
  const left = useRef(false);
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
    };
  }, []);
  const patch = useCallback((key: string, change: Partial<Upload>) => {
    setUploads((all) => all.map((upload) => (upload.key === key ? { ...upload, ...change } : upload)));
  }, []);
  const start = useCallback(
    (key: string, file: File) => {
      const stop = new AbortController();
      running.current.set(key, stop);
      uploadFile(file, { onProgress: (share) => patch(key, { share }), signal: stop.signal })
        .then(
          ({ id }) => (left.current ? onLate({ id, name: file.name, size: file.size }) : patch(key, { id, share: 1 })),
          (error: unknown) => patch(key, { error }),
        )
        .finally(() => running.current.delete(key));
    },
    [onLate, patch],
  );
  const add = useCallback(
    (files: Iterable<File>) => {
      for (const file of files) {
        const key = crypto.randomUUID();
        setUploads((all) => [...all, { key, name: file.name, size: file.size, share: 0, id: null, error: null, file }]);
        start(key, file);
      }
    },
    [start],
  );
  const retry = useCallback(
    (key: string, file: File) => {
      patch(key, { share: 0, error: null });
      start(key, file);
    },
    [patch, start],
  );
  const remove = useCallback((key: string) => {
    running.current.get(key)?.abort();
    setUploads((all) => all.filter((upload) => upload.key !== key));
  }, []);
  const clear = useCallback(() => setUploads([]), []);
  const restore = useCallback((back: readonly Upload[]) => setUploads((all) => [...back, ...all]), []);
  return { uploads, add, retry, remove, clear, restore };
}
