package resolve

import (
	"fmt"
	"strings"
	"testing"
)

// Values beyond the limit are equal only where all of both is, in every kind.
func TestLongValuesAreComparedWhole(t *testing.T) {
	head := strings.Repeat("Ab cd ", 2000)
	for k := range kinds() {
		form := func(v string) string { return string(canonical(nil, []byte(v), k)) }
		seen := map[string]int{}
		for i := range 300 {
			v := form(head + fmt.Sprintf("tail x%d", i))
			if before, ok := seen[v]; ok {
				t.Fatalf("%s: long values %d and %d are one", k, before, i)
			}
			seen[v] = i
			if k == Phone { // no phone is that long: missing
				break
			}
			if len(v) > maxValue || v == "" {
				t.Fatalf("%s: %d bytes are left", k, len(v))
			}
		}
		if a, b := form(head+"TAIL  1"), form(strings.ToUpper(head)+"tail 1"); a != b {
			t.Errorf("%s: two spellings of one long value differ: %q, %q", k, a, b)
		}
		far := strings.Repeat("x", maxFolded)
		if k != Phone && form(far+"1") == form(far+"2") {
			t.Errorf("%s: what stands far behind is not looked at", k)
		}
	}
}

// Two long texts share about the words they truly share.
func TestLongTextsAreAlikeByWords(t *testing.T) {
	text := func(from, to int) string {
		var b strings.Builder
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, "word%d ", i*i)
		}
		return string(canonical(nil, []byte(b.String()), FreeText))
	}
	near, far := sharedWords(text(0, 200), text(0, 201)), sharedWords(text(0, 200), text(200, 400))
	if near < 0.5 || near == 1 || far > 0.1 {
		t.Errorf("a text with a word more shares %.2f, another text %.2f", near, far)
	}
}
