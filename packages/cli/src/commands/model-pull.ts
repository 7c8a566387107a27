import {
  describeAttempt,
  describeHubError,
  type HubError,
  type Licence,
  type PullProgress,
  pull,
  type Retry,
  type Snapshot,
} from '@sigmastream/model-sao'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, failure, usage } from '../errors.js'
import { interruption } from '../interruption.js'
import type { Io } from '../io.js'
import { success } from '../io.js'
import { decodeOptions, textOf } from '../options/decode.js'
import { type Display, displayOf } from '../run/progress.js'
import { type CommandSpec, examples } from './command.js'

const Options = t.partial({
  token: textOf('an access token'),
  revision: textOf('a branch, a tag or a commit'),
  weights: textOf('the name of weights without its ending, such as base_model'),
})

/** What was asked for wrongly is usage; what the hub, the network or the disk answers is a failure. */
const fromHubError =
  (signal: AbortSignal) =>
  (error: HubError): CliError => {
    switch (error._tag) {
      case 'Aborted':
        return signal.aborted ? interruption(signal) : failure(describeHubError(error, '--token'))
      case 'BadRepository':
      case 'BadRevision':
      case 'BadEndpoint':
      case 'BadToken':
      case 'BadProxy':
        return usage(describeHubError(error, '--token'))
      default:
        return failure(describeHubError(error, '--token'))
    }
  }

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

const showProgress =
  (display: Display) =>
  ({ file, bytes, total }: PullProgress): void =>
    display.show(total === 0 ? 1 : bytes / total, `${megabytes(bytes)} of ${megabytes(total)} MB  ${file}`)

const tellRetry =
  (stderr: Io['stderr']) =>
  ({ error, seconds, count, most }: Retry): void => {
    const line = `${describeAttempt(error)}; trying again in ${seconds} s (${count} of ${most})`
    stderr.write(`${stderr.isTTY === true ? '\n' : ''}${line}\n`)
  }

/** `Gemma Terms of Use, of its text encoder: LICENSE_GEMMA.md` */
const licenceLine = ({ name, of, file }: Licence): string =>
  `  ${name}, of ${of}: ${file ?? 'see the page of the repository'}`

/** On what terms a model may be used, for people: what is printed is the folder, for programs. */
const tellLicences = ({ licences }: Snapshot, stderr: Io['stderr']): void => {
  if (licences.length > 0)
    stderr.write(`the terms that it is given on:\n${licences.map((one) => `${licenceLine(one)}\n`).join('')}`)
}

const pullWithProgress = (
  repository: string,
  { token, revision, weights }: t.TypeOf<typeof Options>,
  { env, signal, stderr }: Io,
) => {
  const fetched: TE.TaskEither<HubError, Snapshot> = async () => {
    const display = displayOf({ stderr })
    const result = await pull({
      repository,
      token,
      revision,
      weights,
      env,
      onProgress: showProgress(display),
      onRetry: tellRetry(stderr),
      signal,
    })()
    display.end()
    return result
  }
  return pipe(fetched, TE.mapLeft(fromHubError(signal)))
}

/** `sigmastream model pull`: a checkpoint from the Hugging Face hub. */
export const modelPullCommand: CommandSpec = {
  define: (command) =>
    command
      .argument('<REPO>', 'OWNER/NAME on the hub, such as stabilityai/stable-audio-open-small')
      .description(
        'Fetch the files that are needed of a model, its licences with them, into the cache of the Hugging Face hub, and print ' +
          'the folder for --model. A download that stopped goes on, every file is checked, and what is there is not fetched again.',
      )
      .option('--token <token>', "an access token (default: HF_TOKEN, or the hub's own token file)")
      .option('--revision <name>', 'a branch, a tag or a commit (default: main)')
      .option('--weights <name>', 'of several weights those of that name, such as base_model (default: model)')
      .option('--json', 'print one JSON object instead')
      .addHelpText(
        'after',
        examples(
          'model pull stabilityai/stable-audio-open-small',
          'model pull stabilityai/stable-audio-3-small-music',
          'model pull OWNER/NAME --revision refs/pr/1 --json',
        ) +
          '\nThe network is reached as HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY say.' +
          '\nA token on the command line is seen by who lists the processes of the machine: HF_TOKEN is not.\n',
      ),
  run: ([repository = ''], typed, { io }) =>
    pipe(
      TE.fromEither(decodeOptions(Options, typed)),
      TE.flatMap((options) => pullWithProgress(repository, options, io)),
      TE.tapIO((pulled) => () => tellLicences(pulled, io.stderr)),
      TE.map(({ snapshot, commit, model, licences }) =>
        success([model], { repository, snapshot, commit, model, ...(licences.length === 0 ? {} : { licences }) }),
      ),
    ),
}
