// Package pgtest starts a real Postgres for tests.
//
// # Use
//
//	server := pgtest.Start(t)
//	place := server.Database(t) // "postgres://..." of an empty database
//
// The server runs in a temporary folder, as another user when the tests run as
// root, which Postgres refuses, and ends with the test. It takes a second or
// two to start: start one for several subtests.
//
// Without Postgres the test is skipped, and fails where CI is set: `make
// tools` installs it.
//
// # Guarantees
//
// fsync and full_page_writes are on: what a test says about durability is true.
// The server listens on a loopback port.
package pgtest

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"muster/internal/leftout"
)

// Server is a running Postgres.
type Server struct {
	dir    string // holds the data and the log
	bin    string // where initdb and pg_ctl are
	port   int
	number atomic.Int64 // of databases made
}

// errMissing is in the chain when there is no Postgres on this machine.
var errMissing = errors.New("initdb and pg_ctl of Postgres are not there: `make tools` installs them as root on Debian, elsewhere install the package postgresql")

// Start starts a server that ends with the test.
func Start(t testing.TB) *Server {
	t.Helper()
	s := &Server{}
	t.Cleanup(s.stop)
	err := s.start()
	if errors.Is(err, errMissing) {
		leftout.Skip(t, err.Error())
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Database makes a database and returns its address.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	name := fmt.Sprint("test", s.number.Add(1))
	db, err := sql.Open("pgx", s.address("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "create database "+name); err != nil {
		t.Fatal(err)
	}
	return s.address(name)
}

// Data returns the folder of the server's files, for tests that look into them.
func (s *Server) Data() string { return s.data() }

func (s *Server) stop() {
	if s.dir == "" {
		return
	}
	if s.port != 0 {
		if out, err := s.run("pg_ctl", "-D", s.data(), "-m", "immediate", "-w", "stop"); err != nil {
			fmt.Fprintln(os.Stderr, "stop Postgres:", err, string(out))
		}
	}
	os.RemoveAll(s.dir)
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) address(name string) string {
	return fmt.Sprintf("postgres://muster@127.0.0.1:%d/%s?sslmode=disable", s.port, name)
}

func (s *Server) start() error {
	var err error
	if s.bin, err = find(); err != nil {
		return err
	}
	if s.dir, err = os.MkdirTemp("", "pgtest"); err != nil {
		return err
	}
	if err := s.own(); err != nil {
		return err
	}
	if out, err := s.run("initdb", "-D", s.data(), "-U", "muster", "-A", "trust", "-E", "UTF8", "--no-sync"); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	// A port that was free a moment ago may be taken now.
	for range 5 {
		if s.port, err = freePort(); err != nil {
			return err
		}
		var out []byte
		options := fmt.Sprintf("-c listen_addresses=127.0.0.1 -c port=%d -c unix_socket_directories='' -c fsync=on -c shared_buffers=64MB -c max_connections=100 -c log_min_messages=fatal", s.port)
		if out, err = s.run("pg_ctl", "-D", s.data(), "-l", filepath.Join(s.dir, "log"), "-w", "-t", "60", "-o", options, "start"); err == nil {
			return nil
		}
		log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
		err = fmt.Errorf("start Postgres: %w: %s %s", err, out, log)
	}
	return err
}

// find returns the folder of the newest initdb.
func find() (string, error) {
	places, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Reverse(places)
	for _, dir := range append(places, "/usr/local/bin") {
		if _, err := os.Stat(filepath.Join(dir, "initdb")); err == nil {
			return dir, nil
		}
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", errMissing
}

func freePort() (int, error) {
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// run runs one of Postgres's programs as a user it accepts. Its output goes to
// a file: a server that inherits a pipe would keep it open.
func (s *Server) run(program string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, program), args...)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	if err := asOther(cmd); err != nil {
		return nil, err
	}
	out, err := os.CreateTemp("", "pgtest")
	if err != nil {
		return nil, err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	err = cmd.Run()
	text, _ := os.ReadFile(out.Name())
	return bytes.TrimSpace(text), err
}

// own gives the folder to the user the server runs as.
func (s *Server) own() error {
	uid, gid, other := otherUser()
	if !other || runtime.GOOS == "windows" {
		return nil
	}
	return os.Chown(s.dir, uid, gid)
}
