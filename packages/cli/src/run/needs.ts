import { isTensorName, type Job, type MemoryNeeds } from '@sigmastream/pipeline'
import type { Settings } from '../options/run-options.js'

/** The memory that a job takes; latents that are asked for as they are, without frames to keep, are not decoded. */
export const needsOf = (
  { piece: { needs }, clip }: Job,
  { output, saveFrames }: Pick<Settings, 'output' | 'saveFrames'>,
): MemoryNeeds | null => {
  const heard = saveFrames !== undefined || clip?._tag === 'Sound' || output === undefined || !isTensorName(output)
  return needs === null ? null : needs(heard)
}
