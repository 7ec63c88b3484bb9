const remembered = 'device'

/** Names this till for the caps per device: made once, kept in this browser. */
export function deviceName(): string {
  const kept = localStorage.getItem(remembered)
  if (kept) return kept
  const made = crypto.randomUUID()
  localStorage.setItem(remembered, made)
  return made
}
