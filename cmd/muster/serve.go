package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"muster"
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
	c.Log = newLog(cmd.ErrOrStderr(), slog.LevelWarn) // what a server tells as it goes is nothing to whoever runs one command
	return c, nil
}

func serveCommand() *cobra.Command {
	var o installation
	var listen, url, metrics string
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
			if cmd.Flags().Changed("metrics") {
				c.Metrics = metrics
			}
			c.Log = newLog(cmd.ErrOrStderr(), slog.LevelInfo)
			if err := c.Installed(); err != nil {
				return err
			}
			s, err := server.New(cmd.Context(), c)
			if err != nil {
				return err
			}
			return errors.Join(s.Run(cmd.Context(), func(address string) {
				fmt.Fprint(cmd.OutOrStdout(), serving(address, onTerminal(cmd.OutOrStdout())))
			}), s.Close())
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&listen, "listen", "", "address of the pages, host:port (default: 127.0.0.1:8470)")
	cmd.Flags().StringVar(&url, "url", "", "address people type, such as https://muster.example.org")
	cmd.Flags().StringVar(&metrics, "metrics", "", "address of the metrics, on this machine; '' for none (default: 127.0.0.1:8471)")
	return cmd
}

// serving says where the pages are: on one line for a program that waits for it.
func serving(address string, person bool) string {
	if person {
		return "Muster is open at\n\n  " + address + "\n\nPress Ctrl-C to stop.\n"
	}
	return "serving " + address + "\n"
}

// setupCommand makes the first user and, when told, does what the set-up page
// asks for.
func setupCommand() *cobra.Command {
	var o installation
	var file, listen, url string
	var plan server.Plan
	var entities []string
	cmd := &cobra.Command{
		Use:   "setup",
		Short: "Set an installation up: its first administrator, with a one-time link",
		Long: `Setup makes database and keys where there are none, and the first administrator,
who invites the others. It prints how to start the app and their one-time link.
With --alone they hold the roles of HR lead and auditor too, for a firm where one
person does it all. An address given with --listen or --url is that of the link;
give it to muster serve too, or write it into the configuration.

Everything else is asked for on the first page, or stated here: with --file, or
with --organisation, --entity and --accept-proposed.`,
		Example: "  muster setup --data /var/lib/muster --name 'Ann Keeper' --email ann@example.org\n  muster setup --data d --listen 127.0.0.1:9000 --name Ann --email ann@example.org\n  muster setup --data /var/lib/muster --file setup.yaml\n  muster setup --data d --name Ann --email ann@example.org --alone --organisation 'Example Ltd' --entity 'UK,Example Ltd,GB' --accept-proposed",
		Args:    exactly(0, "flags only", "muster setup --data DIR --name NAME --email ADDRESS"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := planOf(cmd, file, &plan, entities)
			if err != nil {
				return err
			}
			return runSetup(cmd, &o, p, listen, url)
		},
	}
	o.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&listen, "listen", "", "address of the pages, host:port, as muster serve will have it (default: 127.0.0.1:8470)")
	f.StringVar(&url, "url", "", "address people type, such as https://muster.example.org")
	f.StringVar(&file, "file", "", "set-up file (see docs/server.md); the flags below go over it")
	f.StringVar(&plan.Administrator.Name, "name", "", "the administrator's name")
	f.StringVar(&plan.Administrator.Email, "email", "", "the administrator's e-mail address")
	f.BoolVar(&plan.Administrator.Alone, "alone", false, "they are the only user: give them the roles of HR lead and auditor too")
	f.StringVar(&plan.Organisation, "organisation", "", "what the organisation is called")
	f.StringArrayVar(&entities, "entity", nil, "a legal entity: short name, name and country's code, with commas; may be given again")
	f.BoolVar(&plan.Propose, "accept-proposed", false, "take the proposed purposes, lawful bases and notices")
	return cmd
}

// planOf is the set-up file with the flags over it.
func planOf(cmd *cobra.Command, file string, flags *server.Plan, entities []string) (*server.Plan, error) {
	p := &server.Plan{}
	if file != "" {
		var err error
		if p, err = server.LoadPlan(file); err != nil {
			return nil, err
		}
	}
	set := cmd.Flags().Changed
	for _, one := range []struct {
		flag     string
		from, to *string
	}{{"name", &flags.Administrator.Name, &p.Administrator.Name}, {"email", &flags.Administrator.Email, &p.Administrator.Email}, {"organisation", &flags.Organisation, &p.Organisation}} {
		if set(one.flag) {
			*one.to = *one.from
		}
	}
	p.Administrator.Alone = p.Administrator.Alone || flags.Administrator.Alone
	p.Propose = p.Propose || flags.Propose
	for _, text := range entities {
		parts := strings.Split(text, ",")
		if len(parts) < 3 {
			return nil, usageError("--entity: "+text+" is not an entity", "write it as 'UK,Example Ltd,GB'")
		}
		last := len(parts) - 1
		p.Entities = append(p.Entities, server.PlanEntity{ID: strings.TrimSpace(parts[0]), Title: strings.TrimSpace(strings.Join(parts[1:last], ",")), Country: strings.TrimSpace(parts[last])})
	}
	return p, nil
}

