/** A browser to start, and the file that tells it where its Chinese font is. */
export function findChromium(folder: string): Promise<{ executable: string; fontconfig: string }>
