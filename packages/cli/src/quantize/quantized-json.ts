import type { QuantizeResult } from '@sigmastream/model-sao'
import type { Outcome } from '../io.js'
import type { QuantizeOptions } from './quantize-options.js'

// JSON has no infinity: "Infinity" is a ratio of what loses nothing, "-Infinity" of what loses everything.
const numberOrName = (decibels: number): number | string => (Number.isFinite(decibels) ? decibels : String(decibels))

/** A quantized model as `--json` prints it. */
export const quantizedJson = (
  { matrices, attentions, text, ...quantized }: QuantizeResult,
  { precision }: Pick<QuantizeOptions, 'precision'>,
): Outcome['json'] => ({
  precision,
  ...quantized,
  text: text === null ? null : { ...text, decibels: numberOrName(text.decibels) },
  matrices: matrices.map(({ name, decibels }) => ({ name, decibels: numberOrName(decibels) })),
  attentions: attentions.map(({ name, decibels }) => ({ name, decibels: numberOrName(decibels) })),
})
