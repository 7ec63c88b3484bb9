/** Sends a code to a phone. The demo's gateway writes it where the demo shows it; a real one belongs to the operator. */
export interface SmsGateway {
  send(message: { readonly phone: string; readonly code: string }): Promise<void>
}
