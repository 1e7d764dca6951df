// Command muster screens a company's people from its own files, says in plain
// words what was seen and what would clear it, and leaves the decision to
// people.
//
// The sub-commands are values built in this package, one file each. They
// return errors; only main turns one into an exit status: 0 done, 1 failed or
// nothing readable, 2 wrong use, 3 when --fail-on asked for it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"muster"
	"muster/internal/escape"
)

// The exit statuses.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
	exitLevel  = 3
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // whoever asks twice is not made to wait
	status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// run executes one command line and returns the exit status. It is what tests
// call.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	var level levelReached
	if errors.As(err, &level) {
		return exitLevel
	}
	fmt.Fprintln(errOut, "muster:", escape.Block(sayError(ctx, err)))
	if muster.CodeOf(err) == muster.CodeUsage {
		return exitUsage
	}
	return exitFailed
}

func sayError(ctx context.Context, err error) string {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return "stopped; nothing was changed"
	}
	return err.Error()
}

// levelReached ends a run whose --fail-on level was reached.
type levelReached struct{ level muster.Level }

func (l levelReached) Error() string { return "people at " + string(l.level) + " or above" }

// usageError says that the call's words are off and what to type instead.
func usageError(message, hint string) error {
	return &muster.Error{Code: muster.CodeUsage, Message: message, Hint: hint}
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "muster",
		Short: "Keep invented remote workers off a company's payroll",
		Long: `Muster follows each person from application to exit with the files a company
already has, joins what no single record shows, says in plain words what was
seen and what would clear it, and leaves the decision to people.`,
		Version:       version(),
		SilenceUsage:  true,
		SilenceErrors: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError(fmt.Sprintf("unknown command %q", args[0]), "see `muster help`"+suggest(cmd, args[0]))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if scripted(cmd.OutOrStdout()) {
				return cmd.Help()
			}
			return openEmpty(cmd)
		},
	}
	cobra.MousetrapHelpText = "" // a double click opens the app
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError(err.Error(), "see `"+cmd.CommandPath()+" --help`")
	})
	root.AddCommand(demoCommand(), serveCommand(), setupCommand(), passwordCommand(), backupCommand(), restoreCommand(), doctorCommand(), migrateCommand(), ledgerCommand(),
		screenCommand(), fetchCommand(), inspectCommand(), detectorsCommand(), detectionsCommand(), policyCommand(), simulateCommand(), evaluateCommand(), resolveCommand(), listsCommand(), namesCommand(), payrunCommand(), accountCommand(), analyseCommand(), versionCommand(), manCommand(), documentWorkerCommand())
	addCompletion(root)
	strictHelp(root)
	return root
}

func suggest(cmd *cobra.Command, word string) string {
	if near := cmd.SuggestionsFor(word); len(near) > 0 {
		return "; did you mean `muster " + strings.Join(near, "` or `muster ") + "`?"
	}
	return ""
}

// atLeast wraps cobra's argument check in an error that says what to type.
func atLeast(n int, what, example string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < n {
			return usageError(cmd.CommandPath()+" needs "+what, "for example: "+example)
		}
		return nil
	}
}

// exactly is atLeast for a fixed number of arguments.
func exactly(n int, what, example string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return usageError(cmd.CommandPath()+" needs "+what, "for example: "+example)
		}
		return nil
	}
}
