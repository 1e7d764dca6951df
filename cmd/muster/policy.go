package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"muster/policy"
)

func policyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "Show the built-in policy, or check one of your own",
		Args:  noSubcommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "show",
		Short: "Print the built-in policy as a start for your own",
		Args:  exactly(0, "no arguments", "muster policy show > policy.yaml"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := cmd.OutOrStdout().Write(policy.DefaultText())
			return err
		},
	}, &cobra.Command{
		Use:   "check FILE",
		Short: "Check a policy file",
		Args:  exactly(1, "a policy file", "muster policy check policy.yaml"),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			p, err := policy.Parse(args[0], text)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: policy %s is valid\n", args[0], p.Version)
			return err
		},
	})
	return cmd
}
