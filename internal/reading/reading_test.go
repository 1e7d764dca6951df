package reading

import (
	"context"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCodeOf(t *testing.T) {
	cause := fmt.Errorf("cause")
	err := fmt.Errorf("reading: %w", &Error{Bomb, "too much", cause})
	for in, want := range map[error]Code{err: Bomb, context.DeadlineExceeded: Timeout, cause: "", nil: ""} {
		if got := CodeOf(in); got != want {
			t.Errorf("%v: %q, want %q", in, got, want)
		}
	}
}

func TestWalk(t *testing.T) {
	var got []string
	note := func(what string, path []string, more string) {
		got = append(got, what+" "+strings.Join(path, "/")+" "+more)
	}
	XMP{
		Start: func(path []string, a []xml.Attr) { note("start", path, fmt.Sprint(len(a))) },
		End:   func(path []string) { note("end", path, "") },
		Text:  func(path []string, s string) { note("text", path, s) },
	}.Walk([]byte(`<?xml version="1.0" encoding="utf-16"?><a:A x="1" y="2"> <b:B>one</b:B></a:A></stray><c>`))
	want := []string{"start A 2", "start A/B 0", "text A/B one", "end A ", "end  ", "end  ", "start c 0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	depth := 0
	XMP{Start: func(path []string, _ []xml.Attr) { depth = len(path) }}.Walk([]byte(strings.Repeat("<a>", 10_000)))
	if depth != maxXMPDepth+1 {
		t.Errorf("went %d deep", depth)
	}
}

func FuzzWalk(f *testing.F) {
	f.Add([]byte(`<x:xmpmeta><rdf:RDF><rdf:Description dc:creator="A"><xmp:CreatorTool>B</xmp:CreatorTool></rdf:Description></rdf:RDF></x:xmpmeta>`))
	f.Add([]byte("</a></b><c"))
	f.Fuzz(func(t *testing.T, packet []byte) {
		check := func(path []string) {
			if len(path) > maxXMPDepth+1 {
				t.Fatalf("%d deep", len(path))
			}
		}
		XMP{Start: func(p []string, _ []xml.Attr) { check(p) }, End: check, Text: func(p []string, s string) {
			if check(p); s == "" || len(p) == 0 {
				t.Fatalf("text %q in %v", s, p)
			}
		}}.Walk(packet)
	})
}
