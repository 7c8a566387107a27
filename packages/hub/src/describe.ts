import { printableText } from '@sigmastream/tensor-files'
import { GIVEN } from './environment/token.js'
import type { HubError } from './errors.js'

const TOKENS = 'https://huggingface.co/settings/tokens'
const MAKE = `make a token of the kind "read" at ${TOKENS}`
const places = (tokenName: string): string =>
  `give it as ${tokenName}, in HF_TOKEN, or with "hf auth login", which writes the hub's token file`

/** What leads to the host, where it is a proxy, as part of a sentence. */
export const through = (proxy: string | undefined): string =>
  proxy === undefined ? '' : ` through the proxy ${printableText(proxy)}`

/**
 * One sentence: what went wrong, and what would be right. It never holds a token. `tokenName` is what its reader calls
 * the token that is given, such as `--token`.
 */
export const describeHubError = (error: HubError, tokenName = 'the option "token"'): string => {
  const place = places(tokenName)
  const sourceOf = (token: string): string => (token === GIVEN ? tokenName : printableText(token))
  switch (error._tag) {
    case 'Gated':
      return error.token === undefined
        ? `${printableText(error.repository)}: its licence must be accepted first: log in, open ${printableText(error.page)} and agree to ` +
            `it; then ${MAKE} and ${place}`
        : `${printableText(error.repository)}: the account of the token from ${sourceOf(error.token)} may not read it yet: log in with ` +
            `that account, open ${printableText(error.page)} and agree to the licence (where it is reviewed, wait for the answer)`
    case 'Unauthorised':
      return error.token === undefined
        ? `${printableText(error.repository)}: the hub wants to know who asks: ${MAKE} and ${place}`
        : `${printableText(error.repository)}: the hub does not know the token from ${sourceOf(error.token)}: it is mistyped, or was ` +
            `revoked or expired; ${MAKE} and put it there`
    case 'Forbidden':
      return error.token === undefined
        ? `${printableText(error.repository)}: the hub refuses it to people who are not logged in: ${MAKE} and ${place}; if ` +
            `${printableText(error.page)} asks for a licence, agree to it`
        : `${printableText(error.repository)}: the token from ${sourceOf(error.token)} may not read it: at ${TOKENS} give it read access ` +
            `to public gated repositories, and see on ${printableText(error.page)} that the licence is accepted`
    case 'RepositoryMissing':
      return error.token === undefined
        ? `${printableText(error.repository)}: the hub has no such model, or it is private: check the name; if it is private, ` +
            `${MAKE} and ${place}`
        : `${printableText(error.repository)}: the hub has no such model, or the token from ${sourceOf(error.token)} may not see it: ` +
            'check the name and whose token it is'
    case 'RevisionMissing':
      return (
        `${printableText(error.repository)}: there is no revision "${printableText(error.revision)}"; give a branch (main), a tag, or a commit ` +
        'of 40 hexadecimal digits'
      )
    case 'FileMissing':
      return `${printableText(error.repository)}: the hub lists ${printableText(error.file)} and does not have it; pull again, or another revision`
    case 'NoNetwork':
      return (
        `${printableText(error.host)} cannot be reached${through(error.proxy)}: ${printableText(error.reason)}; check the network` +
        `${error.proxy === undefined ? '' : ', the proxy'} and HF_ENDPOINT, then run it again: it goes on where it stopped`
      )
    case 'RateLimited':
      return (
        `${printableText(error.host)} answers that there were too many requests; wait ` +
        `${error.seconds === undefined ? 'a few minutes' : `${error.seconds} s`} and run it again: it goes on where it stopped`
      )
    case 'ServerFailed':
      return `${printableText(error.host)} answers with the status ${error.status}; run it again later: it goes on where it stopped`
    case 'Dropped':
      return (
        `${printableText(error.file)}: the connection keeps being dropped after ${error.bytes} of ${error.size} bytes; run it again: ` +
        'it goes on where it stopped'
      )
    case 'UnsafeRedirect':
      return (
        `${printableText(error.host)} redirects ${printableText(error.wrong)}, which is not followed; give the address of a hub that answers ` +
        'itself, or redirects to https'
      )
    case 'BadListing':
      return (
        `${printableText(error.repository)}: in the hub's list of files ${error.key === '' ? 'the whole' : `"${printableText(error.key)}"`} ` +
        `is ${printableText(error.wrong)}; it must be ${printableText(error.right)}: check that HF_ENDPOINT is a Hugging Face hub`
      )
    case 'UnsafePath':
      return (
        `${printableText(error.repository)}: the hub lists a file "${printableText(error.path)}", which is no plain relative path and could ` +
        'lead out of its folder; nothing was fetched: pull another revision'
      )
    case 'NotListed':
      return (
        `${printableText(error.repository)}: revision "${printableText(error.revision)}" has no ` +
        `${printableText(error.missing.join(', '))}; see on its page how they are named, or give another revision`
      )
    case 'Changed':
      return (
        `${printableText(error.file)}: the hub listed ${printableText(error.listed)} and serves ${printableText(error.served)}; see whether a proxy or ` +
        'login page answers in its place, and pull again, or from another endpoint'
      )
    case 'WrongBytes':
      return (
        `${printableText(error.file)}: it should be ${printableText(error.expected)}, and twice it was ${printableText(error.found)}; it was removed: ` +
        'pull again, or from another endpoint'
      )
    case 'DiskFull':
      return (
        `${printableText(error.path)}: the disk is full; make room, or set HF_HOME to a larger disk, and run it again: it goes on ` +
        'where it stopped'
      )
    case 'CacheUnusable':
      return `${printableText(error.path)}: the cache cannot be used: ${printableText(error.reason)}; set HF_HOME to a folder that may be written to`
    case 'NotCached':
      return (
        `${printableText(error.repository)}: revision "${printableText(error.revision)}" is not whole in ${printableText(error.cache)}, and the ` +
        'network is not to be used; unset HF_HUB_OFFLINE, or pull it once where there is a network and copy the cache'
      )
    case 'InUse':
      return (
        `${printableText(error.repository)}: another process is pulling it; wait for that one, or, if there is none, remove ` +
        printableText(error.lock)
      )
    case 'BadRepository':
      return `"${printableText(error.repository)}" is no name of a repository; give OWNER/NAME, such as google-t5/t5-base`
    case 'BadRevision':
      return `"${printableText(error.revision)}" is no revision; give a branch (main), a tag, or a commit of 40 hexadecimal digits`
    case 'BadEndpoint':
      return `the hub's address (HF_ENDPOINT) ${printableText(error.wrong)}; give one such as https://huggingface.co`
    case 'BadProxy':
      return (
        `${printableText(error.variable)}, the proxy, ${printableText(error.wrong)}: give one such as http://proxy.example:8080, or fetch with ` +
        "Python's hub library (hf download OWNER/NAME), whose cache is the same"
      )
    case 'BadToken':
      return `the token from ${sourceOf(error.source)} ${printableText(error.wrong)}; ${MAKE} and put it there, nothing else with it`
    case 'Aborted':
      return 'the download was stopped; run it again: it goes on where it stopped'
  }
}
