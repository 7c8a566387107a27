import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { COMMIT, type FakeHubOptions, REPOSITORY, startHub } from '../../../hub/test/fake-hub.js'
import { type Said, scratch, type } from '../support.js'
import { single } from './checkpoints.js'

const folder = scratch()

const files = new Map(
  readdirSync(single, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [
      relative(single, join(entry.parentPath, entry.name)),
      readFileSync(join(entry.parentPath, entry.name)),
    ]),
)

/** Types a line with a hub of its own, and a cache named `cache`. */
const withHub = async (options: Partial<FakeHubOptions>, cache: string, ...line: readonly string[]): Promise<Said> => {
  const hub = await startHub({ files, ...options })
  const home = join(folder, cache)
  mkdirSync(home, { recursive: true })
  return type(['model', 'pull', ...line], { env: { HF_ENDPOINT: hub.endpoint, HF_HOME: home } }).finally(hub.close)
}

describe('model pull', () => {
  it('prints the folder, which can be used, and shows on standard error how far it is', async () => {
    const { exit, stdout, stderr } = await withHub({}, 'a', REPOSITORY, '--token', 'hf_secret')
    expect(exit).toBe(0)
    expect(stderr).toMatch(/^[\d.]+ of [\d.]+ MB {2}\S+\n/)
    expect(stdout + stderr).not.toContain('hf_secret')
    expect(stdout.trimEnd().endsWith(COMMIT)).toBe(true)
    const [here, there] = [await type(['model', 'check', stdout.trimEnd()]), await type(['model', 'check', single])]
    expect(here).toMatchObject({ exit: 0, stdout: expect.stringContaining('can: generate, inpaint, restyle, vary') })
    expect(here.stdout.replaceAll(stdout.trimEnd(), '')).toBe(there.stdout.replaceAll(single, ''))
    const again = await type(['model', 'pull', REPOSITORY, '--json'], {
      env: { HF_HUB_OFFLINE: '1', HF_HOME: join(folder, 'a') },
    })
    expect(JSON.parse(again.stdout)).toEqual({
      repository: REPOSITORY,
      snapshot: stdout.trimEnd(),
      commit: COMMIT,
      model: stdout.trimEnd(),
    })
  })

  it('names both licences of Stable Audio 3 on standard error, so that the folder alone is printed', async () => {
    const text = 't5gemma-b-b-ul2'
    const names = ['LICENSE.md', 'LICENSE_GEMMA.md', 'NOTICE', 'model.safetensors', 'model_config.json']
    const inText = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json']
    const three = new Map(
      [...names, ...inText.map((name) => `${text}/${name}`)].map((name) => [name, Buffer.from(name)]),
    )
    const config = { model: { conditioning: { configs: [{ type: 't5gemma', config: { subfolder: text } }] } } }
    three.set('model_config.json', Buffer.from(JSON.stringify(config)))
    const { exit, stdout, stderr } = await withHub({ files: three }, 'three', REPOSITORY)
    expect({ exit, lines: stdout.trimEnd().split('\n').length }).toEqual({ exit: 0, lines: 1 })
    expect(stderr).toContain('the terms that it is given on:\n')
    expect(stderr).toContain('  Stability AI Community License, of the model: LICENSE.md\n')
    expect(stderr).toContain('  Gemma Terms of Use, of its text encoder: LICENSE_GEMMA.md\n')
    expect(stderr).toContain('  notices, of the model: NOTICE\n')
  })

  it('says what to click where a licence must be accepted', async () => {
    const gated = { status: 403, headers: { 'x-error-code': 'GatedRepo' } }
    const { exit, stdout, stderr } = await withHub({ fault: () => gated }, 'b', REPOSITORY)
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' })
    expect(stderr).toContain('agree to it')
  })

  it.each([
    [['stable audio'], 'OWNER/NAME'],
    [[REPOSITORY, '--revision', '../x'], 'no revision'],
    [[REPOSITORY, '--token', 'a b'], 'no token has'],
    [[REPOSITORY, '--token', ''], 'an access token'],
  ])('refuses %j', async (line, right) => {
    const { exit, stderr } = await withHub({}, 'c', ...line)
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(right) })
  })

  it('stops at a signal', async () => {
    const env = { HF_ENDPOINT: 'http://127.0.0.1:9', HF_HOME: join(folder, 'd') }
    const said = await type(['model', 'pull', REPOSITORY], { env, signal: AbortSignal.abort('SIGINT') })
    expect(said).toMatchObject({ exit: 130, stdout: '' })
  })
})
