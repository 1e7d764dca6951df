package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"muster"
	"muster/casework"
	"muster/report"
	"muster/server"
	"muster/simulate"
)

// The demo's company: small enough to be there in seconds, and with one
// operator of several personas in it, and a house in which laptops of a second
// one stand.
const (
	demoPeople = 200
	demoSeed   = 7
	demoDays   = 42 // of logs
	demoFarm   = 5  // laptops in the house

	// Whoever looks at the demo, as its pages name them: an invented person, so
	// that "advice to" and "given by" read as they will.
	demoUser  = "Robin Hale"
	demoEmail = "robin.hale@company.example"
)

// demoOptions is what the flags of `muster demo` say.
type demoOptions struct {
	data      string
	listen    string
	noBrowser bool
}

func demoCommand() *cobra.Command {
	var o demoOptions
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Open the app with an invented company in it",
		Long: `Demo makes up a company of two hundred people with a few operators among them and
the logs of its last six weeks, switches monitoring on with an invented impact
assessment, brings the files in as a user would, and opens the app on this
machine. The one-time link it prints signs you in. Everything is gone when it
stops, unless --data names a folder.`,
		Example: "  muster demo\n  muster demo --data company --no-browser",
		Args:    exactly(0, "flags only", "muster demo"),
		RunE:    func(cmd *cobra.Command, _ []string) error { return demo(cmd, &o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.data, "data", "", "folder to keep the database in (default: a temporary one, removed at the end)")
	f.StringVar(&o.listen, "listen", localPort, "address of the pages; another port where this one is taken")
	f.BoolVar(&o.noBrowser, "no-browser", false, "print the link and open no browser")
	return cmd
}

func demo(cmd *cobra.Command, o *demoOptions) error {
	start := time.Now()
	data := o.data
	if data == "" {
		dir, err := os.MkdirTemp("", "muster-demo-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		data = dir
	}
	listen := freeAddress(o.listen)
	if listen != o.listen && cmd.Flags().Changed("listen") {
		return &muster.Error{Code: muster.CodeConflict, Message: "the address " + o.listen + " cannot be used", Hint: "name another with --listen, such as 127.0.0.1:8480"}
	}
	c, err := localConfig(data, listen)
	if err != nil {
		return err
	}
	c.Title = "Example company"
	s, err := server.New(cmd.Context(), c)
	if err != nil {
		return err
	}
	defer s.Close()
	out := cmd.OutOrStdout()
	if err := fillDemo(cmd.Context(), s, out); err != nil {
		return err
	}
	link, err := demoLink(cmd.Context(), s)
	if err != nil {
		return err
	}
	return s.Run(cmd.Context(), func(address string) {
		fmt.Fprintf(out, "Ready in %.1f s. Sign in with this link, once, as %s, who is invented too:\n\n  %s\n\nStop with Ctrl-C.", time.Since(start).Seconds(), demoUser, address+link)
		if o.data == "" {
			fmt.Fprint(out, " Everything is then gone; --data DIR keeps it.")
		}
		fmt.Fprintln(out)
		if !o.noBrowser {
			openBrowser(address + link)
		}
	})
}

// demoLink signs the demo's user in, with the roles that between them see most.
func demoLink(ctx context.Context, s *server.Server) (string, error) {
	return s.SignInLink(ctx, demoUser, demoEmail, casework.HRLead, casework.Payroll, casework.Auditor, casework.Administrator)
}

// fillDemo makes the company up and brings it in, unless a folder holds one.
func fillDemo(ctx context.Context, s *server.Server, out io.Writer) error {
	if s.Size() > 0 {
		return nil
	}
	files, err := os.MkdirTemp("", "muster-demo-files-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(files)
	now := time.Now().UTC()
	p := simulate.Defaults(demoPeople, demoSeed)
	p.Documents, p.Live = simulate.DocumentsText, simulate.DefaultLive(demoDays)
	p.Today = time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	p.Live.Farms.PerThousand, p.Live.Farms.Lone, p.Live.Farms.Counted = 1000*demoFarm/demoPeople, 1000/demoPeople, 1
	p.Live.Usual.Counted, p.Live.Usual.CountedMovers, p.Live.Usual.HoursAgreed = 0.05, 1, 0.6
	truth, err := simulate.Write(ctx, p, files)
	if err != nil {
		return err
	}
	if err := s.ApplyPlan(ctx, demoPlan()); err != nil {
		return err
	}
	fmt.Fprintf(out, "An invented company: %d people, %d of them personas of %s.\n", demoPeople, truth.Personas, report.Count(truth.Operators, "operator", "operators"))
	people, records, err := s.ImportPaths(ctx, files)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Brought in %d people with %d records, and what the logs of %d days showed of those at work; monitoring is on, with an invented impact assessment.\n", people, records, demoDays)
	return nil
}

// demoPlan sets the company up and switches on every kind of monitoring as an
// employer would: with the references of an impact assessment and of the notice that was given.
func demoPlan() *server.Plan {
	p := &server.Plan{
		Organisation: "Example company", Administrator: server.PlanAdministrator{Name: demoUser}, Propose: true,
		Entities: []server.PlanEntity{{ID: "MAIN", Title: "Example Ltd", Country: "GB"}},
	}
	for _, kind := range casework.MonitoringKinds() {
		p.Monitoring = append(p.Monitoring, server.PlanMonitoring{
			Kind: kind, Assessment: "DPIA-EXAMPLE-1", Notice: "NOTICE-EXAMPLE-1", Basis: "legitimate interest in knowing who works for us (invented)",
		})
	}
	return p
}

// localConfig is the configuration of an installation for this machine alone.
func localConfig(data, listen string) (server.Config, error) {
	c := server.DefaultConfig()
	self, err := os.Executable()
	if err != nil {
		return c, err
	}
	c.Data, c.Listen, c.Metrics, c.Version = filepath.Clean(data), listen, "", version()
	c.Command = []string{self, documentWorkerName}
	c.Log = newLog(os.Stderr, slog.LevelWarn)
	return c, nil
}

// openBrowser opens an address in the user's browser where there is one. That
// there is none is no error: the address is on the terminal.
func openBrowser(address string) {
	name, args := "xdg-open", []string{address}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", address}
	}
	if path, err := exec.LookPath(name); err == nil {
		_ = exec.Command(path, args...).Start()
	}
}
