import { fileURLToPath } from 'node:url'
import { type Denoiser, orThrow } from '@sigmastream/core'
import type { Mixture } from '@sigmastream/core/analytic'
import { readTensors, type Tensor } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Comparison } from '../../parity/src/comparison.js'
import { readIndex } from '../../parity/src/index-file.js'
import { compareRun } from '../../parity/src/kdiffusion/compare-run.js'
import { RecordedRuns } from '../../parity/src/kdiffusion/recorded-run.js'
import { sharedInputs } from '../../parity/src/kdiffusion/shared-inputs.js'

const folder = fileURLToPath(new URL('../../../fixtures/kdiffusion', import.meta.url))

const mustRead = async <A>(reading: TE.TaskEither<unknown, A>): Promise<A> => {
  const read = await reading()
  if (E.isLeft(read)) throw new Error(`a recording cannot be read: ${JSON.stringify(read.left)}`)
  return read.right
}

const tensorOf = (tensors: ReadonlyMap<string, Tensor>, name: string): Tensor => {
  const tensor = tensors.get(name)
  if (tensor === undefined) throw new Error(`the recording has no ${name}`)
  return tensor
}

const mixtureOf = (tensors: ReadonlyMap<string, Tensor>): Mixture => {
  const {
    shape: [count = 0, channels = 0, frames = 0],
    data,
  } = tensorOf(tensors, 'gmm.mu')
  return {
    means: { shape: [count, channels, frames], data },
    weights: [...tensorOf(tensors, 'gmm.weights').data],
    deviation: tensorOf(tensors, 'gmm.std').data[0] ?? NaN,
  }
}

/** Every recorded run of k-diffusion's samplers, made again with the mixture's denoiser as `denoiserOf` writes it. */
export const goldens = async (denoiserOf: (mixture: Mixture) => Denoiser): Promise<readonly Comparison[]> => {
  const { runs } = await mustRead(readIndex(`${folder}/samplers.json`, RecordedRuns))
  const tensors = await mustRead(readTensors(`${folder}/samplers.safetensors`))
  const recording = { ...orThrow(sharedInputs(tensors)), denoiser: denoiserOf(mixtureOf(tensors)) }
  const compared = await pipe(
    Object.entries(runs),
    TE.traverseSeqArray(([name, run]) =>
      compareRun(name, run, recording, tensorOf(tensors, `${name}.out`), tensors.get(`${name}.x_at_callback`)),
    ),
  )()
  if (E.isLeft(compared)) throw new Error(compared.left)
  return compared.right.flat()
}
