/** A page of our own to go back to after signing in; anything else becomes the first page. */
export function placeOf(back: unknown): string {
  return typeof back === 'string' && /^\/(?![/\\])/.test(back) ? back : '/'
}
