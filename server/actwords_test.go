package server

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestEveryEntryHasWords reads the names of acts and of other entries from the
// source: each has words of its own, so that nobody reads "notice: word".
func TestEveryEntryHasWords(t *testing.T) {
	names := regexp.MustCompile(`(?:Name\(\) string \{ return |tx\.Record\()"([a-z_]+\.?[a-z_]*)"`)
	words, found := actWords, 0
	for _, folder := range []string{"../casework", "."} {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if matched, _ := filepath.Match("*_test.go", filepath.Base(file)); matched {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range names.FindAllSubmatch(text, -1) {
				if found++; words[string(m[1])] == "" {
					t.Errorf("%s: %s has no words", file, m[1])
				}
			}
		}
	}
	if found < 60 {
		t.Errorf("%d entries, want what there is", found)
	}
}
