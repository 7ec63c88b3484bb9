const remembered = 'till-camera'

/** Whether this till scanned with its camera last time. */
export function cameraAtOnce(): boolean {
  return localStorage.getItem(remembered) !== null
}

export function rememberCamera(used: boolean): void {
  if (used) localStorage.setItem(remembered, 'yes')
  else localStorage.removeItem(remembered)
}
