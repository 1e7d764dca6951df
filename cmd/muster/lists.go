package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"muster"
	"muster/connect/lists"
	"muster/internal/escape"
	"muster/internal/outward"
	"muster/watchlist"
)

// listsFolder is where lists are kept when nothing else is said.
const listsFolder = "muster-lists"

// oldList is the age from which a list of sanctions is said to be old.
const oldList = 7 * 24 * time.Hour

func listsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "lists",
		Short: "Fetch lists of sanctions, networks and tools, and compare people with them",
		Long: `Lists fetches sanctions lists from their publishers, keeps every version with where
it came from, and compares people with them. A name alone never gets beyond
"possible": many people share it with somebody on a list. See docs/lists.md.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError(fmt.Sprintf("unknown command %q", args[0]), "use muster lists update, status or screen"+suggest(cmd, args[0]))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(listsUpdateCommand(), listsStatusCommand(), listsScreenCommand())
	return cmd
}

// listsUpdate is what the flags of `muster lists update` say.
type listsUpdate struct {
	dir   string
	urls  []string
	allow []string
	sums  []string
	force bool
	json  bool

	stated map[string][]byte // of sums
}

func listsUpdateCommand() *cobra.Command {
	var o listsUpdate
	cmd := &cobra.Command{
		Use:   "update [SOURCE...]",
		Short: "Fetch the current lists and say what changed",
		Long: `Update fetches lists from their publishers: ofac-sdn, ofac-consolidated, uk, un and
