import { answerSignals } from './signals.js'
import { runOnThread } from './thread/run-on-thread.js'

const state = { lost: false }

// A reader that closes early (`sigmastream samplers | head -1`) is no error, and what cannot be told is not told: the
// work goes on. What cannot be written elsewhere, as to a full disk, makes the whole no success.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE' || state.lost) return
  state.lost = true
  process.exitCode = process.exitCode || 1
  process.stderr.write(`sigmastream: standard output cannot be written to (${code}): what is above was done\n`)
})
process.stderr.on('error', () => undefined)

const stdout = (text: string): void => void process.stdout.write(text)
const stderr = (text: string): void => void process.stderr.write(text)

const argv = process.argv.slice(2)

/** What is answered at once needs no thread of its own, whose stack and heap a narrow limit of memory may forbid. */
const isAnswered =
  argv.length === 0 ||
  argv[0] === 'help' ||
  argv[0] === 'samplers' ||
  argv.some((word) => ['-h', '--help', '--help-all', '-V', '--version'].includes(word))

const onThread = (): Promise<number> => {
  const { isTTY, columns } = process.stderr
  const command = runOnThread(argv, isTTY ? columns : null, { stdout, stderr })
  answerSignals({
    stop: (by) => {
      const again = by === 'SIGINT' ? 'Ctrl-C' : by
      stderr(`${isTTY ? '\n' : ''}sigmastream: stopping after what is under way; ${again} again ends it at once\n`)
      command.stop(by)
    },
    last: command.removeTemporaries,
  })
  return command.exit
}

const here = async (): Promise<number> => {
  const [{ main }, { processIo }] = await Promise.all([import('./cli.js'), import('./process-io.js')])
  return main(argv, { ...processIo, stdout, stderr: process.stderr, signal: new AbortController().signal })
}

try {
  const exit = await (isAnswered ? here() : onThread())
  process.exitCode = exit === 0 && state.lost ? 1 : exit
} catch (cause) {
  const why = cause instanceof Error ? cause.message : String(cause)
  stderr(`sigmastream: unexpected: ${why}; SIGMASTREAM_DEBUG=1 shows where\n`)
  if (process.env['SIGMASTREAM_DEBUG'] === '1' && cause instanceof Error) stderr(`${cause.stack}\n`)
  process.exitCode = 1
}
