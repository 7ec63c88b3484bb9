/** Sends a code to a phone. The demo's gateway shows it on screen; a real one belongs to the operator. */
export interface SmsGateway {
  /** False when nothing can be sent at all: asked before anything depends on whose phone it is. */
  readonly ready: boolean
  send(message: { readonly phone: string; readonly code: string }): Promise<void>
  /** The last codes, newest first; only the demo's gateway remembers them. */
  recent?(): readonly RecentCode[]
}

export interface RecentCode {
  readonly phone: string
  readonly code: string
  readonly at: Date
}
