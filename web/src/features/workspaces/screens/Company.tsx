export function Company() { return null; }
