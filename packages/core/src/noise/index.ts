/** Noise sources: pure functions of seed, lane and interval. */
export { brownian } from './brownian.js'
export { type Fork, forkNoise, type Lineage } from './fork-noise.js'
export { keyed } from './keyed.js'
export type { Draw, Lane, NoiseSource, RunDraws } from './source.js'
export { recordedTape } from './tape.js'
export { torchCpu } from './torch-cpu.js'
export { type TorchCpuGenerator, type TorchDraw, type TorchDtype, torchCpuGenerator } from './torch-cpu-generator.js'
export { torchCuda } from './torch-cuda.js'
