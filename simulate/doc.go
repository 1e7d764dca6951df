// Package simulate writes a population of applicants and workers whose truth
// is known, in the file forms people really have, so that what the program
// finds can be counted.
//
// Honest people are the point. They share homes, use privacy networks, let a
// tool polish their CV, move house between offer and delivery, change their
// name, are sent by agencies that put their own phone on every CV, and have
// their pay diverted by thieves. They share things with people they never met:
// a co-working space, a second-hand computer, a flat handed on, a former manager
// as referee, an umbrella company's account. Every such habit has a named rate in
// [Habits]. Among them stand operators: one hand behind several personas that
// share a phone, a passage, a referee, a delivery address or an account with
// the probabilities of [Reuse], and that contradict themselves with those of
// [Traces]. Some personas leave nothing behind at all; truth.csv says which
// ones left a trace, counted from what was written and not from what was
// meant.
//
// [Write] is deterministic: the same Params give the same bytes on any number
// of cores. Memory is bounded by the number of personas and of processor
// cores, not by the number of people.
//
// Where the defaults come from. Personas per operator (8 to 22): at least 12
// with one operator in M-Trends 2025 and Google's report of April 2025, 21 and
// 22 in GitLab's of February 2026. Helpers' addresses (2): two to four local
// relations per member in the same. One delivery address for several personas:
// two investigations in M-Trends 2025. Identity checks passed (0.4): just over
// 40 % in GitLab's. Days of work (122): the median of cases of 2025 in M-Trends
// 2026. Commercial VPN (0.7): 72 % of cases in M-Trends 2025. No report counts
// how often an artefact is reused; 0.1 to 0.4 for most kinds and 0.5 for the
// delivery address are assumptions in their spirit, as are third-party accounts
// (0.25) and e-money (0.15). Every field of [Params] says what it is;
// [Defaults] is the table.
//
// With [Live] the logs of some weeks stand beside the tables, in the forms vendors
// write them: sign-ins as Okta's System Log, devices and programs as results of
// osquery, code as GitHub's webhooks and audit log, activity in our own form, and
// the tables of issued devices, agreements and accounts they are compared with.
// Honest people go to an office, to shared desks or to a small place of work that
// nobody listed; travel, agreed and not, with a VPN and without; sit behind a
// carrier's or a provider's shared address, a satellite line, a privacy relay;
// read mail on a telephone; plug in docks, screens, gaming keyboards, switches and
// capture cards; are on call, work nights or hours of their own; get another
// laptop, move, help a relative with a remote tool, fear to look absent. Among
// them stand laptops with a host: several of one operator in one house, careless
// or careful, and lone ones. Their figures, and where each comes from, stand at
// [DefaultLive]. People at work leave about five events on a working day, fewer
// than real logs hold and enough for every comparison that is made over days; what
// is made over minutes, such as the statistics of a mouse, is held elsewhere on
// real records. The days of farms' laptops are counted from their first start.
//
// Limits. Rates of honest habits are assumptions where no study was found,
// and every figure measured on this population inherits them; change them and
// see what moves. Telephone numbers and postal addresses have the right form
// and are drawn at random, so the output is for measuring, not for
// publishing. Nothing here knows what will look for it: this package imports
// only the vocabulary and plumbing.
package simulate
