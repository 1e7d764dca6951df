package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"muster"
	"muster/connect/lists"
	"muster/ingest/networks"
	"muster/internal/escape"
	"muster/internal/outward"
	"muster/stream/programs"
)

// networkFolder is where lists of networks are inside of a folder of lists.
func networkFolder(dir string) string { return filepath.Join(dir, lists.NetworksFolder) }

// pickNetworks takes the lists of networks out of what was named, and returns
// the rest. Where nothing is named all of them are meant.
func pickNetworks(names, urls []string) (picked []lists.NetworkSource, restNames, restURLs []string) {
	everything := len(names) == 0 && len(urls) == 0
	known := slices.Concat(lists.NetworkSources(), lists.CountrySources())
	wanted := make([]bool, len(known))
	at := func(name string) int {
		return slices.IndexFunc(known, func(s lists.NetworkSource) bool { return s.Name == name })
	}
	for _, name := range names {
		if i := at(name); i >= 0 {
			wanted[i] = true
		} else {
			restNames = append(restNames, name)
		}
	}
	for _, pair := range urls {
		name, url, _ := strings.Cut(pair, "=")
		if i := at(name); i >= 0 {
			wanted[i], known[i].URL = true, url
		} else {
			restURLs = append(restURLs, pair)
		}
	}
	for i := range known {
		if everything || wanted[i] {
			picked = append(picked, known[i])
		}
	}
	return picked, restNames, restURLs
}

// mailFolder is where the list of throw-away mail hosts is.
func mailFolder(dir string) string { return filepath.Join(dir, lists.MailFolder) }

// toolsFolder is where the list of remote tools is.
func toolsFolder(dir string) string { return filepath.Join(dir, lists.ToolsFolder) }

// pickOne takes one list out of what was named, nil where it is not meant, and
// returns the rest. Where nothing is named it is meant.
func pickOne(source lists.Source, everything bool, names, urls []string) (picked *lists.Source, restNames, restURLs []string) {
	if everything {
		picked = &source
	}
	for _, name := range names {
		if name == source.Name {
			picked = &source
		} else {
			restNames = append(restNames, name)
		}
	}
	for _, pair := range urls {
		if name, url, _ := strings.Cut(pair, "="); name == source.Name {
			source.URL, picked = url, &source
		} else {
			restURLs = append(restURLs, pair)
		}
	}
	return picked, restNames, restURLs
}

// updateFacts fetches lists of networks, of mail hosts and of remote tools and
// says what changed.
func updateFacts(cmd *cobra.Command, o *listsUpdate, guard *outward.Guard, sources []lists.NetworkSource, mail, tools *lists.Source) error {
	store := o.store(networkFolder(o.dir), guard)
	type fetched func() (now muster.ListProvenance, before *muster.ListProvenance, err error)
	var all []fetched
	for _, source := range sources {
		all = append(all, func() (muster.ListProvenance, *muster.ListProvenance, error) {
			return store.UpdateNetwork(cmd.Context(), source)
		})
	}
	if mail != nil {
		hosts := o.store(mailFolder(o.dir), guard)
		all = append(all, func() (muster.ListProvenance, *muster.ListProvenance, error) {
			return hosts.UpdateMail(cmd.Context(), *mail)
		})
	}
	if tools != nil {
		programs := o.store(toolsFolder(o.dir), guard)
		all = append(all, func() (muster.ListProvenance, *muster.ListProvenance, error) {
			return programs.UpdateTools(cmd.Context(), *tools)
		})
	}
	var failed error
	for _, fetch := range all {
		now, before, err := fetch()
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		if o.json {
			if err := json.NewEncoder(cmd.OutOrStdout()).Encode(now); err != nil {
				return err
			}
			continue
		}
		was := "fetched for the first time"
		if before != nil {
			was = fmt.Sprintf("%d before", before.Entries)
		}
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s: %d %s, %s\n", now.Source, now.Entries, entriesOf(now.Format), was); err != nil {
			return err
		}
	}
	return failed
}

// entriesOf is what the entries of a list are.
func entriesOf(format string) string {
	switch format {
	case "networks", "countries":
		return "ranges"
	case "remote_tools":
		return "tools"
	}
	return "hosts"
}

// throwawayOf reads the list of throw-away mail hosts in use; nil without one.
func throwawayOf(dir string) (map[string]bool, error) {
	if dir == "" {
		return nil, nil
	}
	return (&lists.Store{Dir: mailFolder(dir)}).Disposable()
}

// toolsOf reads the list of remote tools in use; nil without one.
func toolsOf(dir string) (*programs.Known, error) {
	if dir == "" {
		return nil, nil
	}
	tools, err := (&lists.Store{Dir: toolsFolder(dir)}).Tools()
	if err != nil || tools == nil {
		return nil, err
	}
	return programs.With(tools), nil
}

// judgeOf reads the lists of networks in use, says on the terminal which lists are
// old, and returns the same for the report, whose reader sees no terminal. Without
// a folder it returns nothing.
func judgeOf(cmd *cobra.Command, dir string) (*networks.Judge, []muster.Unseen, error) {
	if dir == "" {
		return nil, nil, nil
	}
	all, err := lists.Facts(dir, false)
	if err != nil {
		return nil, nil, err
	}
	if len(all) == 0 {
		return nil, nil, &muster.Error{Code: muster.CodeNotFound, Message: "no lists of networks in " + dir, Hint: "fetch them with `muster lists update`"}
	}
	var old []muster.Unseen
	for _, p := range all {
		age := time.Since(p.Fetched)
		if age <= lists.OldAfter {
			continue
		}
		says := fmt.Sprintf("the list %s is %d days old", escape.Line(p.Source), int(age.Hours()/24))
		anew := "type: muster lists update --dir " + quote(dir)
		if p.Format == "mmdb" {
			anew = "get it anew where it came from"
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "muster: %s; %s\n", says, anew)
		old = append(old, muster.Unseen{What: says, Why: "what came up since is not on it", Remedy: anew + " (then run again)"})
	}
	judge, err := (&lists.Store{Dir: networkFolder(dir)}).Networks()
	return judge, old, err
}
