/** A provider's own words on how to connect: paragraphs, numbered steps, code and links; no other markup. */
import classes from "@/features/delivery/ui/Channels.module.css";

const PARTS = /(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\(https?:\/\/[^)]+\))/g;

export function Setup({ text }: { text: string }) {
  return (
    <div className={classes.setup}>
      {text.split("\n").map((line, index) => (line.trim() ? <p key={index}>{line.split(PARTS).map(part)}</p> : null))}
    </div>
  );
}

function part(text: string, index: number): React.ReactNode {
  if (text.startsWith("`")) return <code key={index}>{text.slice(1, -1)}</code>;
  if (text.startsWith("**")) return <b key={index}>{text.slice(2, -2)}</b>;
  const link = /^\[([^\]]+)\]\((https?:\/\/[^)]+)\)$/.exec(text);
  if (!link) return text;
  return (
    <a key={index} href={link[2]} target="_blank" rel="noreferrer noopener">
      {link[1]}
    </a>
  );
}
