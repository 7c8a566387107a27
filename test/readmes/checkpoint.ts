import {
  describeCheckpointFault,
  namedWeights,
  readFolder,
  readWeight,
  readWeightSet,
  storedWeights,
} from '@sigmastream/checkpoint'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

const missing = { _tag: 'MissingPart', folder: '.', part: 'model', file: 'model.safetensors' } as const
const BIAS = 'conditioner.conditioners.seconds_total.embedder.embedding.1.bias'
const read = await pipe(
  readFolder('fixtures/tiny-sao/checkpoint'),
  TE.flatMap((folder) => readWeightSet(folder, 'model', missing)),
  TE.map(({ tensors }) => namedWeights(storedWeights(tensors))),
  TE.bindTo('weights'),
  TE.bind('bias', ({ weights }) => readWeight(weights, BIAS, [64])),
)()
if (E.isLeft(read)) throw new Error(describeCheckpointFault(read.left))

const { weights, bias } = read.right
console.log(`${weights.names.length} weights; ${bias.length} values of one were read`)
