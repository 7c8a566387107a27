import { createHash } from 'node:crypto'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Checkpoint } from '../checkpoint/checkpoint.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { isIdle } from '../checkpoint/idle-weights.js'
import { canonical } from './canonical.js'
import { readSamples } from './samples.js'
import { vocabularyDigest } from './vocabulary.js'
import { withoutFirst } from './without-first.js'

/** Goes up whenever what is hashed changes. */
const VERSION = 2

/**
 * The SHA-256, in hexadecimal, that tells a model from another: of its decoded configurations, its tokenizer, and of
 * every weight its name, shape, type and bytes. Of the bytes of a weight it takes seventeen samples of 1024, evenly
 * spread, so that 4.85 GB are not read at every start: a change of a sixteenth of a weight in a row is noticed, one of
 * a few numbers may not be. Names are those of the single file and the parts of a weight follow each other, so both
 * layouts of one model have one identity; weights of another precision are another model. Paths and names of files are
 * not in it. Errors: `UnreadableWeights`, and those of `vocabularyDigest`.
 */
export const identityOf = (checkpoint: Checkpoint): TE.TaskEither<CheckpointError, string> => {
  const {
    config: { sampleRate, sampleSize },
    partConfigs,
    textConfig,
    stored,
    tokenizer,
  } = checkpoint
  const weights = stored.filter((weight) => !isIdle(weight)).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const told = weights.map(({ name, shape, parts: [{ type }] }) => [name, shape, type])
  return pipe(
    TE.Do,
    TE.apS('vocabulary', vocabularyDigest(partConfigs.conditioning.prompt.encoder, tokenizer.tokenizer)),
    TE.apS('samples', readSamples(weights)),
    TE.map(({ vocabulary, samples }) => {
      const configs = [partConfigs, textConfig].map(withoutFirst)
      const configured = [VERSION, sampleRate, sampleSize, ...configs, vocabulary, told]
      const hash = createHash('sha256').update(canonical(configured))
      return samples.reduce((all, bytes) => all.update(bytes), hash).digest('hex')
    }),
  )
}
