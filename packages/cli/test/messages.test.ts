import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { scratch, type } from './support.js'

const folder = scratch()

it('a message shows nothing of a file that moves the cursor or turns the direction of writing', async () => {
  const stray = '\u202e\u0007\u001b[2J'
  const written = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const prompts = written('x.jsonl', JSON.stringify({ [stray]: 1 }))
  const recipe = written('x.json', JSON.stringify({ sigmastream: '1', command: 'vary', seed: 1, sigmaMin: stray }))
  for (const argv of [
    ['generate', '--model', folder, '--prompts', prompts, '--seconds', '1', '-o', join(folder, 'o.wav')],
    ['rerun', recipe, '-o', join(folder, 'o.wav')],
  ]) {
    const { exit, stderr } = await type(argv)
    expect([exit, /[\u202a-\u202e\u0007\u001b]/.test(stderr)]).toEqual([2, false])
    expect(stderr).toMatch(/is unknown|sigmaMin/)
  }
})
