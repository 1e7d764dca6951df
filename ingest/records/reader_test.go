package records_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster/ingest/records"
)

// read returns the records of a text, a bad one as "bad".
func read(t *testing.T, text string) []string {
	t.Helper()
	r, err := records.New(strings.NewReader(text), int64(len(text)))
	if err != nil {
		return []string{"error"}
	}
	var out []string
	for last := int64(0); ; {
		raw, row, err := r.Next()
		var bad *records.Bad
		switch {
		case errors.Is(err, io.EOF):
			return out
		case errors.As(err, &bad):
			out = append(out, "bad")
		case err != nil:
			return append(out, "error")
		default:
			out = append(out, string(raw))
		}
		if row <= last {
			t.Fatalf("row %d after row %d", row, last)
		}
		last = row
	}
}

func packed(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestForms(t *testing.T) {
	two := []string{`{"a":"}"}`, `{"b":[1,{"c":2}]}`}
	huge := `{"a":"` + strings.Repeat("x", records.Max) + `"}`
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"lines":            {two[0] + "\n\n" + two[1] + "\r\n", two},
		"no end":           {two[0] + "\n" + two[1], two},
		"mark":             {"\ufeff" + two[0] + "\n" + two[1], two},
		"list":             {"[" + two[0] + ",\n" + two[1] + "]\n", two},
		"wrapper":          {`{"@odata.context":"x","n":{"k":[1]},"value":[` + two[0] + "," + two[1] + `],"next":"y","n":1}`, two},
		"wrapper, open":    {"{\n \"Records\": [\n" + two[0] + ",\n" + two[1] + "\n ]\n}\n", two},
		"own list":         {`{"id":{"time":"x"},"actor":{"email":"a"},"events":[` + two[0] + "]}\n", []string{`{"id":{"time":"x"},"actor":{"email":"a"},"events":[` + two[0] + "]}"}},
		"over lines":       {"{\n\"a\":1\n}\n{\n\"b\":2}", []string{"{\n\"a\":1\n}", "{\n\"b\":2}"}},
		"bad line":         {two[0] + "\nnonsense\n" + two[1] + "\n", []string{two[0], "nonsense", two[1]}},
		"bad first line":   {`{"a":` + "\"\n" + two[1] + "\n" + two[0], []string{`{"a":"`, two[1], two[0]}},
		"huge line":        {two[0] + "\n" + huge + "\n" + two[1] + "\n", []string{two[0], "bad", two[1]}},
		"huge element":     {"[" + two[0] + "," + huge + "," + two[1] + "]", []string{two[0], "bad", two[1]}},
		"numbers in list":  {"[" + two[0] + ",1,2," + two[1] + "]", []string{two[0], "bad", two[1]}},
		"ends in a record": {"[" + two[0] + `,{"a":`, []string{two[0], "bad"}},
		"empty":            {"", nil},
		"endless line":     {two[0] + "\n" + strings.Repeat("x", 5*records.Max), []string{two[0], "bad"}},
	} {
		if diff := cmp.Diff(c.want, read(t, c.text)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if c.text == "" {
			continue
		}
		if diff := cmp.Diff(c.want, read(t, packed(t, c.text))); diff != "" {
			t.Errorf("%s, packed: %s", name, diff)
		}
	}
}

func TestDamagedPackIsAnError(t *testing.T) {
	whole := packed(t, strings.Repeat(`{"a":1}`+"\n", 1000))
	got := read(t, whole[:len(whole)-20])
	if len(got) == 0 || got[len(got)-1] != "error" {
		t.Errorf("the end of a pack cut short is %q", got[max(0, len(got)-1):])
	}
}

// zeros is a stream without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestBombIsStopped(t *testing.T) {
	if testing.Short() {
		t.Skip("unpacks a quarter of a gigabyte")
	}
	out, in := io.Pipe()
	go func() {
		w := gzip.NewWriter(in)
		_, err := io.Copy(w, zeros{})
		in.CloseWithError(err)
	}()
	defer out.Close()
	r, err := records.New(out, 1)
	for err == nil {
		_, _, err = r.Next()
		var bad *records.Bad
		if errors.As(err, &bad) {
			err = nil
		}
	}
	if !errors.Is(err, records.ErrBomb) {
		t.Errorf("got %v", err)
	}
}

func FuzzReader(f *testing.F) {
	for _, s := range []string{`{"a":1}` + "\n{", `[{"a":"\""},{}]`, `{"value":[{"a":1}],"b":2}`, "{\n}{", `[{"a":1},2,{}]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := records.New(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			return
		}
		for i := 0; ; i++ {
			if i > len(raw)+2 {
				t.Fatal("more records than bytes")
			}
			record, _, err := r.Next()
			var bad *records.Bad
			if err != nil && !errors.As(err, &bad) {
				return
			}
			if len(record) > records.Max {
				t.Fatal("too large")
			}
		}
	})
}
