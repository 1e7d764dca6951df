package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestScreenAgain holds that what is printed for a list that changed is byte for byte
// what a whole run prints: hits that stayed are read back from what was printed, and
// two lists may have an entry under one id.
func TestScreenAgain(t *testing.T) {
	given := strings.Fields("Tarquin Belisar Ottoline Quillon Zephyrin Marguerite Ferdinandus Hamdiyya")
	family := strings.Fields("Okondo Thimbleweed Kremenchuk Quackenbushel Quillsworth Tchoukou Zavarukha Ryongbaek")
	var first, second, changed, people strings.Builder
	for _, b := range []*strings.Builder{&first, &second, &changed} {
		b.WriteString("id,name,dob,place_of_birth\n")
	}
	people.WriteString("name,date_of_birth,place_of_birth\n")
	for i, g := range given {
		for j, f := range family {
			n := 8*i + j
			fmt.Fprintf(&first, "%d,%s %s,19%02d-0%d-1%d,Kisumu\n", n, g, f, 50+n%40, 1+n%9, n%10)
			if n%3 == 0 { // the same numbers on another list
				fmt.Fprintf(&second, "%d,%s %s,,\n", n, f, g)
			}
			if n%5 > 0 {
				fmt.Fprintf(&changed, "%d,%s %s,19%02d-0%d-1%d,Kisumu\n", n, g, f, 50+n%40, 1+n%9, n%10+n%7/6)
			}
			fmt.Fprintf(&people, "%s %s,,\n%s %s,19%02d,\n%s %s,19%02d-0%d-1%d,Kisumu\n", g, f, f, g, 50+n%40, g, f, 50+n%40, 1+n%9, n%10)
		}
	}
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	a, b, c, queries := file("a.csv", first.String()), file("b.csv", second.String()), file("c.csv", changed.String()), file("people.csv", people.String())
	screen := func(args ...string) string {
		t.Helper()
		var out, wrong bytes.Buffer
		if status := run(t.Context(), append([]string{"lists", "screen", "--queries", queries, "--json"}, args...), strings.NewReader(""), &out, &wrong); status != exitDone {
			t.Fatalf("%v: %d %s", args, status, wrong.String())
		}
		return out.String()
	}
	for _, lists := range []struct{ before, after []string }{
		{[]string{a}, []string{a}}, {[]string{a}, []string{c}}, {[]string{a, b}, []string{c, b}}, {[]string{a, b}, []string{b}}, {[]string{b}, []string{a, b}},
	} {
		var before, after, again []string
		for _, l := range lists.before {
			before, again = append(before, "--list", l), append(again, "--before", l)
		}
		for _, l := range lists.after {
			after = append(after, "--list", l)
		}
		hits := file("hits.jsonl", screen(before...))
		want := screen(after...)
		if diff := cmp.Diff(want, screen(append(append(again, after...), "--hits", hits)...)); diff != "" {
			t.Errorf("%v to %v: %s", lists.before, lists.after, diff)
		}
		if strings.Count(want, `"level":"possible"`) == 0 {
			t.Errorf("%v: nobody is found", lists.after)
		}
	}
}
