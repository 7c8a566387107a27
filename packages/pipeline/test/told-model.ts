import { build, type Denoiser, type Latent } from '@sigmastream/core'
import type { DenoiserRequest, GivenSound, ModelTraits, StableAudio } from '@sigmastream/model-sao'
import { taskEither as TE } from 'fp-ts'
import { type Model, stableAudio } from '../src/index.js'

const [channels, frameSamples] = [2, 2000]
/** Samples of which one value of a latent is the mean. */
const part = frameSamples / channels

/** What of a frame is given to a model, and its value there; of nothing that is given both are 0. */
const givenAt = (given: GivenSound | undefined, channel: number, frame: number): readonly [number, number] => {
  if (given === undefined) return [0, 0]
  const { mask, source } = given
  const kept = 1 - (mask.data[frame] ?? 0)
  return [kept, kept * (source.data[channel * source.shape[2] + frame] ?? 0)]
}

/** Answers what follows from x, and from what is given of it, of the frame before it and of that behind it, round the end. */
const answering =
  ({ given }: DenoiserRequest): Denoiser =>
  async (x, sigma) =>
    build(x.shape, (out) => {
      const frames = x.shape[2]
      for (let i = 0; i < out.length; i++) {
        const [channel, frame] = [Math.floor(i / frames) % channels, i % frames]
        const near = [frame, (frame + 1) % frames, (frame + frames - 1) % frames]
        const told = near.reduce((sum, at) => {
          const [kept, value] = givenAt(given, channel, at)
          return sum + 0.2 * kept + 0.3 * value
        }, 0)
        out[i] = Math.tanh((x.data[i] ?? 0) / (1 + sigma)) + told
      }
    })

/** What a told model is and was asked. */
export interface ToldModel {
  readonly model: Model
  /** The requests of the latest run, in order. */
  readonly asked: () => readonly DenoiserRequest[]
}

/**
 * A model in the place of Stable Audio 3, with 4 frames a second and windows of 16 frames: it answers at once what follows
 * from x and from what it is told is given. Its latents are means of samples, two of them a frame.
 */
export const toldModel = (traits: Partial<ModelTraits> = {}, objective: StableAudio['objective'] = 'v'): ToldModel => {
  let asked: readonly DenoiserRequest[] = []
  const model: StableAudio = {
    identity: 'a'.repeat(64),
    autoencoder: { kind: 'SAME', sha256: 'b'.repeat(64) },
    precision: 'fp32',
    objective,
    geometry: {
      sampleRate: 8000,
      audioChannels: 1,
      latentChannels: channels,
      frameSamples,
      maxFrames: 16,
      frameRate: 4,
    },
    unread: [],
    traits: { family: 'stable-audio-open', fillsGaps: true, frameMultiple: 1, ...traits },
    frames: (seconds) => Math.ceil(seconds * 4),
    denoiser: (request) => TE.right(answering(request)),
    denoisers: (requests) => async () => {
      asked = requests
      return TE.right(requests.map(answering))()
    },
    encode: ({ data }) => {
      const frames = data.length / frameSamples
      const mean: Latent = build([1, channels, frames], (out) => {
        for (let i = 0; i < data.length; i++) {
          const at = Math.floor((i % frameSamples) / part) * frames + Math.floor(i / frameSamples)
          out[at] = (out[at] ?? 0) + (data[i] ?? 0) / part
        }
      })
      return TE.right({ mean, std: mean, latent: mean })
    },
    decode: ({ shape: [, , frames], data }) =>
      TE.right({
        shape: [1, 1, frames * frameSamples],
        data: Float32Array.from({ length: frames * frameSamples }, (_, i) => {
          const at = Math.floor((i % frameSamples) / part) * frames + Math.floor(i / frameSamples)
          return 0.1 * (data[at] ?? 0)
        }),
      }),
    cutPrompts: (prompts) => TE.right(prompts.map(() => null)),
    encodingDraw: () => null,
    memory: () => ({ model: 1, sampling: 1, coding: 1, peak: 3 }),
    close: async () => undefined,
  }
  return { model: stableAudio('a folder', { load: () => TE.right(model) }), asked: () => asked }
}
