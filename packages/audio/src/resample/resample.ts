import type { ReadonlyF32 } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Audio, makeAudio, maxSamples, sampleCount } from '../audio.js'
import { type AudioError, badAudio, badOption } from '../errors.js'
import { type Kernel, kernelAt, kernels } from './kernel.js'

/**
 * `best`: a sine up to 0.85 of the lower Nyquist frequency keeps 140 dB SNR. `torchaudio`: the values of the Python
 * side.
 */
export type ResampleQuality = keyof typeof kernels

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

/** The weights of one phase: output `q * to + phase` is the sum over i of `taps[i] * input[q * from + first + i]`. */
const phaseTaps = (kernel: Kernel, from: number, to: number, phase: number, lowest: number, highest: number) => {
  const scale = (Math.min(from, to) * kernel.rolloff) / from
  const middle = (phase * from) / to
  const reach = kernel.zeroCrossings / scale
  const first = Math.max(lowest, Math.ceil(middle - reach))
  // Taps beyond the reach would be zeros: leaving them out changes no sample, only the time that it takes.
  const count = Math.max(0, Math.min(highest, Math.floor(middle + reach)) - first + 1)
  return {
    first,
    taps: Float64Array.from({ length: count }, (_, i) => scale * kernelAt(kernel, scale * (first + i - middle))),
  }
}

const convolve = (
  channels: readonly ReadonlyF32[],
  kernel: Kernel,
  from: number,
  to: number,
  frames: number,
): readonly Float32Array[] => {
  const inputs = channels.map((channel) => new Float32Array(channel))
  const length = inputs[0]?.length ?? 0
  const outputs = inputs.map(() => new Float32Array(frames))
  for (let phase = 0; phase < Math.min(to, frames); phase++) {
    // taps that meet no sample in any repetition of the phase are not computed: extreme ratios stay as small as their
    // input
    const repeats = Math.ceil((frames - phase) / to)
    const { first, taps } = phaseTaps(kernel, from, to, phase, -(repeats - 1) * from, length - 1)
    for (const [c, input] of inputs.entries()) {
      const output = outputs[c]! // as many outputs as inputs
      for (let q = 0; q < repeats; q++) {
        const at = q * from + first
        const end = Math.min(taps.length, length - at)
        let sum = 0
        // i runs where both taps and input have elements
        for (let i = Math.max(0, -at); i < end; i++) sum += taps[i]! * input[at + i]!
        output[q * to + phase] = sum
      }
    }
  }
  return outputs
}

/**
 * The same sound at another rate, in Hz: `ceil(to * frames / from)` frames in each channel. Polyphase windowed-sinc, as
 * `torchaudio.functional.resample` (functional.py, `_get_sinc_resample_kernel` and `_apply_sinc_resample_kernel`),
 * after Smith, "Digital Audio Resampling"; zeros are taken to surround the sound; linear; the audio itself where the
 * rates are equal. The kernel is computed in float64 and the sum taken in float64. `BadOption` or `BadAudio` where a
 * rate is no whole number of Hz above 0, `TooLong` where more than `maxSamples` would come out.
 */
export const resample = (
  audio: Audio,
  sampleRate: number,
  quality: ResampleQuality = 'best',
): E.Either<AudioError, Audio> => {
  if (!Number.isSafeInteger(sampleRate) || sampleRate < 1) {
    return badOption('the sample rate to resample to', `${sampleRate} Hz`, 'a whole number of Hz above 0')
  }
  return pipe(
    makeAudio(audio.sampleRate, audio.channels),
    E.flatMap((checked): E.Either<AudioError, Audio> => {
      if (checked.sampleRate === sampleRate) return E.right(audio)
      if (!Number.isSafeInteger(checked.sampleRate)) {
        return badAudio(`a sample rate of ${checked.sampleRate} Hz`, 'a whole number of Hz to be resampled')
      }
      const divisor = gcd(checked.sampleRate, sampleRate)
      const [from, to] = [checked.sampleRate / divisor, sampleRate / divisor]
      const frames = Math.ceil((to * sampleCount(checked)) / from)
      return frames * checked.channels.length > maxSamples
        ? E.left({ _tag: 'TooLong', label: 'the resampled audio', detail: `${frames} frames at ${sampleRate} Hz` })
        : E.right({ sampleRate, channels: convolve(checked.channels, kernels[quality], from, to, frames) })
    }),
  )
}
