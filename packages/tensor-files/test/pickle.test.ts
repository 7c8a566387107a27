import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePickle } from '../src/pickle/index.js'
import { op, pickle, storage, tensor } from './pickles.js'
import { beginnings, changedAt, isRefused, latin1, left, right } from './support.js'

const refusal = (...instructions: readonly (readonly number[])[]) => left(decodePickle(pickle(...instructions)))

const good = tensor(storage('0', 6), 0, [2, 3], [3, 1])

/** Calls `module.name(argument)`, as a malicious pickle does. */
const calling = (module: string, name: string, argument: string) =>
  pickle(op.global(module, name), op.mark, op.text(argument), op.tuple, op.call)

describe('a pickle', () => {
  it('of a tensor gives its storage, shape and strides', () => {
    expect(right(decodePickle(pickle(good)))).toEqual({
      _tag: 'Tensor',
      storage: { _tag: 'Storage', key: '0', dtype: 'float32', elements: 6 },
      offset: 0,
      shape: [2, 3],
      strides: [3, 1],
      count: 6,
    })
  })

  it('of a parameter gives its tensor', () => {
    const parameter = [
      op.global('torch._utils', '_rebuild_parameter'),
      op.mark,
      good,
      [0x88],
      op.none,
      op.tuple,
      op.call,
    ]
    expect(right(decodePickle(pickle(...parameter)))).toEqual(right(decodePickle(pickle(good))))
  })

  it('of plain values gives them, integers past 2^53 without their value', () => {
    const long = [0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 64]
    const double = [0x47, 0x40, 0x04, 0, 0, 0, 0, 0, 0]
    const numbers = [op.int(-3), [0x4b, 200], [0x4d, 1, 2], [0x8a, 0], [0x8a, 2, 0, 128], long, double]
    const others = [op.text('a'), op.none, [0x88], [0x43, 1, 7]]
    expect(right(decodePickle(pickle(op.list, op.mark, ...numbers, ...others, op.appends)))).toEqual({
      _tag: 'List',
      items: [-3, 200, 513, 0, -32768, { _tag: 'HugeInteger' }, 2.5, 'a', null, true, { _tag: 'Bytes' }],
    })
  })

  it('whose list is filled after it was remembered gives the filled list in both places', () => {
    const value = right(decodePickle(pickle(op.list, op.put(0), op.int(1), op.append, op.put(1), op.get(0), [0x86])))
    const one = { _tag: 'List', items: [1] }
    expect(value).toEqual({ _tag: 'Tuple', items: [one, one] })
  })

  it('with a key __proto__ changes no prototype', () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      const inner = [...op.dict, ...op.text('polluted'), ...op.int(1), ...op.setItem]
      const value = right(decodePickle(pickle(op.dict, op.text(name), inner, op.setItem)))
      expect(value).toEqual({
        _tag: 'Dict',
        items: new Map([[name, { _tag: 'Dict', items: new Map([['polluted', 1]]) }]]),
      })
    }
    expect('polluted' in {}).toBe(false)
  })

  it('that names any function outside the allow-list is refused by that name', () => {
    for (const [module, name] of [
      ['os', 'system'],
      ['posix', 'system'],
      ['nt', 'system'],
      ['builtins', 'eval'],
      ['builtins', 'exec'],
      ['__builtin__', 'eval'],
      ['subprocess', 'Popen'],
      ['torch', 'load'],
      ['torch.hub', 'load'],
      ['torch._utils', '__proto__'],
      ['__proto__', 'constructor'],
      ['collections', 'defaultdict'],
      ['builtins', 'getattr'],
      ['builtins', 'set.add'],
      ['torch', 'Storage.from_file'],
      ['torch', 'save'],
      ['torch', 'tensor'],
      ['torch.cuda', 'set_device'],
      ['torch.serialization', 'load'],
      ['_codecs', 'decode'],
      ['__builtin__', 'set '],
      ['collections OrderedDict', ''],
      ['torch', '_utils _rebuild_tensor_v2'],
    ] as const) {
      const refused = { _tag: 'UnknownGlobal', global: `${module}.${name}` }
      expect(left(decodePickle(calling(module, name, 'touch pwned')))).toMatchObject(refused)
      expect(refusal(op.text(module), op.text(name), op.stackGlobal)).toMatchObject(refused)
    }
  })

  it('with a storage of another type makes tensors that are known by that type', () => {
    const other = { _tag: 'OtherTensor', dtype: 'torch.ComplexFloatStorage' }
    expect(right(decodePickle(pickle(tensor(storage('0', 1, 'ComplexFloatStorage'), 0, [1], [1]))))).toEqual(other)
  })

  it('with names that the safe loading of PyTorch takes keeps their values without use', () => {
    const called = (module: string, name: string, ...args: readonly (readonly number[])[]) => [
      ...op.global(module, name),
      ...op.mark,
      ...args.flat(),
      ...op.tuple,
      ...op.call,
    ]
    const listed = [...op.list, ...op.mark, ...op.int(1), ...op.int(2), ...op.appends]
    const opaque = { _tag: 'Opaque' }
    for (const instructions of [
      called('torch', 'device', op.text('cuda'), op.int(0)),
      called('__builtin__', 'set', listed),
      called('builtins', 'complex', op.int(1), op.int(2)),
      called('_codecs', 'encode', op.text('x'), op.text('latin1')),
      called('torch.serialization', '_get_layout', op.text('torch.strided')),
      op.global('torch', 'float8_e4m3fn'),
      op.global('torch', 'per_tensor_affine'),
      [0x8f, ...op.mark, ...op.int(1), 0x90],
      [...op.mark, ...op.int(1), 0x91],
      [...op.global('builtins', 'bytearray'), ...op.mark, ...op.tuple, 0x81],
    ])
      expect(right(decodePickle(pickle(instructions)))).toEqual(opaque)
    const size = called('torch', 'Size', [...op.mark, ...op.int(2), ...op.int(3), ...op.tuple])
    expect(right(decodePickle(pickle(size)))).toEqual({ _tag: 'Tuple', items: [2, 3] })
    const pair = [...op.mark, ...op.text('a'), ...op.int(1), ...op.tuple]
    const pairs = called('collections', 'OrderedDict', [...op.list, ...op.mark, ...pair, ...op.appends])
    expect(right(decodePickle(pickle(pairs)))).toEqual({ _tag: 'Dict', items: new Map([['a', 1]]) })
    const counted = called('collections', 'Counter', [...op.dict, ...op.text('a'), ...op.int(1), ...op.setItem])
    expect(right(decodePickle(pickle(counted)))).toEqual({ _tag: 'Dict', items: new Map([['a', 1]]) })
    const parameter = [...op.global('torch.nn.parameter', 'Parameter'), ...op.mark, ...good, ...op.tuple, 0x81]
    expect(right(decodePickle(pickle(parameter)))).toEqual(right(decodePickle(pickle(good))))
    const inner = [...op.global('torch._utils', '_rebuild_tensor_v2'), ...op.global('torch', 'Tensor')]
    const args = [...op.mark, ...storage('0', 6), ...op.int(0)]
    const shaped = [
      ...op.mark,
      ...op.int(2),
      ...op.int(3),
      ...op.tuple,
      ...op.mark,
      ...op.int(3),
      ...op.int(1),
      ...op.tuple,
    ]
    const typed = called('torch._tensor', '_rebuild_from_type_v2', [
      ...inner,
      ...args,
      ...shaped,
      0x89,
      ...op.dict,
      ...op.tuple,
      ...op.dict,
    ])
    expect(right(decodePickle(pickle(typed)))).toEqual(right(decodePickle(pickle(good))))
    const first = called('torch._utils', '_rebuild_tensor', storage('0', 6), op.int(0), shaped)
    expect(right(decodePickle(pickle(first)))).toEqual(right(decodePickle(pickle(good))))
  })

  it('with keys of other plain values names them as Python prints them', () => {
    const keys = [[0x88], op.none, [...op.mark, ...op.int(0), ...op.text('a'), ...op.tuple]]
    const dict = pickle(op.dict, ...keys.map((key) => [...key, ...op.int(1), ...op.setItem]))
    expect(right(decodePickle(dict))).toEqual({
      _tag: 'Dict',
      items: new Map([
        ['True', 1],
        ['None', 1],
        ['(0, a)', 1],
      ]),
    })
    const twice = [op.text('True'), op.int(1), op.setItem, [0x88], op.int(2), op.setItem]
    expect(refusal(op.dict, ...twice)._tag).toBe('Malformed')
  })

  it('with any opcode that tensors do not need is refused by it', () => {
    const known = [
      0x28, 0x29, 0x2e, 0x42, 0x43, 0x47, 0x4a, 0x4b, 0x4d, 0x4e, 0x51, 0x52, 0x55, 0x58, 0x5d, 0x61, 0x62, 0x63, 0x65,
      0x68, 0x6a, 0x71, 0x72, 0x73, 0x74, 0x75, 0x7d, 0x80, 0x81, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8c, 0x8d, 0x8f,
      0x90, 0x91, 0x93, 0x94, 0x95,
    ]
    for (const opcode of Array.from({ length: 256 }, (_, i) => i).filter((i) => !known.includes(i))) {
      expect(refusal([opcode])).toMatchObject({ _tag: 'UnsupportedOpcode', opcode, position: 2 })
    }
  })

  it('that calls what is no function, or gives attributes to what is no dictionary, is refused', () => {
    expect(refusal(op.int(1), op.mark, op.tuple, op.call)._tag).toBe('Malformed')
    expect(refusal(good, op.mark, op.tuple, op.call)._tag).toBe('Malformed')
    expect(refusal(op.global('torch', 'FloatStorage'), op.mark, op.int(9), op.tuple, op.call)._tag).toBe('Malformed')
    expect(refusal(op.global('collections', 'OrderedDict'), op.mark, op.int(1), op.tuple, op.call)._tag).toBe(
      'Malformed',
    )
    const one = [...op.list, ...op.int(1), ...op.append]
    expect(refusal(op.global('collections', 'OrderedDict'), op.mark, one, op.tuple, op.call)._tag).toBe('Malformed')
    expect(refusal(op.global('collections', 'OrderedDict'), op.list, op.call)._tag).toBe('Malformed')
    expect(refusal(op.list, op.dict, op.build)._tag).toBe('Malformed')
    expect(refusal(op.int(1), op.int(2), op.stackGlobal)._tag).toBe('Malformed')
  })

  it('that takes from an empty stack, below a mark, or from a memo that is not there is refused', () => {
    for (const instructions of [
      [op.tuple],
      [op.appends],
      [op.setItems],
      [op.append],
      [op.setItem],
      [op.call],
      [op.build],
      [op.persistent],
      [op.stackGlobal],
      [[0x85]],
      [op.get(0)],
      [op.put(0)],
      [op.memoize],
      [],
      [op.int(1), op.int(2)],
      [op.int(1), op.mark, [0x85]],
      [op.mark, op.int(1)],
      [op.int(1), op.int(2), op.append],
      [op.dict, op.mark, op.int(1), op.setItems],
      [op.int(1), op.mark, op.build],
      [op.dict, op.list, op.int(1), op.setItem],
      [op.list, op.mark, [0x90]],
      [[0x90]],
      [[0x91]],
    ]) {
      expect(refusal(...instructions)._tag).toBe('Malformed')
    }
  })

  it('with bytes after its end, or of a newer protocol, is refused', () => {
    expect(left(decodePickle(Uint8Array.from([...pickle(op.none), 0])))._tag).toBe('Malformed')
    expect(left(decodePickle(Uint8Array.from([0x80, 6, 0x4e, 0x2e])))._tag).toBe('Malformed')
  })

  it('whose tensor reaches outside its storage is refused', () => {
    const outside = (offset: number, shape: readonly number[], strides: readonly number[]) =>
      refusal(tensor(storage('0', 6), offset, shape, strides))
    expect(outside(0, [7], [1])).toMatchObject({ _tag: 'OutsideStorage', last: 6, elements: 6 })
    expect(outside(1, [2, 3], [3, 1])._tag).toBe('OutsideStorage')
    expect(outside(0, [2, 3], [4, 1])._tag).toBe('OutsideStorage')
    expect(outside(6, [], [])._tag).toBe('OutsideStorage')
    expect(outside(7, [0], [1])._tag).toBe('OutsideStorage')
    expect(outside(0, [2 ** 30, 2 ** 30], [2 ** 30, 2 ** 30])._tag).toBe('Malformed')
    expect(outside(0, [2 ** 20], [2 ** 30])._tag).toBe('OutsideStorage')
    right(decodePickle(pickle(tensor(storage('0', 6), 6, [0], [1]))))
  })

  it('whose tensor has negative or missing parts, or metadata, is refused', () => {
    expect(refusal(tensor(storage('0', 6), -1, [2], [1]))._tag).toBe('Malformed')
    expect(refusal(tensor(storage('0', 6), 0, [-2], [1]))._tag).toBe('Malformed')
    expect(refusal(tensor(storage('0', 6), 5, [2], [-1]))._tag).toBe('Malformed')
    expect(refusal(tensor(storage('0', 6), 0, [2], [1, 1]))._tag).toBe('Malformed')
    expect(refusal(tensor(storage('0', -6), 0, [2], [1]))._tag).toBe('Malformed')
    expect(refusal(tensor(op.text('storage'), 0, [2], [1]))._tag).toBe('Malformed')
    const negated = [...op.dict, ...op.text('neg'), 0x88, ...op.setItem]
    expect(refusal(tensor(storage('0', 6), 0, [2], [1], negated))._tag).toBe('Malformed')
    right(decodePickle(pickle(tensor(storage('0', 6), 0, [2], [1], op.dict))))
    expect(refusal(op.global('torch._utils', '_rebuild_parameter'), op.mark, op.none, op.tuple, op.call)._tag).toBe(
      'Malformed',
    )
  })

  it('that claims a text longer than itself allocates nothing for it', () => {
    expect(refusal([0x58, 255, 255, 255, 255])._tag).toBe('Truncated')
    expect(refusal([0x8d, 255, 255, 255, 255, 255, 255, 255, 127])._tag).toBe('Truncated')
  })

  it('cut at any byte is an error', () => {
    const parts = beginnings(pickle(op.dict, op.text('a'), good, op.setItem))
    expect(parts.filter((part) => !isRefused(decodePickle(part)))).toEqual([])
  })

  it('of any bytes never throws, nor of a good one with bytes changed', () => {
    const bytes = pickle(op.dict, op.text('a'), good, op.setItem)
    const settled = (any: Uint8Array) => {
      const result = decodePickle(any)
      expect(isRefused(result) || right(result) !== undefined).toBe(true)
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), settled), { numRuns: 1000 })
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
        settled(changes.reduce((changed, [at, value]) => changedAt(changed, at, value), bytes))
      }),
      { numRuns: 3000 },
    )
  })

  it('in text, as old protocols write it, is refused', () => {
    expect(left(decodePickle(latin1("cos\nsystem\n(S'touch pwned'\ntR.")))._tag).toBe('UnknownGlobal')
    expect(left(decodePickle(latin1("(S'touch pwned'\nios\nsystem\n.")))._tag).toBe('UnsupportedOpcode')
  })
})
