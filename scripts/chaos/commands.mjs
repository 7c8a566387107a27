// Every command that writes something, as it is run in a folder of its own.
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './hub.mjs'

/**
 * `line` is what is typed for one of two seeds, which give different results where a command has a seed. `forced` is whether it can
 * replace what is there. What is named alike but for a number at the end, `out-1` and `out-2`, may come one after the other.
 * `prepare` puts into the folder what must be there. What is kept as a take is gone on with after a kill: by `goOn`, where the
 * folder of the take is there.
 */
export const commandsIn = ({ inputs, checkpoint, course }) => {
  const take = join(inputs, 'take.wav')
  const latents = join(inputs, 'latents.npy')
  const made = join(inputs, 'made.wav')
  const gap = ['--from', '0.4', '--to', '0.6']
  const goOn = ['resume', 'held']
  const sao = ['--model', checkpoint, '--steps', '3', '--seconds', '0.5']
  return [
    {
      name: 'inpaint',
      line: (seed) => [
        'inpaint',
        take,
        ...gap,
        '--steps',
        '20',
        '--seed',
        seed,
        '-o',
        'out.wav',
        '--save-frames',
        'frames',
        '--plot',
        'out.png',
      ],
      forced: true,
    },
    {
      name: 'vary',
      line: (seed) => ['vary', take, '--amount', '0.5', '--steps', '5', '--seed', seed, '-o', 'out.flac'],
      forced: true,
    },
    {
      name: 'restyle',
      line: (seed) => ['restyle', take, '--strength', '0.5', '--steps', '8', '--seed', seed, '-o', 'out.npy'],
      forced: true,
    },
    {
      name: 'loop',
      line: (seed) => ['loop', take, '--steps', '5', '--seed', seed, '-o', 'out.wav'],
      forced: true,
    },
    {
      name: 'resume',
      line: (seed) => [
        'inpaint',
        take,
        ...gap,
        '--steps',
        '30',
        '--sampler',
        'dpmpp-3m-sde',
        '--seed',
        seed,
        '--checkpoint',
        'held',
        '--plot',
        'out.png',
        '-o',
        'out.wav',
      ],
      forced: false,
      take: 'held/take-1',
      goOn,
    },
    {
      name: 'resume, a batch',
      line: (seed) => [
        'vary',
        take,
        '--steps',
        '10',
        '--sampler',
        'dpm-adaptive',
        '--seed',
        seed,
        '--count',
        '2',
        '--checkpoint',
        'held',
        '-o',
        'out.wav',
      ],
      forced: false,
      take: 'held/take-1',
      goOn,
    },
    {
      name: 'fork',
      prepare: (folder) => cpSync(join(inputs, 'held'), join(folder, 'held'), { recursive: true }),
      line: (seed) => ['fork', 'held', '--at', '8', '--seed', seed, '-o', 'out.wav'],
      forced: false,
      take: 'held/take-2',
      goOn,
    },
    { name: 'rerun', line: () => ['rerun', made, '--input', take, '-o', 'out.wav'], forced: true },
    {
      name: 'generate',
      line: (seed) => [
        'generate',
        'water',
        ...sao,
        '--seed',
        seed,
        '--precision',
        'int8',
        '-o',
        'out.wav',
        '--save-frames',
        'frames',
      ],
      forced: true,
    },
    {
      name: 'generate, a batch',
      line: (seed) => [
        'generate',
        'rain',
        ...sao,
        '--seed',
        seed,
        '--batch',
        '3',
        '-o',
        'out.flac',
        '--save-frames',
        'frames',
      ],
      forced: false,
    },
    { name: 'encode', line: () => ['encode', take, '--model', checkpoint, '-o', 'out.npy'], forced: true },
    { name: 'decode', line: () => ['decode', latents, '--model', checkpoint, '-o', 'out.wav'], forced: true },
    {
      name: 'noise',
      line: (seed) => ['noise', '--shape', '1,64,20000', '--seed', seed, '-o', 'out.npy'],
      forced: true,
    },
    {
      name: 'mask',
      line: (seed) => [
        'mask',
        '--frames',
        '20000',
        '--frame-rate',
        '20',
        '--channels',
        '64',
        '--from',
        seed,
        '--to',
        '9',
        '-o',
        'out.npz',
      ],
      forced: true,
    },
    { name: 'schedule', line: (seed) => ['schedule', '--steps', `${seed}000`, '-o', 'out.safetensors'], forced: true },
    {
      name: 'exercises',
      line: (seed) => [
        'exercises',
        '--model',
        checkpoint,
        '--course',
        course,
        '--steps',
        '2',
        '--only',
        'Q1',
        '--seed',
        seed,
        '-o',
        'out.pkl',
      ],
      forced: true,
    },
    {
      name: 'model quantize',
      line: () => [
        'model',
        'quantize',
        checkpoint,
        '--precision',
        'int8',
        '--steps',
        '2',
        '--seconds',
        '0.5',
        '--report',
        'out.html',
      ],
      forced: true,
    },
    { name: 'model pull', line: () => ['model', 'pull', repository], forced: false },
  ]
}
