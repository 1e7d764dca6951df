package dossier

import "sync"

// interner gives a number to each pair of source and file.
type interner struct {
	mu   sync.Mutex
	ids  map[[2]string]int32
	list [][2]string
}

func newInterner() *interner { return &interner{ids: map[[2]string]int32{}} }

func (n *interner) id(source, file string) int32 {
	n.mu.Lock()
	defer n.mu.Unlock()
	key := [2]string{source, file}
	id, ok := n.ids[key]
	if !ok {
		id = int32(len(n.list))
		n.ids[key] = id
		n.list = append(n.list, key)
	}
	return id
}

// get may not be called while others are numbered; during may.
func (n *interner) get(id int32) (source, file string) { return n.list[id][0], n.list[id][1] }

func (n *interner) during(id int32) [2]string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.list[id]
}