eu, the lists of networks x4bnet-vpn, x4bnet-datacenter, tor-exits and apple-relay,
of countries tor-geoip and tor-geoip6 (Debian packs them as tor-geoipdb), of mail
hosts disposable-mail, of remote tools lolrmm, or those named. Each list is read
completely before it takes the place of the one in use; a broken one, one that does
not come to the checksum sent with it or given with --sha256, and one that lost more
than half of its entries, is refused and the one in use stays. What was added,
removed and changed is printed.`,
		Example: "  muster lists update\n  muster lists update un uk --dir lists",
		RunE: func(cmd *cobra.Command, args []string) error {
			return runListsUpdate(cmd, args, &o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.dir, "dir", listsFolder, "folder that keeps the lists")
	f.StringSliceVar(&o.urls, "url", nil, "fetch a source from elsewhere, as `SOURCE=URL`, for example from a mirror of your own, a file of this computer (file:/usr/share/tor/geoip) or a list not named above")
	f.StringSliceVar(&o.allow, "allow", nil, "hosts or address ranges inside your network that may be asked")
	f.StringSliceVar(&o.sums, "sha256", nil, "checksum that the publisher states for a source, as `SOURCE=HEX`; another file is refused")
	f.BoolVar(&o.force, "force", false, "take a list that lost more than half of its entries")
	f.BoolVar(&o.json, "json", false, "print one JSON object for each list")
	return cmd
}

// listChange is a line of what `muster lists update` prints.
type listChange struct {
	muster.ListProvenance
	Same    bool               `json:"same"`
	Added   []string           `json:"added"`
	Removed []string           `json:"removed"`
	Changed []watchlist.Change `json:"changed"`
}

// store keeps lists in a folder.
func (o *listsUpdate) store(dir string, guard *outward.Guard) *lists.Store {
	return &lists.Store{Dir: dir, Client: guard.Client(), Now: time.Now, Force: o.force, Stated: o.stated}
}

// readSums reads the checksums that were given. One for a list that is not fetched
// would check nothing, unnoticed.
func (o *listsUpdate) readSums(fetched []lists.Source) error {
	o.stated = map[string][]byte{}
	for _, pair := range o.sums {
		name, text, _ := strings.Cut(pair, "=")
		sum, ok := lists.ReadChecksum(text)
		if !ok {
			return usageError("--sha256 needs SOURCE=HEX, with the 64 digits of a SHA-256", "for example: --sha256 ofac-sdn=9f86d0…, as the publisher states it")
		}
		if !slices.ContainsFunc(fetched, func(s lists.Source) bool { return s.Name == name }) {
			return usageError(fmt.Sprintf("--sha256 is given for %q, which is not fetched", name), "name the list too: muster lists update "+name+" --sha256 "+name+"=HEX")
		}
		o.stated[name] = sum
	}
	return nil
}

func runListsUpdate(cmd *cobra.Command, names []string, o *listsUpdate) error {
	everything := len(names) == 0 && len(o.urls) == 0
	mail, names, urls := pickOne(lists.MailSource(), everything, names, o.urls)
	tools, names, urls := pickOne(lists.ToolSource(), everything, names, urls)
	var ranges []lists.NetworkSource
	if everything || len(names)+len(urls) > 0 {
		ranges, names, urls = pickNetworks(names, urls)
	}
	var sources []lists.Source
	if everything || len(names)+len(urls) > 0 {
		var err error
		if sources, err = pickSources(names, urls); err != nil {
			return err
		}
	}
	guard, err := outward.New(outward.Config{Allow: o.allow, Plain: len(o.allow) > 0, Redirects: 5, Timeout: 15 * time.Minute, MaxBody: 2 << 30})
	if err != nil {
		return usageError(err.Error(), "give --allow a host name or a range such as 10.20.0.0/16")
	}
	fetched := slices.Clone(sources)
	for _, r := range ranges {
		fetched = append(fetched, r.Source)
	}
	for _, one := range []*lists.Source{mail, tools} {
		if one != nil {
			fetched = append(fetched, *one)
		}
	}
	if err := o.readSums(fetched); err != nil {
		return err
	}
	store := o.store(o.dir, guard)
	failed := updateFacts(cmd, o, guard, ranges, mail, tools)
	for _, source := range sources {
		u, err := store.Update(cmd.Context(), source)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		if err := printListChange(cmd, u, o.json); err != nil {
			return err
		}
	}
	return failed
}

// pickSources returns the sources named, or all, with the addresses given.
func pickSources(names, urls []string) ([]lists.Source, error) {
	all := lists.Sources()
	given := map[string]bool{}
	for _, pair := range urls {
		name, url, ok := strings.Cut(pair, "=")
		if !ok || name == "" || strings.ContainsAny(name, `/\. `) {
			return nil, usageError("--url needs SOURCE=URL, with a source of letters, digits and hyphens", "for example: --url un=https://mirror.example.org/un.xml")
		}
		given[name] = true
		known := false
		for i := range all {
			if all[i].Name == name {
				all[i].URL, known = url, true
			}
		}
		if !known {
			all = append(all, lists.Source{Name: name, What: name, URL: url})
		}
	}
	if len(names) == 0 && len(urls) == 0 {
		return all, nil
	}
	var picked []lists.Source
	for _, s := range all {
		if given[s.Name] {
			picked = append(picked, s)
		}
	}
	for _, name := range names {
		known := false
		for _, s := range all {
			if s.Name == name {
				known = true
				if !given[name] {
					picked = append(picked, s)
				}
			}
		}
		if !known {
			return nil, usageError(fmt.Sprintf("unknown list %q", name), "known are ofac-sdn, ofac-consolidated, uk, un and eu; another one needs --url "+name+"=URL")
		}
	}
	return picked, nil
}

func printListChange(cmd *cobra.Command, u lists.Update, asJSON bool) error {
	var before []muster.ListEntry
	if u.Before != nil {
		before = u.Before.Entries
	}
	d := watchlist.Compare(before, u.After.Entries)
	out := cmd.OutOrStdout()
	if !asJSON {
		_, err := fmt.Fprintf(out, "%s: %d entries, %d added, %d removed, %d changed (published %s)\n", u.Source, u.Entries, len(d.Added), len(d.Removed), len(d.Changed), escape.Line(orUnknown(u.Published)))
		return err
	}
	line := listChange{ListProvenance: u.ListProvenance, Same: u.Same, Added: []string{}, Removed: []string{}, Changed: d.Changed}
	if line.Changed == nil {
		line.Changed = []watchlist.Change{}
	}
	for _, e := range d.Added {
		line.Added = append(line.Added, e.ID)
	}
	for _, e := range d.Removed {
		line.Removed = append(line.Removed, e.ID)
	}
	return json.NewEncoder(out).Encode(line)
}

func orUnknown(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

func listsStatusCommand() *cobra.Command {
	var dir string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show which lists are in use, from where and how old",
		Args:  exactly(0, "no further words", "muster lists status"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			store := &lists.Store{Dir: dir, Now: time.Now}
			all, err := store.Status()
			ranges, wrong := lists.Facts(dir, true)
			if wrong != nil {
				return wrong
			}
			if errors.Is(err, fs.ErrNotExist) && len(ranges) > 0 {
				err = nil
			}
			sanctions := len(all)
			all = append(all, ranges...)
			if errors.Is(err, fs.ErrNotExist) || err == nil && len(all) == 0 {
				return &muster.Error{Code: muster.CodeNotFound, Message: "no lists in " + dir, Hint: "fetch them with `muster lists update`"}
			}
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			var broken error
			for i, p := range all {
				broken = errors.Join(broken, lists.Intact(dir, p))
				if asJSON {
					if err := json.NewEncoder(out).Encode(p); err != nil {
						return err
					}
					continue
				}
				old := ""
				switch age := store.Now().Sub(p.Fetched); {
				case i < sanctions && age > oldList:
					old = "; older than a week, run `muster lists update`"
				case i >= sanctions && age > lists.OldAfter && p.Format == "mmdb":
					old = "; older than a month, get it anew where it came from"
				case i >= sanctions && age > lists.OldAfter:
					old = "; older than a month, run `muster lists update`"
				}
				fmt.Fprintf(out, "%s: %d entries, published %s, fetched %s from %s, version %s%s\n", escape.Line(p.Source), p.Entries, escape.Line(orUnknown(p.Published)),
					p.Fetched.Format("2006-01-02 15:04 UTC"), escape.Line(p.URL), p.SHA256[:12], old)
			}
			return broken
		},
	}
	cmd.Flags().StringVar(&dir, "dir", listsFolder, "folder that keeps the lists")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object for each list")
	return cmd
}
