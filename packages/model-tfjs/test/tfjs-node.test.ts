import { either as E } from 'fp-ts'
import { describe } from 'vitest'
import { chooseEngine } from '../src/choose-engine.js'
import { fromFunction } from '../src/index.js'
import { denoiserSuite } from './denoiser-suite.js'
import { goldenSuite } from './golden-suite.js'
import { goldens } from './goldens.js'
import { mixtureIn } from './mixture.js'

/** A folder of tfjs-node in another place than this package's `node_modules`. */
const folder = process.env['SIGMASTREAM_TFJS_NODE']
const native: string = folder === undefined ? '@tensorflow/tfjs-node' : `${folder}/dist/index.js`

const chosen = await chooseEngine(
  () => import(native),
  () => Promise.reject(new Error('not in question here')),
)()
if (E.isLeft(chosen))
  console.log(
    `skipped: the tests on tfjs-node, since ${chosen.left.native}; SIGMASTREAM_TFJS_NODE=FOLDER names one that loads`,
  )
const tf = E.isLeft(chosen) ? null : chosen.right.tf
const comparisons = tf === null ? [] : await goldens((mixture) => fromFunction(tf, mixtureIn(tf, mixture)))

describe.skipIf(tf === null)('on tfjs-node', () => {
  if (tf !== null) denoiserSuite(tf)
  goldenSuite(comparisons)
})
