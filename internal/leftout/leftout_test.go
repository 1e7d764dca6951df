package leftout

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWhatIsLeftOutIsSaid(t *testing.T) {
	file := filepath.Join(t.TempDir(), "left-out")
	t.Setenv("CI", "")
	t.Setenv("MUSTER_LEFT_OUT", file)
	t.Run("part", func(t *testing.T) { Note(t, "no lamp: buy one") })
	t.Run("whole", func(t *testing.T) {
		Skip(t, "no table: buy one")
		t.Error("a test that is left out goes on")
	})
	text, err := os.ReadFile(file)
	if err != nil || strings.Count(string(text), "\n") != 2 || !strings.Contains(string(text), "no lamp: buy one (TestWhatIsLeftOutIsSaid/part)") {
		t.Errorf("%v %q", err, text)
	}
}
