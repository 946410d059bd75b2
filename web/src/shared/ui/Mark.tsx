/** A channel's own sign, drawn by its provider's manifest. */
interface Props {
  markup: string | undefined;
  colour?: string | undefined;
  size?: number;
  title?: string;
}

export function Mark({ markup, colour, size = 16, title }: Props) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="currentColor"
      style={{ flex: "none", color: colour ?? "var(--ink-soft)" }}
      {...(title ? { role: "img", "aria-label": title } : { "aria-hidden": true })}
      // The markup is the server's own, from a provider module, never from a customer.
      dangerouslySetInnerHTML={{ __html: markup ?? '<path d="M4 5h16v11H9l-5 4z"/>' }}
    />
  );
}
