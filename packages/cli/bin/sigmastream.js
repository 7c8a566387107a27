#!/usr/bin/env node
// Committed, not built: a package manager links binaries at install time, before the first build.
import '../dist/main.js'
