package main

import (
	"bytes"
	"net"
	"os/user"
	"strings"
	"testing"
)

// TestOwnName names whoever opened the app on their own machine as their
// system does, since the ledger says what they did.
func TestOwnName(t *testing.T) {
	for _, c := range []struct {
		account user.User
		want    string
	}{
		{user.User{Name: "Ann Keeper,Room 4,,", Username: "ann"}, "Ann Keeper"},
		{user.User{Name: ",,,", Username: "ann"}, "ann"},
		{user.User{Username: `OFFICE\ann`}, "ann"},
		{user.User{Name: " Ann\x00\tKeeper\n", Username: "ann"}, "Ann Keeper"},
		{user.User{Name: strings.Repeat("é", 200)}, strings.Repeat("é", maxName)},
		{user.User{}, "You"},
	} {
		if got := nameOf(&c.account); got != c.want {
			t.Errorf("%+v is called %q, want %q", c.account, got, c.want)
		}
	}
}

// TestDemoPortTaken says that an address is taken before a company is made up.
func TestDemoPortTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var out, wrong bytes.Buffer
	if status := run(t.Context(), []string{"demo", "--no-browser", "--data", t.TempDir(), "--listen", l.Addr().String()}, strings.NewReader(""), &out, &wrong); status == exitDone {
		t.Fatal("two programs listen on one address")
	}
	if out.Len() > 0 || !strings.Contains(wrong.String(), l.Addr().String()) || !strings.Contains(wrong.String(), "--listen") {
		t.Errorf("%s\n%s", &out, &wrong)
	}
}
