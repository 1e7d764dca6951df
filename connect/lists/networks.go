package lists

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"muster"
	"muster/ingest/networks"
)

// NetworkSource is a published list of address ranges of one class.
type NetworkSource struct {
	Source
	Class muster.NetworkClass
}

// NetworksFolder is the folder inside of a folder of lists that holds those of
// networks.
const NetworksFolder = "networks"

// NetworkSources returns the lists of networks that are fetched by default.
func NetworkSources() []NetworkSource {
	return []NetworkSource{
		{Source{"x4bnet-vpn", "X4BNet's VPN list", "https://raw.githubusercontent.com/X4BNet/lists_vpn/main/output/vpn/ipv4.txt"}, muster.NetworkVPN},
		{Source{"x4bnet-datacenter", "X4BNet's data-centre list", "https://raw.githubusercontent.com/X4BNet/lists_vpn/main/output/datacenter/ipv4.txt"}, muster.NetworkHosting},
		{Source{"tor-exits", "the Tor Project's exit list", "https://check.torproject.org/torbulkexitlist"}, muster.NetworkTor},
		{Source{"apple-relay", "Apple's list of Private Relay", "https://mask-api.icloud.com/egress-ip-ranges.csv"}, muster.NetworkRelay},
	}
}

// networksFormat is the format of lists of networks in their provenance.
const networksFormat = "networks"

// UpdateNetwork fetches one list of networks and, if it reads well, puts it in
// use: the rules of Update hold.
func (s *Store) UpdateNetwork(ctx context.Context, source NetworkSource) (now muster.ListProvenance, before *muster.ListProvenance, err error) {
	return s.updateText(ctx, source.Source, networksFormat, func(text []byte) (int, int, error) {
		ranges, rejected, err := networks.Read(bytes.NewReader(text))
		return len(ranges), rejected, err
	})
}

// updateText fetches a list that read understands, which returns how many entries
// it has and how many lines it did not understand.
func (s *Store) updateText(ctx context.Context, source Source, format string, read func(text []byte) (entries, rejected int, err error)) (now muster.ListProvenance, before *muster.ListProvenance, err error) {
	dir := filepath.Join(s.Dir, source.Name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return now, nil, err
	}
	path, err := s.fetch(ctx, source, dir)
	if err != nil {
		return now, nil, err
	}
	defer os.Remove(path) // it is there no more once it is in use
	text, err := os.ReadFile(path)
	if err != nil {
		return now, nil, err
	}
	entries, rejected, err := read(text)
	if err != nil {
		return now, nil, fmt.Errorf("%s: %w; the list in use stays as it was", source.Name, err)
	}
	sum := sha256.Sum256(text)
	now = muster.ListProvenance{
		Source: source.Name, Format: format, URL: source.URL, Fetched: s.Now().UTC().Truncate(time.Second), SHA256: hex.EncodeToString(sum[:]), Bytes: int64(len(text)),
		Entries: entries, Rejected: rejected,
	}
	old, err := s.provenance(source.Name)
	if err != nil && !errors.Is(err, os.ErrNotExist) && !s.Force {
		return now, nil, err
	}
	if err == nil {
		before = &old
		if now.Entries*2 < old.Entries && !s.Force {
			return now, before, fmt.Errorf("%s: %w: %d entries, now %d", source.Name, ErrShrank, old.Entries, now.Entries)
		}
	}
	return now, before, s.keep(dir, path, now, before != nil && before.SHA256 == now.SHA256)
}

// Networks reads the lists of networks in use, checking that their bytes are
// those that were fetched. Without any it returns nil.
func (s *Store) Networks() (*networks.Judge, error) {
	all, err := s.Status()
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	places, err := s.Places()
	if err != nil || len(all)+len(places) == 0 {
		return nil, err
	}
	known := NetworkSources()
	var lists []*networks.List
	for _, p := range all {
		i := slices.IndexFunc(known, func(k NetworkSource) bool { return k.Name == p.Source })
		if i < 0 {
			continue
		}
		text, err := os.ReadFile(filepath.Join(s.Dir, p.Source, versionFile(p)))
		if err != nil {
			return nil, err
		}
		if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != p.SHA256 {
			return nil, fmt.Errorf("%s: the file is not the one that was fetched; fetch it again", p.Source)
		}
		ranges, _, err := networks.Read(bytes.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Source, err)
		}
		lists = append(lists, networks.NewList(known[i].Class, known[i].What, p.Fetched, ranges))
	}
	return networks.NewJudge(lists...).With(places...), nil
}
