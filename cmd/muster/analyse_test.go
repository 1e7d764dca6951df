package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// answers runs an analysis of a text and returns its lines.
func answers(t testing.TB, args []string, in string) (lines []map[string]any, status int, errOut string) {
	t.Helper()
	var out, say bytes.Buffer
	status = run(context.Background(), args, strings.NewReader(in), &out, &say)
	decoder := json.NewDecoder(&out)
	for decoder.More() {
		var line map[string]any
		if err := decoder.Decode(&line); err != nil {
			t.Fatalf("%q is no JSON: %v", out.String(), err)
		}
		lines = append(lines, line)
	}
	return lines, status, say.String()
}

func checkLines(t *testing.T, lines []map[string]any, verdicts ...string) {
	t.Helper()
	for _, line := range lines {
		score, ok := line["score"].(float64)
		if !ok || math.IsNaN(score) || score < 0 || score > 1 {
			t.Errorf("score of %v", line)
		}
		reasons, ok := line["reasons"].([]any)
		if !ok || len(reasons) == 0 {
			t.Errorf("no reasons: %v", line)
		}
		known := false
		for _, v := range verdicts {
			known = known || line["verdict"] == v
		}
		if !known {
			t.Errorf("verdict of %v", line)
		}
	}
}

func FuzzAnalyseActivity(f *testing.F) {
	f.Add("t_s,dx,dy,event\n1,2,3,move\n61,2,3,move\n9,,,\n")
	f.Add("type,x,y,button,pressed,dx,dy,date\nScroll,1,2,,,0,x=0,1610289946.0\nMove,1,2,,,,,1610289947.0\n")
	f.Add("t_s,events,distance,trace\n0,5,7,a\n60,5,7,a\n2678460,1,,a\n1e300,1,1,b\n")
	f.Add("\xef\xbb\xbft_s,\"d\"\"x\",dx,dy\n\"1\",,1e9,-1e9\n2020-01-01T00:00:00Z,,NaN,0\n\x00\n")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Count(text, "\n") > 500 {
			t.Skip("nothing new in a long text")
		}
		lines, status, errOut := answers(t, []string{"analyse", "activity", "-"}, text)
		checkLines(t, lines, "jiggler", "human", "insufficient")
		if status != exitDone && errOut == "" || status == exitDone && len(lines) == 0 {
			t.Errorf("status %d, %d lines, %q", status, len(lines), errOut)
		}
	})
}

func FuzzAnalyseClock(f *testing.F) {
	claims := filepath.Join(f.TempDir(), "claims.csv")
	if err := os.WriteFile(claims, []byte("author_id,claimed_offset_min\na,60\nb,-330\n"), 0o600); err != nil {
		f.Fatal(err)
	}
	f.Add("author_id,utc_ts\na,1700000000\nb,2023-11-14T22:13:20+05:30\nc,5\n")
	f.Add("utc_ts,author_id,x\n-1,a,\n7258118399,\"b\",1\n1e9,a,\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		lines, status, errOut := answers(t, []string{"analyse", "clock", "-", "--claims", claims}, text)
		checkLines(t, lines, "fits", "does_not_fit", "not_enough")
		if status != exitDone && errOut == "" || status == exitDone && len(lines) != 2 {
			t.Errorf("status %d, %d lines, %q", status, len(lines), errOut)
		}
	})
}

