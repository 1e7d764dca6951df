//go:build race

package document

// The race detector's shadow memory does not fit under a data limit.
const raceDetector = true
