// The text encoder.
import { heldWeights, identityOf, openCheckpoint, openText } from '@sigmastream/model-sao/parts'
import { kinds } from '../kinds.mjs'
import { clocked, loading, right, timed } from './common.mjs'

/** Where its layers are read from, if not from the checkpoint. */
const packedOf = async (checkpoint, { kind, threads, precision }) => {
  if (!kinds[kind].packedText || !['int8', 'int4'].includes(precision)) return {}
  const held = await heldWeights(checkpoint, await right(identityOf(checkpoint)), loading({ threads, precision }))()
  return { packed: await right(held.weights) }
}

const opened = async (job) => {
  const checkpoint = await right(openCheckpoint(job.model))
  const { weights, textConfig: config, tokenizer, partConfigs } = checkpoint
  const { length } = partConfigs.conditioning.prompt
  const packed = await packedOf(checkpoint, job)
  return right(openText({ weights, ...packed, config, tokenizer, length, threads: job.threads }))
}

/** Seconds of encoding a prompt, its padding included. */
export const text = async (job) => {
  const [encoder, load] = await clocked(() => opened(job))
  return { load, samples: await timed(job.runs, () => right(encoder.embed(['128 BPM electronic drum loop']))) }
}