func runSetup(cmd *cobra.Command, o *installation, p *server.Plan, listen, url string) error {
	if strings.TrimSpace(p.Administrator.Name) == "" || strings.TrimSpace(p.Administrator.Email) == "" { // before a folder is made
		return usageError("setup needs the administrator's name and e-mail address", "add --name 'Ann Keeper' --email ann@example.org, or name them in the file")
	}
	c, err := o.config(cmd)
	if err != nil {
		return err
	}
	c.Listen, c.URL = cmp.Or(listen, c.Listen), cmp.Or(url, c.URL)
	s, err := server.New(cmd.Context(), c)
	if err != nil {
		return err
	}
	link, err := s.SetUp(cmd.Context(), p)
	err = errors.Join(err, s.Close())
	if link != "" {
		if _, said := fmt.Fprintf(cmd.OutOrStdout(), "%s is the administrator. Start the app, and leave it running:\n\n  %s\n\nThen open this link in a browser, once, within seven days. It signs them in and leads to the set-up page:\n\n  %s%s\n\nThe keys are in %s. Copy them somewhere else: without them nothing can be read.\n",
			p.Administrator.Name, serveLine(o, listen, url), c.Address(), link, keysOf(&c)); said != nil {
			return errors.Join(err, said)
		}
	}
	if err != nil && link != "" {
		return fmt.Errorf("the administrator was made, and then: %w; the rest can be done on the set-up page", err)
	}
	return err
}

// serveLine is the command that serves what was set up with these flags.
func serveLine(o *installation, listen, url string) string {
	line := "muster serve"
	for _, one := range [][2]string{{"config", o.file}, {"data", o.data}, {"db", o.db}, {"keys", o.keys}, {"listen", listen}, {"url", url}} {
		if one[1] != "" {
			line += " --" + one[0] + " " + shellWord(one[1])
		}
	}
	return line
}

// shellWord is a word as a shell takes it whole.
func shellWord(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_./:@,=+\\", r)
	}) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
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
			if err := c.Installed(); err != nil {
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

// scripted reports whether output is caught in a pipe or a file: whoever does
// that wants text. A terminal, and the nothing behind a double click, do not.
func scripted(out io.Writer) bool {
	f, ok := out.(*os.File)
	if !ok {
		return true
	}
	info, err := f.Stat()
	return err == nil && (info.Mode().IsRegular() || info.Mode()&os.ModeNamedPipe != 0)
}

// localPort is where the app of one's own machine is found.
const localPort = "127.0.0.1:8470"

// openEmpty is the program started without arguments, as by a double click:
// the same app over a folder of the user's own, with a place to drop files.
func openEmpty(cmd *cobra.Command) error {
	base, err := os.UserConfigDir()
	if err != nil {
		return err
	}
	return openLocal(cmd, filepath.Join(base, "muster"), openBrowser)
}

// openLocal opens the app over a folder. Where the app is open already, or was
// started a second time, the browser is led to it.
func openLocal(cmd *cobra.Command, data string, browse func(string)) error {
	out := cmd.OutOrStdout()
	c, err := localConfig(data, freeAddress(localPort))
	if err != nil {
		return err
	}
	s, err := server.New(cmd.Context(), c)
	if muster.CodeOf(err) == muster.CodeConflict {
		if link, found := server.KnockLocal(cmd.Context(), data); found {
			browse(link)
			_, err = fmt.Fprintf(out, "Muster is open already. Your browser is led to it; without one, open this link once:\n\n  %s\n", link)
			return err
		}
	}
	if err != nil {
		return err
	}
	again := func(ctx context.Context) (string, error) {
		link, err := s.SignInLink(ctx, ownName(), "you@localhost", casework.Administrator, casework.HRLead, casework.Payroll, casework.Auditor)
		return link + "&next=/people", err
	}
	link, err := again(cmd.Context())
	if err != nil {
		return errors.Join(err, s.Close())
	}
	err = s.Run(cmd.Context(), func(address string) {
		fmt.Fprintf(out, "Muster is open at\n\n  %s\n\nDrop your files there. Its data are in %s. Close this window or press Ctrl-C to stop; `muster help` lists the commands.\n", address+link, c.Data)
		if err := s.AnswerLocal(cmd.Context(), data, address, again); err != nil {
			fmt.Fprintln(cmd.ErrOrStderr(), "muster: started again it will not find this one:", err)
		}
		browse(address + link)
	})
	return errors.Join(err, s.Close())
}

// ownName is what the system calls whoever started the program, so that
// the ledger names somebody.
func ownName() string {
	who, err := user.Current()
	if err != nil {
		return "You"
	}
	return nameOf(who)
}

// maxName is how much of an account's name is taken, in letters.
const maxName = 80

// nameOf is an account's full name, else the name it signs in with, without
// what systems keep beside either.
func nameOf(who *user.User) string {
	full, _, _ := strings.Cut(who.Name, ",") // then room and telephone, on Unix
	short := who.Username[strings.LastIndexByte(who.Username, '\\')+1:]
	for _, name := range []string{full, short} {
		letters := []rune(strings.Join(strings.FieldsFunc(strings.ToValidUTF8(name, ""), func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " "))
		if len(letters) > 0 {
			return string(letters[:min(len(letters), maxName)])
		}
	}
	return "You"
}

// freeAddress is the address asked for, or any other when somebody has it.
func freeAddress(want string) string {
	l, err := net.Listen("tcp", want)
	if err != nil {
		return "127.0.0.1:0"
	}
	l.Close()
	return want
}
