import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Engine, farmStore, folderStore, type Job, openEngine } from '@sigmastream/farm'
import { taskEither as TE } from 'fp-ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { quick, single } from './stable-audio/checkpoints.js'
import { namesIn, orThrow, type Said, scratch, tone, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const text = (value: unknown): string => JSON.stringify(value)

beforeAll(() => {
  mkdirSync(at('takes'))
  writeFileSync(at('takes/take.wav'), wav(tone(3, { sampleRate: 2000 })))
  const filling = { command: 'inpaint', regions: [{ from: 1, to: 1.4 }], feather: 0, paintStart: null, paintEnd: null }
  writeFileSync(at('one.json'), text({ ...filling, input: 'take.wav', steps: 3, seed: 1 }))
  writeFileSync(at('two.json'), text({ command: 'vary', amount: 0.5, input: 'take.wav', steps: 3, seed: 2 }))
  writeFileSync(at('long.json'), text({ ...filling, regions: [{ from: 1, to: 99 }], input: 'take.wav', seed: 1 }))
  writeFileSync(at('typo.json'), text({ command: 'vary', amout: 0.5, input: 'take.wav', seed: 1 }))
})

/** A farm of its own: an engine that several commands reach, and a store. */
const newFarm = async (name: string) => {
  const engine: Engine = orThrow(await openEngine('memory')())
  const opened = { openEngine: () => TE.right({ ...engine, close: () => Promise.resolve() }) }
  const typed = (...line: readonly string[]): Promise<Said> =>
    type(['farm', ...line, '--engine', 'redis://127.0.0.1:1', '--store', at(name)], opened)
  return { engine, typed }
}

const submitted = async (typed: (...line: readonly string[]) => Promise<Said>, ...files: readonly string[]) => {
  const { exit, stdout, stderr } = await typed(
    'submit',
    ...files.map(at),
    '--input',
    at('takes'),
    '--json',
    '--submitter',
    'ada',
  )
  expect({ exit, why: exit === 0 ? '' : stderr }).toEqual({ exit: 0, why: '' })
  const said: { list: string; jobs: { id: string; name: string }[] } = JSON.parse(stdout)
  return said
}

describe('farm submit', () => {
  it('sends recipes as a list, each under a name; sent again they are there', async () => {
    const { engine, typed } = await newFarm('sent')
    const first = await submitted(typed, 'one.json', 'two.json')
    expect(first).toMatchObject({ jobs: [{ name: 'one.wav' }, { name: 'two.wav' }] })
    const again = await typed('submit', at('one.json'), at('two.json'), '--input', at('takes'), '--submitter', 'ada')
    expect(again.stdout).toContain(`list ${first.list.slice(0, 8)}: 2 results, 2 there before`)
    const lanes = orThrow(await engine.lanes())
    expect(lanes.map(({ lane, waiting }) => [lane.submitter, lane.priority, waiting]).flat()).toEqual([
      'ada',
      'normal',
      2,
    ])
  })

  it('tells of all that is refused, by file, and sends nothing', async () => {
    const { engine, typed } = await newFarm('refused')
    const said = await typed('submit', at('long.json'), at('one.json'), at('two.json'), '--priority', 'high')
    expect(said.exit).toBe(2)
    expect(said.stderr).toContain('3 of 3 recipes are refused')
    expect(said.stderr).toMatch(/one\.json: the recipe is of take\.wav.*give the file with --input/)
    const one = await typed('submit', at('long.json'), at('one.json'), '--input', at('takes'))
    expect({ exit: one.exit, stderr: one.stderr }).toEqual({
      exit: 2,
      stderr: expect.stringMatching(/long\.json: .*99.*; nothing was sent/),
    })
    const typo = await typed('submit', at('typo.json'), '--input', at('takes'))
    expect(typo.stderr).toMatch(/"amout" is unknown: give amount, or leave it out/)
    expect(orThrow(await engine.lanes())).toEqual([])
    expect((await typed('status')).stdout).not.toContain('list ')
  })

  it('fills in what a recipe that somebody wrote leaves out, as commands do', async () => {
    writeFileSync(at('short.json'), text({ command: 'inpaint', regions: [{ from: 1, to: 1.4 }], steps: 3, seed: 1 }))
    const { engine, typed } = await newFarm('short')
    const { jobs } = await submitted(typed, 'short.json', 'one.json')
    expect(jobs.map(({ id }) => id)).toEqual([jobs[0]?.id, jobs[0]?.id])
    expect(orThrow(await engine.lanes()).map(({ waiting }) => waiting)).toEqual([1])
  })

  it('sends prompts of a file, what a line leaves out from the command line; a line that is wrong is named', async () => {
    const { engine, typed } = await newFarm('prompts')
    writeFileSync(
      at('lines.jsonl'),
      [{ prompt: 'rain' }, { prompt: 'hail', seed: 9, output: 'hail.flac' }].map(text).join('\n'),
    )
    const usual = ['--model', single, ...quick, '--seconds', '0.05', '--seed', '5']
    const said = await typed('submit', '--prompts', at('lines.jsonl'), ...usual, '--json')
    expect({ exit: said.exit, why: said.exit === 0 ? '' : said.stderr }).toEqual({ exit: 0, why: '' })
    const { jobs } = JSON.parse(said.stdout)
    expect(jobs.map(({ name }: { readonly name: string }) => name)).toEqual(['lines-1.wav', 'hail.flac'])
    const [count] = orThrow(await engine.lanes())
    expect(count).toMatchObject({ waiting: 2, lane: { need: { model: expect.stringMatching(/^[0-9a-f]{64}$/) } } })
    expect(count?.lane.need.memory).toBeGreaterThan(0)
    writeFileSync(at('wrong.jsonl'), [{ prompt: 'rain' }, { prompt: 'hail', seconds: 4000 }].map(text).join('\n'))
    const wrong = await typed('submit', '--prompts', at('wrong.jsonl'), ...usual)
    expect(wrong.stderr).toMatch(/wrong\.jsonl line 2: .*4000.*; nothing was sent/)
  })

  it.each([
    [[], 'nothing to send'],
    [['--prompts', 'some.jsonl'], 'give --model and the folder'],
    [['one.json', '--steps', '9'], '--steps is for --prompts'],
    [['one.json', '--priority', 'hihg'], 'give high'],
    [['one.json', '--submitter', 'Ada Lovelace'], 'small letters'],
  ])('refuses %j', async (line, why) => {
    const { typed } = await newFarm('wrong')
    const said = await typed('submit', ...line.map((word) => (word.includes('.json') ? at(word) : word)))
    expect({ exit: said.exit, stderr: said.stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(why) })
  })

  it('asks for a store where other machines are to see it, and for an engine that is one', async () => {
    const bare = await type(['farm', 'status', '--engine', 'redis://127.0.0.1:1'])
    expect({ exit: bare.exit, stderr: bare.stderr }).toEqual({
      exit: 2,
      stderr: expect.stringContaining('give --store'),
    })
    const file = await type(['farm', 'status', '--engine', 'redis://127.0.0.1:1', '--store', at('one.json')])
    expect({ exit: file.exit, stderr: file.stderr }).toEqual({
      exit: 2,
      stderr: expect.stringMatching(/--store: .*one\.json is a file; give a folder/),
    })
    const none = await type(['farm', 'status', '--engine', 'http://someone:secret@host', '--store', at('none')])
    expect({ exit: none.exit, stderr: none.stderr }).toEqual({
      exit: 2,
      stderr: expect.stringContaining('is no engine'),
    })
    expect(none.stderr).not.toContain('secret')
  })
})

/** Ends the next job that waits, as a worker would. */
const endNext = async (engine: Engine, how: 'bury' | 'finish'): Promise<Job> => {
  const [count] = orThrow(await engine.lanes()).filter(({ waiting }) => waiting > 0)
  const lease = count === undefined ? null : orThrow(await engine.work(count.lane, 'worker')())
  if (lease === null) throw new Error('nothing waits')
  const fault = { code: 'render-failed', message: 'it ran away', right: 'change the recipe' }
  const letter = { job: lease.job, fault, deliveries: 1, worker: 'worker', at: 2 }
  orThrow(await (how === 'bury' ? lease.bury(letter) : lease.finish)())
  return lease.job
}

describe('what is in a farm', () => {
  it('is said: workers, lanes, lists, and what no worker can do', async () => {
    const { engine, typed } = await newFarm('status')
    const { list } = await submitted(typed, 'one.json', 'two.json')
    const before = await typed('status')
    expect(before.stdout).toMatch(/ada +normal +the embedded model +0\.\d GB +2 +0 +0/)
    expect(before.stdout).toContain('2 wait for a worker, and there is none')
    expect(before.stdout).toContain(list.slice(0, 8))
    const card = {
      models: ['f'.repeat(64)],
      memory: 8e9,
      device: 'cpu',
      bitsClass: 'any',
      speed: 12.34,
      jobs: [],
      at: 1,
    }
    orThrow(await engine.announce({ ...card, id: 'host-1' })())
    expect((await typed('status')).stdout).toContain('2 wait for the embedded model, which no worker has')
    orThrow(await engine.announce({ ...card, id: 'host-2', models: ['exemplar'], memory: 1e6 })())
    expect((await typed('status')).stdout).toMatch(
      /2 wait for 0\.\d GB of memory, and no worker with the embedded model has more than 0\.0 GB/,
    )
    orThrow(await engine.announce({ ...card, id: 'host-2', models: ['exemplar'] })())
    const after = await typed('status')
    expect(after.stdout).toMatch(/host-2 +the embedded model +8\.0 GB +cpu +12\.3 +0/)
    expect(after.stdout).not.toMatch(/wait for/)
    const { workers, lanes } = JSON.parse((await typed('status', '--json')).stdout)
    expect([workers.length, lanes.length]).toEqual([2, 1])
  })

  it('is said of a list, by the beginning of its id', async () => {
    const { engine, typed } = await newFarm('list')
    const { list, jobs } = await submitted(typed, 'one.json', 'two.json')
    const dead = await endNext(engine, 'bury')
    const said = await typed('status', list.slice(0, 6))
    expect(said.stdout).toContain('of ada, 2 results: 1 waiting, 1 given up')
    expect(said.stdout).toContain(
      `${jobs.find(({ id }) => id === dead.id)?.name} (${dead.id.slice(0, 8)}): it ran away`,
    )
    for (const [id, why] of [
      ['abc', 'is no id of a list'],
      [list.startsWith('0000') ? '1111' : '0000', 'there is no list'],
    ] as const)
      expect((await typed('status', id)).stderr).toContain(why)
  })

  it('is taken back, tried again, and watched to its end', async () => {
    const { engine, typed } = await newFarm('cancel')
    const { list, jobs } = await submitted(typed, 'one.json', 'two.json')
    const dead = await endNext(engine, 'bury')
    expect((await typed('retry')).stderr).toContain('give a list, a job, or --all')
    expect((await typed('retry', list.slice(0, 8))).stdout).toContain(`${dead.id.slice(0, 8)} waits again`)
    expect((await typed('retry', '--all')).stdout).toContain('nothing of it was given up')
    const [one, two] = jobs
    expect((await typed('cancel', one?.id.slice(0, 12) ?? '')).stdout).toContain('1 waited, and is gone')
    expect((await typed('cancel', list)).stdout).toMatch(
      /1 waited, and is gone\n1 was there no more: what is made stays/,
    )
    expect(orThrow(await engine.lanes())).toEqual([])
    const watched = await typed('watch', two?.id ?? '')
    expect(watched.stdout).toContain('two.wav  is cancelled, or the engine has lost it')
    // as in events: `id` is that of an event, and `job` says whose it is
    const [said = ''] = (await typed('watch', two?.id ?? '', '--json')).stdout.split('\n')
    expect(JSON.parse(said)).toEqual({ job: two?.id, _tag: 'Gone' })
  })
})

describe('farm results', () => {
  it('waits, fetches what is made as it is made, names what is not, and says so in its exit code', async () => {
    const { engine, typed } = await newFarm('waiting')
    const { list, jobs } = await submitted(typed, 'one.json', 'two.json')
    const fetching = typed('results', list, '-o', at('fetched'))
    const dead = await endNext(engine, 'bury')
    orThrow(
      await engine.publish({
        _tag: 'Dead',
        id: 'dead',
        job: dead.id,
        at: 1,
        submitter: dead.lane.submitter,
        fault: { code: 'render-failed', message: 'it ran away', right: 'change the recipe' },
      })(),
    )
    const store = farmStore(folderStore(at('waiting')), folder)
    writeFileSync(at('result'), 'heard')
    const done = await endNext(engine, 'finish')
    const note = { job: done.id, bitsClass: 'any', worker: 'worker', seconds: 1, at: 1 }
    const { content } = orThrow(await store.keepResult(note, at('result'))())
    orThrow(await engine.publish({ _tag: 'Done', id: 'done', job: done.id, at: 1, worker: 'worker', content })())
    const said = await fetching
    const nameOf = (of: string): string => jobs.find(({ id }) => id === of)?.name ?? ''
    expect(said.exit).toBe(1)
    expect(said.stdout).toContain(`${nameOf(dead.id)}: it ran away: change the recipe`)
    expect(said.stdout).toContain(`1 of 2 results are in ${at('fetched')}`)
    expect(namesIn(at('fetched'))).toEqual([nameOf(done.id)])
    expect(readFileSync(at(`fetched/${nameOf(done.id)}`)).toString()).toBe('heard')
  })

  it('never leave their folder, whatever a list calls them', async () => {
    const { typed } = await newFarm('evil')
    const store = farmStore(folderStore(at('evil')), folder)
    const job = { id: 'a'.repeat(64), name: '../evil.wav' }
    orThrow(await store.noteList({ id: 'b'.repeat(64), submitter: 'eve', at: 1, jobs: [job] })())
    const said = await typed('results', 'bbbb', '-o', at('good'), '--no-wait')
    expect({ exit: said.exit, stderr: said.stderr }).toEqual({
      exit: 1,
      stderr: expect.stringContaining('"../evil.wav", which is no name of a file'),
    })
    expect(namesIn(folder)).not.toContain('good')
  })
})

describe('a farm of this process alone', () => {
  it.each(['work', 'watch', 'cancel 0000', 'retry --all'])('has no farm %s', async (line) => {
    const said = await type(['farm', ...line.split(' '), '--store', at('alone')])
    expect({ exit: said.exit, stderr: said.stderr }).toEqual({
      exit: 2,
      stderr: expect.stringContaining('--engine memory is this process alone'),
    })
  })
})