func TestAnalyseHostile(t *testing.T) {
	long := "t_s,dx,dy,event\n1,1,1,move\n" + strings.Repeat("9", 3*maxLine) + "\n2,1,1,move\n"
	lines, status, errOut := answers(t, []string{"analyse", "activity", "-"}, long)
	if status != exitDone || len(lines) != 1 || !strings.Contains(errOut, "row 3: a line of more than") || !strings.Contains(errOut, "1 lines could not be read and 2 were") {
		t.Errorf("an endless line: %d, %v, %s", status, lines, errOut)
	}
	// An event a year later would make fifty thousand empty windows.
	lines, _, errOut = answers(t, []string{"analyse", "activity", "-"}, "t_s,dx,dy,event\n1,1,1,move\n31536000,1,1,move\n")
	if len(lines) != 1 || !strings.Contains(errOut, "row 3: more than 31 days after") {
		t.Errorf("a leap in time: %v, %s", lines, errOut)
	}
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	fmt.Fprint(w, "t_s,dx,dy,event\n1,1,1,move\n")
	w.Close()
	if lines, status, _ = answers(t, []string{"analyse", "activity", "-"}, zipped.String()); status != exitDone || len(lines) != 1 {
		t.Errorf("compressed: %d, %v", status, lines)
	}
	if _, status, errOut = answers(t, []string{"analyse", "activity", "-"}, zipped.String()[:30]); status != exitFailed || !strings.Contains(errOut, "-, row") {
		t.Errorf("compressed and cut off: %d, %s", status, errOut)
	}
	if _, status, _ = answers(t, []string{"analyse", "activity", t.TempDir()}, ""); status != exitUsage {
		t.Errorf("a folder: %d", status)
	}
}

func TestAnalyseBoundsTraces(t *testing.T) {
	var b strings.Builder
	b.WriteString("t_s,trace,dx,dy\n")
	for i := range maxTraces + 5 {
		fmt.Fprintf(&b, "1,t%d,1,1\n", i)
	}
	lines, status, errOut := answers(t, []string{"analyse", "activity", "-"}, b.String())
	if status != exitDone || len(lines) != maxTraces || !strings.Contains(errOut, "5 lines could not be read") {
		t.Errorf("%d lines, status %d: %s", len(lines), status, errOut)
	}
}

// A long log must not need more memory than a short one.
func TestAnalyseMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads a million lines")
	}
	name := filepath.Join(t.TempDir(), "long.csv")
	var b bytes.Buffer
	b.WriteString("t_s,dx,dy,event\n")
	for i := range 1_000_000 {
		fmt.Fprintf(&b, "%d.%03d,%d,%d,move\n", i/100, i%100*10, i%7-3, i%5-2)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	b = bytes.Buffer{}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var out, say bytes.Buffer
	if status := run(context.Background(), []string{"analyse", "activity", name}, nil, &out, &say); status != exitDone {
		t.Fatal(say.String())
	}
	runtime.ReadMemStats(&after)
	// Each line is a string of its own for a moment; what is held stays small.
	if held := int64(after.Sys) - int64(before.Sys); held > 64<<20 {
		t.Errorf("%d MB more for a million lines", held>>20)
	}
	if n := bytes.Count(out.Bytes(), []byte("\n")); n != 17 {
		t.Errorf("%d windows of 10,000 seconds", n)
	}
}

func BenchmarkAnalyseActivity(b *testing.B) {
	var text strings.Builder
	text.WriteString("t_s,dx,dy,event\n")
	const events = 100_000
	for i := range events {
		fmt.Fprintf(&text, "%d.%03d,%d,%d,move\n", i/100, i%100*10, i*i%7-3, i*i%11-5)
	}
	benchmarkAnalysis(b, events, text.String(), "analyse", "activity", "-")
}

func BenchmarkAnalyseClock(b *testing.B) {
	claims := filepath.Join(b.TempDir(), "claims.csv")
	var list, text strings.Builder
	list.WriteString("author_id,claimed_offset_min\n")
	text.WriteString("author_id,utc_ts\n")
	const events, authors = 200_000, 200
	for i := range authors {
		fmt.Fprintf(&list, "author%d,60\n", i)
	}
	for i := range events {
		fmt.Fprintf(&text, "author%d,%d\n", i%authors, 1_600_000_000+i*350)
	}
	if err := os.WriteFile(claims, []byte(list.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	benchmarkAnalysis(b, events, text.String(), "analyse", "clock", "-", "--claims", claims)
}

func benchmarkAnalysis(b *testing.B, events int, text string, args ...string) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		var out, say bytes.Buffer
		if status := run(context.Background(), args, strings.NewReader(text), &out, &say); status != exitDone || out.Len() == 0 {
			b.Fatal(say.String())
		}
	}
	b.ReportMetric(float64(events)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
