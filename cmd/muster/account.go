package main

import (
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"

	"muster"
	"muster/casework"
	"muster/internal/escape"
	"muster/server"
	"muster/store"
)

func accountCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "account",
		Short: "Ask what is due about an account of a platform",
		Args:  exactly(0, "one of its commands", "muster account check F-1 --db platform.db --at payout"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(accountCheckCommand(), accountServeCommand())
	return cmd
}

// accountOptions are the flags of the command.
type accountOptions struct {
	db, keyFile, at string
	json            bool
	limit           time.Duration
}

func accountCheckCommand() *cobra.Command {
	o := accountOptions{}
	const example = "muster account check F-1 --db platform.db --at payout"
	cmd := &cobra.Command{
		Use:   "check ID",
		Short: "Say what is due about one account at sign-up or payout",
		Long: `Check answers from what the last screen --db found, weighed anew with the checks
and decisions on record: none, verify, escalate, or no_opinion where nothing is on
record, a database server does not answer, or there was no answer within --timeout.
At sign-up, where money goes is not weighed. The answer is advice to a person;
nothing is closed or stopped by it.`,
		Example: "  " + example,
		Args:    exactly(1, "the id of an account", example),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := needs(cmd, map[string]string{"db": o.db, "at": o.at}, example); err != nil {
				return err
			}
			return o.check(cmd, muster.SubjectID(args[0]))
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.db, "db", "", "database that muster screen --db or muster serve keeps")
	f.StringVar(&o.keyFile, "key-file", "", "file with the organisation's join key (default: beside the database)")
	f.StringVar(&o.at, "at", "", "what is about to happen: signup or payout")
	f.BoolVar(&o.json, "json", false, "print one JSON object")
	f.DurationVar(&o.limit, "timeout", time.Second, "how long to wait for an answer once the database is open")
	return cmd
}

func accountServeCommand() *cobra.Command {
	o := accountOptions{}
	listen := ""
	const example = "muster account serve --db platform.db --listen 127.0.0.1:8091"
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Answer programs about single accounts, from what the last run kept",
		Long: `Serve answers POST /v1/accounts:check as check does, to programs with a key of the
server whose scope is findings.read. It holds nobody in memory and writes nothing:
run as many as are needed, beside the server or on replicas of its database, behind
a proxy that ends TLS. It stops when it is told to (SIGTERM).`,
		Example: "  " + example,
		Args:    exactly(0, "flags only", example),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := needs(cmd, map[string]string{"db": o.db}, example); err != nil {
				return err
			}
			return o.serve(cmd, listen)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.db, "db", "", "database that muster screen --db or muster serve keeps, or a replica of it")
	f.StringVar(&o.keyFile, "key-file", "", "file with the organisation's join key (default: beside the database)")
	f.StringVar(&listen, "listen", "127.0.0.1:8091", "address to answer on, host:port")
	f.DurationVar(&o.limit, "timeout", 100*time.Millisecond, "how long an answer may take before it is no_opinion")
	return cmd
}

// serve answers until the program is told to end.
func (o *accountOptions) serve(cmd *cobra.Command, listen string) error {
	v := &vault{file: o.db}
	defer v.close()
	desk, err := o.open(cmd.Context(), v)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return &muster.Error{Code: muster.CodeUsage, Message: "the address cannot be listened on: " + err.Error(), Hint: "name another with --listen host:port", Err: err}
	}
	log := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))
	web := &http.Server{Handler: desk.Handler(log), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10}
	log.InfoContext(cmd.Context(), "answering about accounts", "address", listener.Addr().String())
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-cmd.Context().Done():
		ctx, cancel := context.WithTimeout(context.WithoutCancel(cmd.Context()), 5*time.Second)
		defer cancel()
		return web.Shutdown(ctx)
	}
}

