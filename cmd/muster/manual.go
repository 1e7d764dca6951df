package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"muster"
	"muster/ingest/document"
)

func manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man DIR",
		Short: "Write the manual pages of all commands into DIR",
		Args:  exactly(1, "a folder", "muster man /usr/local/share/man/man1"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return &muster.Error{Code: muster.CodePermission, Message: "the folder cannot be made: " + err.Error(), Hint: "name another", Err: err}
			}
			cmd.Root().DisableAutoGenTag = true
			return doc.GenManTree(cmd.Root(), &doc.GenManHeader{Title: "MUSTER", Section: "1", Source: "Muster"}, args[0])
		},
	}
}

// addCompletion adds the command that writes completions, for which a shell it
// does not know is wrong use as it is everywhere else.
func addCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() != "completion" {
			continue
		}
		const what, example = "the name of a shell: bash, fish, powershell or zsh", "muster completion bash"
		cmd.Args = exactly(1, what, example)
		cmd.RunE = func(_ *cobra.Command, args []string) error {
			return usageError(fmt.Sprintf("there is no completion for %q", args[0]), "name one of bash, fish, powershell and zsh")
		}
		for _, shell := range cmd.Commands() {
			shell.Args = exactly(0, "nothing else", example)
		}
	}
}

// strictHelp makes asking for help on a command that is not there wrong use,
// as running it would be.
func strictHelp(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() == "help" {
			cmd.Run = nil
			cmd.RunE = func(_ *cobra.Command, args []string) error {
				of, left, err := root.Find(args)
				if err != nil || of == nil || len(left) > 0 && of == root {
					return usageError(fmt.Sprintf("unknown command %q", strings.Join(args, " ")), "see `muster help`"+suggest(root, args[0]))
				}
				of.InitDefaultHelpFlag()
				return of.Help()
			}
		}
	}
}

// documentWorkerName is the hidden command under which muster starts itself to
// read documents from outside: a hostile file can then only stop its own
// worker.
const documentWorkerName = "internal-document-worker"

func documentWorkerCommand() *cobra.Command {
	return &cobra.Command{
		Use:    documentWorkerName,
		Hidden: true,
		Args:   exactly(0, "no arguments", "(started by muster itself)"),
		RunE:   func(cmd *cobra.Command, _ []string) error { return document.ServeProcess(cmd.Context()) },
	}
}
