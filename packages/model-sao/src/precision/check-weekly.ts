import { readFile, stat } from 'node:fs/promises'
import { parseJson, replaceFile } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'

/** The state of a file when it was checked, and when that was, in milliseconds since 1970. */
const Check = t.type({ file: t.string, at: t.number })
type Check = t.TypeOf<typeof Check>

/** A file is checked again after a week all the same: a disk that forgets a byte says nothing of it. */
const LONGEST = 7 * 24 * 3_600_000

/** So long after it was written, in milliseconds, a change of a file has another time than what was checked. */
const LEAST = 2000

interface FileState {
  /** What another content of the file would have otherwise. */
  readonly text: string
  /** When it was changed last, by the system, which no program sets back. */
  readonly changed: number
}

const stateOf = async (path: string): Promise<FileState> => {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true })
  return { text: [dev, ino, size, mtimeNs, ctimeNs].join(' '), changed: Number(ctimeNs / 1_000_000n) }
}

const recordOf = (path: string): string => `${path}.last-check`

const lastCheck = async (path: string): Promise<Check | null> => {
  const json = parseJson(await readFile(recordOf(path), 'utf8'))
  return E.isRight(json) && Check.is(json.right) ? json.right : null
}

/**
 * What `check` says of a file; where it was true within a week, and the file has not been touched since, it is true
 * without a check: at a gigabyte, that takes as long as opening it. What is remembered lies beside the file; where it
 * cannot be written, the file is checked each time.
 */
export const checkWeekly = async <A>(path: string, check: () => Promise<A>, now = Date.now): Promise<A | true> => {
  const before = await stateOf(path).catch(() => null)
  if (before === null) return check()
  const last = await lastCheck(path).catch(() => null)
  const since = now() - (last?.at ?? 0)
  if (last?.file === before.text && since >= 0 && since < LONGEST) return true
  const answer = await check()
  const at = now()
  const after = await stateOf(path).catch(() => null)
  if (answer === true && after?.text === before.text && at - before.changed >= LEAST)
    await replaceFile(recordOf(path), Buffer.from(JSON.stringify({ file: before.text, at })))()
  return answer
}
