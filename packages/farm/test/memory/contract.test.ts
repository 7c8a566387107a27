import { contractOf } from '../contract/contract-of.js'
import { memoryEffort, memoryTrial } from '../contract/memory-trial.js'

contractOf('in memory', () => memoryTrial(), memoryEffort)