func (o *accountOptions) check(cmd *cobra.Command, id muster.SubjectID) error {
	at, err := muster.ParseAccountMoment(o.at)
	if err != nil {
		return usageError(err.Error(), "for example --at payout")
	}
	v := &vault{file: o.db}
	defer v.close()
	answer, err := o.ask(cmd.Context(), v, id, at)
	if err != nil && (store.Unreachable(err) || errors.Is(err, context.DeadlineExceeded)) {
		// Whoever waits for a payout must not wait for the database.
		fmt.Fprintln(cmd.ErrOrStderr(), "muster: "+escape.Line(err.Error()))
		answer, err = muster.NoOpinion(id, at, "the database does not answer"), nil
	}
	if err != nil {
		return err
	}
	if o.json {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(answer)
	}
	return writeAnswer(cmd.OutOrStdout(), answer)
}

// openLimit is how long the opening of a database on a server may take before
// there is no opinion.
const openLimit = 5 * time.Second

func (o *accountOptions) ask(ctx context.Context, v *vault, id muster.SubjectID, at muster.AccountMoment) (*muster.AccountAnswer, error) {
	if store.IsServer(o.db) {
		limited, cancel := context.WithTimeout(ctx, openLimit+o.limit)
		defer cancel()
		ctx = limited
	}
	desk, err := o.open(ctx, v)
	if err != nil {
		return nil, err
	}
	who := &casework.Actor{User: "command-line", Name: "command line", Via: casework.ViaFile, Grants: []casework.Grant{{Role: casework.HRLead}}}
	return desk.Check(ctx, who, id, at)
}

// open opens the database for reading beside whoever else has it open.
func (o *accountOptions) open(ctx context.Context, v *vault) (*server.AccountDesk, error) {
	pay := payrunOptions{db: o.db, keyFile: o.keyFile}
	if !store.IsServer(o.db) {
		if _, err := os.Stat(o.db); errors.Is(err, fs.ErrNotExist) {
			return nil, &muster.Error{Code: muster.CodeNotFound, Message: "there is no database " + o.db, Hint: "make one with muster screen --db", Err: err}
		}
	} else if o.keyFile == "" {
		return nil, usageError("a database on a server needs the organisation's key, and no file is named", "name it with --key-file, such as DATA/keys/organisation.key of `muster serve`")
	}
	keyFile, _ := pay.keys()
	if err := v.takeKey(&screenOptions{keyFile: keyFile}, false); err != nil {
		return nil, err
	}
	var err error
	if v.db, err = store.Open(ctx, o.db, store.Options{Keys: v.keyOf}); err != nil {
		return nil, err
	}
	known, err := v.db.Organisations(ctx)
	if err != nil {
		return nil, err
	}
	if len(known) != 1 {
		return nil, &muster.Error{Code: muster.CodeUsage, Message: fmt.Sprintf("the database holds %s; an account is of one", counted(len(known), "organisation", "organisations")), Hint: "keep each organisation in a database of its own"}
	}
	if err := v.db.CheckKey(ctx, known[0]); err != nil {
		return nil, err
	}
	seed, err := hkdf.Key(sha256.New, v.master, nil, "muster desk", 32)
	if err != nil {
		return nil, err
	}
	key, err := v.keyOf(known[0])
	if err != nil {
		return nil, err
	}
	today := func() muster.Time {
		now := time.Now().UTC()
		return muster.Date(now.Year(), now.Month(), now.Day())
	}
	d := &server.AccountDesk{Store: v.db, Organisation: known[0], Key: key, Today: today, Limit: o.limit}
	d.Desk, err = casework.New(casework.Config{Store: v.db, Organisation: known[0], Random: rand.Reader, Seed: seed})
	return d, err
}

// writeAnswer writes an answer for people.
func writeAnswer(out io.Writer, a *muster.AccountAnswer) error {
	said := map[muster.AccountOpinion]string{
		muster.OpinionNone: "nothing is due", muster.OpinionVerify: "a check is due before the next step",
		muster.OpinionEscalate: "two people look before the next step", muster.OpinionMissing: "no opinion",
	}[a.Answer]
	if a.Why != "" {
		said += ": " + a.Why
	}
	if _, err := fmt.Fprintf(out, "%s: %s\n", escape.Line(string(a.ID)), said); err != nil {
		return err
	}
	for _, r := range a.Reasons {
		if _, err := fmt.Fprintf(out, "  %s %d  %s\n", r.Flag, r.Strength, escape.Line(r.Title)); err != nil {
			return err
		}
	}
	return nil
}
