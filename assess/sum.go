package assess

import (
	"bytes"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"muster"
	"muster/dossier"
)

// sumUp adds what holds for the whole run: what could not be seen, the
// passages to show, and the root over all findings.
func (res *Result) sumUp(r *Request, index *dossier.Index) error {
	res.Unseen = append(missingKinds(r.Detectors, r.Part.kinds(res.Kinds)), res.Unseen...)
	res.Passages = index.Likenesses(maxPassages)
	var keys []muster.FindingKey
	for p, err := range res.Each() {
		if err != nil {
			return err
		}
		keys = p.keys(keys)
	}
	root, err := rootOf(keys)
	res.Root = root
	return err
}

// keys appends the keys of a person's findings.
func (p *Person) keys(to []muster.FindingKey) []muster.FindingKey {
	for k := range p.Findings {
		to = append(to, p.Findings[k].Key)
	}
	return to
}

// rootOf returns the root of the hash tree over finding keys, sorted. It
// commits a run to its findings without revealing them.
func rootOf(keys []muster.FindingKey) (tlog.Hash, error) {
	slices.SortFunc(keys, func(a, b muster.FindingKey) int { return bytes.Compare(a[:], b[:]) })
	keys = slices.Compact(keys)
	var hashes []tlog.Hash
	read := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, at := range indexes {
			out[i] = hashes[at]
		}
		return out, nil
	})
	for i, key := range keys {
		stored, err := tlog.StoredHashes(int64(i), key[:], read)
		if err != nil {
			return tlog.Hash{}, err
		}
		hashes = append(hashes, stored...)
	}
	return tlog.TreeHash(int64(len(keys)), read)
}
