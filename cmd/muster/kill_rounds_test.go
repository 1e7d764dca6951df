//go:build !evaluate

package main

// How often the server is killed where time is short: over a file, and over Postgres.
const killServerRounds, killSharedRounds = 5, 2
