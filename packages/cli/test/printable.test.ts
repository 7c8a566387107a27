import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeNpz } from '@sigmastream/tensor-files'
import { describe, expect, it } from 'vitest'
import { printableJson, printableLine } from '../src/printable.js'
import { orThrow, scratch, tone, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)

/** Clears the screen, colours, rings, turns the line around, hides, and ends it. */
const obeyed = '\u001b[2J\u001b[31m\u0007\u009b1m\u202e\u2066\u200f\u00ad\ufeff\u2028'

/** Characters that a terminal obeys, but for the end of a line. */
const strange = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

describe('text from a file or a path', () => {
  it('becomes one line without anything that a terminal obeys', () => {
    expect(printableLine(`a${obeyed}\nb`)).toBe(
      'a\ufffd[2J\ufffd[31m\ufffd\ufffd1m\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdb',
    )
    expect(printableLine('kick 🥁 été 中 \u{1f469}\u200d\u{1f3a4}')).toBe('kick 🥁 été 中 \u{1f469}\u200d\u{1f3a4}')
    expect(printableLine('\ud800')).toBe('\ufffd')
  })

  it('comes through JSON as it was, in escapes', () => {
    const value = { [obeyed]: [`${obeyed}\n"\\`, '\u{e0041}'] }
    expect(printableJson(value)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    expect(JSON.parse(printableJson(value))).toEqual(value)
  })

  const sound = `take${obeyed}.wav`

  it.each<readonly [string, () => readonly string[]]>([
    ['a file that is not there', () => ['vary', at(`no${obeyed}.wav`), '-o', at('a.wav')]],
    [
      'a file that is no sound',
      () => {
        writeFileSync(at(`bad${obeyed}.wav`), 'nothing')
        return ['vary', at(`bad${obeyed}.wav`), '-o', at('b.wav')]
      },
    ],
    [
      'the names of tensors',
      () => {
        const tensor = { shape: [1], data: Float32Array.of(1) }
        writeFileSync(
          at('named.npz'),
          orThrow(
            encodeNpz(
              new Map([
                [`a${obeyed}`, tensor],
                ['b', tensor],
              ]),
            ),
          ),
        )
        return ['vary', at('named.npz'), '--noise-level', '1', '-o', at('c.npy')]
      },
    ],
    [
      'a list of prompts',
      () => {
        writeFileSync(at('p.jsonl'), JSON.stringify({ prompt: 'x', [obeyed]: obeyed }))
        return ['generate', '--prompts', at('p.jsonl'), '--model', folder, '-o', at('d.wav')]
      },
    ],
    [
      'a recipe',
      () => {
        writeFileSync(at('r.json'), JSON.stringify({ sigmastream: obeyed, command: 'vary', seed: 1, sampler: obeyed }))
        return ['rerun', at('r.json'), '-o', at('e.wav')]
      },
    ],
    [
      'a folder of a model',
      () => {
        mkdirSync(at(`model${obeyed}`))
        writeFileSync(join(at(`model${obeyed}`), 'model_config.json'), JSON.stringify({ model_type: obeyed }))
        return ['model', 'check', at(`model${obeyed}`)]
      },
    ],
    ['an option that nobody knows', () => ['vary', `--${obeyed}`]],
    ['a command that nobody knows', () => [obeyed]],
    [
      'what a run would do',
      () => {
        writeFileSync(at(sound), wav(tone(0.2)))
        return ['explain', 'restyle', at(sound), '--strength', '0.5', '--steps', '2']
      },
    ],
    [
      'what a run did',
      () => {
        writeFileSync(at(sound), wav(tone(0.2)))
        return ['restyle', at(sound), '--strength', '0.5', '--steps', '2', '-o', at(`out${obeyed}.wav`)]
      },
    ],
  ])('never reaches a terminal as more than text: %s', async (_, typed) => {
    const argv = typed()
    for (const more of [[], ['--json'], ['--force', '--json']]) {
      for (const env of [{}, { SIGMASTREAM_DEBUG: '1' }]) {
        const { stdout, stderr } = await type([...argv, ...more], { env })
        expect(stdout + stderr).not.toMatch(strange)
        expect(stdout + stderr).not.toBe('')
        const printed = more.length > 0 && stdout !== '' ? stdout : '{}'
        expect(() => JSON.parse(printed)).not.toThrow()
      }
    }
  })
})
