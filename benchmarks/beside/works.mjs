// What is timed: sound that is made up here, three minutes and half a minute of a stereo song that never comes back exactly.
import { join } from 'node:path'
import { random, write } from '../musicians/sounds.mjs'

const sampleRate = 44100

/** A song in stereo: a beat, a bass and three voices, each note of another length and loudness, and some hiss. */
const song = (seconds) => {
  const next = random(17)
  const length = seconds * sampleRate
  const channels = [new Float32Array(length), new Float32Array(length)]
  const add = (start, count, gains, sample) => {
    const first = Math.round(start * sampleRate)
    for (let n = 0; n < count * sampleRate && first + n < length; n++) {
      const value = sample(n / sampleRate)
      gains.forEach((gain, c) => (channels[c][first + n] += gain * value))
    }
  }
  const roots = [110, 87.3, 130.8, 98]
  for (let beat = 0; beat < 2 * seconds; beat++) {
    const at = beat / 2 + 0.005 * next()
    const root = roots[Math.floor(beat / 8) % 4]
    if (beat % 2 === 0) add(at, 0.3, [1, 1], (t) => 0.4 * Math.exp(-12 * t) * Math.sin(314 * t))
    else add(at, 0.2, [0.9, 0.7], (t) => 0.25 * Math.exp(-18 * t) * (2 * next() - 1))
    add(at, 0.45, [0.8, 1], (t) => 0.2 * Math.exp(-3 * t) * Math.sin(Math.PI * root * t))
    for (const [voice, ratio] of [2, 2.5, 3].entries()) {
      const [pan, f, level] = [next(), root * ratio * 2 ** (Math.floor(4 * next()) / 12), 0.06 + 0.06 * next()]
      const note = (t) =>
        Math.exp(-2 * t) * (Math.sin(2 * Math.PI * f * t) + 0.5 * Math.sin(4 * Math.PI * f * t + voice))
      add(at + 0.1 * voice, 0.4 + 0.3 * next(), [1 - pan, pan], (t) => level * note(t))
    }
  }
  for (const channel of channels)
    for (let n = 0; n < length; n++) channel[n] = 0.7 * channel[n] + 0.004 * (next() - 0.5)
  return { sampleRate, channels }
}

/**
 * The works, by name, in words that older commits know too: what is typed, and whether it makes a sound. What they work on
 * is written into `folder`.
 */
export const worksIn = async (folder) => {
  const [long, short, other] = ['song-180.wav', 'song-30.wav', 'other-8.wav'].map((name) => join(folder, name))
  for (const [path, seconds] of [
    [long, 180],
    [short, 30],
    [other, 8],
  ])
    await write(path, song(seconds))
  const seed = ['--seed', 1]
  return {
    gap: { title: '1 s in 3 minutes', typed: ['inpaint', long, '--from', 90, '--to', 91, ...seed], sounds: true },
    vary: {
      title: '`vary` of 30 s',
      typed: ['vary', short, '--noise-level', 100, ...seed],
      sounds: true,
    },
    restyle: {
      title: '`restyle` of 30 s by 8 s',
      typed: ['restyle', short, '--strength', 0.5, '--from-audio', other, ...seed],
      sounds: true,
    },
    version: { title: '`sigmastream --version`', typed: ['--version'], sounds: false },
    samplers: { title: '`sigmastream samplers`', typed: ['samplers'], sounds: false },
  }
}
