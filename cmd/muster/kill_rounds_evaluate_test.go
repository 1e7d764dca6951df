//go:build evaluate

package main

// How often the server is killed in an evaluation: over a file, and over Postgres.
const killServerRounds, killSharedRounds = 50, 50
