import { either as E } from 'fp-ts'
import { describe } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
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
const tf = E.isLeft(chosen) ? null : chosen.right.tf
const comparisons = tf === null ? [] : await goldens((mixture) => fromFunction(tf, mixtureIn(tf, mixture)))

const why = E.isLeft(chosen) ? chosen.left.native : ''
const withNode = skippedUnless(tf !== null, `no tfjs-node (${why}); SIGMASTREAM_TFJS_NODE=FOLDER names one that loads`)
describe('on tfjs-node', withNode, () => {
  if (tf !== null) denoiserSuite(tf)
  goldenSuite(comparisons)
})
