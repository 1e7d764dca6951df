package muster

import (
	"bufio"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestThreatsNameTheirTests holds SECURITY.md to its word: every line of the
// threat model names at least one test, and every test it names is there.
func TestThreatsNameTheirTests(t *testing.T) {
	known := map[string]bool{}
	function := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	err := filepath.WalkDir(".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range function.FindAllStringSubmatch(string(text), -1) {
			known[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open("SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	named := regexp.MustCompile("`((?:Test|Fuzz)\\w+)`")
	threats := 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := lines.Text()
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| threat") {
			continue
		}
		threats++
		names := named.FindAllStringSubmatch(line, -1)
		if len(names) == 0 {
			t.Errorf("no test stands for: %.80s", line)
		}
		for _, n := range names {
			if !known[n[1]] {
				t.Errorf("there is no test %s: %.80s", n[1], line)
			}
		}
	}
	if threats < 20 {
		t.Errorf("%d threats: the table was not read", threats)
	}
}
