// A sound of the docs: a stretch of what a command has written, as FLAC, and how far it is from another one.
import { decodeAudio, encodeAudio, levels, readAudio } from '@sigmastream/audio'
import { either as E } from 'fp-ts'

/** What a result holds, which is not expected to fail here. */
export const orFail = (result) => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

/** The sound of a file. */
export const soundIn = async (path) => orFail(await readAudio(path)())

const joined = (parts) => {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** The bytes of a FLAC file with stretches of a sound, one after the other, its samples as they are, in 16 bits. */
export const soundOf = async (path, stretches) => {
  const { sampleRate, channels } = await soundIn(path)
  const places = stretches.length === 0 ? [{ from: 0, to: channels[0].length / sampleRate }] : stretches
  const cut = ({ from, to }, channel) => channel.slice(Math.round(from * sampleRate), Math.round(to * sampleRate))
  const parts = channels.map((channel) => joined(places.map((place) => cut(place, channel))))
  return orFail(await encodeAudio('sound.flac', { sampleRate, channels: parts }, { encoding: 'pcm16' })())
}

const decoded = async (bytes) => orFail(await decodeAudio(bytes, 'a sound of the docs')())

/** How loud the difference of two sounds may be beside the sound: a rounding elsewhere than here, and no more. In dB. */
const most = -60

/** Whether both sound the same, and in words how far they are apart. */
export const compareSounds = async (made, stored) => {
  const [a, b] = await Promise.all([decoded(made), decoded(stored)])
  const isOneShape =
    a.sampleRate === b.sampleRate &&
    a.channels.length === b.channels.length &&
    a.channels.every((channel, i) => channel.length === b.channels[i].length)
  if (!isOneShape)
    return { isSame: false, words: 'it is of another rate, or of another length than what is made today' }
  const energy = (of) =>
    a.channels.reduce((sum, channel, i) => channel.reduce((all, x, n) => all + of(x, b.channels[i][n]) ** 2, sum), 0)
  const apart = energy((x, y) => x - y)
  if (apart === 0) return { isSame: true, words: 'has the samples of what is made today' }
  const decibels = 10 * Math.log10(apart / energy((x) => x))
  return {
    isSame: decibels <= most,
    words: `what is made today differs from it by ${decibels.toFixed(0)} dB of its level`,
  }
}

/** In words how long and how loud it is. */
export const measureSound = async (bytes) => {
  const sound = await decoded(bytes)
  const { peakDbfs, rmsDbfs } = levels(sound)
  const seconds = (sound.channels[0].length / sound.sampleRate).toFixed(2)
  return `${seconds} s, peak ${peakDbfs.toFixed(1)} dBFS, rms ${rmsDbfs.toFixed(1)} dBFS, ${Math.ceil(bytes.length / 1000)} kB`
}
