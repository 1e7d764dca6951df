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
	res.Unseen = append(missingKinds(r.Detectors, res.Kinds), res.Unseen...)
	res.Passages = index.Likenesses(maxPassages)
	root, err := rootOf(res.People)
	res.Root = root
	return err
}

// rootOf returns the root of the hash tree over all finding keys, sorted. It
// commits a run to its findings without revealing them.
func rootOf(people []Person) (tlog.Hash, error) {
	var keys []muster.FindingKey
	for i := range people {
		for k := range people[i].Findings {
			keys = append(keys, people[i].Findings[k].Key)
		}
	}
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
