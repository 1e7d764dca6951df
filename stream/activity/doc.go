// Package activity tells input made by a program from input made by a person,
// by the timing, number, size and direction of events only. What was typed,
// clicked or read is never looked at, and never reaches this package.
//
// A [Meter] takes the events of one trace as they happen and answers once for
// each window of ten minutes. It is used alike over files and live; its state
// is bounded by some 50 kilobytes however long the trace is, and what it knows
// of the last half hour is carried from window to window.
//
// # Method
//
// Events closer than 0.3 seconds together are one act; with counts by second
// or by minute, neighbouring seconds are. A person's acts differ in size from
// twitch to sweep, come in flurries and leave long pauses. Programs written to
// look busy give themselves away in one of few ways, and none of them needs a
// list of programs: acts at a fixed interval; the very same movement again and
// again; out and exactly back; intervals drawn between two bounds, without
// flurries or pauses; the same number of steps in every act; a stream that
// never stops and never changes pace; a pointer that is put from place to place
// and never presses; one step again and again; a recording that repeats, at
// another pace too; one small movement that keeps time beneath a person's work.
// Each is a sign with a strength, found in signs.go, leaps.go or series.go, and
// none but the last two counts unless it is there for most of what was seen. A
// window says "jiggler" only on a strong sign.
//
// # In doubt, for the person
//
// Regular is not the same as made by a program. A mouse reports every eight
// milliseconds; a remote desktop rounds to its frames; a log may sample each
// second; a reader turns pages with a key; a wheel moves in notches; a worn
// sensor or a shaking desk moves a pointer by one dot; a switch or an eye
// tracker works at its own pace; a tremor returns to where it was; a scanner of
// goods types as many keys each time; a touched screen puts the pointer
// somewhere. Such input must have a second mark of a program, or it is "human"
// or "insufficient".
//
// "Jiggler" says that a program made the events. It does not say who started
// it or why: keep-awake programs are common among honest people.
package activity
