import { ref } from 'vue'

const remembered = 'till-muted'

/** Whether this till keeps quiet; remembered on the device. */
export const muted = ref(localStorage.getItem(remembered) !== null)

export function setMuted(quiet: boolean): void {
  muted.value = quiet
  if (quiet) localStorage.setItem(remembered, 'yes')
  else localStorage.removeItem(remembered)
}

/** Each result has its own: a rising pair, one high note, one long low buzz. */
const tunes = {
  ready: { wave: 'sine', notes: [[880, 0.09]] },
  accepted: {
    wave: 'sine',
    notes: [
      [784, 0.1],
      [1175, 0.16],
    ],
  },
  refused: { wave: 'square', notes: [[165, 0.35]] },
} as const satisfies Record<string, { wave: OscillatorType; notes: readonly (readonly [number, number])[] }>

let context: AudioContext | undefined

/** Plays the sound of a result, unless the till is muted. Browsers allow it after the first touch or key. */
export function play(tune: keyof typeof tunes): void {
  if (muted.value || typeof AudioContext === 'undefined') return
  context ??= new AudioContext()
  void context.resume()
  const { wave, notes } = tunes[tune]
  let at = context.currentTime
  for (const [hertz, seconds] of notes) {
    const tone = new OscillatorNode(context, { type: wave, frequency: hertz })
    const loudness = new GainNode(context, { gain: 0.18 })
    tone.connect(loudness).connect(context.destination)
    tone.start(at)
    tone.stop(at + seconds)
    at += seconds
  }
}
