export function Replies() { return null; }
