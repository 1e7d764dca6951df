// Package linkage writes what a resolution of records found: which records are
// one person, which different people share what, and how it was decided.
//
// The files serve three readers. Programs read clusters.csv, links.jsonl,
// rings.json and model.json, whose schemas are in the folder schemas. People
// who must decide about a pair or a group read report.html: what the run says
// in one sentence, what needs a person, and then, drawn as pictures, how every
// field counts, how a threshold moves the result, and how the largest and the
// most doubtful groups hang together. People who must answer for the whole read
// model-card.md.
//
// Everything is derived from the run and its input; no clock is asked, so one
// run and its parts write the same bytes. Files are written under temporary
// names and renamed at the end. An earlier clusters.csv in the folder becomes
// the history: what merged and what split is added to events.jsonl.
//
// Values of records are masked on the page unless Input.Shown is set. The page
// needs no network and no script; its one script moves the threshold.
//
// Limits: the page shows a few dozen clusters and pairs, never all of them, and
// stays far under 10 MB whatever the input; `muster resolve show` and `why`
// answer for the rest.
package linkage
