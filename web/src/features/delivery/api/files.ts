import { upload } from "@/shared/api/http";
import type { StoredFile } from "@/shared/api/types";

export function uploadFile(file: File, onProgress: (share: number) => void): Promise<StoredFile> {
  return upload<StoredFile>("/files", file, onProgress);
}
