import { type Checkpoint, openAutoencoder, openDit } from '@sigmastream/model-sao/parts'
import { readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { compareGenerateRun, modelOf, type RecordedRun } from './compare-generate-run.js'
import { type GenerateArguments, generateArguments } from './generate-arguments.js'
import type { GenerateRun, Golden, WholeRun } from './golden.js'
import { type Part, type PartError, THREADS } from './part.js'

const argumentsOf = (one: WholeRun | GenerateRun | undefined): GenerateArguments | undefined =>
  one === undefined || 'conditioning' in one ? undefined : generateArguments(one)

/** The runs of the index that are recorded and whose sampler is known here. */
const runsIn = ({ index: { whole = {} }, tensors }: Golden): readonly RecordedRun[] =>
  Object.entries(whole).flatMap(([name, one]) => {
    const asked = argumentsOf(one)
    return asked === undefined || !tensors.has(`whole.${name}.latents`) ? [] : [[name, asked] as const]
  })

const openBoth = ({ weights, partConfigs: { autoencoder, dit } }: Checkpoint) =>
  pipe(
    TE.Do,
    TE.bindW('dit', () => openDit({ config: dit, weights, threads: THREADS })),
    TE.bindW('coder', () => openAutoencoder({ config: autoencoder, weights, threads: THREADS })),
    TE.mapLeft((error): PartError => error),
  )

/**
 * Runs of stable-audio-3 from prompt to sound on one generator of PyTorch's: starting noise, that of an encoding, what the
 * sampler draws, and that of the decoding.
 */
export const generateRuns: Part = {
  knows: (name, { whole = {} }) => {
    const one = /^whole\.(.+)\.(?:latents|audio)$/.exec(name)?.[1]
    return one === undefined ? name === 'whole.source_audio' : argumentsOf(whole[one]) !== undefined
  },
  compare: (checkpoint, golden) =>
    runsIn(golden).length === 0
      ? TE.right([])
      : TE.bracket(
          openBoth(checkpoint),
          ({ dit, coder }) =>
            pipe(
              TE.traverseSeqArray(compareGenerateRun(modelOf(checkpoint, dit), coder, golden))(runsIn(golden)),
              TE.map(RA.flatten),
            ),
          ({ dit, coder }) =>
            TE.fromTask(async () => {
              await Promise.all([dit.close(), coder.close()])
            }),
        ),
}
