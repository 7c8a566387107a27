import { either as E, taskEither as TE } from 'fp-ts'
import { expect, it } from 'vitest'
import type { Problem } from '../src/api/problem.js'
import { rememberBy } from '../src/sound/remember.js'

it('what was asked for is not asked for again, as long as there is room; the least used goes first', async () => {
  const asked: string[] = []
  const ask = rememberBy(
    (path) => {
      asked.push(path)
      return TE.right<Problem, string>(path)
    },
    { sizeOf: () => 1, most: 2 },
  )
  for (const path of ['a', 'b', 'a', 'c', 'a', 'b']) expect(await ask(path)()).toEqual(E.right(path))
  expect(asked).toEqual(['a', 'b', 'c', 'b'])
})

it('what failed is asked for again', async () => {
  let tries = 0
  const fail = rememberBy(
    () => {
      tries += 1
      return TE.left<Problem, string>({ _tag: 'Unreachable' })
    },
    { sizeOf: () => 1, most: 2 },
  )
  await fail('a')()
  expect(await fail('a')()).toEqual(E.left({ _tag: 'Unreachable' }))
  expect(tries).toBe(2)
})
