import { basename } from 'node:path'
import type { Request } from './request.js'
import type { Run } from './run.js'

/** The values of a request under the names that JSON has. */
const requested = (request: Request): Readonly<Record<string, unknown>> => {
  switch (request._tag) {
    case 'Generate':
      return {}
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

/** What makes a run again, and what it was; the values of its request and its model have names of their own. */
export interface RunRecord {
  readonly [name: string]: unknown
  readonly command: string
  readonly input: string | null
  readonly seed: number
  readonly noise: string
  readonly sampler: string
  readonly schedule: string
}

/**
 * What makes the same run again, as it is stored with its result: the seed above all. Files are named without their
 * folders, and there is no time in it, so that the same run has the same record.
 */
export const recordOf = (
  version: string,
  { prepared, target }: Pick<Run, 'prepared'> & { readonly target: Run['target'] | null },
): RunRecord => {
  const { clip, request, options, item, levels, job, subject } = prepared
  return {
    sigmastream: version,
    command: request._tag.toLowerCase(),
    input: clip === null ? null : basename(clip.path),
    ...subject.told,
    ...requested(request),
    seed: item.seed,
    ...(item.batch === 1 ? {} : { batch: item.batch, item: item.item }),
    noise: options.noise,
    ...(options.cudaThreads === undefined ? {} : { cudaThreads: options.cudaThreads }),
    sampler: options.sampler,
    ...(options.reuse === undefined ? {} : { reuse: options.reuse }),
    chain: job.chain,
    schedule: options.schedule,
    steps: options.steps,
    sigmaMin: levels?.sigmaMin ?? null,
    sigmaMax: levels?.sigmaMax ?? null,
    shape: subject.shape,
    frameRate: subject.frameRate,
    encoding: target?._tag === 'Sound' ? target.encoding : null,
  }
}
