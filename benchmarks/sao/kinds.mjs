// The models that are measured, at their real sizes with random weights.

/**
 * @typedef {object} Kind
 * @property {string} folder of our random weights
 * @property {string} peerFolder of PyTorch's
 * @property {string} listed the fixture with its configuration, names and shapes
 * @property {string} room that the weights take
 * @property {number} frames of the longest sound
 * @property {string} lengths of a call, of decoding and of encoding, as they are typed
 * @property {number} steps of a clip, as its model card has it or the targets have it
 * @property {number} seconds of a clip
 * @property {number} tokens of a prompt
 * @property {number} guidance of a call; 1 is one branch
 */

/** @type {Readonly<Record<'1.0' | 'small', Kind>>} */
export const kinds = {
  '1.0': {
    folder: '.bench/full-size',
    peerFolder: '.bench/full-size-diffusers',
    listed: 'full-size',
    room: '5.3 GB',
    frames: 1024,
    lengths: '128,1024',
    steps: 50,
    seconds: 5.9,
    tokens: 128,
    guidance: 7,
  },
  small: {
    folder: '.bench/full-size-small',
    peerFolder: '.bench/full-size-small-peer',
    listed: 'full-size-small',
    room: '2.5 GB',
    frames: 256,
    lengths: '237',
    steps: 8,
    seconds: 11,
    tokens: 64,
    guidance: 1,
  },
}

/** Latent frames that cover so many seconds. @param {number} seconds */
export const framesOf = (seconds) => Math.ceil((seconds * 44100) / 2048)
