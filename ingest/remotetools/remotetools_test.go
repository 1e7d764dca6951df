package remotetools_test

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"muster/ingest/remotetools"
)

// list writes a list of n tools, with more entries behind them.
func list(n int, more ...string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"Name":"Helping Hand %d","Details":{"PEMetadata":{"Filename":"helpinghand%d.exe"},"InstallationPaths":[]}},`, i, i)
	}
	return "[" + strings.TrimSuffix(b.String()+strings.Join(more, ","), ",") + "]"
}

func TestRead(t *testing.T) {
	tools, leftOut, err := remotetools.Read([]byte(list(20,
		`{"Name":"Deskhelp","Details":{"PEMetadata":[{"Filename":"DeskHelp.exe","OriginalFileName":"DeskHelpHost.EXE"}],"InstallationPaths":"C:\\Program Files\\Deskhelp\\deskhelp_service.exe"}}`,
		`{"Name":"NVDA (Non-Visual Desktop Access)","Details":{"PEMetadata":{"Filename":"nvda_remote.exe"}}}`,
		`{"Name":"Sharer","Details":{"PEMetadata":{"Filename":"client32.exe"},"InstallationPaths":["C:\\*\\sharer*.exe","*\\abc.exe","/opt/sharer"]}}`,
		`{"Name":"Again","Details":{"PEMetadata":{"Filename":"deskhelp.exe"}}}`)))
	if err != nil || leftOut != 3 || len(tools) != 21 {
		t.Fatalf("%d tools, %d left out, %v", len(tools), leftOut, err)
	}
	if got := tools[20].Files; !slices.Equal(got, []string{"deskhelp", "deskhelp_service", "deskhelphost"}) {
		t.Errorf("%v", got)
	}
	for _, bad := range []string{"", "<html>", "{}", "[]", list(3), `[` + strings.Repeat(`{"Name":"x"},`, 30) + `{"Name":"x"}]`, strings.Repeat("[", 20_000)} {
		if _, _, err := remotetools.Read([]byte(bad)); !errors.Is(err, remotetools.ErrFormat) {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
}

// TestPublished reads the list as it was published, and finds in it nothing that
// honest people use every day.
func TestPublished(t *testing.T) {
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "lists", "lolrmm_rmm_tools.json.gz"))
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("the published data are not here")
	}
	defer f.Close()
	in, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	tools, leftOut, err := remotetools.Read(text)
	if err != nil || len(tools) < 100 || len(tools)+leftOut != 319 {
		t.Fatalf("%d tools, %d left out, %v", len(tools), leftOut, err)
	}
	t.Logf("%d tools, %d left out", len(tools), leftOut)
	files := map[string]bool{}
	for _, tool := range tools {
		for _, name := range tool.Files {
			files[name] = true
		}
	}
	for _, name := range []string{"putty", "nvda", "winscp", "mstsc", "tailscaled", "client32", "connect", "rdcman", "syncthing", "cloudflared", "ngrok", "zabbix_agentd", "remmina", "mremoteng", "securecrt"} {
		if files[name] {
			t.Errorf("%s is taken for a tool of somebody else's hands", name)
		}
	}
	for _, name := range []string{"anydesk", "teamviewer", "rustdesk", "pcvisit"} {
		if !files[name] {
			t.Logf("%s is not among the files", name)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(list(20)))
	f.Fuzz(func(t *testing.T, text []byte) {
		tools, _, err := remotetools.Read(text)
		for _, tool := range tools {
			if err != nil || tool.Name == "" || len(tool.Files) == 0 {
				t.Errorf("%+v, %v", tool, err)
			}
		}
	})
}
