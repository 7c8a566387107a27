import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { skippedUnless } from './skipped-unless.js'

const file = fileURLToPath(new URL('../examples/farm/compose.yaml', import.meta.url))
const text = readFileSync(file, 'utf8')

/** What reads YAML, where an installation has it: the test runner's bundler brings it along. */
const yaml = ((): { readonly parse: (text: string, options: object) => unknown } | null => {
  try {
    const vitest = createRequire(import.meta.url).resolve('vitest/package.json')
    return createRequire(createRequire(vitest).resolve('vite/package.json'))('yaml')
  } catch {
    return null
  }
})()

type Fields = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null

/** What is under a name, which is empty where nothing is. */
const under = (value: unknown, name: string): Fields => {
  const found = isRecord(value) ? value[name] : undefined
  return isRecord(found) ? found : {}
}

const wordsIn = (list: unknown): readonly unknown[] => (Array.isArray(list) ? list : [])

const listIn = (service: unknown, field: string): readonly string[] =>
  wordsIn(isRecord(service) ? service[field] : []).map(String)

const env = { ...process.env, SIGMASTREAM_PASSWORD: 'secret', SIGMASTREAM_TOKEN: 'token' }
const docker = spawnSync('docker', ['compose', 'version']).status === 0

describe(
  'the farm in containers',
  skippedUnless(yaml !== null, 'the compose file of the farm: nothing here reads YAML'),
  () => {
    const compose = yaml?.parse(text, { merge: true })
    const [services, networks, volumes] = ['services', 'networks', 'volumes'].map((name) => under(compose, name))
    const listOf = (service: string, field: string): readonly string[] => listIn(services?.[service], field)

    it('has an engine, workers and a studio, each watched', () => {
      expect(Object.keys(services ?? {}).toSorted()).toEqual(['folder', 'studio', 'valkey', 'worker'])
      for (const name of ['studio', 'valkey', 'worker']) expect(services?.[name]).toHaveProperty('healthcheck.test')
      expect(services?.['worker']).toHaveProperty('deploy.replicas', 2)
    })

    it('opens one port, to this machine alone, and shuts the engine and the workers in', () => {
      expect(Object.keys(services ?? {}).filter((name) => listOf(name, 'ports').length > 0)).toEqual(['studio'])
      expect(listOf('studio', 'ports').every((port) => port.startsWith('127.0.0.1:'))).toBe(true)
      const inside = Object.keys(networks ?? {}).filter((name) => under(networks, name)['internal'] === true)
      for (const name of ['valkey', 'worker']) {
        expect(listOf(name, 'networks')).not.toEqual([])
        expect(inside).toEqual(expect.arrayContaining([...listOf(name, 'networks')]))
      }
    })

    it('starts and watches with words alone: a colon or a brace in one makes something else of it', () => {
      const lines = Object.values(services ?? {}).map((service) => [
        ...wordsIn(isRecord(service) ? service['command'] : []),
        ...wordsIn(under(service, 'healthcheck')['test']),
      ])
      expect(lines.flat().filter((word) => typeof word !== 'string')).toEqual([])
      for (const line of lines) expect(line).not.toEqual([])
    })

    it('names only networks and volumes that it has, and secrets that it is given', () => {
      const names = Object.keys(services ?? {})
      const known = names.flatMap((name) => listOf(name, 'networks'))
      expect(Object.keys(networks ?? {})).toEqual(expect.arrayContaining(known))
      const kept = names.flatMap((name) => listOf(name, 'volumes')).map((volume) => volume.split(':')[0] ?? '')
      expect([...Object.keys(volumes ?? {}), '../..']).toEqual(expect.arrayContaining(kept))
      const secrets = [...text.matchAll(/(?:redis:\/\/:|--requirepass, ["']|REDISCLI_AUTH: |--token\n +- )(\S+)/g)]
      expect(secrets).toHaveLength(4)
      for (const [, word] of secrets) expect(word).toMatch(/^\$\{SIGMASTREAM_(PASSWORD|TOKEN):\?/)
    })
  },
)

it(
  'docker reads the compose file',
  skippedUnless(docker, 'docker compose, which would read the farm in containers'),
  () => {
    const { status, stderr } = spawnSync('docker', ['compose', '-f', file, 'config', '--quiet'], {
      env,
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(status).toBe(0)
  },
)
