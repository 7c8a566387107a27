import { basename } from 'node:path'
import type { Prepared } from './prepare.js'
import type { Request } from './request.js'

/** The values of a request under the names that JSON has. */
const requested = (request: Request): Readonly<Record<string, unknown>> => {
  switch (request._tag) {
    case 'Inpaint':
      return {
        regions: request.regions,
        feather: request.feather,
        paintStart: request.paint?.start ?? null,
        paintEnd: request.paint?.end ?? null,
      }
    case 'Restyle':
      return { strength: request.strength }
    case 'Vary':
      return { noiseLevel: request.noiseLevel }
  }
}

/** What makes a run again, and what it was; the values of its request have names of their own. */
export interface RunRecord {
  readonly [name: string]: unknown
  readonly command: string
  readonly input: string
  readonly seed: number
  readonly noise: string
  readonly sampler: string
  readonly schedule: string
}

/** What makes the same run again, as it is stored with its result: the seed above all. Files are named without their folders. */
export const recordOf = (version: string, { clip, request, options, seed, sigmas, job, subject }: Prepared): RunRecord => ({
  sigmastream: version,
  command: request._tag.toLowerCase(),
  input: basename(clip.path),
  exemplars: options.fromAudio.map((path) => basename(path)),
  ...requested(request),
  seed,
  noise: options.noise,
  sampler: options.sampler,
  chain: job.chain,
  schedule: options.schedule,
  steps: options.steps,
  sigmaMin: sigmas.findLast((sigma) => sigma > 0) ?? null,
  sigmaMax: sigmas[0] ?? null,
  shape: subject.reference.shape,
  frameRate: subject.frameRate,
  windowLength: options.windowLength ?? null,
})
