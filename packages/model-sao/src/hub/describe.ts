import type { HubError } from './errors.js'

const LONGEST = 200
const SHOWN = 8

/** Text from outside as part of one line: control and formatting characters replaced, long text cut. */
const plainText = (text: string): string => {
  const line = text.slice(0, LONGEST + 1).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\u{FFFD}')
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line
}

const nameList = (names: readonly string[]): string =>
  names.slice(0, SHOWN).map(plainText).join(', ') + (names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '')

const TOKENS = 'https://huggingface.co/settings/tokens'
const MAKE = `make a token of the kind "read" at ${TOKENS}`
const PLACE = 'give it as --token, in HF_TOKEN, or with "hf auth login", which writes the hub\'s token file'

const through = (proxy: string | undefined): string =>
  proxy === undefined ? '' : ` through the proxy ${plainText(proxy)}`

/** Why an attempt is repeated, in few words. */
export const describeAttempt = (error: HubError): string => {
  switch (error._tag) {
    case 'NoNetwork':
      return `${plainText(error.host)} cannot be reached${through(error.proxy)}: ${plainText(error.reason)}`
    case 'Dropped':
      return `${plainText(error.file)}: the connection was dropped after ${error.bytes} of ${error.size} bytes`
    case 'ServerFailed':
      return `${plainText(error.host)} answers with the status ${error.status}`
    case 'RateLimited':
      return `${plainText(error.host)} answers that there were too many requests`
    default:
      return describeHubError(error)
  }
}

