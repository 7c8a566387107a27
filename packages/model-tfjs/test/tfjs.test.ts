import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { describe } from 'vitest'
import { fromFunction } from '../src/index.js'
import { denoiserSuite } from './denoiser-suite.js'
import { goldenSuite } from './golden-suite.js'
import { goldens } from './goldens.js'
import { mixtureIn } from './mixture.js'

tf.env().set('IS_TEST', true) // no advertisement of tfjs-node
await tf.setBackend('cpu')
const comparisons = await goldens((mixture) => fromFunction(tf, mixtureIn(tf, mixture)))

describe('on plain tfjs', () => {
  denoiserSuite(tf)
  goldenSuite(comparisons)
})
