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

// CountrySources returns the lists that say in which country an address is
// registered: Tor's own files, which Debian packs as tor-geoipdb. Where that
// package is installed, file:/usr/share/tor/geoip (and geoip6) is the same.
func CountrySources() []NetworkSource {
	return []NetworkSource{
		{Source{"tor-geoip", "Tor's list of countries, IPv4", "https://gitlab.torproject.org/tpo/core/tor/-/raw/main/src/config/geoip"}, ""},
		{Source{"tor-geoip6", "Tor's list of countries, IPv6", "https://gitlab.torproject.org/tpo/core/tor/-/raw/main/src/config/geoip6"}, ""},
	}
}

// countriesFormat is the format of lists of countries in their provenance.
const countriesFormat = "countries"

// UpdateNetwork fetches one list of networks or of countries and, if it reads
// well, puts it in use: the rules of Update hold.
func (s *Store) UpdateNetwork(ctx context.Context, source NetworkSource) (now muster.ListProvenance, before *muster.ListProvenance, err error) {
	if source.Class == "" {
		return s.updateText(ctx, source.Source, countriesFormat, func(text []byte) (int, int, error) {
			ranges, rejected, err := networks.ReadCountries(bytes.NewReader(text))
			return len(ranges), rejected, err
		})
	}
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
			return now, before, fmt.Errorf("%s: %w: %d entries, now %d; that one stays, and --force takes the new one", source.Name, ErrShrank, old.Entries, now.Entries)
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
	known, countries := NetworkSources(), CountrySources()
	var ranges []*networks.List
	var registered []*networks.Countries
	for _, p := range all {
		named := func(k NetworkSource) bool { return k.Name == p.Source }
		i, j := slices.IndexFunc(known, named), slices.IndexFunc(countries, named)
		if i < 0 && j < 0 {
			continue
		}
		text, err := s.textOf(p)
		if err != nil {
			return nil, err
		}
		if j >= 0 {
			list, _, err := networks.ReadCountries(bytes.NewReader(text))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", p.Source, err)
			}
			registered = append(registered, networks.NewCountries(countries[j].What, p.Fetched, list))
			continue
		}
		list, _, err := networks.Read(bytes.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Source, err)
		}
		ranges = append(ranges, networks.NewList(known[i].Class, known[i].What, p.Fetched, list))
	}
	return networks.NewJudge(ranges...).With(places...).Countries(registered...), nil
}

// textOf reads the version of a list in use, checking that its bytes are those
// that were fetched.
func (s *Store) textOf(p muster.ListProvenance) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(s.Dir, p.Source, versionFile(p)))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s: the file is not there any more (%w); fetch it again", p.Source, os.ErrNotExist)
	}
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != p.SHA256 {
		return nil, fmt.Errorf("%s: the file is not the one that was fetched; fetch it again", p.Source)
	}
	return text, nil
}
