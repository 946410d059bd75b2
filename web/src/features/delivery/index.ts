/** What other features may use of delivery: channels, their signs, files on their way. */
export { channelsQuery, useChannels, useStartingChannels } from "@/features/delivery/api/channels";
export { useProvider, useProviders } from "@/features/delivery/api/providers";
export { uploadFile } from "@/features/delivery/api/files";
export { UploadList } from "@/features/delivery/ui/UploadList";
export { storedOf, uploaded, useUploads, type KeptFile, type Upload } from "@/features/delivery/useUploads";
export { around as aroundBlank, openBlanks, wordedOf as preparedText } from "@/features/delivery/prepared";
export { PREPARED, usePrepared } from "@/features/delivery/api/prepared";
export { PreparedSelect } from "@/features/delivery/ui/PreparedSelect";
export { PreparedPreview } from "@/features/delivery/ui/PreparedPreview";
export { ChannelMark } from "@/features/delivery/ui/ChannelMark";
