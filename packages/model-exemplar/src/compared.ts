import { type Band, columnMeans, envelopeOf, subtractMeans } from './envelope.js'
import { type FrameRows, frameRows } from './likeness.js'
import type { Patches } from './patches.js'

/** What is learnt, as it is compared: its waveforms, and how loud each band is, beside the mean of that. */
export interface ComparedPatches {
  readonly patches: Patches
  readonly bands: readonly Band[]
  readonly waves: FrameRows
  readonly envelopes: FrameRows
  /** One for each band. */
  readonly means: Float64Array
}

/** What is learnt, ready to be compared with what surrounds gaps. */
export const comparedPatches = (patches: Patches, bands: readonly Band[]): ComparedPatches => {
  const { channels, data, runs } = patches
  const envelopes = envelopeOf(data, channels, runs, bands)
  const means = columnMeans(envelopes, bands.length)
  return {
    patches,
    bands,
    waves: frameRows(data, channels),
    envelopes: frameRows(subtractMeans(envelopes, means), bands.length),
    means,
  }
}
