// What is measured: each work is done by every contender, ours at some precisions and the others.
import { framesOf, kinds, secondsOf } from './kinds.mjs'

/**
 * @typedef {object} Work
 * @property {keyof typeof kinds} kind
 * @property {string} part
 * @property {string} label as the table says it
 * @property {number} [frames] latent frames
 * @property {number} [batch] clips in one call
 * @property {number} [steps]
 * @property {'first' | 'cold' | 'warm'} [cache] of a start: whether the page cache holds the weights' files; before a
 * first start,
 *   the weights are not packed for the precision yet
 * @property {readonly string[]} precisions those of ours
 * @property {boolean} peer whether the others do it too
 */

/** What no precision changes. */
const exact = ['fp32']

/** An autoencoder that is made of transformers is held in fewer bits too; one of convolutions is not. */
const codedIn = ({ kind, precision }) => (kinds[kind].packedCoding ? precision : exact)

/** So is a text encoder whose layers are like the transformer's. */
const textIn = ({ kind, precision }) => (kinds[kind].packedText ? precision : exact)

/** What a call is called: with guidance it is of two branches. */
const callOf = ({ kind }) => (kinds[kind].guidance === 1 ? 'call' : 'guided call')

const worksOfPart = {
  dit: ({ kind, frames, precision: precisions }) =>
    frames.map((n) => ({
      part: 'dit',
      label: `${callOf({ kind })}, ${n} frames`,
      frames: n,
      batch: 1,
      precisions,
      peer: true,
    })),
  text: ({ kind, precision }) => [
    {
      part: 'text',
      label: `text encoder, ${kinds[kind].tokens} tokens`,
      precisions: textIn({ kind, precision }),
      peer: true,
    },
  ],
  decode: ({ kind, frames, precision }) =>
    frames.map((n) => ({
      part: 'decode',
      label: `decode ${secondsOf(kind, n).toFixed(1)} s`,
      frames: n,
      precisions: codedIn({ kind, precision }),
      peer: true,
    })),
  encode: ({ kind, frames, precision }) =>
    frames.map((n) => ({
      part: 'encode',
      label: `encode ${secondsOf(kind, n).toFixed(1)} s`,
      frames: n,
      precisions: codedIn({ kind, precision }),
      peer: true,
    })),
  clip: ({ kind, steps, seconds, precision: precisions }) => [
    {
      part: 'clip',
      label: `whole ${seconds} s clip, ${steps} steps`,
      frames: framesOf(kind, seconds),
      steps,
      precisions,
      peer: true,
    },
  ],
  start: ({ kind, seconds, precision: precisions }) =>
    ['cold', 'warm'].map((cache) => ({
      part: 'start',
      label: `start to first step, ${cache}`,
      frames: framesOf(kind, seconds),
      cache,
      precisions,
      peer: true,
    })),
  overhead: ({ kind, steps, seconds }) => [
    {
      part: 'overhead',
      label: `sampler and stream, ${steps} steps`,
      frames: framesOf(kind, seconds),
      steps,
      precisions: exact,
      peer: false,
    },
  ],
  batch: ({ kind, seconds, precision: precisions }) =>
    [1, 2, 4, 8].map((batch) => ({
      part: 'batch',
      label: `${callOf({ kind })} per clip, batch ${batch}`,
      frames: framesOf(kind, seconds),
      batch,
      precisions,
      peer: true,
    })),
}

/** The first start at a precision packs the weights for it, which is no part of what is measured later. */
const firstStart = ({ kind, parts, precision, seconds }) => {
  const precisions = precision.filter((one) => one !== 'fp32')
  const coding = kinds[kind].packedCoding ? ['decode', 'encode'] : []
  const text = kinds[kind].packedText ? ['text'] : []
  const needed = parts.some((part) => ['dit', 'clip', 'start', 'batch', ...coding, ...text].includes(part))
  if (precisions.length === 0 || !needed) return []
  return [
    {
      part: 'start',
      label: 'first start to first step, packing',
      frames: framesOf(kind, seconds),
      cache: 'first',
      precisions,
      peer: false,
    },
  ]
}

/**
 * The works of the options, in their order.
 *
 * @param {import('./options.mjs').Options} options
 * @returns {readonly Work[]}
 */
export const worksOf = (options) =>
  [...firstStart(options), ...options.parts.flatMap((part) => worksOfPart[part](options))].map((work) => ({
    kind: options.kind,
    ...work,
  }))
