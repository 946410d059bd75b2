/** What other features may use of delivery: channels, their signs, uploading. */
export { channelsQuery, useChannels, useStartingChannels } from "@/features/delivery/api/channels";
export { useProvider, useProviders } from "@/features/delivery/api/providers";
export { uploadFile } from "@/features/delivery/api/files";
export { ChannelMark } from "@/features/delivery/ui/ChannelMark";
