import { fileURLToPath } from 'node:url'
import { filesOf, leftBy, rightBy, sceneWith } from '../../../hub/test/scene.js'
import { describeHubError, type HubError, type PullOptions, pull } from '../../src/hub/index.js'

const checkpoint = fileURLToPath(new URL('../../../../fixtures/tiny-sao/checkpoint', import.meta.url))

/** The tiny checkpoint, and beside it what a repository has that is not needed. */
export const tiny = async (): Promise<ReadonlyMap<string, Uint8Array>> =>
  new Map([
    ...(await filesOf(checkpoint)),
    ['README.md', Buffer.from('# tiny')],
    ['model.ckpt', Buffer.from('pickled')],
    ['samples/a b.wav', Buffer.from('RIFF')],
  ])

/** A few bytes under every name that is needed, for tests that are not about what is in them. */
export const small: ReadonlyMap<string, Uint8Array> = new Map([
  ['model_config.json', Buffer.from('{}')],
  ['text_encoder/config.json', Buffer.from('{"a": 1}')],
  ['tokenizer/tokenizer_config.json', Buffer.from('{"b": 2, "c": 3}')],
  ['tokenizer/tokenizer.json', Buffer.from('{"d": [1, 2, 3, 4]}')],
  ['text_encoder/model.safetensors', Buffer.from('t5')],
  ['model.safetensors', Buffer.from('weights')],
])

/** Runs a test against a hub, from which a checkpoint is pulled. */
export const withHub = sceneWith(
  (options) =>
    (changes: Partial<PullOptions> = {}) =>
      pull({ ...options, ...changes })(),
)

const describe = (error: HubError): string => describeHubError(error)

/** The value of a `Right`; the test fails with the error's sentence otherwise. */
export const right = rightBy(describe)

/** The error of a `Left`, whose sentence is one line without secrets. */
export const left = leftBy(describe)
