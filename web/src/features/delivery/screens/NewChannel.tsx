export function NewChannel() { return null; }
