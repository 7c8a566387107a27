import { zipSync } from 'fflate'
import { latin1 } from './support.js'

const number =
  (size: number) =>
  (value: number): readonly number[] =>
    Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) % 256)

const u4 = number(4)

/** Opcodes of a pickle, spelt out: each gives the bytes of one instruction or more. */
export const op = {
  mark: [0x28],
  stop: [0x2e],
  list: [0x5d],
  dict: [0x7d],
  none: [0x4e],
  tuple: [0x74],
  append: [0x61],
  appends: [0x65],
  setItem: [0x73],
  setItems: [0x75],
  call: [0x52],
  build: [0x62],
  persistent: [0x51],
  memoize: [0x94],
  stackGlobal: [0x93],
  put: (slot: number) => [0x71, slot],
  get: (slot: number) => [0x68, slot],
  int: (value: number) => [0x4a, ...u4(value < 0 ? value + 2 ** 32 : value)],
  text: (value: string) => [0x58, ...u4(value.length), ...latin1(value)],
  global: (module: string, name: string) => [0x63, ...latin1(`${module}\n${name}\n`)],
} as const

/** A pickle of protocol 2 from its instructions. */
export const pickle = (...instructions: readonly (readonly number[])[]): Uint8Array =>
  Uint8Array.from([0x80, 2, ...instructions.flat(), ...op.stop])

const tupleOf = (...items: readonly (readonly number[])[]): readonly number[] => [
  ...op.mark,
  ...items.flat(),
  ...op.tuple,
]

/** The instructions for a storage. */
export const storage = (key: string, elements: number, type = 'FloatStorage'): readonly number[] => [
  ...tupleOf(op.text('storage'), op.global('torch', type), op.text(key), op.text('cpu'), op.int(elements)),
  ...op.persistent,
]

/** The instructions for a tensor as `torch.save` writes it. */
export const tensor = (
  of: readonly number[],
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
  ...metadata: readonly (readonly number[])[]
): readonly number[] => [
  ...op.global('torch._utils', '_rebuild_tensor_v2'),
  ...tupleOf(
    of,
    op.int(offset),
    tupleOf(...shape.map(op.int)),
    tupleOf(...strides.map(op.int)),
    [0x89],
    op.dict,
    ...metadata,
  ),
  ...op.call,
]

/** A `.pt` archive of this pickle and these float32 storages; `records` adds or replaces whole records. */
export const archive = (
  data: Uint8Array,
  storages: Readonly<Record<string, readonly number[]>> = {},
  records: Readonly<Record<string, Uint8Array>> = {},
): Uint8Array =>
  zipSync(
    {
      'x/data.pkl': data,
      'x/byteorder': latin1('little'),
      ...Object.fromEntries(
        Object.entries(storages).map(([key, values]) => [
          `x/data/${key}`,
          new Uint8Array(Float32Array.from(values).buffer),
        ]),
      ),
      ...records,
    },
    { level: 0 },
  )
