// Who else does the same work: each an engine at a precision.

/**
 * @typedef {object} Peer
 * @property {'torch' | 'openvino'} engine
 * @property {'fp32' | 'bf16' | 'int8'} precision of the linear layers
 */

const of = (engine) => ['fp32', 'bf16', 'int8'].map((precision) => [`${engine}-${precision}`, { engine, precision }])

/** In the order of the table. @type {Readonly<Record<string, Peer>>} */
export const peers = Object.fromEntries([...of('torch'), ...of('openvino')])

/** As the table says it. */
export const engineNames = { torch: 'PyTorch', openvino: 'OpenVINO' }

/** @param {string} name */
export const peerName = (name) => `${engineNames[peers[name].engine]} ${peers[name].precision}`

/** The one that ratios were always against. */
export const reference = 'torch-fp32'
