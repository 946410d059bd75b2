/** Mantine told to look like the tokens: sizes, radii and the one action colour. */
import { createTheme, type MantineColorsTuple } from "@mantine/core";

const blue: MantineColorsTuple = [
  "#e8effd",
  "#cfddfb",
  "#a9c2f7",
  "#7fa3f2",
  "#5b88ed",
  "#4474ea",
  "#2459e0",
  "#1d4bc4",
  "#183fa5",
  "#123185",
];

/** The dark ground's own greys, so that Mantine's fields match the tokens. */
const dark: MantineColorsTuple = ["#e8ebf1", "#c9d0dc", "#a9b2c1", "#8d97a8", "#3d4553", "#292f39", "#1c2027", "#15181e", "#101318", "#0b0d11"];

/** What people type goes the way their language does. */
const WORDS = { dir: "auto" };

export const theme = createTheme({
  primaryColor: "blue",
  primaryShade: 6,
  colors: { blue, dark },
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--font-mono)",
  defaultRadius: "md",
  radius: { sm: "6px", md: "8px", lg: "12px" },
  fontSizes: { xs: "12px", sm: "14px", md: "14px", lg: "16px", xl: "20px" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  // Its empty first stop is no menu item, which a menu may not hold (WCAG 1.3.1): the first item has the focus instead.
  components: {
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    TextInput: { defaultProps: WORDS },
    Textarea: { defaultProps: WORDS },
  },
});
