import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { laneName } from '../src/engine/bullmq/lane-name.js'
import { secretsOf } from '../src/engine/bullmq/secrets.js'
import { openEngine } from '../src/index.js'
import { laneOf, orThrow } from './contract/samples.js'

const secret = 'p4ss:w%40rd'
const right =
  'memory, redis://HOST:6379, valkey://HOST:6379, rediss://HOST:6379 with TLS, or postgres://USER:PASSWORD@HOST:5432/DATABASE'

/** What is wrong with an address. */
const wrongOf = async (address: string): Promise<unknown> => {
  const result = await openEngine(address)()
  return E.isLeft(result) ? result.left : 'nothing'
}

describe('opening an engine', () => {
  it('in memory', async () => {
    const engine = orThrow(await openEngine('memory')())
    expect(engine.name).toBe('memory')
    await engine.close()
  })

  it.each([
    ['', ''],
    ['localhost:6379', 'localhost:6379'],
    ['Memory', 'Memory'],
    ['redis://', 'redis://'],
    ['redis:localhost', 'redis:localhost'],
    [`redis//anna:${secret}@localhost`, '***@localhost'],
    [`amqp://anna:${secret}@localhost:5672`, 'amqp://***@localhost:5672'],
    [`redis://anna:${secret}@${secret}@`, 'redis://***@'],
  ])('an address that is none says what would be right, and no password: %j', async (address, given) => {
    expect(await wrongOf(address)).toEqual({ _tag: 'EngineUnknown', given, right })
  })

  // nothing listens at the first port
  it.each([
    ['redis', 'redis://127.0.0.1:1'],
    ['valkey', 'valkey://127.0.0.1:1/2'],
    ['rediss', 'rediss://127.0.0.1:1'],
    ['postgres', 'postgres://127.0.0.1:1/farm'],
    ['postgresql', 'postgresql://127.0.0.1:1/farm'],
  ])('a server that does not answer is unreachable, and is named without its password: %s', async (_, name) => {
    const address = name.replace('//', `//anna:${secret}@`)
    expect(await wrongOf(`${address}?schema=other`)).toEqual({
      _tag: 'EngineUnreachable',
      engine: name,
      message: 'connect ECONNREFUSED 127.0.0.1:1',
    })
  })
})

it('a password is taken out of every text, as it is written and as it is meant', () => {
  const { name, withoutSecrets } = secretsOf(new URL(`redis://anna:${secret}@host:6379/1?password=hush&family=6`))
  expect(name).toBe('redis://host:6379/1')
  expect(withoutSecrets(`"p4ss:w@rd" or ${secret.replace(':', '%3A')} or hush for 6`)).not.toMatch(/p4ss|hush/)
})

it('a queue has a name that BullMQ takes, and that is another where anything of its lane is', () => {
  const models = ['exemplar', 'a:b/c', 'ü', '', 'x'.repeat(300), `${'x'.repeat(300)}y`]
  const lanes = [
    ...models.map((model) => laneOf('anna', { need: { model, memory: null } })),
    laneOf('anna', { need: { model: 'exemplar', memory: 0 } }),
    laneOf('ben', { need: { model: 'exemplar', memory: null } }),
    laneOf('anna', { need: { model: 'exemplar', memory: null }, priority: 'low' }),
  ]
  const names = lanes.map(laneName)
  expect(new Set(names).size).toBe(lanes.length)
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-]{21,80}$/)
  expect(names[0]).toMatch(/^anna-normal-exemplar-/)
})
