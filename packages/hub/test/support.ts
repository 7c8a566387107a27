import { describeHubError, filesNamed, type HubError, type HubOptions, pullFiles } from '../src/index.js'
import { leftBy, rightBy, sceneWith } from './scene.js'

/** The files of a model, small ones and a large one. */
export const small: ReadonlyMap<string, Uint8Array> = new Map([
  ['config.json', Buffer.from('{}')],
  ['text_encoder/config.json', Buffer.from('{"a": 1}')],
  ['tokenizer/tokenizer_config.json', Buffer.from('{"b": 2, "c": 3}')],
  ['tokenizer/tokenizer.json', Buffer.from('{"d": [1, 2, 3, 4]}')],
  ['text_encoder/model.safetensors', Buffer.from('t5'.repeat(100))],
  ['model.safetensors', Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251))],
])

/** Runs a test against a hub, from which the files of `small` are pulled, or those that are named. */
export const withHub = sceneWith(
  (options) =>
    (changes: Partial<HubOptions> = {}, wanted: readonly string[] = [...small.keys()]) =>
      pullFiles(filesNamed(...wanted), { ...options, ...changes })(),
)

const describe = (error: HubError): string => describeHubError(error)

/** What a test is given. */
export type HubScene = Parameters<Parameters<typeof withHub>[1]>[0]

/** The value of a `Right`; the test fails with the error's sentence otherwise. */
export const right = rightBy(describe)

/** The error of a `Left`, whose sentence is one line without secrets. */
export const left = leftBy(describe)
