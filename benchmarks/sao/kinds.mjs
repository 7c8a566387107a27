// The models that are measured, at their real sizes with random weights.

/**
 * @typedef {object} Kind
 * @property {string} name as it is called
 * @property {string} folder of our random weights
 * @property {string} peerFolder of the peers'
 * @property {string} listed the fixture with its configuration, names and shapes
 * @property {string} room that the weights take
 * @property {number} latentChannels
 * @property {number} frameSamples samples in a frame
 * @property {number} frames of the longest sound
 * @property {string} lengths of a call, of decoding and of encoding, as they are typed
 * @property {number} steps of a clip, as its model card has it or the targets have it
 * @property {number} seconds of a clip
 * @property {number} headroom seconds behind its end that are made as well, and cut off
 * @property {number} tokens of a prompt
 * @property {number} guidance of a call; 1 is one branch
 * @property {boolean} packedCoding whether the autoencoder is held in fewer bits where the transformer is
 * @property {boolean} packedText whether the text encoder is
 */

/** What is the same of both sizes of Stable Audio 3; the peers read the very files that ours are read from. */
const third = {
  latentChannels: 256,
  frameSamples: 4096,
  lengths: '388',
  steps: 8,
  seconds: 30,
  headroom: 6,
  tokens: 256,
  guidance: 1,
  packedCoding: true,
  packedText: true,
}

/** @type {Readonly<Record<'1.0' | 'small' | 'sa3-small' | 'sa3-medium', Kind>>} */
export const kinds = {
  '1.0': {
    name: 'Stable Audio Open 1.0',
    folder: '.bench/full-size',
    peerFolder: '.bench/full-size-diffusers',
    listed: 'full-size',
    room: '5.3 GB',
    latentChannels: 64,
    frameSamples: 2048,
    frames: 1024,
    lengths: '128,1024',
    steps: 50,
    seconds: 5.9,
    headroom: 0,
    tokens: 128,
    guidance: 7,
    packedCoding: false,
    packedText: false,
  },
  small: {
    name: 'Stable Audio Open Small',
    folder: '.bench/full-size-small',
    peerFolder: '.bench/full-size-small-peer',
    listed: 'full-size-small',
    room: '2.5 GB',
    latentChannels: 64,
    frameSamples: 2048,
    frames: 256,
    lengths: '237',
    steps: 8,
    seconds: 11,
    headroom: 0,
    tokens: 64,
    guidance: 1,
    packedCoding: false,
    packedText: false,
  },
  'sa3-small': {
    ...third,
    name: 'Stable Audio 3 small',
    folder: '.bench/full-size-sa3-small',
    peerFolder: '.bench/full-size-sa3-small',
    listed: 'full-size-sa3-small',
    room: '3.5 GB',
    frames: 1292,
  },
  'sa3-medium': {
    ...third,
    name: 'Stable Audio 3 medium',
    folder: '.bench/full-size-sa3-medium',
    peerFolder: '.bench/full-size-sa3-medium',
    listed: 'full-size-sa3-medium',
    room: '10.4 GB',
    frames: 4096,
  },
}

/**
 * Latent frames of a clip of so many seconds; with headroom, an even number, as the official code makes them.
 *
 * @param {keyof typeof kinds} kind
 * @param {number} seconds
 */
export const framesOf = (kind, seconds) => {
  const { headroom, frameSamples, frames: most } = kinds[kind]
  const frames = Math.ceil(((seconds + headroom) * 44100) / frameSamples)
  return Math.min(headroom === 0 ? frames : 2 * Math.ceil(frames / 2), most)
}

/** Seconds that so many frames are. @param {keyof typeof kinds} kind @param {number} frames */
export const secondsOf = (kind, frames) => (frames * kinds[kind].frameSamples) / 44100
