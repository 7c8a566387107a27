// What is measured: each work is done by every contender, ours at some precisions and PyTorch.
import { framesOf, kinds } from './kinds.mjs'

/**
 * @typedef {object} Work
 * @property {'1.0' | 'small'} kind
 * @property {string} part
 * @property {string} label as the table says it
 * @property {number} [frames] latent frames
 * @property {number} [batch] clips in one call
 * @property {number} [steps]
 * @property {'first' | 'cold' | 'warm'} [cache] of a start: whether the page cache holds the weights' files; before a
 * first start,
 *   the weights are not packed for the precision yet
 * @property {readonly string[]} precisions those of ours
 * @property {boolean} peer whether PyTorch does it too
 */

const secondsOf = (frames) => ((frames * 2048) / 44100).toFixed(1)

/** The transformer is all that precision changes. */
const exact = ['fp32']

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
  t5: ({ kind }) => [
    { part: 't5', label: `text encoder, ${kinds[kind].tokens} tokens`, precisions: exact, peer: true },
  ],
  decode: ({ frames }) =>
    frames.map((n) => ({
      part: 'decode',
      label: `decode ${secondsOf(n)} s`,
      frames: n,
      precisions: exact,
      peer: true,
    })),
  encode: ({ frames }) =>
    frames.map((n) => ({
      part: 'encode',
      label: `encode ${secondsOf(n)} s`,
      frames: n,
      precisions: exact,
      peer: true,
    })),
  clip: ({ steps, seconds, precision: precisions }) => [
    {
      part: 'clip',
      label: `whole ${seconds} s clip, ${steps} steps`,
      frames: framesOf(seconds),
      steps,
      precisions,
      peer: true,
    },
  ],
  start: ({ seconds, precision: precisions }) =>
    ['cold', 'warm'].map((cache) => ({
      part: 'start',
      label: `start to first step, ${cache}`,
      frames: framesOf(seconds),
      cache,
      precisions,
      peer: true,
    })),
  overhead: ({ steps, seconds }) => [
    {
      part: 'overhead',
      label: `sampler and stream, ${steps} steps`,
      frames: framesOf(seconds),
      steps,
      precisions: exact,
      peer: false,
    },
  ],
  batch: ({ kind, seconds, precision: precisions }) =>
    [1, 2, 4, 8].map((batch) => ({
      part: 'batch',
      label: `${callOf({ kind })} per clip, batch ${batch}`,
      frames: framesOf(seconds),
      batch,
      precisions,
      peer: true,
    })),
}

/** The first start at a precision packs the weights for it, which is no part of what is measured later. */
const firstStart = ({ parts, precision, seconds }) => {
  const precisions = precision.filter((one) => one !== 'fp32')
  const needed = parts.some((part) => ['dit', 'clip', 'start', 'batch'].includes(part))
  if (precisions.length === 0 || !needed) return []
  return [
    {
      part: 'start',
      label: 'first start to first step, packing',
      frames: framesOf(seconds),
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
