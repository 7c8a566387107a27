import { type Audio, type AudioError, peakOf, resample } from '@sigmastream/audio'
import type { ReadonlyF32 } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Waveform } from './autoencoder/waveform.js'
import type { Geometry } from './load/geometry.js'

/**
 * How reference audio is made as long as a run: `exercises` divides it by its peak and repeats it, as the course's
 * notebook of that profile does; `silence` leaves it as loud as it is and pads it with zeros. Both cut what is too
 * long.
 */
export type ReferenceStyle = 'exercises' | 'silence'

/**
 * The channels that a model of `count` takes: mono is the same in each; of more than there are to be, the first; the
 * mean where there is to be one. stable-audio-tools `inference/utils.py`, `set_audio_channels`.
 */
const toChannels = (channels: readonly ReadonlyF32[], count: number): readonly ReadonlyF32[] => {
  const [first = new Float32Array()] = channels
  if (count === 1 && channels.length > 1) {
    const mean = new Float32Array(first.length)
    // All channels are as long as the first.
    for (let i = 0; i < mean.length; i++)
      mean[i] = channels.reduce((sum, channel) => sum + channel[i]!, 0) / channels.length
    return [mean]
  }
  return Array.from({ length: count }, (_, i) => channels[i] ?? first)
}

/** Writes in place: to make an array out of an iterator takes a number of its own for each of millions of samples. */
const fillChannel = (out: Float32Array, channel: ReadonlyF32, gain: number, style: ReferenceStyle): void => {
  const first = out.subarray(0, channel.length)
  first.set(channel.subarray(0, out.length))
  // below the length
  if (gain !== 1) for (let i = 0; i < first.length; i++) first[i] = first[i]! / gain
  const last = style === 'exercises' ? out.length : 1
  for (let at = channel.length; at < last; at += channel.length) out.set(first.subarray(0, out.length - at), at)
}

const waveformOf = (audio: Audio, { audioChannels }: Geometry, samples: number, style: ReferenceStyle): Waveform => {
  const peak = style === 'exercises' ? peakOf(audio) : 1
  const gain = peak === 0 ? 1 : peak
  const data = new Float32Array(audioChannels * samples)
  toChannels(audio.channels, audioChannels).forEach((channel, i) => {
    fillChannel(data.subarray(i * samples, (i + 1) * samples), channel, gain, style)
  })
  return { shape: [1, audioChannels, samples], data }
}

/**
 * Audio of any rate and number of channels as a model's encoder takes it: `[1, audioChannels, samples]` at the model's
 * rate, exactly `samples` long. Resampled as `torchaudio.functional.resample` does, so that a reference is the one that
 * Python prepares. Silence stays silence: it has no peak to be divided by. Errors: those of `resample`, and `BadOption`
 * where `samples` is no whole number of at least 1.
 */
export const prepareReference = (
  audio: Audio,
  geometry: Geometry,
  samples: number,
  style: ReferenceStyle,
): E.Either<AudioError, Waveform> =>
  Number.isSafeInteger(samples) && samples >= 1
    ? pipe(
        resample(audio, geometry.sampleRate, 'torchaudio'),
        E.map((at) => waveformOf(at, geometry, samples, style)),
      )
    : E.left({
        _tag: 'BadOption',
        option: 'the length of the reference',
        given: `${samples} samples`,
        right: 'a whole number of samples, at least 1',
      })
