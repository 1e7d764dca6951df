// Package watchlist compares people with the entries of sanctions lists: names
// across scripts and spellings, dates of birth with the precision they have,
// places, documents, and wallets.
//
// # Idea
//
// A name is not a person. Millions share one with somebody on a list, so a
// name alone never gets beyond "possible", whatever its score; a second fact
// that agrees (a date of birth, a place of birth, a document) is needed for
// more, and a date of birth that plainly disagrees ends the matter. Every hit
// shows its pieces: which words agree and how, which dates were compared, and
// about how many people in the world carry a name like it.
//
// Nationality, citizenship, ethnicity and the origin of a name are not read:
// [Query] and [Entry] have no field for them.
//
// # Use
//
//	x := watchlist.NewIndex(list.Entries)
//	s := x.Searcher() // one for each goroutine
//	for _, hit := range s.Screen(watchlist.Query{Name: "Jane Doe", Births: []string{"1980-02-01"}}) {
//		fmt.Println(hit.ID, hit.Level, hit.Score, hit.Pieces)
//	}
//
// # Guarantees
//
// What a hit says depends on the query and the entry alone, never on what else
// is on the list. So when a list changes, [Rescreen] looks again only at people
// whom a changed entry could touch, and its result equals that of a whole run;
// a test holds it to that. No score is ever 1: the sum of pieces nears it and
// does not reach it. Input is bounded: sixteen words of a name, and as many
// names, dates and documents of a query or an entry as the limits below allow.
//
// # Limits
//
// The number of namesakes is a rough estimate from a short built-in table of
// very common names. Spelling rules were made for Latin letters; names of other
// scripts are spelled in Latin letters first, which loses tones and vowels that
// were not written. docs/lists.md has the measured rates.
package watchlist
