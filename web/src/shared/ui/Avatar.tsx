/** A face, or initials on a colour that stays the same for the same person. */
import { useState } from "react";
import classes from "@/shared/ui/Avatar.module.css";

const HUES = [210, 260, 330, 15, 45, 150, 185, 285];

interface Props {
  name: string;
  src?: string | null | undefined;
  size?: number;
  /** Read aloud only where no name stands beside it. */
  label?: string;
}

export function Avatar({ name, src, size = 32, label }: Props) {
  const [brokenSrc, setBrokenSrc] = useState<string | null>(null);
  const style = { width: size, height: size, fontSize: Math.round(size * 0.38), "--hue": hueOf(name) } as React.CSSProperties;
  const shown = src && src !== brokenSrc ? src : null;
  return (
    <span className={classes.face} style={style} {...(label ? { role: "img", "aria-label": label, title: label } : { "aria-hidden": true })}>
      {shown ? <img src={shown} alt="" width={size} height={size} onError={() => setBrokenSrc(shown)} /> : initials(name)}
    </span>
  );
}

export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = words.slice(0, 2).map((word) => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? "");
  return letters.join("").toLocaleUpperCase() || "?";
}

function hueOf(name: string): number {
  const sum = Array.from(name).reduce((total, letter) => (total * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7);
  return HUES[sum % HUES.length] ?? 210;
}
