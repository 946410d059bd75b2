export function Speed() { return null; }
