import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeOnnxError } from '@sigmastream/onnx'
import { readTensors, type StoredTensor } from '@sigmastream/tensor-files'
import { either as E, type taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Checkpoint } from '../../src/checkpoint/checkpoint.js'
import { describeCheckpointError } from '../../src/checkpoint/describe.js'
import { openCheckpoint } from '../../src/checkpoint/open.js'
import type { TextError } from '../../src/text/errors.js'
import { openText } from '../../src/text/open-text.js'
import { decodeT5Config, type T5Config } from '../../src/text/t5/config.js'
import type { TextEncoder } from '../../src/text/text-encoder.js'

export const fixtures = fileURLToPath(new URL('../../../../fixtures/tiny-sao', import.meta.url))
export const single = join(fixtures, 'checkpoint')
export const diffusers = join(fixtures, 'diffusers')
export const tokenizerJson = join(single, 'tokenizer/tokenizer.json')

/** One line for any error of the text encoder. */
export const describeError = (error: TextError): string => {
  switch (error._tag) {
    case 'Refused':
    case 'LoadFailed':
    case 'RunFailed':
    case 'WorkerFailed':
    case 'SessionClosed':
    case 'RunAborted':
      return describeOnnxError(error)
    default:
      return describeCheckpointError(error)
  }
}

/** What a test expects to have worked. */
export const right = <A>(result: E.Either<TextError, A>): A => {
  if (E.isLeft(result)) throw new Error(describeError(result.left))
  return result.right
}

/** What a test expects to have failed; it must describe itself in one line. */
export const left = <A>(result: E.Either<TextError, A>): TextError => {
  if (E.isRight(result)) throw new Error('it worked')
  if (/\n|undefined/.test(describeError(result.left)))
    throw new Error(`not one clear line: ${describeError(result.left)}`)
  return result.left
}

/** The recorded tensors of the tiny checkpoint, by name. */
export const expected: TE.TaskEither<unknown, (name: string) => StoredTensor> = async () => {
  const tensors = await readTensors(join(fixtures, 'expected.safetensors'))()
  return pipe(
    tensors,
    E.map((all) => (name) => {
      const tensor = all.get(name)
      if (tensor === undefined) throw new Error(`no ${name} was recorded`)
      return tensor
    }),
  )
}

/** A recorded tensor. */
export const golden = async (name: string): Promise<StoredTensor> => {
  const all = await expected()
  if (E.isLeft(all)) throw new Error('expected.safetensors cannot be read')
  return all.right(name)
}

/** The largest difference, as a part of the largest expected value. */
export const distance = (actual: ArrayLike<number>, wanted: ArrayLike<number>): number => {
  if (actual.length !== wanted.length) return Infinity
  const values = Array.from(wanted)
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
  // Math.max keeps a NaN, and no bound is above one.
  return values.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (actual[i] ?? NaN))), 0) / most
}

const TEXT_CONFIG = 'text_encoder/config.json'

export const open = async (folder: string): Promise<Checkpoint> => right(await openCheckpoint(folder)())

export const configOf = ({ configs }: Checkpoint): T5Config => right(decodeT5Config(TEXT_CONFIG, configs[TEXT_CONFIG]))

/** Runs `use` with the text encoder of a checkpoint of 32 tokens, and closes it whatever happens. */
export const withText = async <A>(checkpoint: Checkpoint, use: (text: TextEncoder) => Promise<A>): Promise<A> => {
  const { weights, tokenizer } = checkpoint
  const files = { weights, config: configOf(checkpoint), tokenizer, length: 32, threads: 1 }
  const text = right(await openText(files)())
  return use(text).finally(text.close)
}
