import { constant } from '@sigmastream/core'
import {
  describeNoTensorFlow,
  fromFunction,
  fromModel,
  loadTensorFlow,
  precondition,
  vPrediction,
} from '@sigmastream/model-tfjs'

const chosen = await loadTensorFlow()
if (chosen._tag === 'Left') throw new Error(describeNoTensorFlow(chosen.left))
const { tf, engine, why } = chosen.right
console.log(`${engine}: ${why}`)

// A function of x [batch, channels, frames] and sigma that answers the denoised x.
const gaussian = fromFunction(tf, (x, sigma) => tf.div(x, 1 + sigma ** 2))

// What `loadLayersModel` gives has such a method. This one answers v = 0.
const model = { predict: ([x]: readonly Parameters<typeof tf.zerosLike>[0][]) => tf.zerosLike(x ?? 0) }

// A LayersModel or GraphModel: here with channels last, fed [x, t], predicting v.
const denoiser = precondition(
  vPrediction,
  fromModel(tf, model, {
    inputs: (x, t) => [tf.transpose(x, [0, 2, 1]), tf.expandDims(t, 1)],
    output: (y) => tf.transpose(y, [0, 2, 1]),
  }),
)

const [x, signal] = [constant([1, 1, 2], 5), new AbortController().signal]
for (const one of [gaussian, denoiser]) console.log((await one(x, 2, signal)).data[0])
