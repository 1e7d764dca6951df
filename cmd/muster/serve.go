package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"muster/casework"
	"muster/server"
)

// installation is what the flags of the server's commands say.
type installation struct {
	file string
	data string
	db   string
	keys string
}

// flags adds the flags that say which installation a command is about.
func (o *installation) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.file, "config", "", "configuration file (see docs/server.md)")
	f.StringVar(&o.data, "data", "", "folder of the database and the keys")
	f.StringVar(&o.db, "db", "", "database server, postgres://user@host/name (default: a file in the data folder)")
	f.StringVar(&o.keys, "keys", "", "folder of the keys (default: keys in the data folder)")
}

// config is the configuration file with the flags over it.
func (o *installation) config(cmd *cobra.Command) (server.Config, error) {
	c := server.DefaultConfig()
	if o.file != "" {
		var err error
		if c, err = server.LoadConfig(o.file); err != nil {
			return c, err
		}
	}
	for _, one := range []struct {
		flag string
		from string
		to   *string
	}{{"data", o.data, &c.Data}, {"db", o.db, &c.DB}, {"keys", o.keys, &c.Keys}} {
		if cmd.Flags().Changed(one.flag) {
			*one.to = one.from
		}
	}
	self, err := os.Executable()
	if err != nil {
		return c, err
	}
	c.Version, c.Command = version(), []string{self, documentWorkerName}
	c.Log = slog.New(slog.NewJSONHandler(cmd.ErrOrStderr(), nil))
	return c, nil
}

func serveCommand() *cobra.Command {
	var o installation
	var listen, url string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the app to the people who work with it",
		Long: `Serve opens the app on an address, with its database in a file or on a Postgres
server; several may share one Postgres. Set it up first with muster setup. It
stops in order on Ctrl-C or a signal to end.`,
		Example: "  muster serve --data /var/lib/muster\n  muster serve --config /etc/muster.yaml\n  muster serve --data /var/lib/muster --db postgres://muster@db/muster",
		Args:    exactly(0, "flags only", "muster serve --data DIR"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := o.config(cmd)
			if err != nil {
				return err
			}
			if listen != "" {
				c.Listen = listen
			}
			if url != "" {
				c.URL = url
			}
			ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGTERM)
			defer stop()
			s, err := server.New(ctx, c)
			if err != nil {
				return err
			}
			return errors.Join(s.Run(ctx, func(address string) { fmt.Fprintln(cmd.OutOrStdout(), "serving", address) }), s.Close())
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&listen, "listen", "", "address of the pages, host:port (default: 127.0.0.1:8470)")
	cmd.Flags().StringVar(&url, "url", "", "address people type, such as https://muster.example.org")
	return cmd
}

// setupCommand makes the first user: everything else is set up by them, in the
// app.
func setupCommand() *cobra.Command {
	var o installation
	var name, email string
	var alone bool
	cmd := &cobra.Command{
		Use:   "setup",
		Short: "Make the first administrator of an installation, with a one-time link",
		Long: `Setup makes database and keys where there are none, and the first administrator,
who invites the others. It prints their one-time link. With --alone they hold
the roles of HR lead and auditor too, for a firm where one person does it all.`,
		Example: "  muster setup --data /var/lib/muster --name 'Ann Keeper' --email ann@example.org",
		Args:    exactly(0, "flags only", "muster setup --data DIR --name NAME --email ADDRESS"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := o.config(cmd)
			if err != nil {
				return err
			}
			s, err := server.New(cmd.Context(), c)
			if err != nil {
				return err
			}
			roles := []casework.Role{casework.Administrator}
			if alone {
				roles = append(roles, casework.HRLead, casework.Auditor)
			}
			link, err := s.Begin(cmd.Context(), name, email, roles...)
			if err := errors.Join(err, s.Close()); err != nil {
				return err
			}
			base := c.URL
			if base == "" {
				base = "http://" + c.Listen
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "Start `muster serve`, then open this link once, within seven days:\n\n  %s%s\n\nThe keys are in %s. Copy them somewhere else: without them nothing can be read.\n", base, link, keysOf(&c))
			return err
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&name, "name", "", "the administrator's name")
	cmd.Flags().StringVar(&email, "email", "", "the administrator's e-mail address")
	cmd.Flags().BoolVar(&alone, "alone", false, "they are the only user: give them the roles of HR lead and auditor too")
	return cmd
}

func keysOf(c *server.Config) string {
	if c.Keys != "" {
		return c.Keys
	}
	return filepath.Join(c.Data, "keys")
}

// passwordCommand gives a user a password from standard input.
func passwordCommand() *cobra.Command {
	var o installation
	cmd := &cobra.Command{
		Use:   "password EMAIL",
		Short: "Give a user a password and a second factor",
		Long: `Password reads a password of twelve characters or more from standard input,
gives it to the user with that address, and prints the address an authenticator
app reads as the second factor. Their sessions end. Stop the server first when
the database is a file.`,
		Example: "  muster password --data /var/lib/muster ann@example.org < password.txt",
		Args:    exactly(1, "a user's e-mail address", "muster password --data DIR ann@example.org"),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := o.config(cmd)
			if err != nil {
				return err
			}
			line, err := bufio.NewReader(io.LimitReader(cmd.InOrStdin(), 4096)).ReadString('\n')
			if err != nil && !errors.Is(err, io.EOF) {
				return err
			}
			s, err := server.New(cmd.Context(), c)
			if err != nil {
				return err
			}
			address, err := s.SetPassword(cmd.Context(), args[0], strings.TrimRight(line, "\r\n"))
			if err := errors.Join(err, s.Close()); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "Enter this into an authenticator app:\n\n  %s\n", address)
			return err
		},
	}
	o.flags(cmd)
	return cmd
}

// attended reports whether output goes to a terminal or, after a double click,
// nowhere: whoever catches it in a pipe or file wants text.
func attended(out io.Writer) bool {
	f, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// openEmpty is the program started without arguments by a double click: the
// same app over a folder of the user's own.
func openEmpty(cmd *cobra.Command) error {
	base, err := os.UserConfigDir()
	if err != nil {
		return err
	}
	c, err := localConfig(filepath.Join(base, "muster"), "127.0.0.1:8470")
	if err != nil {
		return err
	}
	s, err := server.New(cmd.Context(), c)
	if err != nil {
		return err
	}
	link, err := s.SignInLink(cmd.Context(), "You", "you@localhost", casework.Administrator, casework.HRLead, casework.Payroll, casework.Auditor)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	err = s.Run(cmd.Context(), func(address string) {
		fmt.Fprintf(cmd.OutOrStdout(), "Muster is open at\n\n  %s\n\nIts data are in %s. Close this window or press Ctrl-C to stop.\n", address+link, c.Data)
		openBrowser(address + link)
	})
	return errors.Join(err, s.Close())
}
