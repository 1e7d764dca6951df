package web

import (
	"slices"
	"testing"
	"time"
)

// TestNumbersOfEntries reads what people type for entries: the largest number there
// is ends as every other does.
func TestNumbersOfEntries(t *testing.T) {
	t.Parallel()
	const last = 1<<63 - 1
	for typed, want := range map[string][]int64{
		"12, 15-17":           {12, 15, 16, 17},
		"0;3":                 {0, 3},
		"9223372036854775807": {last},
		"9223372036854775806-9223372036854775807": {last - 1, last},
		"9223372036854775808":                     nil,
		"1-9223372036854775807":                   nil,
		"0-200":                                   nil,
		"0-199,300":                               nil,
	} {
		got := make(chan []int64, 1)
		go func() {
			list, _ := numbers(typed)
			got <- list
		}()
		select {
		case list := <-got:
			if !slices.Equal(list, want) {
				t.Errorf("%q: %v, want %v", typed, list, want)
			}
		case <-time.After(2 * time.Second):
			t.Fatalf("%q is read without an end", typed)
		}
	}
}
