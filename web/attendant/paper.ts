/** Twenty signs in fives, to read out and to type. */
export function groupedCode(code: string): string {
  return code.replace(/(.{5})(?=.)/g, '$1 ')
}

export function printPage(): void {
  window.print()
}
