// What is measured: each work is done by every contender, ours at some precisions and PyTorch.

/** Frames of the clip that the targets speak of: 5.9 s. */
export const clipFrames = 128

/** Seconds of the clip, as they are typed. */
export const clipSeconds = 5.9

/**
 * @typedef {object} Work
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

const seconds = (frames) => ((frames * 2048) / 44100).toFixed(1)

/** The transformer is all that precision changes. */
const exact = ['fp32']

const worksOfPart = {
  dit: ({ frames, precision: precisions }) =>
    frames.map((n) => ({
      part: 'dit',
      label: `guided call, ${n} frames`,
      frames: n,
      batch: 1,
      precisions,
      peer: true,
    })),
  t5: () => [{ part: 't5', label: 'text encoder, 128 tokens', precisions: exact, peer: true }],
  decode: ({ frames }) =>
    frames.map((n) => ({ part: 'decode', label: `decode ${seconds(n)} s`, frames: n, precisions: exact, peer: true })),
  encode: ({ frames }) =>
    frames.map((n) => ({ part: 'encode', label: `encode ${seconds(n)} s`, frames: n, precisions: exact, peer: true })),
  clip: ({ steps, precision: precisions }) => [
    {
      part: 'clip',
      label: `whole ${clipSeconds} s clip, ${steps} steps`,
      frames: clipFrames,
      steps,
      precisions,
      peer: true,
    },
  ],
  start: ({ precision: precisions }) =>
    ['cold', 'warm'].map((cache) => ({
      part: 'start',
      label: `start to first step, ${cache}`,
      frames: clipFrames,
      cache,
      precisions,
      peer: true,
    })),
  overhead: ({ steps }) => [
    {
      part: 'overhead',
      label: `sampler and stream, ${steps} steps`,
      frames: clipFrames,
      steps,
      precisions: exact,
      peer: false,
    },
  ],
  batch: ({ precision: precisions }) =>
    [1, 2, 4, 8].map((batch) => ({
      part: 'batch',
      label: `guided call per clip, batch ${batch}`,
      frames: clipFrames,
      batch,
      precisions,
      peer: true,
    })),
}

/** The first start at a precision packs the weights for it, which is no part of what is measured later. */
const firstStart = ({ parts, precision }) => {
  const precisions = precision.filter((one) => one !== 'fp32')
  const needed = parts.some((part) => ['dit', 'clip', 'start', 'batch'].includes(part))
  if (precisions.length === 0 || !needed) return []
  return [
    {
      part: 'start',
      label: 'first start to first step, packing',
      frames: clipFrames,
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
export const worksOf = (options) => [
  ...firstStart(options),
  ...options.parts.flatMap((part) => worksOfPart[part](options)),
]
