package escape

import (
	"encoding/csv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestLine(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"plain text", "plain text"},
		{"", ""},
		{"Zoë O’Neill 李", "Zoë O’Neill 李"},
		{"\x1b[2Jgone", "[2Jgone"},
		{"\x1b]0;title\a", "]0;title"},
		{"a\u009b31mb", "a31mb"},
		{"one\r\ntwo\tthree", "one two three"},
		{"cv_\u202Efdp.exe", "cv_fdp.exe"},
		{"\u2066hidden\u2069", "hidden"},
		{"می\u200cخواهم", "می\u200cخواهم"},
		{"bad\xff\xfebytes", "bad\uFFFD\uFFFDbytes"},
		{"tag\U000E0041s", "tags"},
		{"del\x7f", "del"},
	} {
		if got := Line(c.in); got != c.want {
			t.Errorf("Line(%q) = %q, want %q", c.in, got, c.want)
		}
	}
	if got := Block("one\ntwo\x1b[0m"); got != "one\ntwo[0m" {
		t.Errorf("Block keeps line breaks only: got %q", got)
	}
}

func TestCell(t *testing.T) {
	for _, c := range []struct{ in, cell, id string }{
		{"A-100", "A-100", `"A-100"`},
		{"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0", `"=cmd|' /C calc'!A0"`},
		{"+44 20", "'+44 20", `"+44 20"`},
		{"-1", "'-1", `"-1"`},
		{"@SUM(A1)", "'@SUM(A1)", `"@SUM(A1)"`},
		{" =1+1", `' =1+1`, `" =1+1"`},
		{"\t=1", "\"'\t=1\"", "\"\t=1\""},
		{"＝1", "'＝1", `"＝1"`},
		{`say "hi", all`, `"say ""hi"", all"`, `"say ""hi"", all"`},
		{"two\nlines", "\"two\nlines\"", "\"two\nlines\""},
	} {
		if got := string(AppendCell(nil, c.in)); got != c.cell {
			t.Errorf("AppendCell(%q) = %s, want %s", c.in, got, c.cell)
		}
		if got := string(AppendID(nil, c.in)); got != c.id {
			t.Errorf("AppendID(%q) = %s, want %s", c.in, got, c.id)
		}
	}
}

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "=1+1", "\x1b[31m", "a\"b,c\r\nd", "\u202Eabc", "\xff\xfe", " \t-2", "＝A1", "x;y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		line := Line(s)
		if !utf8.ValidString(line) {
			t.Fatalf("Line(%q) is not UTF-8", s)
		}
		for _, r := range line {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
				t.Fatalf("Line(%q) kept %U", s, r)
			}
		}
		if Line(line) != line {
			t.Fatalf("Line is not stable on %q", s)
		}
		record := append(AppendID(AppendID(nil, s), ""), '\n')
		record = append(record[:len(AppendID(nil, s))], ',')
		record = append(AppendCell(record, s), '\n')
		rows, err := csv.NewReader(strings.NewReader(string(record))).ReadAll()
		if err != nil || len(rows) != 1 || len(rows[0]) != 2 {
			t.Fatalf("%q does not read back as one row of two: %v %v", record, rows, err)
		}
		safe, err := csv.NewReader(strings.NewReader(string(AppendSafeID(nil, s)) + "\n")).Read()
		if err != nil || Formula(safe[0]) != safe[0] || ReadSafeID(safe[0]) != strings.ReplaceAll(s, "\r\n", "\n") {
			t.Fatalf("id %q is written as %q: %v", s, safe, err)
		}
		// encoding/csv reads a carriage return before a line feed as one line feed
		want := strings.ReplaceAll(s, "\r\n", "\n")
		if rows[0][0] != want {
			t.Fatalf("id column %q reads back as %q", want, rows[0][0])
		}
		switch r, _ := utf8.DecodeRuneInString(strings.TrimSpace(rows[0][1])); r {
		case '=', '+', '-', '@':
			t.Fatalf("cell %q still begins like a formula", rows[0][1])
		}
	})
}
