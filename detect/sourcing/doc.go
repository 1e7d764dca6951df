// Package sourcing holds the red flags of finding and applying: contact
// details, CV texts and messages shared between applications, bursts, agencies,
// referral chains and candidates who leave when a live step is announced.
//
// Each file is one red flag: a function that returns the detector with its
// manual page, and the pure function behind it. Cases lie in testdata, one
// folder per flag. Flags that join people never accuse alone; package detect
// decides who counts in a join.
package sourcing
