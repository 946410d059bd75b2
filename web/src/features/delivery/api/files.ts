import { upload, type Uploading } from "@/shared/api/http";
import type { StoredFile } from "@/shared/api/types";

export function uploadFile(file: File, uploading: Uploading): Promise<StoredFile> {
  return upload<StoredFile>("/files", file, uploading);
}
