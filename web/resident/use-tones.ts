import { onUnmounted, ref } from 'vue'

const toneS = 0.28
/** Two octaves: from A3 for nothing to A5 for the most. */
const lowHz = 220
const octaves = 2

/** Plays a row of values as tones, one after the other: the higher, the more. */
export function useTones() {
  const playing = ref(false)
  const canPlay = 'AudioContext' in window
  let sound: AudioContext | undefined
  let timers: ReturnType<typeof setTimeout>[] = []

  function stop(): void {
    timers.forEach(clearTimeout)
    timers = []
    void sound?.close()
    sound = undefined
    playing.value = false
  }

  /** `shares` are parts of the largest, 0 to 1; `reached` hears which one sounds. A second call stops. */
  function play(shares: readonly number[], reached: (at: number) => void): void {
    if (playing.value) return stop()
    playing.value = true
    sound = new AudioContext()
    const start = sound.currentTime + 0.05
    for (const [at, share] of shares.entries()) {
      soundOne(sound, start + at * toneS, share)
      timers.push(setTimeout(() => reached(at), at * toneS * 1_000))
    }
    timers.push(setTimeout(stop, (shares.length + 1) * toneS * 1_000))
  }

  onUnmounted(stop)
  return { canPlay, playing, play }
}

function soundOne(sound: AudioContext, from: number, share: number): void {
  const tone = sound.createOscillator()
  const volume = sound.createGain()
  tone.type = share > 0 ? 'triangle' : 'sine'
  tone.frequency.value = lowHz * 2 ** (share * octaves)
  // Swells and fades, so that nothing clicks.
  volume.gain.setValueAtTime(0, from)
  volume.gain.linearRampToValueAtTime(share > 0 ? 0.2 : 0.06, from + 0.04)
  volume.gain.linearRampToValueAtTime(0, from + toneS * 0.9)
  tone.connect(volume).connect(sound.destination)
  tone.start(from)
  tone.stop(from + toneS)
}
