package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
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
)

// networkFolder is where lists of networks are inside of a folder of lists.
func networkFolder(dir string) string { return filepath.Join(dir, lists.NetworksFolder) }

// pickNetworks takes the lists of networks out of what was named, and returns
// the rest. Where nothing is named all of them are meant.
func pickNetworks(names, urls []string) (picked []lists.NetworkSource, restNames, restURLs []string) {
	everything := len(names) == 0 && len(urls) == 0
	known := lists.NetworkSources()
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

// updateNetworks fetches lists of networks and says what changed.
func updateNetworks(cmd *cobra.Command, o *listsUpdate, guard *outward.Guard, sources []lists.NetworkSource) error {
	store := &lists.Store{Dir: networkFolder(o.dir), Client: guard.Client(), Now: time.Now, Force: o.force}
	var failed error
	for _, source := range sources {
		now, before, err := store.UpdateNetwork(cmd.Context(), source)
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
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s: %d ranges, %s\n", now.Source, now.Entries, was); err != nil {
			return err
		}
	}
	return failed
}

// networkStatus lists the lists of networks in use.
func networkStatus(dir string) ([]muster.ListProvenance, error) {
	all, err := (&lists.Store{Dir: networkFolder(dir), Now: time.Now}).Status()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return all, err
}

// judgeOf reads the lists of networks in use, and says on the terminal which are
// old. Without a folder it returns nil.
func judgeOf(cmd *cobra.Command, dir string) (*networks.Judge, error) {
	if dir == "" {
		return nil, nil
	}
	all, err := networkStatus(dir)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "no lists of networks in " + dir, Hint: "fetch them with `muster lists update`"}
	}
	for _, p := range all {
		if age := time.Since(p.Fetched); age > oldNetworks {
			fmt.Fprintf(cmd.ErrOrStderr(), "muster: the list %s is %d days old; fetch it with `muster lists update`\n", escape.Line(p.Source), int(age.Hours()/24))
		}
	}
	return (&lists.Store{Dir: networkFolder(dir)}).Networks()
}

// oldNetworks is the age from which a list of networks is said to be old.
const oldNetworks = 30 * 24 * time.Hour
