// The text encoder.
import { openCheckpoint, openText } from '@sigmastream/model-sao/parts'
import { clocked, right, timed } from './common.mjs'

const opened = async ({ model, threads }) => {
  const { weights, textConfig: config, tokenizer, partConfigs } = await right(openCheckpoint(model))
  const { length } = partConfigs.conditioning.prompt
  return right(openText({ weights, config, tokenizer, length, threads }))
}

/** Seconds of encoding a prompt, its padding included. */
export const text = async (job) => {
  const [encoder, load] = await clocked(() => opened(job))
  return { load, samples: await timed(job.runs, () => right(encoder.embed(['128 BPM electronic drum loop']))) }
}
