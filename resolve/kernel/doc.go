// Package kernel measures how alike two short strings are: Jaro-Winkler,
// Levenshtein and optimal string alignment (Levenshtein with swaps of
// neighbours).
//
// # Idea
//
// Record linkage asks these questions hundreds of millions of times about
// names of five to fifteen letters, so each measure keeps one bit per position
// of one string in a machine word and handles all positions at once. Jaro
// follows the matching of Winkler's original with bit masks for the window;
// Levenshtein follows Myers (1999) and the alignment distance Hyyrö (2003).
//
// # Use
//
// A [Scratch] holds the tables, so nothing is allocated per call:
//
//	var s kernel.Scratch
//	s.JaroWinkler("martha", "marhta") // 0.961
//
// A Scratch belongs to one goroutine. All measures work on Unicode code points,
// are symmetric and accept any bytes; invalid UTF-8 counts as the replacement
// character.
//
// # Limits
//
// Strings of more than 64 code points take the plain quadratic algorithm, so
// callers that read hostile input must cut long values first.
package kernel
