// What the figures were measured on.
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'

/** Instructions that the speed of matrix products depends on, as Linux names them. */
const telling = [
  'avx',
  'fma',
  'avx2',
  'f16c',
  'avx_vnni',
  'avx512f',
  'avx512_vnni',
  'avx512_bf16',
  'amx_int8',
  'asimddp',
  'i8mm',
]

/** Those that this machine has; none are known where there is no /proc/cpuinfo. */
const flags = () => {
  if (!existsSync('/proc/cpuinfo')) return []
  const [, listed = ''] = /^(?:flags|Features)\s*: (.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8')) ?? []
  const all = new Set(listed.split(' '))
  return telling.filter((flag) => all.has(flag))
}

const onnxruntime = () => {
  const manifest = fileURLToPath(
    new URL('../../packages/onnx/node_modules/onnxruntime-node/package.json', import.meta.url),
  )
  return JSON.parse(readFileSync(manifest, 'utf8')).version
}

/**
 * The machine and the versions.
 *
 * @param {object} [peer] versions of the peer's packages
 */
export const machine = (peer) => ({
  date: new Date().toISOString(),
  cpu: cpus()[0]?.model ?? 'an unknown processor',
  threads: availableParallelism(),
  memory: totalmem(),
  flags: flags(),
  node: process.versions.node,
  onnxruntime: onnxruntime(),
  ...(peer === undefined ? {} : { peer }),
})

/** Which row of `bench:products` bounds a precision of ours. */
const bounds = {
  fp32: 'float32',
  'fp16-weights': 'float32',
  int8: '8 bits, a scale for each token',
  int4: '4 bits in blocks of 32',
}

/**
 * What of a machine the figures are judged by.
 *
 * @param {ReturnType<typeof machine>} on
 * @param {readonly import('../products/rates.mjs').Rate[]} rates
 * @returns {import('./rows.mjs').Processor}
 */
export const processorOf = ({ flags: has }, rates) => ({
  vnni: has.some((flag) => ['avx_vnni', 'avx512_vnni', 'amx_int8', 'i8mm'].includes(flag)),
  rateOf: (precision) => rates.find(({ name }) => name === bounds[precision])?.perSecond,
})
