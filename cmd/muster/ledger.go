package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"muster"
	"muster/ledger"
	"muster/server"
)

// maxBundle bounds a bundle that is checked, in bytes.
const maxBundle = 1 << 30

func ledgerCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ledger",
		Short: "Verify, export and check the record of what people did",
		Args:  exactly(0, "one of its commands", "muster ledger verify --data DIR"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(ledgerVerifyCommand(), ledgerBundleCommand(), ledgerCheckpointCommand(), ledgerCheckCommand())
	return cmd
}

// withLedger opens an installation's ledger for a command.
func withLedger(cmd *cobra.Command, o *installation, do func(*server.Ledger) error) error {
	c, err := o.config(cmd)
	if err != nil {
		return err
	}
	l, err := server.OpenLedger(cmd.Context(), &c)
	if err != nil {
		return err
	}
	return errors.Join(do(l), l.Close())
}

func ledgerVerifyCommand() *cobra.Command {
	var o installation
	var held []string
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Read the whole ledger and find any change after the fact",
		Long: `Verify reads every row of the ledger and its hash tree. With --checkpoint FILE,
a signed checkpoint kept elsewhere, it also finds a ledger that was cut off or
written anew. It works while a server runs.`,
		Example: "  muster ledger verify --data /var/lib/muster --checkpoint kept/october.txt",
		Args:    exactly(0, "flags only", "muster ledger verify --data DIR"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			notes, err := readCheckpoints(held)
			if err != nil {
				return err
			}
			return withLedger(cmd, &o, func(l *server.Ledger) error {
				r, err := l.Verify(cmd.Context(), notes...)
				if err != nil {
					return err
				}
				if r.Entries == 0 { // setting up makes entries: nothing to read is no good news
					return &muster.Error{Code: muster.CodeNotFound, Message: "there is no ledger of the organisation " + strconv.Quote(string(l.Organisation())) + " here, so nothing was verified", Hint: "name the configuration the server runs with: --config FILE"}
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d entries, %d checkpoints: nothing was altered, removed or moved. %d texts are there, %d were erased as retention has it.\n", r.Entries, r.Checkpoints, r.Openings, r.Erased)
				return err
			})
		},
	}
	o.flags(cmd)
	cmd.Flags().StringArrayVar(&held, "checkpoint", nil, "file of a signed checkpoint kept elsewhere; may be given again")
	return cmd
}

// readCheckpoints reads the files of signed checkpoints.
func readCheckpoints(files []string) ([]string, error) {
	var notes []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, &muster.Error{Code: muster.CodeNotFound, Message: "the checkpoint cannot be read: " + err.Error(), Hint: "name the file it was kept in", Err: err}
		}
		notes = append(notes, string(text))
	}
	return notes, nil
}

func ledgerBundleCommand() *cobra.Command {
	var o installation
	cmd := &cobra.Command{
		Use:   "bundle FILE",
		Short: "Write the ledger to a file that a third party checks offline",
		Long: `Bundle writes all entries without their texts. docs/ledger.md is the procedure by
which anybody can check it; a name that ends in .zip gives an archive with it. Texts
of entries are added on the page of the ledger, each opened for a reason.`,
		Example: "  muster ledger bundle ledger.json --data /var/lib/muster",
		Args:    exactly(1, "a file to write", "muster ledger bundle ledger.json --data DIR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withLedger(cmd, &o, func(l *server.Ledger) error {
				b, err := l.Bundle(cmd.Context())
				if err != nil {
					return err
				}
				f, err := os.OpenFile(args[0], os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
				if err != nil {
					return &muster.Error{Code: muster.CodeConflict, Message: "the file cannot be made: " + err.Error(), Hint: "name a new file", Err: err}
				}
				write := b.Write
				if strings.EqualFold(filepath.Ext(args[0]), ".zip") {
					write = func(w io.Writer) error { return server.WriteBundle(w, b) }
				}
				if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %d entries. Public key, to be given another way:\n%s\n", args[0], len(b.Entries), l.PublicKey())
				return err
			})
		},
	}
	o.flags(cmd)
	return cmd
}

func ledgerCheckpointCommand() *cobra.Command {
	var o installation
	cmd := &cobra.Command{
		Use:     "checkpoint",
		Short:   "Print the last signed checkpoint, to be kept elsewhere",
		Example: "  muster ledger checkpoint --data /var/lib/muster > kept/november.txt",
		Args:    exactly(0, "flags only", "muster ledger checkpoint --data DIR"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withLedger(cmd, &o, func(l *server.Ledger) error {
				signed, err := l.Checkpoint(cmd.Context())
				if err != nil {
					return err
				}
				_, err = fmt.Fprint(cmd.OutOrStdout(), signed)
				return err
			})
		},
	}
	o.flags(cmd)
	return cmd
}

// ledgerCheckCommand checks a bundle without any installation.
func ledgerCheckCommand() *cobra.Command {
	var key string
	var held []string
	cmd := &cobra.Command{
		Use:     "check BUNDLE",
		Short:   "Check a bundle against a public key, offline",
		Long:    `Check needs no installation. BUNDLE is the archive as it was exported, or the JSON file in it. With --checkpoint it also shows that a checkpoint you were given before is part of the bundle's history.`,
		Example: "  muster ledger check ledger.json --key 'muster+1a2b3c4d+AbC...'\n  muster ledger check ledger.json --key 'muster+1a2b3c4d+AbC...' --checkpoint november.txt",
		Args:    exactly(1, "a bundle", "muster ledger check ledger.json --key KEY"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if key == "" {
				return usageError("muster ledger check needs the ledger's public key", "add --key; get it another way than with the bundle")
			}
			known, err := ledger.Verifiers(key)
			if err != nil {
				return usageError("--key: "+err.Error(), "it is one line, name+digits+letters")
			}
			f, err := os.Open(args[0])
			if err != nil {
				return &muster.Error{Code: muster.CodeNotFound, Message: "the bundle cannot be read: " + err.Error(), Hint: "name the file", Err: err}
			}
			defer f.Close()
			info, err := f.Stat()
			if err != nil {
				return err
			}
			b, err := server.ReadBundle(f, info.Size(), maxBundle)
			if err != nil {
				return err
			}
			kept, err := readCheckpoints(held)
			if err != nil {
				return err
			}
			r, err := b.Check(known, kept...)
			if err != nil {
				return &muster.Error{Code: muster.CodeDamaged, Message: "the bundle does not hold: " + err.Error(), Hint: "ask for it again, and for the key", Err: err}
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d entries: all stand under the signed checkpoint.\n", r.Entries)
			return err
		},
	}
	cmd.Flags().StringVar(&key, "key", "", "the ledger's public key")
	cmd.Flags().StringArrayVar(&held, "checkpoint", nil, "file of a signed checkpoint kept from before; may be given again")
	return cmd
}
