package ledger

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// edge is a growing tree of which only the right edge is kept: the last
// complete node of each level, which is all that adding and the root need.
type edge struct {
	size  int64
	nodes []edgeNode // by level
}

type edgeNode struct {
	n    int64
	hash tlog.Hash
}

// add adds a leaf and returns the hashes that become complete with it, in the
// order of their indexes.
func (e *edge) add(leaf tlog.Hash) ([]tlog.Hash, error) {
	hashes, err := tlog.StoredHashesForRecordHash(e.size, leaf, e)
	if err != nil {
		return nil, err
	}
	e.size++
	for level, h := range hashes {
		node := edgeNode{e.size>>level - 1, h}
		if level == len(e.nodes) {
			e.nodes = append(e.nodes, node)
		}
		e.nodes[level] = node
	}
	return hashes, nil
}

// root returns the root of the tree so far.
func (e *edge) root() (tlog.Hash, error) { return tlog.TreeHash(e.size, e) }

// ReadHashes gives the nodes of the edge to tlog.
func (e *edge) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		if level >= len(e.nodes) || e.nodes[level].n != n {
			return nil, fmt.Errorf("ledger: hash %d is not on the edge of %d entries", index, e.size)
		}
		list[i] = e.nodes[level].hash
	}
	return list, nil
}
