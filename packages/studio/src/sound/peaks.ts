/** Silence before and behind a sound, in seconds, where there is room for more of it. */
export interface Room {
  readonly before: number
  readonly after: number
}

/** A sound to draw. */
export interface DrawnSound {
  readonly channels: readonly ArrayLike<number>[]
  readonly sampleRate: number
}

/**
 * The largest value, without its sign, in each of `count` equal stretches of a sound with room around it. What is never
 * loud is drawn larger, by as much as the loudest needs to reach 1, at most tenfold.
 */
export const peaksOf = (
  { channels, sampleRate }: DrawnSound,
  { before, after }: Room,
  count: number,
): Float32Array<ArrayBuffer> => {
  const samples = channels[0]?.length ?? 0
  const [start, stretch] = [-before * sampleRate, ((before + after) * sampleRate + samples) / count]
  const peaks = Float32Array.from({ length: count }, (_, i) => {
    const from = Math.max(0, Math.round(start + i * stretch))
    const to = Math.min(samples, Math.max(from + 1, Math.round(start + (i + 1) * stretch)))
    let most = 0
    for (const channel of channels) for (let at = from; at < to; at++) most = Math.max(most, Math.abs(channel[at] ?? 0))
    return most
  })
  const loudest = peaks.reduce((most, peak) => Math.max(most, peak), 0)
  const scale = Math.min(10, loudest > 0 ? 1 / loudest : 1)
  return peaks.map((peak) => peak * scale)
}
