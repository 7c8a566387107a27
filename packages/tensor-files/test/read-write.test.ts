import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeFileError, readTensor, readTensors, SINGLE_TENSOR, type Tensor, writeTensors } from '../src/index.js'
import { anyTensor, bitsOf, fixture, inFolder, left, right } from './support.js'

const writeTensor = (path: string, tensor: Tensor) => writeTensors(path, new Map([[SINGLE_TENSOR, tensor]]))
const simple: Tensor = { shape: [2], data: Float32Array.of(1, -2) }
const two: ReadonlyMap<string, Tensor> = new Map([
  ['a', simple],
  ['b', simple],
])

describe('writing', () => {
  it('and reading gives the tensor back by each extension', async () => {
    await inFolder(async (folder) => {
      await fc.assert(
        fc.asyncProperty(
          anyTensor,
          fc.constantFrom('x.npy', 'x.npz', 'x.safetensors', 'X.NPY'),
          async (tensor, name) => {
            const path = join(folder, name)
            right(await writeTensor(path, tensor)())
            const back = right(await readTensor(path)())
            expect(back.shape).toEqual(tensor.shape)
            expect(bitsOf(back)).toEqual(bitsOf(tensor))
          },
        ),
      )
      expect((await readdir(folder)).every((name) => /^x\./iu.test(name))).toBe(true)
    })
  })

  it('replaces the whole file, and leaves nothing temporary', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'x.npz')
      await writeFile(path, 'something longer than it will be'.repeat(100))
      right(await writeTensors(path, two)())
      expect([...right(await readTensors(path)()).keys()]).toEqual(['a', 'b'])
      expect(await readdir(folder)).toEqual(['x.npz'])
    })
  })

  it('that fails leaves what was there, and nothing temporary', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'x.npy')
      await mkdir(path)
      await writeFile(join(path, 'kept'), 'kept')
      expect(left(await writeTensor(path, simple)())._tag).toBe('FileNotWritable')
      expect(await readdir(folder)).toEqual(['x.npy'])
      expect(await readFile(join(path, 'kept'), 'utf8')).toBe('kept')
      const nowhere = join(folder, 'none', 'x.npy')
      expect(left(await writeTensor(nowhere, simple)())).toMatchObject({ reason: 'there is no such folder' })
    })
  })

  it('of what a format cannot hold is refused and writes nothing', async () => {
    await inFolder(async (folder) => {
      const refusal = async (name: string, tensors: ReadonlyMap<string, Tensor>) =>
        left(await writeTensors(join(folder, name), tensors)())
      expect((await refusal('x.npy', two))._tag).toBe('UnwritableTensor')
      expect((await refusal('x.npy', new Map()))._tag).toBe('UnwritableTensor')
      expect((await refusal('x.pt', two))._tag).toBe('ReadOnlyFileType')
      expect((await refusal('x.bin', two))._tag).toBe('UnknownFileType')
      expect((await refusal('x.npz', new Map([['a', { shape: [3], data: simple.data }]])))._tag).toBe(
        'UnwritableTensor',
      )
      expect((await refusal('x.npz', new Map([['a'.repeat(70_000), simple]])))._tag).toBe('FileNotWritable')
      expect(await readdir(folder)).toEqual([])
    })
  })
})

describe('reading', () => {
  it('one tensor by name reads that one, and a wrong name lists those that are there', async () => {
    expect(right(await readTensor(fixture('deflated.npz'), 'ints')()).dtype).toBe('int64')
    const names = ['ramp', 'ints']
    expect(left(await readTensor(fixture('deflated.npz'), 'other')())).toMatchObject({ _tag: 'NoSuchTensor', names })
    expect(left(await readTensor(fixture('deflated.npz'))())).toMatchObject({ _tag: 'NotOneTensor', names })
    expect(left(await readTensor(fixture('tensor.pt'), 'toString')())._tag).toBe('NoSuchTensor')
  })

  it('what is not there, no file, or of no known kind is refused', async () => {
    await inFolder(async (folder) => {
      for (const name of ['x.npy', 'x.npz', 'x.safetensors', 'x.pt']) {
        expect(left(await readTensors(join(folder, name))())._tag).toBe('FileNotFound')
        await mkdir(join(folder, name))
        expect(left(await readTensors(join(folder, name))())._tag).toBe('FileNotReadable')
      }
      expect(left(await readTensors(join(folder, 'x.wav'))())._tag).toBe('UnknownFileType')
      expect(left(await readTensors('/dev/zero.npy')())._tag).toBe('FileNotFound')
    })
  })

  it('without permission is refused', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'the superuser may read every file')
    await inFolder(async (folder) => {
      const path = join(folder, 'x.npy')
      right(await writeTensor(path, simple)())
      await chmod(path, 0)
      expect(left(await readTensors(path)())).toMatchObject({ _tag: 'FileNotReadable', reason: 'permission is denied' })
    })
  })
})

describe('an error', () => {
  it('says in one line what is wrong and what would be right', () => {
    expect(describeFileError({ _tag: 'GitLfsPointer', file: 'a.pt' })).toBe(
      'a.pt: this is a git-LFS pointer, not the data it stands for; run "git lfs pull", or download the file itself',
    )
    expect(describeFileError({ _tag: 'UnsupportedOpcode', file: 'a.pt', opcode: 9, position: 4 })).toContain(
      '0x09 at byte 4',
    )
    expect(describeFileError({ _tag: 'NotOneTensor', file: 'a.npz', names: [] })).toContain('no tensor')
    const many = Array.from({ length: 20 }, (_, i) => `t${i}`)
    expect(describeFileError({ _tag: 'NoSuchTensor', file: 'a.npz', name: 'x', names: many })).toContain(
      '"t7" and 12 more',
    )
  })

  it('never carries control characters or an endless name from the file', () => {
    const line = describeFileError({
      _tag: 'UnknownGlobal',
      file: 'a.pt',
      global: `os\n\u001b[31m\u202e${'x'.repeat(10_000)}`,
    })
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(line.length).toBeLessThan(400)
  })
})
