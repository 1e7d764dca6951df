package programs_test

import (
	"testing"

	"muster"
	"muster/stream/programs"
)

// TestWith asks for tools of a published list behind the built-in ones.
func TestWith(t *testing.T) {
	k := programs.With(map[string][]string{"Deskhelp": {"deskhelp", "deskhelp_service"}, "Other": {"anydesk"}})
	for _, c := range []struct {
		seen  muster.SeenAs
		name  string
		path  string
		known string
	}{
		{muster.SeenRunning, "DeskHelp.exe", "", "Deskhelp (LOLRMM)"},
		{muster.SeenRunning, "", `C:\x\deskhelp_service.exe`, "Deskhelp (LOLRMM)"},
		{muster.SeenRunning, "Deskhelp (LOLRMM)", "", "Deskhelp (LOLRMM)"}, // named already
		{muster.SeenInstalled, "Deskhelp 2.1", "", "Deskhelp (LOLRMM)"},
		{muster.SeenRunning, "anydesk.exe", "", "AnyDesk"}, // the table goes first
		{muster.SeenDomain, "deskhelp", "", ""},
		{muster.SeenRunning, "word.exe", "", ""},
	} {
		ran := &muster.Ran{Seen: c.seen, Name: muster.Text(c.name), Path: muster.Text(c.path)}
		name, class := k.Find(ran)
		if string(name) != c.known || (class == muster.ProgramRemote) != (c.known != "") || class != "" && class != programs.Class(&muster.Ran{Seen: c.seen, Name: name}) {
			t.Errorf("%s %q: %q, %q", c.seen, c.name, name, class)
		}
	}
	var none *programs.Known
	if name, class := none.Find(&muster.Ran{Seen: muster.SeenRunning, Name: "anydesk.exe"}); name != "AnyDesk" || class != muster.ProgramRemote {
		t.Errorf("%q, %q", name, class)
	}
}
