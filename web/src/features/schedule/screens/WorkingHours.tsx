export function WorkingHours() { return null; }
