/** The desk's icons: 20 px strokes in the text's colour. Decorative; the name is on the button that holds one. */
import type { SVGProps } from "react";

const PATHS = {
  inbox: "M3 11.5h4l1.5 2.5h3L13 11.5h4M5.2 4h9.6L17 11.5V15a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-3.5z",
  contacts: "M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6M4 16.5c.6-3 2.9-4.5 6-4.5s5.4 1.5 6 4.5",
  speed: "M4.5 14.5a6.5 6.5 0 1 1 11 0M10 11.5l3-4",
  settings: "M3 6h7M14 6h3M3 14h3M10 14h7M12 4v4M8 12v4",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11M13 13l4 4",
  bell: "M5 13.5c1-1 1.3-2.300 1.300-4.500a3.700 3.700 0 0 1 7.400 0c0 2.200.3 3.500 1.300 4.500zM8.300 16a1.800 1.800 0 0 0 3.400 0",
  close: "M5 5l10 10M15 5 5 15",
  check: "m4 10.5 4 4 8-9",
  checks: "m2 10.5 3.5 4 7-9M9.5 13l1.5 1.5 7-9",
  clock: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M10 6v4l2.5 2",
  alert: "M10 3.5 17.5 16h-15zM10 8.5v3.5M10 14.2v.1",
  back: "M12 4l-6 6 6 6",
  forward: "m8 4 6 6-6 6",
  down: "m5 8 5 5 5-5",
  up: "m5 12 5-5 5 5",
  plus: "M10 4v12M4 10h12",
  send: "M3.5 10 16.5 4l-4 12.5-3.2-5zM9.3 11.5l3.2-3.5",
  clip: "m8.5 12.5 5-5a1.8 1.8 0 0 0-2.5-2.5l-6 6a3.5 3.5 0 0 0 5 5l5.5-5.5",
  smile: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M7 11.5c1.5 2.3 4.5 2.3 6 0M7.5 8v.1M12.5 8v.1",
  frown: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M7 13.5c1.5-2.3 4.5-2.3 6 0M7.5 8v.1M12.5 8v.1",
  note: "M5 3.5h10v9l-4 4H5zM15 12.5h-4v4M7.5 7h5M7.5 10h3",
  bolt: "M11 3 5 11.5h4.5L9 17l6-8.5h-4.5z",
  user: "M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6M4 16.5c.6-3 2.9-4.5 6-4.5s5.4 1.5 6 4.5",
  at: "M13 10a3 3 0 1 0-6 0 3 3 0 0 0 6 0M13 7v4a2 2 0 0 0 4 0v-1a7 7 0 1 0-3 5.700",
  more: "M4 10a.7.7 0 1 0 1.4 0a.7.7 0 1 0-1.4 0M9.3 10a.7.7 0 1 0 1.4 0a.7.7 0 1 0-1.4 0M14.6 10a.7.7 0 1 0 1.4 0a.7.7 0 1 0-1.4 0",
  ring: "M10 14.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9",
  panel: "M3 4.5h14v11H3zM12.5 4.5v11",
  reply: "m8 5-5 4.5L8 14M3.5 9.5H12c3 0 5 2 5 5.5",
  file: "M5 3h6.5L15 6.5V17H5zM11 3v4h4",
  mic: "M10 12a2.5 2.5 0 0 0 2.5-2.5v-4a2.5 2.5 0 0 0-5 0v4A2.5 2.5 0 0 0 10 12M5 9.5a5 5 0 0 0 10 0M10 14.5V17",
  pin: "M10 17s5-4.7 5-8.8A5 5 0 0 0 5 8.2C5 12.3 10 17 10 17M10 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4",
  play: "M6 4l9.5 6L6 16z",
  phone: "M4 4.5h3l1.5 3.5-2 1.5a9 9 0 0 0 4 4l1.5-2 3.5 1.5v3C9 17 3 11 4 4.5",
  copy: "M7 7h9v9H7zM4 13V4h9",
  trash: "M4 6h12M8 6V4h4v2M6 6l.7 10.5h6.6L14 6M8.5 9v5M11.5 9v5",
  edit: "M4 16l1-4 8.5-8.5 3 3L8 15z",
  external: "M8 4H4v12h12v-4M11 3.5h5.5V9M16 4l-7 7",
  merge: "M5 3.5v3C5 10 10 9 10 13v3.5M15 3.5v3C15 10 10 9 10 13",
  help: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M8 8c.2-2.7 4.2-2.3 4 .2-.1 1.4-2 1.6-2 3M10 13.7v.1",
  leave: "M8 4H4v12h4M8.5 10H17M14 7l3 3-3 3",
  sun: "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.5 4.5l1 1M14.5 14.5l1 1M4.5 15.5l1-1M14.5 5.5l1-1",
  moon: "M16 11.5A6.5 6.5 0 1 1 8.5 4a5.2 5.2 0 0 0 7.5 7.5",
  team: "M7.5 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M2.5 16c.3-2.8 2.2-4.3 5-4.3s4.7 1.5 5 4.3M13 4.3a2.5 2.5 0 0 1 0 4.5M14.5 12c1.7.5 2.8 1.9 3 4",
  channel: "M10 10v6.5M6.5 13.5a5 5 0 1 1 7 0M4 16a8.5 8.5 0 1 1 12 0M10 10.5v-1",
  hours: "M3.5 5h13v11.5h-13zM3.5 8.5h13M7 3v3.5M13 3v3.5M7 12h6",
  key: "M12.5 10a3.5 3.5 0 1 0-2.2-.8L4 15.5V17h3v-2h2v-2l1.8-1.8A3.5 3.5 0 0 0 12.5 10M13 6.5v.1",
  list: "M7 5.5h10M7 10h10M7 14.5h10M3.5 5.5v.1M3.5 10v.1M3.5 14.5v.1",
  image: "M3 4.5h14v11H3zM3 13l4-4 4 4 2.5-2.5L17 13M13 7.8v.1",
  retry: "M4.5 8a6 6 0 1 1-.3 4M4 3.5V8h4.5",
  building: "M4 17V4h7v13M11 8h5v9M2.5 17h15M6.5 7h2M6.5 10h2M6.5 13h2M13.5 11v.1M13.5 14v.1",
  task: "M4 4h12v12H4zM7 10.2l2.200 2.200 4-4.600",
  debts: "M6 3h8M6 17h8M7 3c0 4 6 5 6 7s-6 3-6 7M13 3c0 4-6 5-6 7s6 3 6 7",
  bag: "M4.5 7h11l.8 9.500H3.700zM7 9V6a3 3 0 0 1 6 0v3",
  open: "M4 8l6-5 6 5v8H4zM7 12l2 2 4-4.5",
} as const;

export type IconName = keyof typeof PATHS;

interface Props extends SVGProps<SVGSVGElement> {
  name: IconName;
  size?: number;
}

export function Icon({ name, size = 18, ...rest }: Props) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={{ flex: "none" }}
      {...rest}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
