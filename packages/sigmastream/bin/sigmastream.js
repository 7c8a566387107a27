#!/usr/bin/env node
// The command line under the name that `npx sigmastream` asks for.
import '@sigmastream/cli/main'