/** One sentence: what went wrong, and what would be right. It never holds a token. */
export const describeHubError = (error: HubError): string => {
  switch (error._tag) {
    case 'Gated':
      return error.token === undefined
        ? `${plainText(error.repository)}: its licence must be accepted first: log in, open ${plainText(error.page)} and agree to ` +
            `it; then ${MAKE} and ${PLACE}`
        : `${plainText(error.repository)}: the account of the token from ${plainText(error.token)} may not read it yet: log in with ` +
            `that account, open ${plainText(error.page)} and agree to the licence (where it is reviewed, wait for the answer)`
    case 'Unauthorised':
      return error.token === undefined
        ? `${plainText(error.repository)}: the hub wants to know who asks: ${MAKE} and ${PLACE}`
        : `${plainText(error.repository)}: the hub does not know the token from ${plainText(error.token)}: it is mistyped, or was ` +
            `revoked or expired; ${MAKE} and put it there`
    case 'Forbidden':
      return error.token === undefined
        ? `${plainText(error.repository)}: the hub refuses it to people who are not logged in: ${MAKE} and ${PLACE}; if ` +
            `${plainText(error.page)} asks for a licence, agree to it`
        : `${plainText(error.repository)}: the token from ${plainText(error.token)} may not read it: at ${TOKENS} give it read access ` +
            `to public gated repositories, and see on ${plainText(error.page)} that the licence is accepted`
    case 'RepositoryMissing':
      return error.token === undefined
        ? `${plainText(error.repository)}: the hub has no such model, or it is private: check the name; if it is private, ` +
            `${MAKE} and ${PLACE}`
        : `${plainText(error.repository)}: the hub has no such model, or the token from ${plainText(error.token)} may not see it: ` +
            'check the name and whose token it is'
    case 'RevisionMissing':
      return (
        `${plainText(error.repository)}: there is no revision "${plainText(error.revision)}"; give a branch (main), a tag, or a commit ` +
        'of 40 hexadecimal digits'
      )
    case 'FileMissing':
      return `${plainText(error.repository)}: the hub lists ${plainText(error.file)} and does not have it; pull again, or another revision`
    case 'NoNetwork':
      return (
        `${plainText(error.host)} cannot be reached${through(error.proxy)}: ${plainText(error.reason)}; check the network` +
        `${error.proxy === undefined ? '' : ', the proxy'} and HF_ENDPOINT, then run it again: it goes on where it stopped`
      )
    case 'RateLimited':
      return (
        `${plainText(error.host)} answers that there were too many requests; wait ` +
        `${error.seconds === undefined ? 'a few minutes' : `${error.seconds} s`} and run it again: it goes on where it stopped`
      )
    case 'ServerFailed':
      return `${plainText(error.host)} answers with the status ${error.status}; run it again later: it goes on where it stopped`
    case 'Dropped':
      return (
        `${plainText(error.file)}: the connection keeps being dropped after ${error.bytes} of ${error.size} bytes; run it again: ` +
        'it goes on where it stopped'
      )
    case 'UnsafeRedirect':
      return (
        `${plainText(error.host)} redirects ${plainText(error.wrong)}, which is not followed; give the address of a hub that answers ` +
        'itself, or redirects to https'
      )
    case 'BadListing':
      return (
        `${plainText(error.repository)}: in the hub's list of files ${error.key === '' ? 'the whole' : `"${plainText(error.key)}"`} ` +
        `is ${plainText(error.wrong)}; it must be ${plainText(error.right)}: check that HF_ENDPOINT is a Hugging Face hub`
      )
    case 'UnsafePath':
      return (
        `${plainText(error.repository)}: the hub lists a file "${plainText(error.path)}", which is no plain relative path and could ` +
        'lead out of its folder; nothing was fetched: pull another revision'
      )
    case 'NoCheckpoint':
      return (
        `${plainText(error.repository)}: this is no whole Stable Audio checkpoint: there is no ${nameList(error.missing)}` +
        (error.pickled === undefined
          ? ''
          : `, only ${plainText(error.pickled)}, which is pickled and never fetched, since to read it runs what is in it`) +
        '; pull a repository or revision that has it'
      )
    case 'Changed':
      return (
        `${plainText(error.file)}: the hub listed ${plainText(error.listed)} and serves ${plainText(error.served)}; see whether a proxy or ` +
        'login page answers in its place, and pull again, or from another endpoint'
      )
    case 'WrongBytes':
      return (
        `${plainText(error.file)}: it should be ${plainText(error.expected)}, and twice it was ${plainText(error.found)}; it was removed: ` +
        'pull again, or from another endpoint'
      )
    case 'DiskFull':
      return (
        `${plainText(error.path)}: the disk is full; make room, or set HF_HOME to a larger disk, and run it again: it goes on ` +
        'where it stopped'
      )
    case 'CacheUnusable':
      return `${plainText(error.path)}: the cache cannot be used: ${plainText(error.reason)}; set HF_HOME to a folder that may be written to`
    case 'NotCached':
      return (
        `${plainText(error.repository)}: revision "${plainText(error.revision)}" is not whole in ${plainText(error.cache)}, and the ` +
        'network is not to be used; unset HF_HUB_OFFLINE, or pull it once where there is a network and copy the cache'
      )
    case 'InUse':
      return (
        `${plainText(error.repository)}: another process is pulling it; wait for that one, or, if there is none, remove ` +
        plainText(error.lock)
      )
    case 'BadRepository':
      return `"${plainText(error.repository)}" is no name of a repository; give OWNER/NAME, such as stabilityai/stable-audio-open-1.0`
    case 'BadRevision':
      return `"${plainText(error.revision)}" is no revision; give a branch (main), a tag, or a commit of 40 hexadecimal digits`
    case 'BadEndpoint':
      return `the hub's address (HF_ENDPOINT) ${plainText(error.wrong)}; give one such as https://huggingface.co`
    case 'BadProxy':
      return (
        `${plainText(error.variable)}, the proxy, ${plainText(error.wrong)}: give one such as http://proxy.example:8080, or fetch with ` +
        "Python's hub library (hf download OWNER/NAME), whose cache is the same"
      )
    case 'BadToken':
      return `the token from ${plainText(error.source)} ${plainText(error.wrong)}; ${MAKE} and put it there, nothing else with it`
    case 'Aborted':
      return 'the download was stopped; run it again: it goes on where it stopped'
  }
}
