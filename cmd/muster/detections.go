package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"muster"
	"muster/detect"
	"muster/detect/all"
	"muster/stream/programs"
)

// lineRule is one of our detections as far as one line of a log can show it.
// What takes a person's history, home or agreements stays with us.
type lineRule struct {
	flag   muster.FlagID
	name   string // of its file
	title  string
	level  string // Sigma's word; a single line is never more than medium
	source lineSource
	match  []lineMatch // all of them
}

// lineSource is a kind of log, in Sigma's words and as a table of KQL.
type lineSource struct {
	product, category, service, definition string
	table, first                           string // of KQL: the table, and what narrows it
}

// lineMatch is a field that has one of the values.
type lineMatch struct {
	field, kql string // the field's name in Sigma, and in KQL as a column or a value of one
	how        string // endswith, contains, or "" for equal
	below      bool   // the values are hosts: each, and every name below it
	values     []string
}

// The kinds of log.
func processes() lineSource {
	return lineSource{product: "windows", category: "process_creation", definition: "Sysmon 1, or Security 4688 with process creation audited", table: "DeviceProcessEvents"}
}

func lookups() lineSource {
	return lineSource{product: "windows", category: "dns_query", definition: "Sysmon 22", table: "DeviceNetworkEvents"}
}

func plugged() lineSource {
	return lineSource{product: "windows", service: "security", definition: "Requires the audit policy Audit PNP Activity, success", table: "DeviceEvents", first: `ActionType == "PnpDeviceConnected"`}
}

// lineRules lists the rules. Those on programs follow the built-in table.
func lineRules() []lineRule {
	device := func(values ...string) []lineMatch {
		return []lineMatch{{field: "EventID", values: []string{"6416"}}, {field: "DeviceId", kql: "tostring(parse_json(AdditionalFields).DeviceId)", how: "contains", values: values}}
	}
	rules := []lineRule{
		{"END-03", "fixed-pin", "", "medium", processes(), []lineMatch{
			{field: "Image", kql: "FileName", how: "endswith", values: []string{"remoting_start_host.exe"}}, {field: "CommandLine", kql: "ProcessCommandLine", how: "contains", values: []string{"--pin"}},
		}},
		{"END-04", "remote-hands", "Hardware that hands over screen and keyboard, by its identifiers, was plugged in", "medium", plugged(), device("VID_38EB&PID_0002", "VID_3346&PID_1009", "VID_1209&PID_EDA1", "VID_1209&PID_EDA2", "VID_1209&PID_EDA3")},
		{"END-04", "remote-hands-gadget", "A Linux computer that acts as a USB device was plugged in", "low", plugged(), device("VID_1D6B&PID_0104")},
		{"END-08", "kept-active-hardware", "A device that moves the pointer by itself was plugged in", "low", plugged(), device("VID_0E90&PID_0028", "VID_0E90&PID_0045")},
		{"NET-01", "vpn-of-published-cases", "", "medium", lineSource{product: "okta", service: "okta", table: "OktaV2_CL"}, []lineMatch{
			{field: "debugContext.debugData.tunnels", kql: "tostring(DebugData.tunnels)", how: "contains", values: []string{"ASTRILL"}},
		}},
	}
	for _, p := range []struct {
		flag        muster.FlagID
		class       muster.ProgramClass
		name, title string // no title: the detector's own says what one line shows
	}{
		{"END-01", muster.ProgramRemote, "remote-tool", "A remote-access tool, which may be one you approved"}, {"END-08", muster.ProgramJiggler, "kept-active", ""}, {"END-13", muster.ProgramVPN, "vpn-client", "Client of a common VPN"},
		{"END-13", muster.ProgramVPNTied, "vpn-client-of-published-cases", ""}, {"END-15", muster.ProgramRecorder, "recorder", ""},
	} {
		files, relays := programs.Names(p.class)
		files = slices.DeleteFunc(files, func(name string) bool { return strings.Count(name, ".") > 1 }) // what macOS calls a program
		for i := range files {
			files[i] += ".exe"
		}
		if len(files) > 0 {
			rules = append(rules, lineRule{p.flag, p.name, p.title, "low", processes(), []lineMatch{{field: "Image", kql: "FileName", how: "endswith", values: files}}})
		}
		if len(relays) > 0 {
			rules = append(rules, lineRule{p.flag, p.name + "-relay", p.title, "low", lookups(), []lineMatch{{field: "QueryName", kql: "RemoteUrl", below: true, values: relays}}})
		}
	}
	return rules
}

func detectionsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "detections",
		Short: "Write what one log line can show as rules for a SIEM",
		Args:  noSubcommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(detectionsExportCommand())
	return cmd
}

func detectionsExportCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "export sigma|kql",
		Short: "Write Sigma rules, or queries for Microsoft Sentinel and Defender",
		Long: `Export writes those of our detections that a single line of a log can express, as
Sigma rules or as KQL. A line alone is a reason to look at what was agreed and
issued, never more: joins, baselines, homes and clocks stay with Muster. Put the
tools you approved of on your own list before a rule on remote tools alerts.`,
		Example:   "  muster detections export sigma --out rules\n  muster detections export kql",
		Args:      exactly(1, "sigma or kql", "muster detections export sigma"),
		ValidArgs: []string{"sigma", "kql"},
		RunE: func(cmd *cobra.Command, args []string) error {
			render, ok := map[string]func(*lineRule) (string, error){"sigma": sigmaOf, "kql": kqlOf}[args[0]]
			if !ok {
				return usageError(fmt.Sprintf("rules cannot be written as %q", args[0]), "for example: muster detections export sigma")
			}
			return exportRules(cmd, args[0], out, render)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "folder for one file each (default: all on standard output)")
	return cmd
}

func exportRules(cmd *cobra.Command, form, out string, render func(*lineRule) (string, error)) error {
	suffix, between := ".yml", "---\n"
	if form == "kql" {
		suffix, between = ".kql", "\n"
	}
	if out != "" {
		if err := os.MkdirAll(out, 0o755); err != nil {
			return err
		}
	}
	rules := lineRules()
	for i := range rules {
		text, err := render(&rules[i])
		if err != nil {
			return err
		}
		if out != "" {
			name := strings.ToLower(string(rules[i].flag)) + "-" + rules[i].name + suffix
			if err := os.WriteFile(filepath.Join(out, name), []byte(text), 0o644); err != nil {
				return err
			}
			continue
		}
		if i > 0 {
			text = between + text
		}
		if _, err := fmt.Fprint(cmd.OutOrStdout(), text); err != nil {
			return err
		}
	}
	if out != "" {
		fmt.Fprintf(cmd.OutOrStdout(), "%d rules in %s\n", len(rules), out)
	}
	return nil
}

// manualOf is the manual page of the detector of a rule.
func manualOf(flag muster.FlagID) (*detect.Detector, error) {
	list := all.Detectors()
	i := slices.IndexFunc(list, func(d detect.Detector) bool { return d.Flag == flag })
	if i < 0 {
		return nil, fmt.Errorf("no detector of %s", flag)
	}
	return &list[i], nil
}
