import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { cacheFailure } from '../src/disk-failure.js'
import { left } from './support.js'

describe('a failure of the disk', () => {
  it('is told apart: full, not allowed, stopped', () => {
    const failing = (code: string) => cacheFailure('/c')(Object.assign(new Error('with hf_secret'), { code }))
    expect(left(E.left(failing('ENOSPC')))).toEqual({ _tag: 'DiskFull', path: '/c' })
    expect(left(E.left(failing('EDQUOT')))).toEqual({ _tag: 'DiskFull', path: '/c' })
    expect(left(E.left(failing('EACCES')))).toEqual({
      _tag: 'CacheUnusable',
      path: '/c',
      reason: 'permission is denied',
    })
    expect(left(E.left(failing('EIO')))).toEqual({ _tag: 'CacheUnusable', path: '/c', reason: 'it failed with EIO' })
    expect(left(E.left(failing('ABORT_ERR')))).toEqual({ _tag: 'Aborted' })
  })
})
