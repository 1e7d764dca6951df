package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"muster"
	"muster/server"
)

func backupCommand() *cobra.Command {
	var o installation
	var keysTo string
	cmd := &cobra.Command{
		Use:   "backup DIR",
		Short: "Copy an installation's database, also while it runs",
		Long: `Backup writes a consistent copy of the database into a new folder, and the keys
into another, --copy-keys. Use the same folder of keys each time and keep it on
another device: the keys of people who were erased leave it with the next
backup, and what older copies hold of them then opens no more. A Postgres
database is backed up with its own tools; docs/server.md says how.`,
		Example: "  muster backup /backup/2026-11-21 --data /var/lib/muster --copy-keys /safe/muster-keys",
		Args:    exactly(1, "a new folder", "muster backup /backup/2026-11-21 --data /var/lib/muster --copy-keys /safe/muster-keys"),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := o.config(cmd)
			if err != nil {
				return err
			}
			if keysTo == "" {
				return usageError("a backup needs two places: without the keys of now the copy cannot be read", "add --copy-keys DIR, on another device if you can")
			}
			if err := server.Backup(cmd.Context(), &c, args[0], keysTo); err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), args[0]+": copied. It cannot be read without the keys in "+keysTo+"; keep them on another device.")
			return err
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&keysTo, "copy-keys", "", "folder for the keys, the same for every backup (required)")
	return cmd
}

func restoreCommand() *cobra.Command {
	var o installation
	var keysFrom string
	var what server.Restoring
	var held []string
	cmd := &cobra.Command{
		Use:   "restore BACKUP",
		Short: "Put a backup into an empty data folder and read all of it once",
		Long: `Restore copies a backup and its keys into an empty data folder, then reads every
record and the whole ledger. Nothing is written over. People whose keys were
erased since the copy was made are erased in it too, and clocks of retention are
applied at once. A Postgres database is put back with its own tools first; -
stands in place of the backup then. Who restored, and why, is
the ledger's next entry; where there are several administrators, another one
is asked in the app to look at it. With --checkpoint FILE, a signed checkpoint
kept elsewhere, a copy older than it is refused.`,
		Example: "  muster restore /backup/2026-11-21 --from-keys /safe/muster-keys --data /var/lib/muster --by 'Ann Keeper' --reason 'The disk failed.'",
		Args:    exactly(1, "a backup's folder", "muster restore /backup/2026-11-21 --from-keys DIR --data DIR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := o.config(cmd)
			if err != nil {
				return err
			}
			if args[0] == "-" {
				args[0] = ""
			} else if keysFrom == "" {
				return usageError("muster restore needs the keys the backup was written under", "add --from-keys DIR")
			}
			if what.By == "" || what.Reason == "" {
				return usageError("the ledger enters who restores and why", "add --by 'Ann Keeper' --reason 'The disk failed this morning.'")
			}
			if what.Held, err = readCheckpoints(held); err != nil {
				return err
			}
			done, err := server.Restore(cmd.Context(), &c, args[0], keysFrom, what)
			if err != nil {
				return err
			}
			if done.Erased+done.Trimmed > 0 {
				fmt.Fprintf(cmd.OutOrStdout(), "Erased since the copy was made, and erased in it again: %d people, and some records of %d others.\n", done.Erased, done.Trimmed)
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), c.Data+": restored; every record and the whole ledger were read, and the restore is entered in it.")
			return err
		},
	}
	o.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&keysFrom, "from-keys", "", "folder the last backup copied the keys to")
	f.StringVar(&what.By, "by", "", "who restores, for the ledger")
	f.StringVar(&what.Reason, "reason", "", "why, for the ledger")
	f.StringArrayVar(&held, "checkpoint", nil, "file of a signed checkpoint kept elsewhere; may be given again")
	return cmd
}

func doctorCommand() *cobra.Command {
	var o installation
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look whether an installation is well",
		Long: `Doctor looks at disk, permissions, keys, database, records, ledger, clock, certificates, mail servers and
the last backup, and says what to do about each that is not well.`,
		Example: "  muster doctor --data /var/lib/muster",
		Args:    exactly(0, "flags only", "muster doctor --data DIR"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := o.config(cmd)
			if err != nil {
				return err
			}
			list, err := server.Doctor(cmd.Context(), &c)
			if err != nil {
				return err
			}
			ill := 0
			for _, d := range list {
				word := "well"
				if !d.Well {
					word = "NOT WELL"
					ill++
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%-18s %-9s %s\n", d.What, word, d.Says)
			}
			if ill > 0 {
				return &muster.Error{Code: muster.CodeDamaged, Message: fmt.Sprintf("not well: %d of %d", ill, len(list)), Hint: "see above what to do"}
			}
			return nil
		},
	}
	o.flags(cmd)
	cmd.AddCommand(doctorDataCommand())
	return cmd
}

func migrateCommand() *cobra.Command {
	var o installation
	cmd := &cobra.Command{
		Use:     "migrate",
		Short:   "Bring a database's schema up to date",
		Long:    `Migrate brings the schema up to date, as serve does when it starts. There is no way back: make a backup first.`,
		Example: "  muster migrate --data /var/lib/muster",
		Args:    exactly(0, "flags only", "muster migrate --data DIR"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := o.config(cmd)
			if err != nil {
				return err
			}
			if err := c.Installed(); err != nil {
				return err
			}
			s, err := server.New(cmd.Context(), c)
			if err != nil {
				return err
			}
			if err := s.Close(); err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), "the schema is up to date")
			return err
		},
	}
	o.flags(cmd)
	return cmd
}
